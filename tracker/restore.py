"""A backup → a home that gives the same answers.

The database is built beside the home's own: the migrations that the backup had seen, its rows in their order, then the
migrations since. Everything is compared with what the backup promises before anything of the home is touched.
"""

import os
import shutil
import tarfile
import tempfile
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import duckdb
from duckdb import DuckDBPyConnection

from tracker.config import Home
from tracker.errors import ConfigurationError, StorageError
from tracker.inbox import fsync_folder
from tracker.ingest import refresh
from tracker.prepare import surface_fingerprint
from tracker.storage.backup_file import (
    SETTINGS,
    FileEntry,
    Manifest,
    TableEntry,
    content,
    extract,
    opened_backup,
    parquet_relation,
    sha256_of,
    table_columns,
    table_names,
)
from tracker.storage.database import FORMAT, lock, now_text, publish, stamp, writing
from tracker.storage.migrate import LEDGER, migrate, shipped_migrations
from tracker.storage.place import lake_of
from tracker.storage.sql_text import first_line, literal, quoted
from tracker.storage.stopping import stoppable

PREFIX = ".restore-"  # of the folder inside the home where it is built


@dataclass(frozen=True, slots=True)
class Restored:
    """What was restored."""

    manifest: Manifest
    put_aside: Path | None  # the database that was here before
    beside: tuple[Path, ...]  # settings that the home has otherwise: the backup's lie beside them


def restore(home: Home, file: Path, force: bool = False) -> Restored:
    """Make the home answer as the backup's did, and publish.

    Raises ConfigurationError if the home has charts, unless forced: then its database is put aside, never deleted.
    Raises StorageError for a backup that is damaged or newer than the program, LockedError if another run is at work.
    """
    home.make_folders()
    if lake_of(home) is not None:
        raise ConfigurationError(
            f"home {home.root}: stores in a lake; restore into a home of its own, then move that with migrate-storage"
        )
    with ExitStack() as stack:
        tar, manifest = stack.enter_context(opened_backup(file))
        _check_schema(file, manifest)
        for name in ("ingest", "maintain"):
            stack.enter_context(lock(home, name))
        if not force:
            _check_without_charts(home)
        for left in home.root.glob(f"{PREFIX}*"):
            shutil.rmtree(left)  # of a restore that was killed: we hold the lock
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix=PREFIX, dir=home.root)))
        try:
            built = _build(tar, manifest, folder)
            beside = [_restore_file(home, tar, one, folder) for one in manifest.files]
            put_aside = _replace_store(home, built)
            with writing(home) as connection:
                refresh(connection, home, None)
                stamp(connection, published_at=now_text(), surface=surface_fingerprint())
            publish(home)
        except OSError as error:
            raise StorageError(f"{home.root}: cannot restore ({error.strerror}); free some space") from error
    return Restored(manifest, put_aside, tuple(path for path in beside if path))


def _check_schema(file: Path, manifest: Manifest) -> None:
    shipped = {one.version: one.sha256 for one in shipped_migrations()}
    if manifest.schema_version > max(shipped):
        raise StorageError(
            f"{file}: the backup has schema {manifest.schema_version}, this program knows {max(shipped)}:"
            " it was written by a newer program; upgrade"
        )
    for version, sha256 in manifest.migrations.items():
        if shipped.get(version) != sha256:
            raise StorageError(f"{file}: its migration {version} is not the one that this program has")


def _check_without_charts(home: Home) -> None:
    if not home.store_file.is_file():
        return
    try:
        with writing(home) as connection:
            row = connection.execute("SELECT count(*) FROM attempt").fetchone()
    except (StorageError, duckdb.Error) as error:
        raise StorageError(f"{first_line(error)}; put it aside with --force") from error
    if row and row[0]:
        raise ConfigurationError(
            f"home {home.root}: has {row[0]:,} captures already; name an empty one with --home, or put its"
            " database aside with --force"
        )


def _build(tar: tarfile.TarFile, manifest: Manifest, folder: Path) -> Path:
    """The database of the backup, in a file of its own, brought to this program's schema."""
    built = folder / "store.duckdb"
    connection = duckdb.connect()
    try:
        connection.execute("SET TimeZone = 'UTC'")
        connection.execute("SET memory_limit = '1GB'")
        connection.execute(f"SET temp_directory = {literal(str(folder / 'spill'))}")
        connection.execute(f"ATTACH {literal(str(built))} AS database (STORAGE_VERSION '{FORMAT}')")
        connection.execute("USE database")
        connection.execute(LEDGER)
        for migration in shipped_migrations():
            if migration.version in manifest.migrations:
                connection.execute(migration.sql)
        _check_tables(connection, tar, manifest)
        for table in manifest.tables:
            _fill(connection, tar, table, folder / "table.parquet")
        migrate(connection)
        connection.execute("CHECKPOINT database")
    except duckdb.Error as error:
        raise StorageError(f"{tar.name!s}: cannot be restored ({first_line(error)})") from error
    finally:
        connection.close()
    return built


def _check_tables(connection: DuckDBPyConnection, tar: tarfile.TarFile, manifest: Manifest) -> None:
    known = {name: table_columns(connection, name) for name in table_names(connection)}
    for table in manifest.tables:
        if known.get(table.name) != table.columns:
            raise StorageError(
                f"{tar.name!s}: table {table.name} is not the one that schema {manifest.schema_version} has"
            )


def _fill(connection: DuckDBPyConnection, tar: tarfile.TarFile, table: TableEntry, file: Path) -> None:
    extract(tar, table.member, table.sha256, file)
    rows = parquet_relation(file, table.columns)
    if content(connection, quoted(table.name)).rows:  # that a migration put there
        connection.execute(f"DELETE FROM {quoted(table.name)}")  # noqa: S608 - quoted
    stoppable(connection, lambda: connection.execute(f"INSERT INTO {quoted(table.name)} BY NAME FROM {rows}"))
    found, wanted = content(connection, quoted(table.name)), content(connection, rows)
    if found != wanted or found.rows != table.rows:
        raise StorageError(f"{tar.name!s}: table {table.name} came out with {found.rows} rows, wanted {table.rows}")


def _restore_file(home: Home, tar: tarfile.TarFile, entry: FileEntry, folder: Path) -> Path | None:
    """Put a file of the backup where it was; settings that differ are not overwritten: returns where they are then."""
    setting = entry.name.removeprefix("home/")
    target = home.root / (setting if setting in SETTINGS else entry.name)
    if target.is_file():
        with target.open("rb") as file:
            if sha256_of(file) == entry.sha256:
                return None
    beside = target.with_name(f"{target.name}.from-backup") if target.exists() else None
    part = folder / "file"
    extract(tar, entry.name, entry.sha256, part)
    target.parent.mkdir(parents=True, exist_ok=True)
    part.replace(beside or target)
    fsync_folder(target.parent)
    return beside


def _replace_store(home: Home, built: Path) -> Path | None:
    """Put the built database in its place, in one step; returns where the one before lies now."""
    aside = None
    with built.open("rb") as file:
        os.fsync(file.fileno())
    if home.store_file.is_file():
        aside = home.backups / f"replaced-{datetime.now(UTC):%Y%m%dT%H%M%S.%fZ}.duckdb"
        os.link(home.store_file, aside)  # a second name, so that there is no moment without a database
        log = home.store_file.with_name(home.store_file.name + ".wal")
        if log.is_file():  # of a writer that was killed: it belongs to the file before
            log.replace(aside.with_name(aside.name + ".wal"))
        fsync_folder(home.backups)
    built.replace(home.store_file)
    fsync_folder(home.root)
    return aside
