"""Is collection healthy? What became of the newest slots of each series."""

from datetime import datetime
from typing import NamedTuple

from duckdb import DuckDBPyConnection


class SeriesHealth(NamedTuple):
    series: str  # its name
    every_s: int  # seconds between two slots
    last_slot: datetime | None  # UTC, the newest that is over or was tried
    last_status: str | None
    last_error: str | None
    last_observed_at: datetime | None  # UTC, the newest capture


SERIES_HEALTH = """
    SELECT
        concat_ws('/', s.store, s.country, s.device, s.chart, s.category, s.source), w.every_s,
        max(f.scheduled_for), arg_max(f.status, f.scheduled_for), arg_max(f.error, f.scheduled_for),
        max(f.observed_at) FILTER (f.status IN ('ok', 'suspect'))
    FROM watch w
    JOIN series s USING (series_key)
    LEFT JOIN slot_fate f USING (series_key)
    WHERE w.valid_to IS NULL
    GROUP BY ALL ORDER BY ALL
"""


def series_health(connection: DuckDBPyConnection) -> list[SeriesHealth]:
    """One row for each series of the watchlist, by name."""
    return [SeriesHealth(*row) for row in connection.execute(SERIES_HEALTH).fetchall()]
