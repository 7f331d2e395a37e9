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


def coverage(connection: DuckDBPyConnection, series: Series, since: datetime, until: datetime) -> Coverage:
    """The coverage of one series in [since, until)."""
    row = connection.execute(COVERAGE, series_parameters(series) | {"since": since, "until": until}).fetchone()
    assert row is not None  # an aggregate always answers
    return Coverage(*row)
