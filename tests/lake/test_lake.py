"""Several machines store in one lake: nothing is lost, nothing is double."""

import json
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path
from time import monotonic, sleep

import pytest

from tests.conftest import put
from tests.lake.conftest import LakeHome
from tests.lake.postgres import Postgres
from tests.lake.running import running
from tests.tracker.stored_charts import DE_IPHONE, HOUR, NOON, chart, rows, store
from tracker.config import Home
from tracker.errors import ConfigurationError
from tracker.ingest import ingest
from tracker.restore import restore
from tracker.storage.asking import Limits, QueryError, asking
from tracker.storage.backup import backup
from tracker.storage.backup_file import table_names
from tracker.storage.database import reading, version_of, writing
from tracker.storage.integrity import faults
from tracker.storage.move import to_file, to_lake
from tracker.storage.opened import OpenedFile
from tracker.storage.place import FILE, lake_of
from tracker.storage.upkeep import compact

pytestmark = pytest.mark.thorough  # processes are started and killed, each test takes many seconds: make lake

LISTS = "SELECT country, observed_at, rank, app_name FROM observation ORDER BY ALL"
SLOTS = "SELECT country, count(*) FROM coverage WHERE status = 'ok' GROUP BY ALL ORDER BY ALL"


def test_a_lake_answers_as_a_file_does(home: Home, lake_home: LakeHome) -> None:
    lake = lake_home("a")
    for one in (home, lake):
        store(one, chart("ABC"), chart("CAB", NOON + HOUR), chart("BA", series=DE_IPHONE))
    assert rows(lake, LISTS) == rows(home, LISTS) != []
    for query in ("FROM rank_daily ORDER BY ALL", "FROM chart_at('us')", "FROM movers('us', hours := 1)"):
        assert rows(lake, query) == rows(home, query)
    assert faults(lake) == []


def test_machines_take_turns_and_a_slot_is_stored_once(lake_home: LakeHome) -> None:
    homes = [lake_home(name) for name in "abc"]
    store(homes[0], chart("AB", NOON - HOUR))
    slots = [NOON + n * HOUR for n in range(4)]
    for home in homes:  # each has the same slots, and new apps that all of them must give one key
        for slot in slots:
            put(home, chart("ABCDEFGH", slot))
            put(home, chart("HGXYZ", slot, DE_IPHONE))
    writers = [running(home, "ingest") for home in homes]
    assert [one.wait(240) for one in writers] == [0, 0, 0]
    assert rows(homes[1], SLOTS) == [("de", 4), ("us", 5)]
    assert rows(homes[2], "SELECT count(*), count(DISTINCT app_key) FROM app") == [(11, 11)]
    assert faults(homes[0]) == []
    assert [list(home.inbox.glob("*.gz")) for home in homes] == [[], [], []]


@pytest.mark.parametrize("after", [0.5, 1.5, 2.5])
def test_a_killed_writer_loses_nothing_and_holds_nobody_up(lake_home: LakeHome, after: float) -> None:
    home, other = lake_home("a"), lake_home("b")
    store(home, chart("AB", NOON - HOUR))
    for n in range(12):
        put(home, chart("ABCDEFGH", NOON + n * HOUR))
    writer = running(home, "ingest")
    began = monotonic()
    while monotonic() - began < after and writer.poll() is None:
        sleep(0.02)
    writer.send_signal(signal.SIGKILL)
    writer.wait()
    store(other, chart("BA", series=DE_IPHONE))
    ingest(home, None)
    assert rows(other, SLOTS) == [("de", 1), ("us", 13)]
    assert faults(home) == []
    assert not list(home.inbox.glob("*.gz"))


def test_a_restart_of_the_catalog_loses_nothing(lake_home: LakeHome, postgres: Postgres) -> None:
    home = lake_home("a")
    store(home, chart("AB"))
    before = rows(home, LISTS)
    postgres.restart()
    assert rows(home, LISTS) == before
    store(home, chart("BA", NOON + HOUR))
    assert rows(home, SLOTS) == [("us", 2)]


