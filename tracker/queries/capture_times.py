"""When was this series captured around a moment?"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from itertools import pairwise
from typing import NamedTuple

from duckdb import DuckDBPyConnection

from tracker.models import Series
from tracker.queries.rank_slots import series_parameters

SERIES_KEY = """
    SELECT series_key FROM series
    WHERE (store, country, device, chart, category, source) = ($store, $country, $device, $chart, $category, $source)
"""

EXTENT = """
    SELECT min(observed_at), max(observed_at) FROM attempt WHERE series_key = $series AND snapshot_id IS NOT NULL
"""

BETWEEN = """
    SELECT observed_at, scheduled_for, depth_requested, snapshot_id, payload FROM attempt
    WHERE series_key = $series AND snapshot_id IS NOT NULL AND observed_at >= $since AND observed_at < $until
    ORDER BY observed_at
"""

NEIGHBOURS = """
    SELECT max(observed_at) FILTER (observed_at <= $moment), min(observed_at) FILTER (observed_at > $moment)
    FROM attempt WHERE series_key = $series AND snapshot_id IS NOT NULL
"""


class CaptureTime(NamedTuple):
    """One capture that brought a list."""

    observed_at: datetime  # UTC
    scheduled_for: datetime  # UTC
    depth_requested: int
    snapshot_id: str  # a hash of the list
    payload: str | None  # the file with the raw answer


def series_key(connection: DuckDBPyConnection, series: Series) -> int | None:
    """Our number of the series; None if it was never tried."""
    row = connection.execute(SERIES_KEY, series_parameters(series)).fetchone()
    return int(row[0]) if row else None


def extent(connection: DuckDBPyConnection, key: int) -> tuple[datetime, datetime] | None:
    """The first and the last capture of a series, UTC; None: there is none."""
    first, last = connection.execute(EXTENT, {"series": key}).fetchall()[0]
    return (first, last) if first and last else None


def captures_between(connection: DuckDBPyConnection, key: int, since: datetime, until: datetime) -> list[CaptureTime]:
    """The captures made in [since, until), oldest first."""
    rows = connection.execute(BETWEEN, {"series": key, "since": since, "until": until}).fetchall()
    return [CaptureTime(*row) for row in rows]


def neighbours(connection: DuckDBPyConnection, key: int, moment: datetime) -> tuple[datetime | None, datetime | None]:
    """The newest capture at or before a moment, and the first one after it, however far, UTC."""
    before, after = connection.execute(NEIGHBOURS, {"series": key, "moment": moment}).fetchall()[0]
    return before, after


def usual_gap(times: Sequence[datetime]) -> timedelta | None:
    """The median time from one capture to the next, times sorted; None for fewer than two."""
    gaps = sorted(later - earlier for earlier, later in pairwise(times))
    return gaps[len(gaps) // 2] if gaps else None
