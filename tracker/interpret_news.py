"""Payload → what one look at a feed brought: articles, or the reason why there are none. Nothing is raised."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, cast

from tracker.catalog.feeds import Feed
from tracker.errors import ParseError
from tracker.models import Payload, Slot
from tracker.news.entries import Article, told
from tracker.news.feeds import Knowledge, read_feed
from tracker.news_series import is_news_series
from tracker.text import stored_text

# Of these, ok and unchanged (the feed says that it is what we have) mean that nothing was missed.
FetchStatus = Literal[
    "ok", "unchanged", "network_error", "http_error", "rate_limited", "parse_error", "empty", "invalid"
]
WHOLE_FETCHES = ("ok", "unchanged")
NOT_MODIFIED = 304


@dataclass(frozen=True, slots=True)
class FeedFetch:
    """What became of one slot of a feed."""

    slot: Slot
    observed_at: datetime  # UTC
    status: FetchStatus
    http_status: int | None
    error: str | None  # why there is nothing, or what was doubtful
    tries: int
    articles: tuple[Article, ...]
    entries: int | None  # that the feed had; None: it did not come, or came as before
    refused: int  # entries that are no article
    refused_why: str | None  # so many for each reason
    etag: str | None
    last_modified: str | None
    address: str  # that was asked
    run_id: str
    payload: str

    @property
    def feed(self) -> str:
        return self.slot.series.category


def is_news(payload: Payload) -> bool:
    return is_news_series(payload.slots[0].series)


def fetch_of(payload: Payload, feeds: Mapping[str, Feed], knowledge: Knowledge) -> FeedFetch:
    """What a payload of a feed says."""
    (slot,), answer = payload.slots, payload.answer
    if answer.http_status == NOT_MODIFIED and answer.error is None:
        return _fetch(payload, "unchanged", None)
    if answer.http_status not in (None, 200):
        status: FetchStatus = "rate_limited" if answer.http_status == 429 else "http_error"
        return _fetch(payload, status, f"HTTP {answer.http_status}{f', {answer.error}' if answer.error else ''}")
    if answer.error is not None:
        return _fetch(payload, "network_error", answer.error)
    feed = feeds.get(slot.series.category)
    if feed is None or feed.kind != slot.series.source:
        return _fetch(payload, "invalid", f"no feed {slot.series.category!r} of this kind is known any more")
    try:
        reading = read_feed(feed, answer.body, answer.headers, answer.finished_at, knowledge)
    except ParseError as error:
        return _fetch(payload, cast(FetchStatus, error.status), str(error))
    return _fetch(payload, "ok", reading.doubt, reading.articles, reading.entries, reading.refused)


def _fetch(
    payload: Payload,
    status: FetchStatus,
    error: str | None,
    articles: tuple[Article, ...] = (),
    entries: int | None = None,
    refused: Iterable[tuple[str, int]] = (),
) -> FeedFetch:
    (slot,), answer, counts = payload.slots, payload.answer, list(refused)
    came = {key.lower(): value for key, value in answer.headers.items()} if status in WHOLE_FETCHES else {}
    asked = {key.lower(): value for key, value in payload.request.headers.items()} if status == "unchanged" else {}
    return FeedFetch(
        slot=slot,
        observed_at=answer.finished_at,
        status=status,
        http_status=answer.http_status,
        error=stored_text(error) if error else None,
        tries=answer.tries,
        articles=articles,
        entries=entries,
        refused=sum(number for _, number in counts),
        refused_why=told(counts) or None,
        etag=came.get("etag") or asked.get("if-none-match"),  # a 304 need not say it again
        last_modified=came.get("last-modified") or asked.get("if-modified-since"),
        address=payload.request.url,
        run_id=payload.run_id,
        payload=payload.name,
    )
