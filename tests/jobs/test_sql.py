import csv
import io
import json
from pathlib import Path

import duckdb
import pytest

from tests.jobs.conftest import Run


def test_an_empty_home_answers_about_events(run: Run) -> None:
    ran = run("sql", "select assistant, label from assistant where assistant = 'deepseek'")
    assert ran.code == 0
    assert ran.out.split() == ["assistant", "label", "deepseek", "DeepSeek"]


def test_csv_and_json_hold_the_same_rows(run: Run) -> None:
    query = "select event_id, start_date, countries from event order by 1 limit 3"
    table = list(csv.DictReader(io.StringIO(run("sql", query, "--format", "csv").out)))
    objects = json.loads(run("sql", query, "--format", "json").out)
    assert [row["event_id"] for row in table] == [row["event_id"] for row in objects]
    assert objects[0]["start_date"] == "2022-11-30"
    assert objects[0]["countries"] == ["*"]


def test_parquet_goes_to_a_file(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "it's.parquet"
    assert run("sql", "from event;", "--format", "parquet", "--output", str(file)).code == 0
    count = duckdb.execute("select count(*) >= 190 from read_parquet($file)", {"file": str(file)}).fetchone()
    assert count == (True,)


@pytest.mark.parametrize(
    "query",
    [
        "delete from event",
        "create table database.x (i integer)",
        "select * from read_csv('/etc/passwd')",
        "copy (select 1) to '/tmp/escaped.csv'",
        "attach '/tmp/escaped.duckdb'",
        "install httpfs",
        "set enable_external_access = true",
    ],
)
def test_a_query_reaches_nothing_but_the_charts(run: Run, query: str) -> None:
    ran = run("sql", query)
    assert ran.code == 2
    assert not list(Path("/tmp").glob("escaped.*"))


def test_escape_codes_of_a_terminal_are_not_passed_on(run: Run) -> None:
    assert "\x1b" not in run("sql", "select chr(27) || '[31mred' as name").out


SLOW = "select count(*) from range(1000000) a, range(1000000) b where (a.range * b.range) % 7 = 3"


def test_a_slow_query_ends_in_one_sentence(run: Run) -> None:
    ran = run("sql", SLOW, "--timeout", "0.2")
    assert (ran.code, ran.out) == (1, "")
    assert ran.sentence == "rank-tracker: the query took longer than 0.2 s; ask for less, or allow more time"


def test_a_query_that_is_slow_while_it_answers_ends_as_well(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "endless.csv"
    query = "select a.range from range(1000000) a, range(1000000) b"
    ran = run("sql", query, "--format", "csv", "--rows", "0", "--timeout", "0.2", "--output", str(file))
    assert ran.code == 1
    assert "took longer than 0.2 s" in ran.sentence
    assert not list(tmp_path.glob("*endless*")) and not list(tmp_path.glob(".*"))


def test_a_greedy_query_ends_in_one_sentence(run: Run) -> None:
    ran = run("sql", "select list(range) from range(100000000)", "--memory", "100MB")
    assert ran.code == 1
    assert "needs more memory than 100MB; ask for less" in ran.sentence


@pytest.mark.parametrize("memory", ["much", "0GB", "-1", "1GB'; SELECT 1; --"])
def test_a_memory_that_is_no_size_is_a_wrong_usage(run: Run, memory: str) -> None:
    ran = run("sql", "select 1", "--memory", memory)
    assert ran.code == 2
    assert "wanted a size like 500MB or 2GB" in ran.sentence


@pytest.mark.parametrize(("rows", "lines", "is_cut"), [(5, 5, True), (10, 10, False), (11, 10, False), (0, 10, False)])
def test_a_cut_answer_says_so_and_a_whole_one_does_not(run: Run, rows: int, lines: int, is_cut: bool) -> None:
    ran = run("sql", "from range(10)", "--format", "csv", "--rows", str(rows))
    assert len(ran.out.splitlines()) == 1 + lines
    assert ("cut: only its first" in ran.err) == is_cut


@pytest.mark.parametrize(
    ("many", "rows", "kept", "is_cut"),
    [(10, 5, 5, True), (10, 10, 10, False), (10, 11, 10, False), (10, 0, 10, False), (0, 0, 0, False)],
)
def test_a_parquet_file_is_called_cut_only_if_there_was_more(
    run: Run, tmp_path: Path, many: int, rows: int, kept: int, is_cut: bool
) -> None:
    file = tmp_path / "x.parquet"
    query = f"select range as i from range({many})"
    ran = run("sql", query, "--format", "parquet", "--output", str(file), "--rows", str(rows))
    assert (ran.code, "The answer is cut" in ran.err) == (0, is_cut)
    found = duckdb.execute("select i from read_parquet($file)", {"file": str(file)}).fetchall()
    assert found == [(i,) for i in range(kept)]
    facts = duckdb.execute(f"select decode(key) from parquet_kv_metadata('{file}')").fetchall()
    assert ("simulated",) in facts
    assert [one.name for one in tmp_path.iterdir() if one.is_file()] == ["x.parquet"]


def test_a_number_of_rows_that_is_wished_is_given_in_a_table_too(run: Run) -> None:
    ran = run("sql", "from range(1500)", "--rows", "1000000")
    assert (len(ran.out.splitlines()), "cut" in ran.err) == (1501, False)


@pytest.mark.parametrize("errors", ["strict", "surrogateescape"])
def test_a_query_that_is_no_text_is_an_error_of_usage(run: Run, monkeypatch: pytest.MonkeyPatch, errors: str) -> None:
    piped = io.TextIOWrapper(io.BytesIO(b"select '\xe9'"), encoding="utf-8", errors=errors)
    monkeypatch.setattr("sys.stdin", piped)
    ran = run("sql")
    assert (ran.code, "wanted a query in UTF-8" in ran.sentence) == (2, True)


def test_a_table_is_cut_at_a_thousand_rows_unless_more_are_wished(run: Run) -> None:
    ran = run("sql", "from range(1500)")
    assert len(ran.out.splitlines()) == 1001
    assert "cut: only its first 1,000 rows" in ran.err
    assert len(run("sql", "from range(1500)", "--rows", "1400").out.splitlines()) == 1401


def test_text_that_a_spreadsheet_would_run_is_text(run: Run) -> None:
    query = "select unnest(['=1+1', '+1', '-1', '@x', chr(9) || '=1', '＝1', 'Claude', 'a=b']) as name, -5 as change"
    cells = [row["name"] for row in csv.DictReader(io.StringIO(run("sql", query, "--format", "csv").out))]
    assert cells == ["'=1+1", "'+1", "'-1", "'@x", "'\t=1", "'＝1", "Claude", "a=b"]
    assert run("sql", 'select -5 as "=x"', "--format", "csv").out == "'=x\n-5\n"
    assert run("sql", "select '=1+1' as x", "--format", "csv", "--exact").out == "x\n=1+1\n"
    assert json.loads(run("sql", "select '=1+1' as x", "--format", "json").out) == [{"x": "=1+1"}]


def test_json_is_valid_whatever_the_numbers(run: Run) -> None:
    text = run(
        "sql", "select 'nan'::double as a, ['inf'::double, 1] as b, {'c': '-inf'::float} as d", "--format", "json"
    ).out
    assert json.loads(text, parse_constant=pytest.fail) == [{"a": None, "b": [None, 1.0], "d": {"c": None}}]
    assert json.loads(run("sql", "from event where false", "--format", "json").out) == []


def test_a_failed_query_leaves_the_older_output_as_it_was(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "ranks.csv"
    file.write_text("older\n")
    assert run("sql", "select * from nothing", "--format", "csv", "--output", str(file)).code == 2
    assert run("sql", "select error('late') from range(5000)", "--format", "csv", "--output", str(file)).code == 2
    assert file.read_text() == "older\n"
    assert [one.name for one in tmp_path.iterdir() if one.is_file()] == ["ranks.csv"]


def test_an_output_in_a_folder_that_is_not_there_is_a_wrong_usage(run: Run, tmp_path: Path) -> None:
    ran = run("sql", "select 1", "--output", str(tmp_path / "no" / "x.csv"))
    assert ran.code == 2
    assert "wanted a file in a folder that exists" in ran.sentence


def test_an_empty_answer_of_an_empty_home_says_what_to_do(run: Run, tmp_path: Path) -> None:
    ran = run("sql", "from observation")
    assert ran.sentence == "No chart was captured yet; capture some: rank-tracker collect charts"
    (tmp_path / "home" / "demo").mkdir()
    (tmp_path / "home" / "demo" / "charts.duckdb").touch()
    assert run("sql", "from observation").sentence.endswith(f"rank-tracker --home {tmp_path}/home/demo sql")
    assert run("sql", "select count(*) from observation").err == ""
