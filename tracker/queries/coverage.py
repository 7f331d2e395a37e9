"""How much of what should have been captured was captured?"""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from duckdb import DuckDBPyConnection

from tracker.models import Series, Window
from tracker.queries import capture_times
from tracker.queries.rank_slots import series_parameters


class Coverage(NamedTuple):
    captured: int  # slots with a list
    expected: int  # slots that should have one
    first_observed_at: datetime | None  # UTC
    last_observed_at: datetime | None  # UTC
    depth: int | None  # the usual (median) length of a list


# The bounds of all windows are said beside those of each, so that the slots outside are not made.
COVERAGES = """
    WITH part AS (
        SELECT
            generate_subscripts($sinces::TIMESTAMPTZ[], 1) AS place, unnest($sinces::TIMESTAMPTZ[]) AS since,
            unnest($untils::TIMESTAMPTZ[]) AS until
    ),
    slot AS (
        SELECT scheduled_for, observed_at, snapshot_id, depth_returned
        FROM coverage
        WHERE (store, country, device, chart, category, source)
            = ($store, $country, $device, $chart, $category, $source)
            AND scheduled_for >= $first AND scheduled_for < $last
    )
    SELECT
        count(s.snapshot_id), count(s.scheduled_for), min(s.observed_at) FILTER (s.snapshot_id IS NOT NULL),
        max(s.observed_at) FILTER (s.snapshot_id IS NOT NULL), median(s.depth_returned)::INTEGER
    FROM part p LEFT JOIN slot s ON s.scheduled_for >= p.since AND s.scheduled_for < p.until
    GROUP BY p.place ORDER BY p.place
"""


def extent(connection: DuckDBPyConnection, series: Series) -> tuple[datetime, datetime] | None:
    """When the first and the last list of one series were captured (UTC); None: none was."""
    key = capture_times.series_key(connection, series)
    return None if key is None else capture_times.extent(connection, key)


def coverage(connection: DuckDBPyConnection, series: Series, since: datetime, until: datetime) -> Coverage:
    """The coverage of one series in [since, until)."""
    (covered,) = coverages(connection, series, [Window(since, until)])
    return covered


def coverages(connection: DuckDBPyConnection, series: Series, windows: Sequence[Window]) -> list[Coverage]:
    """The coverage of one series in each window (at least one), in their order."""
    sinces, untils = [one.since for one in windows], [one.until for one in windows]
    wanted = {"sinces": sinces, "untils": untils, "first": min(sinces), "last": max(untils)}
    rows = connection.execute(COVERAGES, series_parameters(series) | wanted).fetchall()
    return [Coverage(*row) for row in rows]
