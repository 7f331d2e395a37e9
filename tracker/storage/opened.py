"""The published file, open as long as it is the published one and somebody reads.

Opening takes 20 ms, half of what a page may take. A reader has a cursor of the one instance; when another file was
published, or nobody read for a while, the old one is closed after its last reader.
"""

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from pathlib import Path
from threading import Lock, Timer

from duckdb import DuckDBPyConnection

from tracker.config import Home
from tracker.storage.database import file_version, reading
from tracker.storage.lake import is_lake, newest_change
from tracker.storage.place import lake_of

IDLE_SECONDS = 20.0


@dataclass
class _Instance:
    version: str
    connection: DuckDBPyConnection
    opening: AbstractContextManager[DuckDBPyConnection]
    readers: int = 0


class OpenedFile:
    """One published file. Raises StorageError where it cannot be read."""

    def __init__(self, file: Path, idle_seconds: float = IDLE_SECONDS) -> None:
        self.file = file
        self.idle_seconds = idle_seconds
        self._lock = Lock()
        self._newest: _Instance | None = None
        self._timer: Timer | None = None

    @contextmanager
    def reading(self) -> Iterator[tuple[DuckDBPyConnection, str]]:
        """A connection of the reader's own, and the version of the file: another one after every publishing."""
        instance = self._taken()
        try:
            with instance.connection.cursor() as cursor:
                cursor.execute("SET TimeZone = 'UTC'; USE database")
                version = instance.version
                if is_lake(cursor):
                    cursor.execute("BEGIN TRANSACTION READ ONLY")  # all that one reader sees is of one commit
                    version = f"{version} {newest_change(cursor)}"
                yield cursor, version
        finally:
            self._give_back(instance)

    def version(self) -> str:
        """Names what is published now; empty where there is nothing."""
        told = file_version(self.file)
        if not told or lake_of(Home(self.file.parent)) is None:
            return told
        with self.reading() as (_, version):
            return version

    def _taken(self) -> _Instance:
        with self._lock:
            version = file_version(self.file)
            if self._newest is None or self._newest.version != version:
                self._let_go()
                opening = reading(self.file)
                self._newest = _Instance(version, opening.__enter__(), opening)
            self._newest.readers += 1
            return self._newest

    def _give_back(self, instance: _Instance) -> None:
        with self._lock:
            instance.readers -= 1
            if instance.readers == 0 and instance is not self._newest:
                _close(instance)
            elif instance.readers == 0:
                self._close_later()

    def _close_later(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
        self._timer = Timer(self.idle_seconds, self._close_idle)
        self._timer.daemon = True
        self._timer.start()

    def _close_idle(self) -> None:
        with self._lock:
            if self._newest is not None and self._newest.readers == 0:
                self._let_go()

    def _let_go(self) -> None:
        old, self._newest = self._newest, None
        if old is not None and old.readers == 0:
            _close(old)


def _close(instance: _Instance) -> None:
    instance.opening.__exit__(None, None, None)
