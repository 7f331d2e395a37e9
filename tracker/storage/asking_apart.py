"""Queries of many strangers at once, each in a process of its own, so that none can hurt the server.

A few run at the same time, a few more wait, the next is told so at once: a server has few threads, and pages need
them. A process is stopped by killing it: that works wherever the engine is. One is always started before it is needed,
for starting takes longer than most queries.
"""

import json
import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory

from tracker.errors import TrackerError
from tracker.storage import place
from tracker.storage.asking import LimitError, Limits, QueryError
from tracker.storage.request_apart import ApartForm, QueryRequest, Said

MODULE = "tracker.storage.answer_apart"
STOPPED = "the query was stopped"
TO_ANSWER = 2.0  # seconds beyond the limit: the engine is interrupted first, and says so itself


class TooSlowError(LimitError):
    """It took more time than it may."""


class TooLargeError(LimitError):
    """It needs more memory, or makes a larger file, than it may."""


class BusyError(TrackerError):
    """Too many queries at once; this one was not begun."""


class StoppedError(TrackerError):
    """Whoever asked stopped it."""


ERRORS = {"wrong": QueryError, "too slow": TooSlowError, "too large": TooLargeError}


@dataclass(frozen=True, slots=True)
class Capacity:
    """How many queries at once, and what each may take."""

    running: int = 2
    waiting: int = 2
    patience: float = 8.0  # seconds a query waits for its turn
    megabytes: int = 512
    seconds: float = 10.0

    def limits(self, rows: int) -> Limits:
        return Limits(f"{self.megabytes}MB", self.seconds, rows)


@dataclass(eq=False)
class Asked:
    """One query, from when it takes its place until it is answered."""

    name: str  # "": nobody can stop it
    process: "subprocess.Popen[str] | None" = None  # None: it waits
    is_stopped: bool = False


@dataclass
class Console:
    """Asks one published file for anyone."""

    file: Path
    capacity: Capacity = field(default_factory=Capacity)

    def __post_init__(self) -> None:
        self._turns = threading.BoundedSemaphore(self.capacity.running)
        self._places = threading.BoundedSemaphore(self.capacity.running + self.capacity.waiting)
        self._lock = threading.Lock()
        self._asked: list[Asked] = []
        self._ready: subprocess.Popen[str] | None = None

    def ask(self, query: str, rows: int, name: str = "") -> Said:
        """The first rows of an answer. Under its name the query can be stopped, while it waits too.

        Raises QueryError, TooSlowError, TooLargeError, BusyError or StoppedError.
        """
        return self._answered(self._request(query, rows), name)

    @contextmanager
    def written(self, query: str, rows: int, form: ApartForm, name: str = "") -> Iterator[tuple[Path, Said]]:
        """The answer as a file, which is gone afterwards. Raises what `ask` raises."""
        with TemporaryDirectory(prefix="rank-tracker-sql-") as folder:
            target = Path(folder) / f"answer.{form}"
            yield target, self._answered(self._request(query, rows, form, str(target)), name)

    def stop(self, name: str) -> None:
        """End the queries of this name, running or waiting; nothing happens if there is none."""
        with self._lock:
            for asked in self._asked:
                if name and asked.name == name:
                    asked.is_stopped = True
                    if asked.process is not None:
                        asked.process.kill()

    def close(self) -> None:
        """End every process."""
        with self._lock:
            processes = [*(one.process for one in self._asked), self._ready]
            self._ready = None
        for process in processes:
            if process is not None:
                process.kill()
                process.communicate()

    def _request(self, query: str, rows: int, form: ApartForm = "table", target: str = "") -> QueryRequest:
        capacity = self.capacity
        return QueryRequest(str(self.file), query, capacity.limits(rows), capacity.megabytes, form, target)

    def _answered(self, request: QueryRequest, name: str) -> Said:
        if not self._places.acquire(blocking=False):
            raise BusyError("too many queries run at the moment; try again in a few seconds")
        asked = Asked(name)
        with self._lock:
            self._asked.append(asked)
        try:
            said = self._in_turn(request, asked)
        finally:
            with self._lock:
                self._asked.remove(asked)
            self._places.release()
        if said.reason:
            raise ERRORS[said.reason](said.error)
        return said

    def _in_turn(self, request: QueryRequest, asked: Asked) -> Said:
        has_turn = self._turns.acquire(timeout=self.capacity.patience)
        try:
            if not has_turn and not asked.is_stopped:
                raise BusyError("other queries are still running; try again in a few seconds")
            return self._apart(request, asked)
        finally:
            if has_turn:
                self._turns.release()

    def _apart(self, request: QueryRequest, asked: Asked) -> Said:
        with self._lock:
            if asked.is_stopped:  # while it waited
                raise StoppedError(STOPPED)
            process, self._ready = self._ready or started(), started()  # whoever comes next does not wait for this one
            asked.process = process
        try:
            out, _ = process.communicate(json.dumps(asdict(request)) + "\n", request.limits.seconds + TO_ANSWER)
        except subprocess.TimeoutExpired:
            process.kill()
            process.communicate()
            raise TooSlowError(f"the query took longer than {request.limits.seconds:g} s; ask for less") from None
        if asked.is_stopped:
            raise StoppedError(STOPPED)
        if process.returncode or not out:
            raise TooLargeError(f"the query needs more memory than {request.limits.memory}; ask for less")
        return Said(**json.loads(out))


def started() -> "subprocess.Popen[str]":
    """A process that waits for one request. It knows nothing of our environment: tokens live there."""
    environment = {"PYTHONPATH": os.pathsep.join(path for path in sys.path if path), "PATH": os.defpath}
    environment |= {name: value for name, value in os.environ.items() if name.startswith(place.ENVIRONMENT)}
    return subprocess.Popen(  # noqa: S603 - our own module, no shell
        [sys.executable, "-m", MODULE],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, env=environment,
        start_new_session=True,  # Ctrl-C at the server ends the server, which then ends these
    )  # fmt: skip
