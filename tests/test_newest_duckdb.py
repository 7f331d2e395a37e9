"""The storage works on the newest DuckDB as on the pinned one, and files written by either open in the other."""

import os
import subprocess
import sys
from pathlib import Path

import duckdb
import pytest

from tests.conftest import at
from tests.tracker.queries.conftest import CHATGPT, HOUR, Charts, charts  # noqa: F401 - a fixture
from tracker.config import Home

NEWEST = Path(sys.prefix) / "newest-duckdb"  # where make puts it
ROOT = Path(__file__).parents[1]
ASK = "select observed_at, rank, state from rank_history('chatgpt') order by 1"

pytestmark = pytest.mark.skipif(not NEWEST.is_dir(), reason="the newest DuckDB is not here: make test installs it")


def on_newest(*arguments: str) -> str:
    """Run a module of ours on the newest DuckDB; what it prints."""
    paths = os.pathsep.join([str(NEWEST), str(ROOT)])
    done = subprocess.run(
        [sys.executable, "-m", *arguments], cwd=ROOT, env=os.environ | {"PYTHONPATH": paths}, text=True,
        capture_output=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-3000:]
    return done.stdout


def test_the_tests_of_storage_pass_on_the_newest_duckdb() -> None:
    told = on_newest(
        "pytest", "-n", "0", "-p", "no:cacheprovider", "tests/tracker/storage/test_database.py",
        "tests/tracker/storage/test_store_file.py", "tests/tracker/storage/test_summaries.py",
        "tests/tracker/test_ingest.py", "tests/test_sql_page.py",
    )  # fmt: skip
    assert " passed" in told or "100%" in told


def test_a_file_written_by_either_opens_in_the_other(home: Home, charts: Charts) -> None:  # noqa: F811
    start = at("2026-07-10 00:00")
    with charts({start: [CHATGPT], start + HOUR: ["1", CHATGPT]}) as connection:
        ours = connection.execute(f"SELECT count(*) FROM ({ASK})").fetchone()
    asked = on_newest("jobs", "--home", str(home.root), "sql", ASK, "--format", "csv")
    assert [line.split(",")[1:] for line in asked.splitlines()[1:]] == [["1", "ranked"], ["2", "ranked"]]
    version = on_newest("jobs", "--home", str(home.root), "sql", "select version()", "--format", "csv")
    assert duckdb.__version__ not in version
    on_newest("jobs", "--home", str(home.root), "ingest")  # writes, and publishes
    with charts({start + 2 * HOUR: [CHATGPT]}) as connection:
        theirs = connection.execute(f"SELECT count(*) FROM ({ASK})").fetchone()
    assert (ours, theirs) == ((2,), (3,))
