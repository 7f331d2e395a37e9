"""The whole history from the home's file into a lake, or back: copied, compared, and only then used.

What is copied becomes visible in one step: a move that was ended before it is begun again, one that was ended after it
is finished, and the place that it came from stays as it was.
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import duckdb
from duckdb import DuckDBPyConnection

from tracker.config import Home
from tracker.errors import ConfigurationError, StorageError
from tracker.inbox import fsync_folder
from tracker.storage.backup_file import Content, contents
from tracker.storage.database import FORMAT, lock
from tracker.storage.lake import lake_attached, writing_lake
from tracker.storage.layout import copy_arranged
from tracker.storage.migrate import migrate
from tracker.storage.place import FILE, Lake, lake_of
from tracker.storage.sql_text import first_line, literal
from tracker.storage.store_file import remove_database

SCHEMA = "SELECT version, sha256 FROM {database}.schema_migration ORDER BY version"


@dataclass(frozen=True, slots=True)
class Moved:
    tables: int
    rows: int
    put_aside: Path | None  # the home's file, which nobody reads any more


def to_lake(home: Home, force: bool = False) -> Moved:
    """Copy the home's file into the lake that its storage.toml names; put the file aside.

    Raises ConfigurationError if there is no lake or no file, or the lake has charts already, unless forced: then those
    are replaced. Raises StorageError if the copy is not the same, LockedError if another run is at work.
    """
    lake = _lake(home)
    if not home.store_file.is_file():
        raise ConfigurationError(f"{home.store_file}: nothing to move; the home's file is not here")
    with _locks(home), writing_lake(home, lake) as connection:
        connection.execute(f"ATTACH {literal(str(home.store_file))} AS former (READ_ONLY)")
        _same_schema(connection)
        if not force and _count(connection, "lake.attempt"):
            moved = contents(connection, "former")
            if moved != contents(connection, "lake"):  # the same: a move that was ended before it put the file aside
                raise ConfigurationError(f"{lake.name}: has charts already; replace them with --force")
        else:
            moved = _copy(connection, "former", "lake")
        connection.execute("DETACH former")
        aside = home.backups / f"moved-{datetime.now(UTC):%Y%m%dT%H%M%SZ}.duckdb"
        home.store_file.replace(aside)
        fsync_folder(home.root)
    return Moved(len(moved), _rows(moved), aside)


def to_file(home: Home) -> Moved:
    """Copy the lake into the home's file; a file that is here already is put aside. The lake stays as it is.

    Raises ConfigurationError if there is no lake, StorageError if the copy is not the same.
    """
    lake = _lake(home)
    part = home.root / ".store.duckdb.move"
    with _locks(home), lake_attached(lake, read_only=True) as connection:
        remove_database(part)  # of a run that was killed
        try:
            connection.execute(f"ATTACH {literal(str(part))} AS fresh (STORAGE_VERSION '{FORMAT}'); USE fresh")
            migrate(connection)
            moved = _copy(connection, "lake", "fresh")
            connection.execute("CHECKPOINT fresh; USE memory; DETACH fresh")
            with part.open("rb") as file:
                os.fsync(file.fileno())
            aside = None
            if home.store_file.is_file():
                aside = home.backups / f"replaced-{datetime.now(UTC):%Y%m%dT%H%M%SZ}.duckdb"
                os.link(home.store_file, aside)
            part.replace(home.store_file)
            fsync_folder(home.root)
        except (OSError, duckdb.Error) as error:
            raise StorageError(f"{home.store_file}: cannot be made ({first_line(error)})") from error
        finally:
            remove_database(part)
    return Moved(len(moved), _rows(moved), aside)


@contextmanager
def _locks(home: Home) -> Iterator[None]:
    with lock(home, "ingest"), lock(home, "maintain"):
        yield


def _lake(home: Home) -> Lake:
    lake = lake_of(home)
    if lake is None:
        raise ConfigurationError(f"{home.root / FILE}: names no lake; write [storage] url = ... into it")
    return lake


def _same_schema(connection: DuckDBPyConnection) -> None:
    there, here = (connection.execute(SCHEMA.format(database=one)).fetchall() for one in ("lake", "former"))
    if there != here:
        raise StorageError("the file was written by another program; run ingest with it first, without a lake")


def _copy(connection: DuckDBPyConnection, source: str, target: str) -> dict[str, Content]:
    copy_arranged(connection, source, target)
    before, after = (contents(connection, name) for name in (source, target))
    if before != after:
        different = sorted(name for name in before if before[name] != after.get(name))
        raise StorageError(f"the copy is not the same ({', '.join(different)}); what it came from stays")
    return before


def _count(connection: DuckDBPyConnection, table: str) -> int:
    row = connection.execute(f"SELECT count(*) FROM {table}").fetchone()  # noqa: S608 - our own names
    assert row is not None
    return int(row[0])


def _rows(moved: dict[str, Content]) -> int:
    return sum(one.rows for one in moved.values())
