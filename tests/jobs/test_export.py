"""export, as a user runs it: what comes out, what is refused, what a simulated home says."""

import csv
import io
import json
import subprocess
import sys
from pathlib import Path

import duckdb
import pytest

from tests.conftest import at
from tests.jobs.conftest import Run
from tests.tracker.stored_charts import HOUR, chart, store
from tracker.config import Home
from tracker.storage.database import lock, publish, stamp, writing

NOON = at("2026-07-10 12:00")


@pytest.fixture
def home(tmp_path: Path) -> Home:
    """The one that `run` runs in, with two charts."""
    home = Home(tmp_path / "home")
    store(home, chart("ABC", NOON), chart("BCA", NOON + HOUR))
    return home


def simulate(home: Home) -> None:
    with lock(home, "ingest"), writing(home) as connection:
        stamp(connection, simulated="true")
    publish(home)


def rows_of(file: Path) -> list[tuple[object, ...]]:
    return duckdb.execute(f"SELECT * FROM '{file}' ORDER BY ALL").fetchall()


@pytest.mark.own_file
def test_without_a_view_it_says_what_there_is(run: Run, home: Home) -> None:
    out = run("export").out
    assert "observation          view   One row a capture" in out
    assert "\nevent                table" in out


def test_all_forms_hold_the_same_rows(run: Run, home: Home, tmp_path: Path) -> None:
    for form in ("csv", "json", "parquet"):
        ran = run("export", "observation", "--output", str(tmp_path / f"ranks.{form}"))
        assert ran.code == 0
        assert f"6 rows of observation in {tmp_path}/ranks.{form}" in ran.err
    table = list(csv.DictReader((tmp_path / "ranks.csv").open()))
    objects = json.loads((tmp_path / "ranks.json").read_text())
    assert len(table) == len(objects) == len(rows_of(tmp_path / "ranks.parquet")) == 6
    assert {(row["observed_at"], row["rank"], row["app_name"]) for row in table} == {
        (row["observed_at"], str(row["rank"]), row["app_name"]) for row in objects
    }
    assert table[0]["observed_at"].startswith("2026-07-10T1")
    assert table[0]["observed_at"].endswith(":00:00+00:00")


def test_columns_and_a_condition_narrow_it(run: Run, home: Home) -> None:
    ran = run("export", "observation", "--columns", "rank, app_name", "--where", "rank = 1 -- the first")
    assert sorted(csv.reader(io.StringIO(ran.out))) == [["1", "App A"], ["1", "App B"], ["rank", "app_name"]]


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["nothing"], "no view or table 'nothing'; there are app,"),
        (["event", "--columns", "event_id,wat"], "event has no column 'wat'; it has event_id,"),
        (["event", "--where", "wat = 1"], "Referenced column"),
        pytest.param(
            ["event", "--where", "exists (from read_text('/etc/passwd'))"],
            "disabled by configuration",
            marks=pytest.mark.own_file,
        ),
        (["event", "--format", "parquet"], "needs --output FILE"),
    ],
)
def test_what_cannot_be_exported_is_a_wrong_usage(
    run: Run, home: Home, tmp_path: Path, arguments: list[str], sentence: str
) -> None:
    ran = run("export", *arguments)
    assert ran.code == 2
    assert sentence in ran.err and "Traceback" not in ran.err


def test_every_view_and_table_can_be_exported(run: Run, home: Home, tmp_path: Path) -> None:
    names = [line.split()[0] for line in run("export").out.splitlines()]
    assert len(names) > 15
    for name in names:
        assert run("export", name, "--output", str(tmp_path / f"{name}.parquet")).code == 0
        assert run("export", name, "--format", "csv").code == 0


def test_a_formula_in_a_name_is_text_in_csv_and_itself_elsewhere(run: Run, home: Home, tmp_path: Path) -> None:
    with lock(home, "ingest"), writing(home) as connection:
        connection.execute("UPDATE app SET app_name = '=HYPERLINK(\"x\")' WHERE app_name = 'App A'")
        connection.execute("UPDATE app SET app_name = chr(9) || '=1' WHERE app_name = 'App B'")
    publish(home)
    narrow = ("export", "app", "--columns", "app_name")
    assert sorted(csv.reader(io.StringIO(run(*narrow).out))) == [
        ["'\t=1"], ["'=HYPERLINK(\"x\")"], ["App C"], ["app_name"],
    ]  # fmt: skip
    assert "\n=HYPERLINK" in run(*narrow, "--exact").out.replace('"', "")
    assert {row["app_name"] for row in json.loads(run(*narrow, "--format", "json").out)} == {
        '=HYPERLINK("x")', "\t=1", "App C",
    }  # fmt: skip


@pytest.mark.parametrize("form", ["csv", "json", "parquet"])
def test_every_row_of_a_simulated_home_says_so(run: Run, home: Home, tmp_path: Path, form: str) -> None:
    simulate(home)
    file = tmp_path / f"ranks.{form}"
    ran = run("export", "observation", "--output", str(file))
    assert "SIMULATED" in ran.err
    said = duckdb.execute(f"SELECT DISTINCT simulated FROM '{file}'").fetchall()
    assert said == [(True,)]


def test_a_parquet_file_says_in_its_metadata_whether_it_is_simulated(run: Run, home: Home, tmp_path: Path) -> None:
    said = []
    for name in ("real", "simulated"):
        file = tmp_path / f"{name}.parquet"
        run("export", "app", "--output", str(file))
        facts = duckdb.execute(f"SELECT key, value FROM parquet_kv_metadata('{file}')").fetchall()
        said.append(dict(facts)[b"simulated"])
        simulate(home)
    assert said == [b"false", b"true"]


@pytest.mark.own_file
def test_a_reader_that_has_seen_enough_ends_it(home: Home) -> None:
    with lock(home, "ingest"), writing(home) as connection:
        connection.execute("CREATE VIEW endless AS SELECT a.range FROM range(1000000) a, range(1000000) b")
    publish(home)
    command = [sys.executable, "-m", "jobs", "--home", str(home.root), "export", "endless"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        assert process.stdout and process.stderr
        assert process.stdout.readline() == b"range\n"
        process.stdout.close()
        said = process.stderr.read()
        assert process.wait(60) == 0, said
    assert b"Traceback" not in said


def test_a_failed_export_leaves_the_older_file_and_nothing_half_made(run: Run, home: Home, tmp_path: Path) -> None:
    file = tmp_path / "older.csv"
    file.write_text("older\n")
    assert run("export", "event", "--where", "error(title)", "--output", str(file)).code == 2
    assert file.read_text() == "older\n"
    assert sorted(one.name for one in tmp_path.iterdir()) == ["home", "older.csv"]
