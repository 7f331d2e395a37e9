"""A stranger's query on a published file: read-only, nothing else within reach, bounded in memory, time and rows."""

import re
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from time import monotonic
from typing import TypeVar

import duckdb
from duckdb import DuckDBPyConnection

from tracker.errors import ConfigurationError, TrackerError
from tracker.storage.database import reading
from tracker.storage.lake import files_of
from tracker.storage.lake_asking import ReachError, check_reach
from tracker.storage.stopping import stoppable

NO_TEXT = "sql: wanted a query in UTF-8, got bytes that are none; write it, or save its file, in UTF-8"
BATCH = 2048  # rows taken from the engine at once, as many as it makes at once

Row = tuple[object, ...]
Done = TypeVar("Done")


class QueryError(ConfigurationError):
    """The query cannot be run as it is written, or reaches for what it may not."""


class LimitError(TrackerError):
    """The query needs more memory or time than it may take."""


@dataclass(frozen=True, slots=True)
class Limits:
    """What one query may take."""

    memory: str = "2GB"
    seconds: float = 60.0  # of the engine's work, not of whoever reads the answer; 0: no limit
    rows: int = 1_000_000  # 0: no limit

    def __post_init__(self) -> None:
        if not re.fullmatch(r"(?=.*[1-9])\d{1,6}(\.\d+)? ?[KMGT]i?B", self.memory):
            raise ConfigurationError(f"memory: wanted a size like 500MB or 2GB, got {self.memory!r}")


@dataclass
class Result:
    """The rows of a query, made while they are taken."""

    columns: tuple[str, ...]
    types: tuple[str, ...]
    batches: Iterator[list[Row]]
    was_cut: bool = field(default=False)  # known when all batches are taken: there were more rows than the limit
    taken: int = field(default=0)  # rows so far


@dataclass
class Asker:
    """Asks one connection, one query at a time."""

    connection: DuckDBPyConnection
    limits: Limits
    worker: ThreadPoolExecutor
    spent: float = field(default=0.0)  # seconds of the running query

    def ask(self, query: str) -> Result | None:
        """The answer of a query, None for a statement that has none. Raises QueryError or LimitError."""
        self.check(query)
        return self.told(query)

    def check(self, query: str) -> None:
        """Raises QueryError for a query that is no text, or that reaches for what it may not."""
        try:
            query.encode()  # bytes of another encoding, in an argument, come as half characters
        except UnicodeEncodeError as error:
            raise QueryError(NO_TEXT) from error
        try:
            check_reach(self.connection, query)
        except ReachError as error:
            raise QueryError(str(error)) from error

    def told(self, statement: str) -> Result | None:
        """The answer of a statement that is ours, or was checked."""
        self.spent = 0.0
        cursor = self._stoppable(lambda: self.connection.execute(statement))
        described = cursor.description
        if described is None:
            return None
        answer = Result(tuple(str(one[0]) for one in described), tuple(str(one[1]) for one in described), iter(()))
        answer.batches = self._batches(answer)
        return answer

    def _batches(self, answer: Result) -> Iterator[list[Row]]:
        while batch := self._stoppable(lambda: self.connection.fetchmany(BATCH)):
            left = self.limits.rows - answer.taken if self.limits.rows else len(batch)
            answer.was_cut = len(batch) > left
            answer.taken += min(left, len(batch))
            if batch[:left]:
                yield batch[:left]
            if answer.was_cut:
                return

    def _stoppable(self, work: Callable[[], Done]) -> Done:
        began = monotonic()
        left = self.limits.seconds - self.spent if self.limits.seconds else None
        try:
            return stoppable(self.connection, work, left, self.worker)
        except TimeoutError as error:
            raise LimitError(
                f"the query took longer than {self.limits.seconds:g} s; ask for less, or allow more time"
            ) from error
        except duckdb.OutOfMemoryException as error:
            raise LimitError(
                f"the query needs more memory than {self.limits.memory}; ask for less, or allow more memory"
            ) from error
        except duckdb.Error as error:
            raise QueryError(f"sql: {str(error).strip()}") from error
        finally:
            self.spent += monotonic() - began


@contextmanager
def asking(file: Path, limits: Limits, writable: Path | None = None) -> Iterator[Asker]:
    """One who asks a published file, and may write one file, if named. Open it briefly.

    Raises StorageError if there is no such file.
    """
    with reading(file) as connection, ThreadPoolExecutor(1, "query") as worker:
        restrict(connection, limits, writable)
        yield Asker(connection, limits, worker)


def longer(writable: Path) -> Path:
    """Where a file with more rows than may be lies while it is cut."""
    return writable.with_name(f"{writable.name}.longer")


def restrict(connection: DuckDBPyConnection, limits: Limits, writable: Path | None = None) -> None:
    """Let queries reach nothing but the charts (and one file to write, if named, and to cut), with so much memory."""
    if writable is not None:
        connection.execute("SET allowed_paths = [?, ?]", [str(writable.absolute()), str(longer(writable).absolute())])
    connection.execute("SET allowed_directories = ?", [files_of(connection)])
    connection.execute(f"SET memory_limit = '{limits.memory}'")  # its shape was checked
    # what does not fit in memory would go to a folder beside the user, unseen
    connection.execute("SET temp_directory = ''")
    connection.execute("SET enable_external_access = false")
    connection.execute("SET lock_configuration = true")
