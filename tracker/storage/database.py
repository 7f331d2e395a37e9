"""One writer under a lock, many readers of a published copy.

The writer opens store.duckdb for moments, and publishes charts.duckdb: copy, verify the copy by reading it, fsync,
rename. A reader that holds the old file goes on reading the old file; nobody waits for anybody.
"""

import fcntl
import os
import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from importlib.util import find_spec
from io import FileIO
from pathlib import Path
from time import monotonic, sleep

import duckdb
from duckdb import DuckDBPyConnection

from tracker.config import CHARTS_NAME, Home
from tracker.errors import LockedError, StorageError
from tracker.inbox import fsync_folder
from tracker.storage.lake import newest_change, reading_lake, writing_lake
from tracker.storage.migrate import migrate
from tracker.storage.place import lake_of
from tracker.storage.sql_text import first_line, literal, quoted
from tracker.storage.store_file import ready_store

FICLONE = 0x40049409  # _IOW(0x94, 9, int) of linux/fs.h

# DuckDB looks for pandas at every parameter of every query, on the disk, where it is not installed: half a millisecond.
if find_spec("pandas") is None:
    sys.modules["pandas"] = None  # type: ignore[assignment] # Python's way to say that there is none

# So that DuckDB 1.5 opens what DuckDB 2 wrote.
FORMAT = "v1.5.0"

# How DuckDB says that a file could not be written: at once, at a commit, or ever after in the same process.
DISK_FAILURES = (duckdb.IOException, duckdb.TransactionException, duckdb.FatalException)


@contextmanager
def lock(home: Home, name: str, patience: float = 0.0) -> Iterator[None]:
    """Hold the home's lock of this name; the kernel frees it when the process dies.

    Raises LockedError if another run holds it for longer than `patience` seconds, StorageError if there is no room
    for its file.
    """
    path = home.root / f"{name}.lock"
    deadline = monotonic() + patience
    with _lock_file(path) as file:
        while True:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
            except BlockingIOError:
                if monotonic() >= deadline:
                    file.seek(0)
                    holder = file.read().decode().strip() or "unknown"
                    raise LockedError(
                        f"{path}: another run holds the lock (process {holder}); wait for its end"
                    ) from None
                sleep(0.05)
        with suppress(OSError):  # who holds it is only a courtesy: a full disk must not end what needs no space
            file.truncate(0)
            file.write(str(os.getpid()).encode())
        yield


def _lock_file(path: Path) -> FileIO:
    try:
        return path.open("a+b", buffering=0)
    except OSError as error:
        raise StorageError(f"{path}: cannot be made ({error.strerror}); free some space, then run it again") from error


@contextmanager
def writing(home: Home, shared: bool = False) -> Iterator[DuckDBPyConnection]:
    """The writer's connection, migrated, in UTC. The caller holds the ingest lock.

    `shared`: machines that store in the same place may write at the same time; then every transaction is a step or
    together with others (turns.py). Else nobody else writes while it is open.

    Leaving it checkpoints and closes. Raises StorageError for a damaged file, one newer than the program, or a disk
    that does not take what is written: what was committed before stays.
    """
    lake = lake_of(home)
    if lake is not None:
        with writing_lake(home, lake, shared) as connection:
            yield connection
        return
    options = f"STORAGE_VERSION '{FORMAT}'"
    ready_store(home, options)
    with _attached(home.store_file, options) as connection:
        try:
            migrate(connection)
            yield connection
            connection.execute("CHECKPOINT database")
        except DISK_FAILURES as error:
            raise StorageError(
                f"{home.store_file}: cannot be written ({first_line(error)}); what was stored before stays;"
                " free some space, then run it again"
            ) from error


@contextmanager
def reading(file: Path) -> Iterator[DuckDBPyConnection]:
    """A read-only connection to a published database, in UTC; open it briefly.

    Raises StorageError if there is no such file or it cannot be read.
    """
    if not file.is_file():
        raise StorageError(f"{file}: no database here yet; collect first, or name another home with --home")
    lake = lake_of(Home(file.parent)) if file.name == CHARTS_NAME else None
    if lake is not None:
        with reading_lake(lake, file) as connection:
            yield connection
        return
    with _attached(file, "READ_ONLY") as connection:
        yield connection


