"""Room: how much the database takes and what for, and giving back what it does not need."""

import os
from dataclasses import dataclass
from math import inf
from pathlib import Path

import duckdb
from duckdb import DuckDBPyConnection

from tracker.config import Home
from tracker.errors import StorageError
from tracker.home_sizes import folder_size
from tracker.inbox import fsync_folder
from tracker.storage.backup_file import contents, table_names
from tracker.storage.database import FORMAT, lock, publish, read_meta, reading, stamp, writing
from tracker.storage.lake import is_lake
from tracker.storage.lake_upkeep import file_bytes, tidy
from tracker.storage.layout import copy_arranged
from tracker.storage.migrate import migrate
from tracker.storage.place import lake_of
from tracker.storage.sql_text import first_line, literal, quoted
from tracker.storage.stopping import stoppable
from tracker.storage.store_file import remove_database

FREE_SHARE = 0.25  # of the file; less is used again by what comes
FREE_BYTES = 8_000_000  # less is not worth a copy
LOOSE_SHARE = 0.05  # of the attempts; so many may lie in the order in which they came
LOOSE_ROWS = 50_000  # fewer are read in no time

ROOM = (
    "SELECT block_size, total_blocks, free_blocks FROM pragma_database_size() WHERE database_name = current_database()"
)
BLOCKS = """
    SELECT count(DISTINCT b) FROM (
        SELECT unnest(list_append(i.additional_block_ids, i.block_id)) AS b FROM pragma_storage_info({table}) i
    ) WHERE b >= 0
"""
OBSERVATIONS = """
    SELECT count(*), coalesce(sum(list_count(n.apps)), 0),
        coalesce(sum(list_count(n.apps)) FILTER (t.observed_at > m.newest - INTERVAL 7 DAY), 0) / 7
    FROM attempt t JOIN snapshot n USING (series_key, snapshot_id)
    CROSS JOIN (SELECT max(observed_at) AS newest FROM attempt) m
"""


@dataclass(frozen=True, slots=True)
class TableRoom:
    table: str
    rows: int
    bytes: int  # of the blocks that hold some of it; small tables share blocks


@dataclass(frozen=True, slots=True)
class Statistics:
    """What the published database takes, and what lies beside it."""

    file_bytes: int
    free_bytes: int
    tables: tuple[TableRoom, ...]  # the largest first
    captures: int  # that have a list
    observations: int  # ranks that were seen
    daily: float  # observations a day, over the newest week
    inbox_files: int
    inbox_bytes: int
    payload_files: int
    payload_bytes: int
    backup_files: int
    backup_bytes: int

    @property
    def bytes_an_observation(self) -> float:
        return (self.file_bytes - self.free_bytes) / self.observations if self.observations else 0.0


def statistics(home: Home) -> Statistics:
    with reading(home.charts_file) as connection:
        block, total, free = _room(connection)
        tables = [_table_room(connection, table, block) for table in table_names(connection)]
        row = connection.execute(OBSERVATIONS).fetchone()
        assert row is not None
    captures, observations, daily = row
    return Statistics(
        block * total,
        block * free,
        tuple(sorted(tables, key=lambda one: (-one.bytes, -one.rows, one.table))),
        int(captures),
        int(observations),
        float(daily),
        *_files(home.inbox),
        *_files(home.payloads),
        *_files(home.backups),
    )


def _room(connection: DuckDBPyConnection) -> tuple[int, int, int]:
    if is_lake(connection):
        return 1, file_bytes(connection), 0
    row = connection.execute(ROOM).fetchone()
    assert row is not None
    return int(row[0]), int(row[1]), int(row[2])


def _table_room(connection: DuckDBPyConnection, table: str, block: int) -> TableRoom:
    rows = connection.execute(f"SELECT count(*) FROM {quoted(table)}").fetchone()  # noqa: S608 - quoted
    if is_lake(connection):
        assert rows is not None
        return TableRoom(table, int(rows[0]), file_bytes(connection, table))
    blocks = connection.execute(BLOCKS.format(table=literal(table))).fetchone()
    assert rows is not None and blocks is not None
    return TableRoom(table, int(rows[0]), int(blocks[0]) * block)


def _files(folder: Path) -> tuple[int, int]:
    found = folder_size(folder, most=inf)
    return found.files, found.bytes


@dataclass(frozen=True, slots=True)
class Compaction:
    before: int  # bytes
    after: int


def compact(home: Home, whatever: bool = False) -> Compaction | None:
    """Write the database in order into a fresh file where that is due, compare, put it in its place, publish.

    None if it is not worth it; `whatever`: do it all the same. Raises LockedError if another run is at work,
    StorageError if the fresh file is not the same; then the database stays as it was.
    """
    with lock(home, "ingest"):
        if lake_of(home) is not None:
            return _tidied(home)
        with writing(home) as connection:
            if not (whatever or _is_due(connection)):
                return None
            stamp(connection, arranged=str(_attempts(connection)))
        before = home.store_file.stat().st_size
        fresh = home.root / ".store.duckdb.compact"
        remove_database(fresh)  # of a run that was killed
        try:
            _copy(home.store_file, fresh)
            with fresh.open("rb") as file:
                os.fsync(file.fileno())
            fresh.replace(home.store_file)
            fsync_folder(home.root)
        except OSError as error:
            raise StorageError(f"{home.store_file}: cannot be compacted ({error.strerror}); free some space") from error
        finally:
            remove_database(fresh)
        publish(home)
        return Compaction(before, home.store_file.stat().st_size)


def _tidied(home: Home) -> Compaction:
    """A lake: write out what its catalog still holds, merge small files, forget old states and their files."""
    with writing(home) as connection:
        before = file_bytes(connection)
        tidy(connection)
        return Compaction(before, file_bytes(connection))


def _is_due(connection: DuckDBPyConnection) -> bool:
    """Is much of the file free, or did much come since its rows were last put in order?"""
    block, total, free = _room(connection)
    if block * free > FREE_BYTES and free > FREE_SHARE * total:
        return True
    attempts = _attempts(connection)
    loose = attempts - int(read_meta(connection).get("arranged", "0"))
    return loose > LOOSE_ROWS and loose > LOOSE_SHARE * attempts


def _attempts(connection: DuckDBPyConnection) -> int:
    row = connection.execute("SELECT count(*) FROM attempt").fetchone()
    assert row is not None
    return int(row[0])


def _copy(old: Path, new: Path) -> None:
    connection = duckdb.connect()
    try:
        connection.execute("SET TimeZone = 'UTC'")
        connection.execute(f"ATTACH {literal(str(old))} AS former (READ_ONLY)")
        connection.execute(f"ATTACH {literal(str(new))} AS database (STORAGE_VERSION '{FORMAT}')")
        connection.execute("USE database")
        migrate(connection)
        stoppable(connection, lambda: copy_arranged(connection, "former", "database"))
        connection.execute("CHECKPOINT database")
        before, after = (contents(connection, name) for name in ("former", "database"))
    except duckdb.Error as error:
        raise StorageError(f"{old}: cannot be compacted ({first_line(error)})") from error
    finally:
        connection.close()
    if before != after:
        raise StorageError(f"{old}: the compacted copy is not the same; the database stays as it is")
