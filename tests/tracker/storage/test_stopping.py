"""Whoever waits for the engine can stop it, and the connection answers afterwards."""

import os
import signal
from collections.abc import Iterator
from threading import Timer
from time import monotonic

import duckdb
import pytest

from tracker.config import Home
from tracker.prepare import prepare
from tracker.storage.asking import LimitError, Limits, asking
from tracker.storage.stopping import stoppable

SLOW = "SELECT count(*) FROM range(1000000) a, range(1000000) b WHERE (a.range * b.range) % 7 = 3"


@pytest.fixture
def ctrl_c() -> Iterator[None]:
    """SIGINT means something also where the suite runs in the background of a shell, which tells it to ignore it."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


@pytest.mark.usefixtures("ctrl_c")
def test_ctrl_c_stops_the_query_and_the_connection_answers() -> None:
    with duckdb.connect() as connection:
        Timer(0.2, os.kill, [os.getpid(), signal.SIGINT]).start()
        with pytest.raises(KeyboardInterrupt):
            stoppable(connection, lambda: connection.execute(SLOW).fetchall())
        assert connection.execute("SELECT 42").fetchall() == [(42,)]


def test_time_stops_the_query_and_the_connection_answers() -> None:
    with duckdb.connect() as connection:
        with pytest.raises(TimeoutError):
            stoppable(connection, lambda: connection.execute(SLOW).fetchall(), seconds=0.1)
        assert connection.execute("SELECT 42").fetchall() == [(42,)]


def test_one_asker_goes_on_after_a_query_that_took_too_long(home: Home) -> None:
    prepare(home)
    with asking(home.charts_file, Limits(seconds=0.3)) as asker:
        began = monotonic()
        with pytest.raises(LimitError, match=r"longer than 0\.3 s"):
            asker.ask(SLOW)
        assert monotonic() - began < 10
        answer = asker.ask("SELECT 42")
        assert answer and list(answer.batches) == [[(42,)]]


def test_rows_are_made_while_they_are_taken(home: Home) -> None:
    prepare(home)
    with asking(home.charts_file, Limits(memory="100MB", rows=0)) as asker:
        answer = asker.ask("SELECT range, repeat('x', 1000) AS text FROM range(1000000000)")  # a terabyte
        assert answer and len(next(answer.batches)) > 0
