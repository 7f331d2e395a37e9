"""What do we have of each feed already?"""

from datetime import datetime

from duckdb import DuckDBPyConnection

CAPTURED = """
    SELECT concat_ws('/', 'news', 'any', 'any', 'articles', feed, source), scheduled_for
    FROM feed_fetch WHERE status IN ('ok', 'unchanged') AND scheduled_for >= $since
"""

VALIDATORS = """
    SELECT DISTINCT ON (feed) feed, address, etag, last_modified
    FROM feed_fetch WHERE status IN ('ok', 'unchanged') ORDER BY feed, observed_at DESC
"""


def captured_feed_slots(connection: DuckDBPyConnection, since: datetime) -> set[tuple[str, datetime]]:
    """(series name, slot) of every look at a feed since then that missed nothing."""
    return set(connection.execute(CAPTURED, {"since": since}).fetchall())


def feed_validators(connection: DuckDBPyConnection) -> dict[str, tuple[str, str | None, str | None]]:
    """By feed: the address of its newest answer, and that answer's ETag and Last-Modified."""
    return {feed: (address, etag, modified) for feed, address, etag, modified in _rows(connection)}


def _rows(connection: DuckDBPyConnection) -> list[tuple[str, str, str | None, str | None]]:
    return connection.execute(VALIDATORS).fetchall()
