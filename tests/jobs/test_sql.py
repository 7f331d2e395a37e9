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
