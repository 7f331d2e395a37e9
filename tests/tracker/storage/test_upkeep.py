"""Compaction loses nothing; the integrity check finds every kind of fault; the figures are true."""

from collections.abc import Callable
from pathlib import Path

import duckdb
import pytest

from tests.tracker.stored_charts import DE_IPHONE, HOUR, NOON, chart, page, store
from tracker.config import Home
from tracker.errors import LockedError
from tracker.prepare import prepare
from tracker.storage.backup_file import Content, content, table_names
from tracker.storage.database import lock, publish, reading, writing
from tracker.storage.integrity import faults
from tracker.storage.sql_text import quoted
from tracker.storage.upkeep import compact, statistics

pytestmark = pytest.mark.own_file


@pytest.fixture
def filled(home: Home) -> Home:
    prepare(home)
    store(home, chart("ABC"), chart("BCA", NOON + HOUR), chart("CAB", NOON, DE_IPHONE), page(NOON + 2 * HOUR))
    return home


def contents(home: Home) -> dict[str, Content]:
    with reading(home.charts_file) as connection:
        return {table: content(connection, quoted(table)) for table in table_names(connection)}


def surface(home: Home) -> list[tuple[object, ...]]:
    """The views, macros and comments that users see."""
    with reading(home.charts_file) as connection:
        return connection.execute(
            """SELECT view_name, column_count::VARCHAR, comment FROM duckdb_views()
               WHERE database_name = 'database' AND NOT internal
               UNION ALL SELECT function_name, macro_definition, comment FROM duckdb_functions()
               WHERE database_name = 'database' AND NOT internal
               UNION ALL SELECT table_name, sql, comment FROM duckdb_tables() WHERE database_name = 'database'
               ORDER BY ALL"""
        ).fetchall()


def bloat(home: Home) -> None:
    """Make most of the file free, before something that is not: DuckDB cuts off a free end by itself."""
    with lock(home, "ingest"), writing(home) as connection:
        connection.execute("CREATE TABLE waste AS SELECT random() AS x, random() AS y FROM range(2000000)")
        connection.execute("CHECKPOINT database")
        connection.execute("CREATE TABLE kept AS SELECT random() AS x FROM range(200000)")
    with lock(home, "ingest"), writing(home) as connection:
        connection.execute("DROP TABLE waste")
    publish(home)


def test_compaction_gives_free_room_back_and_loses_nothing(filled: Home) -> None:
    bloat(filled)
    before, seen = contents(filled), surface(filled)
    free = statistics(filled).free_bytes
    done = compact(filled)
    assert done and free > 8_000_000
    assert done.after < done.before - free / 2
    assert filled.charts_file.stat().st_size == filled.store_file.stat().st_size == done.after
    after = contents(filled)
    assert (after.pop("meta").rows, before.pop("meta").rows) == (8, 7)  # how many rows lie in order is kept there
    assert after == before
    assert surface(filled) == seen
    assert not list(filled.root.glob(".*"))
    store(filled, chart("AB", NOON + 3 * HOUR))
    assert faults(filled) == []


def test_what_is_not_worth_it_is_not_compacted(filled: Home) -> None:
    assert compact(filled) is None
    assert compact(filled, whatever=True) is not None


def test_a_reader_of_the_former_file_goes_on_while_it_is_compacted(filled: Home) -> None:
    with reading(filled.charts_file) as connection:
        compact(filled, whatever=True)
        assert connection.execute("SELECT count(*) FROM observation").fetchone() == (9,)


def test_compaction_waits_for_no_ingest(filled: Home) -> None:
    with lock(filled, "ingest"), pytest.raises(LockedError):
        compact(filled, whatever=True)


def test_a_sound_home_has_no_fault(filled: Home) -> None:
    assert faults(filled) == []


FAULTS = [
    ("INSERT INTO attempt SELECT * FROM attempt LIMIT 1", "1 slots have more than one attempt"),
    ("DELETE FROM snapshot WHERE apps[1] = 1", "1 attempts name a list that is not there"),
    ("INSERT INTO snapshot SELECT * FROM snapshot LIMIT 1", "1 lists are stored twice"),
    ("INSERT INTO snapshot VALUES ('lonely', 1, [1])", "1 lists belong to no attempt"),
    ("DELETE FROM app WHERE app_name = 'App B'", "1 app keys in lists name no app"),
    ("INSERT INTO app SELECT * REPLACE (99 AS app_key) FROM app LIMIT 1", "1 apps have more than one key"),
    ("INSERT INTO series SELECT * REPLACE (99 AS series_key) FROM series LIMIT 1", "1 series have more than one key"),
    ("DELETE FROM series WHERE country = 'de'", "1 attempts belong to no series"),
]


@pytest.mark.parametrize(("damage", "what"), FAULTS)
def test_each_fault_is_named_with_what_to_do(filled: Home, damage: str, what: str) -> None:
    with lock(filled, "ingest"), writing(filled) as connection:
        connection.execute(damage)
    (fault,) = faults(filled)
    assert fault.what.startswith(f"{filled.store_file}: {what}")
    assert fault.advice


def test_a_writers_database_that_is_gone_is_a_fault_and_is_not_made_anew(filled: Home) -> None:
    filled.store_file.unlink()
    (fault,) = faults(filled)
    assert "is gone" in fault.what and "charts.duckdb" in fault.advice
    assert not filled.store_file.exists()


def spoil(file: Path) -> None:
    """Turn bits in the blocks that hold lists."""
    with duckdb.connect() as connection:
        connection.execute(f"ATTACH '{file}' AS spoilt (READ_ONLY)")
        row = connection.execute(
            """SELECT i.block_id, s.block_size FROM pragma_storage_info('spoilt.snapshot') i, pragma_database_size() s
               WHERE i.block_id >= 0 AND s.database_name = 'spoilt' LIMIT 1"""
        ).fetchone()
    assert row
    file.chmod(0o644)
    with file.open("r+b") as body:
        body.seek(3 * 4096 + row[0] * row[1] + 100)
        body.write(b"\xff" * 100)


@pytest.mark.parametrize(
    ("spoilt", "advice"),
    [
        (lambda home: home.store_file, "restore the newest backup"),
        (lambda home: home.charts_file, "rank-tracker publish"),
    ],
)
def test_a_damaged_block_is_found(filled: Home, spoilt: Callable[[Home], Path], advice: str) -> None:
    spoil(spoilt(filled))
    (fault,) = faults(filled)
    assert str(spoilt(filled)) in fault.what
    assert "cannot be read whole" in fault.what or "checksum" in fault.what
    assert advice in fault.advice


def test_the_figures_are_those_of_the_home(filled: Home) -> None:
    now = statistics(filled)
    assert now.file_bytes <= filled.charts_file.stat().st_size < now.file_bytes + 20_000  # and the headers
    assert (now.captures, now.observations) == (3, 9)
    assert now.daily == pytest.approx(9 / 7)
    assert {one.table: one.rows for one in now.tables}["attempt"] == 4
    assert sum(one.bytes for one in now.tables) > 0
    assert (now.inbox_files, now.payload_files) == (0, 4)
    assert now.payload_bytes == sum(file.stat().st_size for file in filled.payloads.rglob("*.gz"))