def version_of(file: Path) -> str:
    """Names what is published now: another one after every publishing. Raises StorageError if there is nothing."""
    told = file_version(file)
    if not told:
        raise StorageError(f"{file}: no database here yet; collect first")
    if lake_of(Home(file.parent)) is None:
        return told
    with reading(file) as connection:
        return f"{told} {newest_change(connection)}"


def file_version(file: Path) -> str:
    """Names a file as it is now; empty where there is none."""
    try:
        found = file.stat()
    except OSError:
        return ""
    return f"{file} {found.st_ino} {found.st_mtime_ns} {found.st_size}"


@contextmanager
def _attached(file: Path, options: str) -> Iterator[DuckDBPyConnection]:
    # Always a fresh in-memory instance: connect(path) would hand out the old file again after a rename.
    connection = duckdb.connect()
    try:
        try:
            connection.execute("SET TimeZone = 'UTC'")
            connection.execute(f"ATTACH {literal(str(file))} AS database ({options})")
            connection.execute("USE database")
        except duckdb.Error as error:
            raise StorageError(f"{file}: cannot be opened: {first_line(error)}") from error
        yield connection
    finally:
        connection.close()


def publish(home: Home) -> None:
    """Make the writer's database the published one. Raises StorageError if the copy does not verify.

    In a lake what is committed is published: nothing is left to do.
    """
    if lake_of(home) is not None:
        return
    copy = home.root / ".charts.duckdb.part"
    try:
        copy.unlink(missing_ok=True)  # of a run that was killed: it may be read-only already
        _copy_file(home.store_file, copy)
        _verify(copy, home.store_file)
        with copy.open("rb") as file:
            os.fsync(file.fileno())
        copy.chmod(0o444)  # so that nobody writes into it by mistake
        # the log of someone who wrote into the last one: beside the new one it would keep every reader out
        home.charts_file.with_name(f"{home.charts_file.name}.wal").unlink(missing_ok=True)
        copy.replace(home.charts_file)
        fsync_folder(home.root)
    except OSError as error:
        raise StorageError(
            f"{home.charts_file}: cannot publish ({error.strerror}); the last published one stays;"
            " free some space, then ingest again"
        ) from error
    finally:
        copy.unlink(missing_ok=True)


def _copy_file(original: Path, copy: Path) -> None:
    """Share the blocks where the file system can (btrfs, XFS): at once, and without room; else copy them."""
    with original.open("rb") as source, copy.open("wb") as target:
        try:
            fcntl.ioctl(target, FICLONE, source.fileno())
        except OSError:  # another file system; what is really wrong shows again when copying
            shutil.copyfile(original, copy)


def _verify(copy: Path, original: Path) -> None:
    """Read every value of the copy once: DuckDB checks the sum of each block that it reads."""
    if copy.stat().st_size != original.stat().st_size:
        raise StorageError(f"{copy}: the copy is not whole: {copy.stat().st_size} of {original.stat().st_size} bytes")
    with reading(copy) as connection:
        tables = connection.execute(
            "SELECT table_name FROM duckdb_tables() WHERE database_name = current_database()"
        ).fetchall()
        try:
            for (table,) in tables:
                connection.execute(f"SELECT bit_xor(hash(t)) FROM {quoted(table)} t").fetchone()  # noqa: S608 - quoted
        except duckdb.Error as error:
            raise StorageError(f"{copy}: the copy cannot be read whole: {first_line(error)}") from error


def stamp(connection: DuckDBPyConnection, **facts: str) -> None:
    """Set facts in the table meta."""
    for key, value in facts.items():
        connection.execute("DELETE FROM meta WHERE key = ?", [key])
        connection.execute("INSERT INTO meta VALUES (?, ?)", [key, value])


def read_meta(connection: DuckDBPyConnection) -> dict[str, str]:
    return dict(connection.execute("SELECT key, value FROM meta").fetchall())


def now_text() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")
