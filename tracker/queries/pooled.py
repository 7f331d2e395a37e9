"""In which other countries did the store show the very same list?"""

from datetime import datetime

from duckdb import DuckDBPyConnection

from tracker.models import Series
from tracker.queries.rank_slots import series_parameters

POOLED_WITH = """
    SELECT p.countries
    FROM pooled_chart p
    WHERE (p.store, p.device, p.chart, p.category, p.source) = ($store, $device, $chart, $category, $source)
        AND list_contains(p.countries, $country) AND p.scheduled_for >= $since AND p.scheduled_for < $until
    ORDER BY p.scheduled_for DESC LIMIT 1
"""


def pooled_with(connection: DuckDBPyConnection, series: Series, since: datetime, until: datetime) -> tuple[str, ...]:
    """The countries, this one included, of the newest list that was not this country's alone; none: it always was."""
    row = connection.execute(POOLED_WITH, series_parameters(series) | {"since": since, "until": until}).fetchone()
    return tuple(row[0]) if row else ()
