"""Work of the engine that whoever waits for it can stop.

It runs in a thread of its own: where Ctrl-C meets DuckDB in the main thread, the query goes on behind it, and its
connection stays locked until the query ends.
"""

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from concurrent.futures import TimeoutError as StillRunning
from typing import TypeVar

from duckdb import DuckDBPyConnection

AGAIN = 0.05  # seconds between two interrupts: one that comes before the query begins is lost

Done = TypeVar("Done")


def stoppable(
    connection: DuckDBPyConnection,
    work: Callable[[], Done],
    seconds: float | None = None,
    worker: ThreadPoolExecutor | None = None,
) -> Done:
    """What the work returns. Its queries are interrupted by Ctrl-C, which goes on, or after so many seconds.

    Raises TimeoutError when the time is over, and whatever the work raises.
    """
    if worker is None:
        with ThreadPoolExecutor(1, "engine") as own:
            return stoppable(connection, work, seconds, own)
    running = worker.submit(work)
    try:
        return running.result(seconds)
    except (StillRunning, KeyboardInterrupt):
        _interrupt(connection, running)
        raise


def _interrupt(connection: DuckDBPyConnection, running: "Future[Done]") -> None:
    while not running.done():
        connection.interrupt()
        try:
            running.exception(AGAIN)
        except StillRunning:
            continue
