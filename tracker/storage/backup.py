"""The published charts → one file that restores them, checked by reading it back before it gets its name.

It is made from the published file, so it disturbs neither collect nor ingest, and is of one moment. What waits in the
inbox is not in the tables yet; with payloads it is in the backup all the same.
"""

import io
import os
import re
import shutil
import tarfile
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import duckdb
from duckdb import DuckDBPyConnection

from tracker import __version__
from tracker.config import Home
from tracker.errors import StorageError
from tracker.storage.answers import whole_file
from tracker.storage.backup_file import (
    FORMAT,
    MANIFEST,
    PAYLOADS,
    SETTINGS,
    Content,
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
from tracker.storage.database import lock, now_text, read_meta, reading
from tracker.storage.export import is_simulated
from tracker.storage.sql_text import first_line, literal, quoted
from tracker.storage.stopping import stoppable

NAME = re.compile(r"(charts|simulated)-\d{8}T\d{6}Z\.tar")
LEVEL = 9  # of zstandard: 3 is 2 % larger, 15 is 1 % smaller and takes three times as long
ROW_GROUP = 20_480  # lists share few apps: a dictionary that fits them makes the file a fifth smaller
LEFT = re.compile(r"\..+\.tar\.(\d+)\.part|\.backup-(\d+)-.+")  # what a run that was killed leaves: its process


@dataclass(frozen=True, slots=True)
class Backup:
    """What was backed up."""

    file: Path
    bytes: int
    tables: int
    rows: int
    files: int  # settings and payloads


def backup(home: Home, output: Path | None = None, payloads: bool = False) -> Backup:
    """Back up the published charts and the home's settings; returns what is in the file.

    Raises StorageError if the file cannot be written, or does not read back as it was written; then there is none.
    Raises LockedError if payloads are wanted while maintain packs them.
    """
    now = datetime.now(UTC)
    with ExitStack() as stack:
        connection = stack.enter_context(reading(home.charts_file))
        connection.execute("SET memory_limit = '1GB'")
        word = "simulated" if is_simulated(connection) else "charts"
        target = output or home.backups / f"{word}-{now:%Y%m%dT%H%M%SZ}.tar"
        part = stack.enter_context(whole_file(target))
        _clear_leftovers(target.parent)
        folder = Path(
            stack.enter_context(tempfile.TemporaryDirectory(prefix=f".backup-{os.getpid()}-", dir=target.parent))
        )
        connection.execute(f"SET temp_directory = {literal(str(folder / 'spill'))}")
        if payloads:
            stack.enter_context(lock(home, "maintain"))
        try:
            manifest = _write(connection, home, part, folder, payloads)
            _verify(connection, part, folder)
        except duckdb.Error as error:
            raise StorageError(f"{target}: cannot be made ({first_line(error)})") from error
    rows = sum(table.rows for table in manifest.tables)
    return Backup(target, target.stat().st_size, len(manifest.tables), rows, len(manifest.files))


def _write(connection: DuckDBPyConnection, home: Home, part: Path, folder: Path, payloads: bool) -> Manifest:
    part.touch(mode=0o600)  # alerts.toml may be in it, with addresses that are secrets
    with tarfile.open(part, "w:", format=tarfile.PAX_FORMAT) as tar:
        tables = [_add_table(connection, tar, name, folder) for name in table_names(connection)]
        files = [_add_file(tar, f"home/{name}", home.root / name) for name in SETTINGS if (home.root / name).is_file()]
        if payloads:
            files += list(_add_payloads(tar, home))
        manifest = _manifest(connection, tables, files)
        text = manifest.model_dump_json(indent=1).encode()
        tar.addfile(_info(MANIFEST, len(text)), io.BytesIO(text))
    return manifest


def _manifest(connection: DuckDBPyConnection, tables: list[TableEntry], files: list[FileEntry]) -> Manifest:
    applied = connection.execute("SELECT version, sha256 FROM schema_migration ORDER BY version").fetchall()
    return Manifest(
        format=FORMAT,
        made_at=now_text(),
        published_at=read_meta(connection).get("published_at"),
        program=__version__,
        engine=duckdb.__version__,
        migrations=dict(applied),
        simulated=is_simulated(connection),
        tables=tables,
        files=files,
    )


def _add_table(connection: DuckDBPyConnection, tar: tarfile.TarFile, table: str, folder: Path) -> TableEntry:
    file = folder / f"written-{table}.parquet"
    copy = (
        f"COPY (FROM {quoted(table)}) TO {literal(str(file))}"
        f" (FORMAT parquet, COMPRESSION zstd, COMPRESSION_LEVEL {LEVEL}, ROW_GROUP_SIZE {ROW_GROUP},"
        " USE_TMP_FILE false)"
    )
    stoppable(connection, lambda: connection.execute(copy))
    rows, digest = content(connection, quoted(table))
    entry = _add_file(tar, f"tables/{table}.parquet", file)
    file.unlink()
    columns = table_columns(connection, table)
    return TableEntry(name=table, columns=columns, rows=rows, digest=digest, bytes=entry.bytes, sha256=entry.sha256)


def _add_file(tar: tarfile.TarFile, name: str, file: Path) -> FileEntry:
    with file.open("rb") as source:
        size = os.fstat(source.fileno()).st_size
        sha256 = sha256_of(source)
        source.seek(0)
        tar.addfile(_info(name, size), source)
    return FileEntry(name=name, bytes=size, sha256=sha256)


def _info(name: str, size: int) -> tarfile.TarInfo:
    info = tarfile.TarInfo(name)
    info.size, info.mode, info.mtime = size, 0o600, int(datetime.now(UTC).timestamp())
    return info


def _add_payloads(tar: tarfile.TarFile, home: Home) -> Iterator[FileEntry]:
    # the inbox first: what ingest moves meanwhile is then found where it moved to, at worst twice
    for part in PAYLOADS:
        for file in sorted((home.root / part).rglob("*")):
            if file.name.startswith(".") or not file.is_file():
                continue
            try:
                yield _add_file(tar, file.relative_to(home.root).as_posix(), file)
            except FileNotFoundError:
                continue


def _verify(connection: DuckDBPyConnection, part: Path, folder: Path) -> None:
    """Read everything back: every file's sum, and every value of every table."""
    with opened_backup(part) as (tar, manifest):
        for table in manifest.tables:
            back = folder / f"{table.name}.parquet"  # a lake's connection takes the same name for the same file
            extract(tar, table.member, table.sha256, back)
            found = content(connection, parquet_relation(back, table.columns))
            back.unlink()
            if found != Content(table.rows, table.digest):
                raise StorageError(f"{part}: table {table.name} does not read back as it was; nothing was kept")
        for file in manifest.files:
            extract(tar, file.name, file.sha256, folder / "file")


def _clear_leftovers(folder: Path) -> None:
    """Remove what backups that were killed have left here, never what one is at work on."""
    for path in folder.iterdir():
        match = LEFT.fullmatch(path.name)
        if match and not _is_alive(int(match[1] or match[2])):
            shutil.rmtree(path) if path.is_dir() else path.unlink()


def _is_alive(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def drop_older(home: Home, keep: int) -> list[Path]:
    """Delete all but the newest backups of the home's own folder, those that we named; returns which."""
    ours = sorted(
        (file for file in home.backups.iterdir() if NAME.fullmatch(file.name)),
        key=lambda file: file.name.partition("-")[2],
    )
    dropped = ours[: max(0, len(ours) - keep)]
    for file in dropped:
        file.unlink()
    return dropped
