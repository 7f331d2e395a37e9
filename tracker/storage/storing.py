"""Captures into the database, in transactions of their own: one in a home's file, in a lake as few in turn as may be.

In a lake others store at the same time. Keys are given out in turn; then lists and attempts are added together with
others, as long as nobody has the same series in hand; last, and in turn again, the days are made anew. A writer that
is killed between two of them leaves its payloads in the inbox: doing it again finishes what is missing, as does the
nightly check.
"""

from collections.abc import Sequence
from contextlib import suppress
from time import sleep

import duckdb
from duckdb import DuckDBPyConnection

from tracker.storage.captures import (
    CHOOSE,
    CHOSEN,
    DROP_OUTDONE,
    KEYS,
    ROWS,
    STAGE,
    Capture,
    add_captures,
    add_series,
    stage_rows,
)
from tracker.storage.summaries import summarise
from tracker.storage.turns import TRIES, is_shared, step, together

PAUSE = 0.05  # seconds, before a transaction is tried again

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
    connection.execute(STAGE)
    stage_rows(connection, captures)
    series = {one.slot.series for one in captures}
    if _count(connection, UNKNOWN_SERIES) or _count(connection, UNKNOWN_APPS):
        with step(connection):
            add_series(connection, series)
            for statement in KEYS:
                connection.execute(statement)
    connection.execute(CHOOSE)
    _add_rows(connection, [one.name for one in series])
    with step(connection):
        summarise(connection, CHOSEN)


def _add_rows(connection: DuckDBPyConnection, series: Sequence[str]) -> None:
    with together(connection, series):
        if not _count(connection, OUTDONE):
            _insert(connection, ROWS)
            return
    with together(connection, series, in_turn=True):  # two that delete from one file could not both commit
        _insert(connection, (DROP_OUTDONE, *ROWS))


def _insert(connection: DuckDBPyConnection, statements: Sequence[str]) -> None:
    for tries in range(1, TRIES + 1):
        try:
            connection.execute("BEGIN")
            for statement in statements:
                connection.execute(statement)
            connection.execute("COMMIT")
            return
        except duckdb.TransactionException:  # another commit came before, and the catalog could not take both
            with suppress(duckdb.Error):
                connection.execute("ROLLBACK")
            if tries == TRIES:
                raise
            sleep(PAUSE * tries)


def _count(connection: DuckDBPyConnection, query: str) -> int:
    row = connection.execute(query).fetchone()
    assert row is not None
    return int(row[0])
