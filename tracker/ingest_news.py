"""News payloads → rows, under the lock of ingest: looks at feeds, articles, and what is made of them."""

import logging
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime

from duckdb import DuckDBPyConnection

from tracker.config import Home
from tracker.errors import ConfigurationError
from tracker.interpret_news import FeedFetch, fetch_of
from tracker.models import Payload
from tracker.news.knowledge import knowledge
from tracker.news_config import News, read_news, shipped_news
from tracker.news_series import feed_watches
from tracker.own_events import OwnEvents
from tracker.relate_news import relate_news
from tracker.storage.articles import add_fetches, record_feed_watches, record_feeds
from tracker.storage.catalog_tables import load_events
from tracker.storage.database import stamp
from tracker.storage.turns import step

log = logging.getLogger(__name__)


def store_news(connection: DuckDBPyConnection, home: Home, payloads: Sequence[Payload]) -> list[FeedFetch]:
    """Store what feeds brought, in one transaction; returns it without the articles."""
    if not payloads:
        return []
    feeds = {feed.feed: feed for feed in known_news(home).feeds}
    fetches = [fetch_of(payload, feeds, knowledge()) for payload in payloads]
    with step(connection):
        add_fetches(connection, fetches)
        if any(payload.simulated for payload in payloads):
            stamp(connection, simulated="true")
    return [replace(one, articles=()) for one in fetches]


def place_news(connection: DuckDBPyConnection, home: Home, own: OwnEvents | None, news: News | None = None) -> int:
    """Make stories and candidates of the articles, in one transaction; returns how many candidates there are.

    `news` is recorded as what should be looked at. Without the home's events nobody knows what was decided: then
    nothing is placed.
    """
    candidates = 0
    with step(connection):
        if news is not None:
            record_feeds(connection, news.feeds)
            record_feed_watches(connection, feed_watches(news.feeds), datetime.now(UTC))
        if own is not None:
            candidates = relate_news(connection, news or known_news(home), own)
            load_events(connection, own)
    return candidates


def known_news(home: Home) -> News:
    """The home's feeds and thresholds; the shipped ones where its files cannot be read, for news must not be lost."""
    try:
        return read_news(home)
    except ConfigurationError as error:
        log.warning("%s; the shipped feeds and thresholds are used", error)
        return shipped_news()
