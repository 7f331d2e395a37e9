"""What did the captures before this one look like?"""

from collections.abc import Collection
from datetime import datetime, timedelta

from duckdb import DuckDBPyConnection

from tracker.models import Series
from tracker.validate import DEPTHS_KNOWN, Recent

LOOK_BACK = timedelta(days=10)

RECENT_CAPTURES = """
    WITH seen AS (
        SELECT
            s.store, s.country, s.device, s.chart, s.category, s.source, a.series_key, a.snapshot_id, a.scheduled_for,
            a.observed_at, len(n.apps) AS depth,
            row_number() OVER (PARTITION BY a.series_key ORDER BY a.scheduled_for DESC) AS back,
            first_value(a.snapshot_id) OVER (PARTITION BY a.series_key ORDER BY a.scheduled_for DESC) AS newest
        FROM attempt a
        JOIN snapshot n USING (series_key, snapshot_id)
        JOIN series s USING (series_key)
        WHERE a.scheduled_for < $before AND a.scheduled_for >= $since
            AND list_contains($names, concat_ws('/', s.store, s.country, s.device, s.chart, s.category, s.source))
    ),
    changed AS (
        SELECT series_key, max(scheduled_for) AS last_other FROM seen WHERE snapshot_id <> newest GROUP BY series_key
    )
    SELECT
        any_value(store), any_value(country), any_value(device), any_value(chart), any_value(category),
        any_value(source),
        list(depth ORDER BY scheduled_for) FILTER (back <= $depths),
        (SELECT list(a.app_id ORDER BY u.place) FROM (
            SELECT unnest(n.apps) AS app_key, generate_subscripts(n.apps, 1) AS place
            FROM snapshot n WHERE n.series_key = seen.series_key AND n.snapshot_id = any_value(seen.newest)
        ) u JOIN app a USING (app_key)),
        max(observed_at),
        min(observed_at) FILTER (scheduled_for > coalesce(last_other, TIMESTAMPTZ '1970-01-01 00:00:00+00'))
    FROM seen LEFT JOIN changed USING (series_key)
    GROUP BY series_key
"""


def recent_captures(
    connection: DuckDBPyConnection, series: Collection[Series], before: datetime
) -> dict[Series, Recent]:
    """The captures of the last ten days before a slot, for each of the series that has any."""
    rows = connection.execute(
        RECENT_CAPTURES,
        {
            "names": [one.name for one in series],
            "before": before,
            "since": before - LOOK_BACK,
            "depths": DEPTHS_KNOWN,
        },
    ).fetchall()
    return {Series(*row[:6]): Recent(tuple(row[6]), tuple(row[7]), row[8], row[9]) for row in rows}