def test_the_version_of_an_opened_lake_follows_whoever_writes(lake_home: LakeHome) -> None:
    home, other = lake_home("a"), lake_home("b")
    store(home, chart("AB"))
    opened = OpenedFile(home.charts_file, idle_seconds=0)
    with opened.reading() as (connection, first):
        store(other, chart("BA", NOON + HOUR))
        seen = connection.execute("SELECT count(*) FROM attempt").fetchone()
    known = version_of(home.charts_file)
    assert opened.version() != first
    with opened.reading() as (connection, second):
        then = connection.execute("SELECT count(*) FROM attempt").fetchone()
    assert (seen, then) == ((1,), (2,))
    assert second == opened.version() != first
    store(other, chart("AC", NOON + 2 * HOUR))
    assert version_of(home.charts_file) != known


def test_maintenance_changes_no_answer(lake_home: LakeHome) -> None:
    home = lake_home("a")
    for n in range(3):
        store(home, chart("ABC"[n:] + "XYZ", NOON + n * HOUR))
    before = rows(home, LISTS)
    compacted = compact(home)
    assert compacted is not None and compacted.after > 0
    with writing(home) as connection:  # other engines know nothing of deleted rows
        for table in table_names(connection):
            kept = f"SELECT count(delete_file) FROM ducklake_list_files('lake', '{table}')"
            assert connection.execute(kept).fetchone() == (0,)
    assert rows(home, LISTS) == before


REACHES = (
    "FROM postgres_query('__ducklake_metadata_lake', 'SELECT 1')",
    "FROM query('FROM postgres_query(''__ducklake_metadata_lake'', ''SELECT 1'')')",
    "FROM duckdb_databases()",
    "FROM __ducklake_metadata_lake.ducklake_metadata",
    "SELECT 1; SELECT 2 FROM duckdb_secrets()",
    "WITH a AS (FROM read_text('/etc/passwd')) FROM a",
    "COPY (SELECT 1) TO '{files}/x.parquet'",
    "FROM '{files}/**/*.parquet'",
    "CALL ducklake_snapshots('lake')",
)


@pytest.mark.parametrize("query", REACHES)
def test_a_strangers_query_reaches_nothing_but_the_charts(lake_home: LakeHome, tmp_path: Path, query: str) -> None:
    home = lake_home("a")
    store(home, chart("AB"))
    with asking(home.charts_file, Limits()) as asker, pytest.raises(QueryError):
        asker.ask(query.format(files=tmp_path / "files"))
    assert not (tmp_path / "files" / "x.parquet").exists()


def test_a_strangers_query_of_the_charts_is_answered(lake_home: LakeHome) -> None:
    home = lake_home("a")
    store(home, chart("AB"))
    compact(home)  # so that there are files to read
    with asking(home.charts_file, Limits()) as asker:
        answer = asker.ask(
            "WITH o AS (FROM observation) SELECT o.rank, m.app_name FROM o, chart_at('us') m ORDER BY ALL"
        )
        assert answer is not None
        assert [row for batch in answer.batches for row in batch] == [
            (1, "App A"),
            (1, "App B"),
            (2, "App A"),
            (2, "App B"),
        ]


def test_a_history_moves_into_a_lake_and_back_unchanged(home: Home, lake_home: LakeHome, tmp_path: Path) -> None:
    store(home, chart("ABC"), chart("CAB", NOON + HOUR), chart("BA", series=DE_IPHONE))
    before = rows(home, LISTS)
    setting = lake_home("a").root / FILE
    (home.root / FILE).write_text(setting.read_text())
    moved = to_lake(home)
    assert moved.put_aside is not None and not home.store_file.exists()
    assert rows(home, LISTS) == before
    with pytest.raises(ConfigurationError, match="nothing to move"):
        to_lake(home)
    store(home, chart("AB", NOON + 2 * HOUR))
    grown = rows(home, LISTS)
    to_file(home)
    (home.root / FILE).unlink()
    ingest(home, None)
    assert rows(home, LISTS) == grown
    assert faults(home) == []


