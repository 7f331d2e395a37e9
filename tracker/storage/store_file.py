"""The writer's file, there and whole before anyone writes into it.

A payload leaves the inbox only after what it says was published. So the published file and the inbox hold everything
together, and a store that a killed process or a bad disk damaged is taken from the published one: DuckDB rewrites some
blocks in place, and half such a write leaves a file that cannot be opened.
"""

import logging
import os
import shutil
from datetime import UTC, datetime
from pathlib import Path

import duckdb

from tracker.config import Home
from tracker.errors import StorageError
from tracker.inbox import fsync_folder
from tracker.storage.sql_text import first_line, literal

log = logging.getLogger(__name__)

# Only the file of views over a lake has this macro.
SURFACE = """
    SELECT trim(macro_definition, chr(39)) FROM duckdb_functions()
    WHERE database_name = 'surface' AND function_name = 'surface_version'
"""

# What DuckDB says of a file that is damaged; whatever else it says (locked, no permission, too new) is no damage.
DAMAGE = ("Corrupt database file", "not a valid DuckDB database file", "Could not read enough bytes")


def ready_store(home: Home, options: str) -> None:
    """Make the writer's file where there is none, or take the published one where it is damaged.

    The caller holds the ingest lock. Raises StorageError for a damaged file where nothing was published.
    """
    damage = damage_of(home.store_file) if home.store_file.exists() else None
    if home.store_file.exists() and damage is None:
        return
    if home.charts_file.exists() and damage_of(home.charts_file) is None:
        _take_published(home, damage)
    elif damage is not None:
        raise StorageError(
            f"{home.store_file}: damaged ({damage}), and there is no published file to take its place;"
            " move it away, then restore a backup, or run ingest and reparse"
        )
    else:
        _begin(home, options)


def damage_of(file: Path) -> str | None:
    """What DuckDB says of a damaged file, in one line; None: it opens, or fails for another reason."""
    try:
        _attach(file, "READ_ONLY")
    except duckdb.Error as error:
        line = first_line(error)
        return line if any(sign in line for sign in DAMAGE) else None
    return None


def _attach(file: Path, options: str) -> None:
    with duckdb.connect() as connection:
        connection.execute(f"ATTACH {literal(str(file))} AS database ({options})")


def _take_published(home: Home, damage: str | None) -> None:
    if is_surface(home.charts_file):
        raise StorageError(
            f"{home.charts_file}: the charts of this home are in a lake; name it in storage.toml, then get them back"
            " with: rank-tracker migrate-storage file"
        )
    part = _part(home)
    try:
        shutil.copyfile(home.charts_file, part)
        if damage is not None:
            aside = home.backups / f"damaged-{datetime.now(UTC):%Y%m%dT%H%M%S.%fZ}.duckdb"
            log.warning(
                "%s: damaged (%s); the published file takes its place, %s is the damaged one",
                home.store_file,
                damage,
                aside,
            )
            os.link(home.store_file, aside)  # never a moment without a store: it would be made anew, and empty
        # what its log held waits in the inbox
        home.store_file.with_name(f"{home.store_file.name}.wal").unlink(missing_ok=True)
        _put_in_place(part, home)
    except OSError as error:
        raise _cannot(home, str(error.strerror)) from error
    finally:
        part.unlink(missing_ok=True)


def is_surface(file: Path) -> bool:
    """Does this file hold only the views over a lake?"""
    with duckdb.connect() as connection:
        connection.execute(f"ATTACH {literal(str(file))} AS surface (READ_ONLY)")
        return connection.execute(SURFACE).fetchone() is not None


def _begin(home: Home, options: str) -> None:
    """Make an empty database under another name first: DuckDB would not open one that it had begun to make."""
    part = _part(home)
    try:
        _attach(part, options)
        _put_in_place(part, home)
    except duckdb.Error as error:
        raise _cannot(home, first_line(error)) from error
    except OSError as error:
        raise _cannot(home, str(error.strerror)) from error
    finally:
        part.unlink(missing_ok=True)


def _part(home: Home) -> Path:
    """Where the file is made: nothing is there, not even what a killed run left."""
    part = home.root / ".store.duckdb.part"
    remove_database(part)
    return part


def remove_database(file: Path) -> None:
    """Delete a database and its log, as far as they are there."""
    for left in (file, file.with_name(f"{file.name}.wal")):
        left.unlink(missing_ok=True)


def _put_in_place(part: Path, home: Home) -> None:
    with part.open("rb") as file:
        os.fsync(file.fileno())
    part.replace(home.store_file)
    fsync_folder(home.root)


def _cannot(home: Home, why: str) -> StorageError:
    return StorageError(f"{home.store_file}: cannot be made ({why}); free some space, then run it again")
