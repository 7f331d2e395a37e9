"""A feed to read with, and a time at which it was seen."""

from dataclasses import replace

from tests.conftest import at
from tracker.catalog.feeds import Feed
from tracker.news.feeds import FeedReading, read_feed
from tracker.news.knowledge import knowledge

FEED = Feed("ours", True, "syndication", "https://ours.example/feed", "", "", "", "press", (), True, "1h", "")
SEEN = at("2026-11-22 10:00")


def read(body: bytes, content_type: str = "application/xml", **changes: object) -> FeedReading:
    feed = replace(FEED, **changes)  # type: ignore[arg-type]
    return read_feed(feed, body, {"Content-Type": content_type}, SEEN, knowledge())
