"""Feeds as series: each has slots, payloads and coverage like a chart, so that a feed that failed is never taken for a
quiet day.
"""

from collections.abc import Iterable, Mapping

from tracker.app_series import known_app_ids
from tracker.catalog.feeds import FEED_KINDS, Feed
from tracker.collect import Errand
from tracker.config import Watch, parse_every
from tracker.inbox import NEWS
from tracker.models import Request, Series, Slot
from tracker.news.entries import MOST_ENTRIES
from tracker.news.feeds import feed_host, feed_request

ARTICLES, ANY = "articles", "any"  # in place of a chart, a country and a device

Validators = Mapping[str, tuple[str, str | None, str | None]]  # by feed: address asked, its ETag, its Last-Modified


def news_series(feed: Feed) -> Series:
    """The source is the kind: what is read alike is packed together."""
    return Series(NEWS, ANY, ANY, ARTICLES, feed.feed, feed.kind)


def is_news_series(series: Series) -> bool:
    return series.source in FEED_KINDS


def feed_watches(feeds: Iterable[Feed]) -> list[Watch]:
    """How often each feed that is switched on is looked at."""
    return [Watch(news_series(feed), parse_every(feed.every), MOST_ENTRIES) for feed in feeds if feed.enabled]


def news_errand(feed: Feed, slot: Slot, known: Validators) -> Errand:
    """What to ask; of what we have already seen, only whether it is another one now."""
    request = feed_request(feed, slot.scheduled_for, known_app_ids("apple"))
    address, etag, last_modified = known.get(feed.feed, ("", None, None))
    headers = {
        **({"If-None-Match": etag} if etag else {}),
        **({"If-Modified-Since": last_modified} if last_modified else {}),
    }
    if address == request.url and headers:
        request = Request(request.method, request.url, headers, request.body)
    return Errand(feed_host(feed), request, (slot,))
