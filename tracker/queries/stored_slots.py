"""What does the database hold of one day of a source?"""

from datetime import UTC, date, datetime, time, timedelta
from typing import NamedTuple

from duckdb import DuckDBPyConnection

WHOLE = frozenset({"ok", "suspect"})  # the statuses that come with a list


class StoredSlot(NamedTuple):
    series: str  # its name
    scheduled_for: datetime  # UTC
    status: str
    payload: str | None  # the one that the status comes from; None: it came from an archive


STORED_SLOTS = """
    SELECT
        concat_ws('/', s.store, s.country, s.device, s.chart, s.category, s.source), a.scheduled_for, a.status,
        a.payload
    FROM attempt a JOIN series s USING (series_key)
    WHERE s.source = $source AND a.scheduled_for >= $since AND a.scheduled_for < $until
    UNION ALL
    SELECT
        concat_ws('/', 'news', 'any', 'any', 'articles', f.feed, f.source), f.scheduled_for,
        CASE f.status WHEN 'unchanged' THEN 'ok' ELSE f.status END, f.payload
    FROM feed_fetch f
    WHERE f.source = $source AND f.scheduled_for >= $since AND f.scheduled_for < $until
"""


def stored_slots(connection: DuckDBPyConnection, day: date, source: str) -> dict[tuple[str, datetime], StoredSlot]:
    """By (series name, slot): what became of every slot that was tried on this UTC day."""
    since = datetime.combine(day, time(), UTC)
    span = {"source": source, "since": since, "until": since + timedelta(days=1)}
    rows = (StoredSlot(*row) for row in connection.execute(STORED_SLOTS, span).fetchall())
    return {(row.series, row.scheduled_for): row for row in rows}
