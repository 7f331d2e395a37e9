"""Years of captures at once → rows: the way in for archives and for the simulated world.

The same tables and ids as captures that came one by one; what is there already stays as it is.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from duckdb import DuckDBPyConnection
from numpy.typing import NDArray

from tracker.models import Series, Status
from tracker.storage.captures import add_series
from tracker.storage.rows import insert_rows
from tracker.storage.summaries import summarise


class AppFact(NamedTuple):
    store: str
    app_id: str
    name: str
    developer: str | None


@dataclass(frozen=True, slots=True)
class History:
    """n captures of several series. Row i belongs to series[series_index[i]]."""

    series: Sequence[Series]
    series_index: NDArray[np.int32]  # (n,)
    scheduled_for: NDArray[np.datetime64]  # (n,) UTC
    observed_at: NDArray[np.datetime64]  # (n,) UTC
    status: Sequence[Status]  # the words that status_index means
    status_index: NDArray[np.int8]  # (n,)
    depth: NDArray[np.int16]  # (n,) how many of the row's apps count; 0 unless the status is ok
    apps: NDArray[np.int32]  # (n, width) best rank first, indexes into the app facts
    depth_requested: NDArray[np.int16]  # (n,)


# The same id as snapshot_id() gives a whole list; a rank of which nothing is known is an empty line.
# list_select needs app keys without holes from 1: add_apps gives such, and apps are never deleted.
SNAPSHOT_ID = """
    sha256(array_to_string(list_transform(
        list_select(
            (SELECT list(app_id ORDER BY app_key) FROM app),
            list_transform(apps, lambda app_key: coalesce(app_key, 2147483647))
        ),
        lambda app_id: coalesce(app_id, '')
    ), chr(10)))[:16]
"""

STAGE = """
    CREATE OR REPLACE TEMP TABLE staged_history AS
    SELECT *, {snapshot_id} AS snapshot_id
    FROM (
        SELECT
            series_key, scheduled_for::TIMESTAMP AT TIME ZONE 'UTC' AS scheduled_for,
            observed_at::TIMESTAMP AT TIME ZONE 'UTC' AS observed_at, status,
            depth_requested::SMALLINT AS depth_requested,
            CASE WHEN depth > 0 THEN list_value({columns})[1:depth] END AS apps, $origin AS run_id
        FROM history_rows JOIN history_status USING (status_index)
    )
"""

ADD_SNAPSHOTS = """
    INSERT INTO snapshot
    SELECT DISTINCT ON (series_key, snapshot_id) snapshot_id, series_key, apps
    FROM staged_history ANTI JOIN snapshot USING (series_key, snapshot_id)
    WHERE apps IS NOT NULL
    ORDER BY series_key, snapshot_id
"""

ADD_ATTEMPTS = """
    INSERT INTO attempt
    SELECT
        series_key, scheduled_for, CASE WHEN status <> 'missed' THEN observed_at END, status, depth_requested,
        snapshot_id, NULL, NULL, NULL, NULL, run_id, NULL
    FROM staged_history ANTI JOIN attempt USING (series_key, scheduled_for)
    WHERE status <> 'missed'
    ORDER BY scheduled_for, series_key
"""


def add_apps(
    connection: DuckDBPyConnection, facts: Sequence[AppFact], named_in: str, first_seen_at: str
) -> NDArray[np.int32]:
    """The key of each app, in the order given, after adding those that are new."""
    rows = connection.execute("SELECT store, app_id, app_key FROM app").fetchall()
    keys = {(store, app_id): int(key) for store, app_id, key in rows}
    next_key = len(keys) + 1
    fresh = []
    for fact in facts:
        if (fact.store, fact.app_id) not in keys:
            keys[fact.store, fact.app_id] = next_key
            fresh.append((next_key, *fact, named_in, first_seen_at))
            next_key += 1
    insert_rows(connection, "app", fresh)
    return np.array([keys[fact.store, fact.app_id] for fact in facts], dtype=np.int32)


def add_history(connection: DuckDBPyConnection, app_keys: NDArray[np.int32], history: History, origin: str) -> None:
    """Store captures, inside the caller's transaction. `app_keys` come from add_apps; `origin` is kept as the run."""
    series_keys = add_series(connection, history.series)
    wanted = np.array([series_keys[one] for one in history.series], dtype=np.int32)
    width = history.apps.shape[1]
    keyed = app_keys[history.apps]
    rows: dict[str, NDArray[np.generic]] = {
        "series_key": wanted[history.series_index],
        "scheduled_for": history.scheduled_for.astype("datetime64[us]"),
        "observed_at": history.observed_at.astype("datetime64[us]"),
        "status_index": history.status_index,
        "depth": history.depth,
        "depth_requested": history.depth_requested,
        **{f"r{i}": np.ascontiguousarray(keyed[:, i]) for i in range(width)},
    }
    words = {"status_index": np.arange(len(history.status), dtype=np.int8), "status": np.array(history.status)}
    connection.register("history_rows", rows)
    connection.register("history_status", words)
    try:
        columns = ", ".join(f"r{i}" for i in range(width))
        connection.execute(STAGE.format(columns=columns, snapshot_id=SNAPSHOT_ID), {"origin": origin})
        store_staged_history(connection)
    finally:
        connection.unregister("history_rows")
        connection.unregister("history_status")


def store_staged_history(connection: DuckDBPyConnection) -> None:
    """staged_history → snapshots and attempts; a slot that has an attempt keeps it."""
    for statement in (ADD_SNAPSHOTS, ADD_ATTEMPTS):
        connection.execute(statement)
    summarise(connection, "SELECT series_key, observed_at, scheduled_for FROM staged_history WHERE status <> 'missed'")
    connection.execute("DROP TABLE staged_history")