def test_a_backup_of_a_lake_restores_into_a_home_with_a_file_which_moves_into_a_lake_again(
    home: Home, lake_home: LakeHome
) -> None:
    lost, again = lake_home("lost"), lake_home("again")
    store(lost, chart("ABC"), chart("CAB", NOON + HOUR), chart("BA", series=DE_IPHONE))
    before = rows(lost, LISTS)
    done = backup(lost, home.root.parent / "kept.tar")
    store(lost, chart("XYZ", NOON + 2 * HOUR))
    shutil.rmtree(home.root)
    restore(home, done.file)
    assert rows(home, LISTS) == before != []
    (home.root / FILE).write_text((again.root / FILE).read_text())
    to_lake(home, force=True)
    assert rows(lost, LISTS) == rows(home, LISTS) == before
    assert faults(again) == []


@pytest.mark.parametrize("after", [0.0, 0.2, 0.4, 0.6, 0.8, 1.0, None])
def test_a_move_that_is_killed_is_gone_on_with(
    home: Home, lake_home: LakeHome, postgres: Postgres, after: float | None
) -> None:
    """Seconds from its first write on; None: between the commit and what follows it."""
    for n in range(12):
        put(home, chart("ABCDEFGH"[n % 5 :] + "XYZ", NOON + n * HOUR))
        put(home, chart("BA", NOON + n * HOUR, DE_IPHONE))
    ingest(home, None)
    before = rows(home, LISTS)
    (home.root / FILE).write_text((lake_home("a").root / FILE).read_text())
    setting = lake_of(home)
    assert setting is not None
    if after is None:
        shutil.copy(home.store_file, home.root / "kept")
        to_lake(home)
        (home.root / "kept").rename(home.store_file)
    else:
        tables = f"SELECT count(*) FROM pg_tables WHERE schemaname = '{setting.schema}'"
        killed_after(running(home, "migrate-storage", "lake"), lambda: postgres.ask(tables) != "0", after)
    if home.store_file.exists():
        to_lake(home)
    assert rows(home, LISTS) == before != []
    assert faults(home) == []
    if after is not None:
        killed_after(running(home, "migrate-storage", "file"), (home.root / ".store.duckdb.move").exists, after / 4)
    to_file(home)
    (home.root / FILE).unlink()
    ingest(home, None)
    assert rows(home, LISTS) == before
    assert faults(home) == []


def killed_after(process: "subprocess.Popen[bytes]", has_begun: Callable[[], bool], seconds: float) -> None:
    while process.poll() is None and not has_begun():
        sleep(0.02)
    sleep(seconds)
    process.kill()
    process.wait()


OTHER_ENGINE = """
import json, pathlib, sys
import datafusion, pyarrow.dataset
context = datafusion.SessionContext()
for table, files in json.loads(sys.argv[1]).items():
    context.register_dataset(table, pyarrow.dataset.dataset(files))
rows = context.sql(pathlib.Path(sys.argv[2]).read_text()).to_pylist()
print(json.dumps([list(row.values()) for row in rows]))
"""
DATAFUSION_SQL = Path(__file__).parents[2] / "docs" / "datafusion.sql"


def test_another_engine_reads_the_same_files(lake_home: LakeHome, tmp_path: Path) -> None:
    for needed in ("datafusion", "pyarrow"):
        if find_spec(needed) is None:
            pytest.skip(f"{needed} is not installed")
    home = lake_home("a")
    store(home, chart("ABC"), chart("CAB", NOON + HOUR))
    compact(home)
    with writing(home) as connection:
        listed = {
            table: [
                row[0]
                for row in connection.execute(
                    f"SELECT data_file FROM ducklake_list_files('lake', '{table}')"
                ).fetchall()
            ]
            for table in ("app", "snapshot", "attempt", "series")
        }
        deletes = connection.execute("SELECT count(delete_file) FROM ducklake_list_files('lake', 'attempt')").fetchone()
    assert deletes == (0,) and all(listed.values())
    # In a process of its own, as its users have it: ours has no pandas, which pyarrow then takes for a broken one.
    asked = [sys.executable, "-c", OTHER_ENGINE, json.dumps(listed), str(DATAFUSION_SQL)]
    told = subprocess.run(asked, capture_output=True, text=True, check=False)
    assert told.returncode == 0, told.stderr
    answer = [tuple(row) for row in json.loads(told.stdout)]
    with reading(home.charts_file) as connection:
        ours = connection.execute(
            "SELECT country, rank, app_name, count(*) FROM observation GROUP BY ALL ORDER BY ALL"
        ).fetchall()
    assert answer == ours != []
