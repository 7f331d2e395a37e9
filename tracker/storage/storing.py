"""Captures into the database, in transactions of their own: one in a home's file, in a lake as few in turn as may be.

In a lake others store at the same time. Keys are given out in turn; then lists and attempts are added together with
others, as long as nobody has the same series in hand; last, and in turn again, the days are made anew. A writer that
is killed between two of them leaves its payloads in the inbox: doing it again finishes what is missing, as does the
nightly check.
"""

from collections.abc import Sequence
from contextlib import suppress
from datetime import datetime
from time import sleep

import duckdb
from duckdb import DuckDBPyConnection

from tracker.storage.captures import (
    CHOOSE,
    CHOSEN,
    DROP_OUTDONE,
    KEYS,
    STAGE,
    Capture,
    add_captures,
    add_series,
    rows_of,
    stage_rows,
)
from tracker.storage.database import now_text, stamp
from tracker.storage.summaries import add_missed_days, summarise
from tracker.storage.turns import TRIES, is_shared, step, together

PAUSE = 0.05  # seconds, before a transaction is tried again

# What was stored, and whose days are to be made anew: they are, once an ingest, as that needs a turn.
UNSUMMED = (
    "CREATE TEMP TABLE IF NOT EXISTS unsummed (series_key INTEGER, observed_at TIMESTAMPTZ, scheduled_for TIMESTAMPTZ)"
)
COUNT_UNSUMMED = "SELECT count(*) FROM unsummed"
SUMMED_AT_ONCE = 5000  # bounds memory after weeks without an ingest

UNKNOWN_SERIES = """
    SELECT count(*) FROM staged_capture c ANTI JOIN series s USING (store, country, device, chart, category, source)
"""

# Apps that are new, or may be called otherwise. Whether they are is decided in turn.
UNKNOWN_APPS = """
    SELECT count(*)
    FROM (SELECT DISTINCT c.store, c.country, e.app_id, e.app_name, e.developer
          FROM staged_entry e JOIN staged_capture c USING (n)) e
    LEFT JOIN app a ON a.store = e.store AND a.app_id = e.app_id
    WHERE a.app_id IS NULL OR e.app_name <> e.app_id AND (
        a.named_in = 'import'
        OR a.named_in = e.country AND (a.app_name <> e.app_name OR e.developer <> coalesce(a.developer, ''))
    )
"""

OUTDONE = """
    SELECT count(*) FROM attempt t JOIN chosen_capture c USING (series_key, scheduled_for)
    WHERE t.status NOT IN ('ok', 'suspect') AND (c.status IN ('ok', 'suspect') OR c.observed_at > t.observed_at)
"""


def store_captures(connection: DuckDBPyConnection, captures: Sequence[Capture]) -> None:
    """Store captures, outside of any transaction. Doing it again changes nothing. Raises LockedError."""
    if not is_shared(connection):
        with step(connection):
            add_captures(connection, captures)
        return
    series = {one.slot.series for one in captures}
    connection.execute("BEGIN")  # only reads: in one transaction the lake is asked once what it is made of
    connection.execute(STAGE)
    stage_rows(connection, captures)
    is_known = not (_count(connection, UNKNOWN_SERIES) or _count(connection, UNKNOWN_APPS))
    connection.execute("COMMIT")
    if not is_known:
        with step(connection):
            add_series(connection, series)
            for statement in KEYS:
                connection.execute(statement)
    _add_rows(connection, [one.name for one in series], rows_of(captures))
    connection.execute(UNSUMMED)
    connection.execute(f"INSERT INTO unsummed {CHOSEN}")
    if _count(connection, COUNT_UNSUMMED) > SUMMED_AT_ONCE:
        with step(connection):
            _summarise(connection)


def finish_captures(connection: DuckDBPyConnection, now: datetime) -> None:
    """Once all captures are stored: the sums of their days and of those that nobody captured, and when that was."""
    if is_shared(connection):
        connection.execute(UNSUMMED)
    with step(connection):
        if is_shared(connection):
            _summarise(connection)
        add_missed_days(connection, now)
        stamp(connection, published_at=now_text())


def _summarise(connection: DuckDBPyConnection) -> None:
    summarise(connection, "FROM unsummed")
    connection.execute("DELETE FROM unsummed")


def _add_rows(connection: DuckDBPyConnection, series: Sequence[str], statements: Sequence[str]) -> None:
    with together(connection, series):
        if _inserted(connection, statements, may_delete=False):
            return
    with together(connection, series, in_turn=True):  # two that delete from one file could not both commit
        _inserted(connection, statements, may_delete=True)


def _inserted(connection: DuckDBPyConnection, statements: Sequence[str], may_delete: bool) -> bool:
    """Add the rows in one transaction, tried again where another commit came before; False: some are to be deleted."""
    for tries in range(1, TRIES + 1):
        try:
            connection.execute("BEGIN")
            connection.execute(CHOOSE)
            if not may_delete and _count(connection, OUTDONE):
                connection.execute("ROLLBACK")
                return False
            for statement in (*((DROP_OUTDONE,) if may_delete else ()), *statements):
                connection.execute(statement)
            connection.execute("COMMIT")
            return True
        except duckdb.TransactionException:
            with suppress(duckdb.Error):
                connection.execute("ROLLBACK")
            if tries == TRIES:
                raise
            sleep(PAUSE * tries)
    return True


def _count(connection: DuckDBPyConnection, query: str) -> int:
    row = connection.execute(query).fetchone()
    assert row is not None
    return int(row[0])
