"""Archives of others → rows, by the one writer under its lock; then publish. Doing it again changes nothing.

Imported ranks stand under sources of their own, so they never overwrite what was observed, nor mix with it.
"""

import hashlib
import logging
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

import duckdb
from duckdb import DuckDBPyConnection

from tracker.archives import read_archive, recognise, table
from tracker.archives.chart import ArchivedChart, Refusal, Told, grouped
from tracker.config import Home
from tracker.errors import ConfigurationError, ParseError, StorageError
from tracker.storage.archive_rows import open_charts, open_file, parquet_columns
from tracker.storage.archives import ArchiveFile, Stored, judge_archive, store_archive
from tracker.storage.database import lock, now_text, publish, stamp, writing
from tracker.storage.effects import refresh_effects
from tracker.storage.sql_text import first_line, literal

log = logging.getLogger(__name__)

LARGEST = 1 << 30  # bytes of a file that is read whole


@dataclass(frozen=True, slots=True)
class Imported:
    """What became of one file."""

    file: Path
    shape: str
    stored: Stored


@dataclass(frozen=True, slots=True)
class Archive:
    """A file whose shape is known."""

    shape: str
    open: Callable[[DuckDBPyConnection], list[Refusal]]  # makes archive_row; what the file cannot give


def check_files(files: Sequence[Path], told: Told) -> None:
    """Raises ConfigurationError for a file that is not there, or that is no archive that we know."""
    with duckdb.connect() as connection:
        for file in files:
            try:
                recognise_file(connection, file, told)
            except OSError as error:
                raise ConfigurationError(f"{file}: {error.strerror}; name a file with ranks") from error
            except (ParseError, duckdb.Error) as error:
                raise ConfigurationError(f"{file}: {first_line(error)}") from error


def recognise_file(connection: DuckDBPyConnection, file: Path, told: Told) -> Archive:
    """What kind of archive a file is, by its content. Raises ParseError if it is none that we know."""
    with file.open("rb") as opened:
        head = opened.read(table.HEAD)
    csv = None if table.is_parquet(head) else table.csv_of(head)
    if table.is_parquet(head) or csv is not None:
        columns = csv.columns if csv is not None else parquet_columns(connection, file)
        table.check_columns(columns, told)

        def open_table(writer: DuckDBPyConnection) -> list[Refusal]:
            open_file(writer, file, csv, columns, told.observed_at)
            return []

        return Archive("Parquet" if csv is None else "CSV", open_table)
    if file.stat().st_size > LARGEST:
        raise ParseError(f"larger than {LARGEST >> 20} MB, which only tables may be; make it CSV or Parquet")
    shape, document = recognise(file.read_bytes())

    def open_document(writer: DuckDBPyConnection) -> list[Refusal]:
        found = read_archive(shape, document, told)
        open_charts(writer, (one for one in found if isinstance(one, ArchivedChart)), told.observed_at)
        return [one for one in found if isinstance(one, Refusal)]

    return Archive(shape.name, open_document)


def import_archives(home: Home, files: Iterable[Path], told: Told, dry_run: bool = False) -> Iterator[Imported]:
    """What became of each file, as it is done. A file is stored in one transaction; publishing comes last.

    With `dry_run` nothing is stored. Raises LockedError if another run holds the lock.
    """
    now = datetime.now(UTC)
    with lock(home, "ingest"):
        new = 0
        with writing(home) as connection:
            connection.execute(f"SET temp_directory = {literal(str(home.root / '.import.tmp'))}")
            for file in files:
                imported = _import_file(connection, file, told, now, dry_run)
                new += imported.stored.charts
                yield imported
            if new and not dry_run:
                refresh_effects(connection, now.date())
                stamp(connection, published_at=now_text())
        if new and not dry_run:
            publish(home)


def _import_file(connection: DuckDBPyConnection, file: Path, told: Told, now: datetime, dry_run: bool) -> Imported:
    archive = recognise_file(connection, file, told)
    try:
        refused = archive.open(connection)
        judged, untrue = judge_archive(connection, told.said, told.observed_at, now)
    except duckdb.Error as error:
        return Imported(file, archive.shape, Stored(0, 0, 0, (Refusal(f"cannot be read: {first_line(error)}"),)))
    try:
        connection.execute("BEGIN")
        stored = store_archive(connection, ArchiveFile(file.name, _sha256(file), archive.shape), judged)
        connection.execute("ROLLBACK" if dry_run else "COMMIT")
    except duckdb.Error as error:
        raise StorageError(f"{file}: cannot be stored, and nothing of it is: {first_line(error)}") from error
    return Imported(file, archive.shape, replace(stored, refused=grouped((*refused, *untrue, *stored.refused))))


def _sha256(file: Path) -> str:
    with file.open("rb") as opened:
        return hashlib.file_digest(opened, "sha256").hexdigest()
