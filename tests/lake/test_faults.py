"""The catalog goes down in the middle of a commit, a disk fills, a process is killed: nothing is lost or double."""

import shutil
import signal
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from time import monotonic, sleep

import pytest

from tests.conftest import put
from tests.lake.conftest import LakeHome
from tests.lake.postgres import Postgres
from tests.lake.running import running
from tests.small_disk import mounted
from tests.tracker.stored_charts import DE_IPHONE, HOUR, NOON, chart, rows, store
from tracker.config import Home
from tracker.errors import StorageError
from tracker.ingest import ingest
from tracker.storage import lake
from tracker.storage.database import reading
from tracker.storage.integrity import faults
from tracker.storage.lake import newest_change
from tracker.storage.mending import mend
from tracker.storage.place import FILE, lake_of
from tracker.storage.upkeep import compact

pytestmark = pytest.mark.thorough  # processes are started and killed, each test takes many seconds: make lake

SLOTS = "SELECT country, count(*) FROM coverage WHERE status = 'ok' GROUP BY ALL ORDER BY ALL"
LISTS = "SELECT country, observed_at, rank, app_name FROM observation ORDER BY ALL"
DISK_BYTES = 8_000_000
SECONDS = 60
COMMITS = (1, 2, 3, 4)

# A commit writes its number into the catalog; there it is made to wait.
WAIT = """
    CREATE OR REPLACE FUNCTION "{schema}".wait_here() RETURNS trigger LANGUAGE plpgsql AS
        $$ BEGIN IF NEW.snapshot_id = {number} THEN PERFORM pg_sleep({seconds}); END IF; RETURN NEW; END $$;
    CREATE OR REPLACE TRIGGER wait_here BEFORE INSERT ON "{schema}".ducklake_snapshot
        FOR EACH ROW EXECUTE FUNCTION "{schema}".wait_here();
"""
GO_ON = 'DROP TRIGGER IF EXISTS wait_here ON "{schema}".ducklake_snapshot'
WAITING = "SELECT count(*) FROM pg_stat_activity WHERE wait_event = 'PgSleep'"
END_WAITING = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE wait_event = 'PgSleep'"


@contextmanager
def ingest_stuck_in_a_commit(home: Home, postgres: Postgres, number: int) -> Iterator["subprocess.Popen[bytes]"]:
    """A process that ingests, and waits in the middle of its commit of this number."""
    setting = lake_of(home)
    assert setting is not None
    with reading(home.charts_file) as connection:
        newest = newest_change(connection)
    postgres.ask(WAIT.format(schema=setting.schema, number=newest + number, seconds=SECONDS))
    process = running(home, "ingest")
    try:
        deadline = monotonic() + SECONDS
        while postgres.ask(WAITING) == "0":
            assert process.poll() is None and monotonic() < deadline, "it never came to that commit"
            sleep(0.05)
        yield process
    finally:
        process.kill()
        process.wait()
        postgres.ask(END_WAITING)
        postgres.ask(GO_ON.format(schema=setting.schema))


# Among them: what is watched, the keys of new apps, the rows of the captures, the sums of their days.
@pytest.mark.parametrize("number", COMMITS)
def test_a_restart_of_the_catalog_in_the_middle_of_a_commit_loses_nothing(
    lake_home: LakeHome, postgres: Postgres, number: int
) -> None:
    home = lake_home("a")
    store(home, chart("AB"))
    for n in range(1, 4):
        put(home, chart("ABCDEFGH", NOON + n * HOUR))
    with ingest_stuck_in_a_commit(home, postgres, number) as process:
        postgres.restart()
        assert process.wait(SECONDS) != 0  # DuckDB 1.5.5 itself ends the process where the catalog breaks off a commit
    assert len(list(home.inbox.glob("*.gz"))) == 3
    ingest(home, None)
    assert rows(home, SLOTS) == [("us", 4)]
    assert rows(home, "SELECT count(*), count(DISTINCT app_key) FROM app") == [(8, 8)]
    assert faults(home) == []
    assert not list(home.inbox.glob("*.gz"))


@pytest.mark.parametrize("number", COMMITS)
def test_a_machine_that_is_lost_in_the_middle_of_a_commit_leaves_what_maintain_puts_right(
    lake_home: LakeHome, postgres: Postgres, home: Home, number: int
) -> None:
    gone, other = lake_home("gone"), lake_home("other")
    store(other, chart("AB"))
    store(gone, chart("BA", series=DE_IPHONE))
    put(gone, chart("ABCDEFGH", NOON + HOUR, DE_IPHONE))
    with ingest_stuck_in_a_commit(gone, postgres, number) as process:
        process.send_signal(signal.SIGKILL)
    shutil.rmtree(gone.root)  # with its inbox
    unsummed = bool(faults(other))
    assert mend(other) == (["1 days were not summed up"] if unsummed else [])
    assert faults(other) == []
    lists = [chart("BA", series=DE_IPHONE)]
    if rows(other, SLOTS) == [("de", 2), ("us", 1)]:  # the rows were there; it had not come to the sums of their day
        assert unsummed
        lists.append(chart("ABCDEFGH", NOON + HOUR, DE_IPHONE))
    store(home, chart("AB"), *lists)
    for query in ("FROM rank_daily ORDER BY ALL", LISTS):
        assert rows(other, query) == rows(home, query) != []


@pytest.mark.parametrize("after", [1.5, 2.5, 3.5])
def test_maintenance_that_is_killed_changes_no_answer(lake_home: LakeHome, after: float) -> None:
    home = lake_home("a")
    for n in range(3):
        store(home, chart("ABC"[n:] + "XYZ", NOON + n * HOUR))
    before = rows(home, LISTS)
    process = running(home, "maintain")
    try:
        process.wait(after)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
    assert rows(home, LISTS) == before
    assert compact(home) is not None
    assert rows(home, LISTS) == before
    assert faults(home) == []


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    with mounted(tmp_path / "disk", DISK_BYTES) as disk:
        yield disk


@pytest.mark.parametrize("room", [0, 4096])
def test_a_full_disk_under_the_files_loses_nothing(
    lake_home: LakeHome, small_disk: Path, monkeypatch: pytest.MonkeyPatch, room: int
) -> None:
    monkeypatch.setattr(lake, "INLINED_ROWS", 0)  # each commit writes files
    home = lake_home("a")
    setting = (home.root / FILE).read_text()
    (line,) = [one for one in setting.splitlines() if one.startswith("data_path")]
    (home.root / FILE).write_text(setting.replace(line, f'data_path = "{small_disk}/files/"'))
    store(home, chart("ABC"))
    before = rows(home, LISTS)
    ballast = small_disk / "ballast"
    ballast.write_bytes(b"x" * (shutil.disk_usage(small_disk).free - room))
    put(home, chart("CABDEFGH", NOON + HOUR))
    with pytest.raises(StorageError, match="run it again"):
        ingest(home, None)
    assert rows(home, LISTS) == before
    assert len(list(home.inbox.glob("*.gz"))) == 1
    ballast.unlink()
    ingest(home, None)
    assert rows(home, SLOTS) == [("us", 2)]
    assert not list(home.inbox.glob("*.gz"))
    assert faults(home) == []
