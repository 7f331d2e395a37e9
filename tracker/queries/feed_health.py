"""Which feeds answer, and which have been silent for how long?"""

from datetime import datetime
from typing import NamedTuple

from duckdb import DuckDBPyConnection


class FeedHealth(NamedTuple):
    feed: str
    first_slot: datetime  # UTC
    last_slot: datetime
    status: str  # of its newest slot
    error: str | None
    last_ok: datetime | None  # UTC: when it last answered; None: never


FEED_HEALTH = """
    SELECT
        c.feed, min(c.scheduled_for), max(c.scheduled_for), arg_max(c.status, c.scheduled_for),
        arg_max(c.error, c.scheduled_for), max(c.observed_at) FILTER (c.status IN ('ok', 'unchanged'))
    FROM feed_coverage c SEMI JOIN (FROM feed_watch WHERE valid_to IS NULL) w USING (feed)
    GROUP BY c.feed ORDER BY c.feed
"""


def feed_health(connection: DuckDBPyConnection) -> list[FeedHealth]:
    """Every feed that should be looked at, by its name; none until news was collected once."""
    return [FeedHealth(*row) for row in connection.execute(FEED_HEALTH).fetchall()]
