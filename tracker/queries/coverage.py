"""How much of what should have been captured was captured?"""

from datetime import datetime
from typing import NamedTuple

from duckdb import DuckDBPyConnection

from tracker.models import Series
from tracker.queries.rank_slots import series_parameters


class Coverage(NamedTuple):
    captured: int  # slots with a list
    expected: int  # slots that should have one
    first_observed_at: datetime | None  # UTC
    last_observed_at: datetime | None  # UTC
    depth: int | None  # the usual (median) length of a list


COVERAGE = """
    SELECT
        count(*) FILTER (snapshot_id IS NOT NULL), count(*), min(observed_at) FILTER (snapshot_id IS NOT NULL),
        max(observed_at) FILTER (snapshot_id IS NOT NULL), median(depth_returned)::INTEGER
    FROM coverage
    WHERE (store, country, device, chart, category, source)
        = ($store, $country, $device, $chart, $category, $source)
        AND scheduled_for >= $since AND scheduled_for < $until
"""


EXTENT = """
    SELECT min(a.observed_at), max(a.observed_at)
    FROM attempt a JOIN series s USING (series_key)
    WHERE (s.store, s.country, s.device, s.chart, s.category, s.source)
        = ($store, $country, $device, $chart, $category, $source)
        AND a.snapshot_id IS NOT NULL
"""


def extent(connection: DuckDBPyConnection, series: Series) -> tuple[datetime, datetime] | None:
    """When the first and the last list of one series were captured (UTC); None: none was."""
    first, last = connection.execute(EXTENT, series_parameters(series)).fetchone() or (None, None)
    return None if first is None or last is None else (first, last)


def coverage(connection: DuckDBPyConnection, series: Series, since: datetime, until: datetime) -> Coverage:
    """The coverage of one series in [since, until)."""
    row = connection.execute(COVERAGE, series_parameters(series) | {"since": since, "until": until}).fetchone()
    assert row is not None  # an aggregate always answers
    return Coverage(*row)
