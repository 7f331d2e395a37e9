"""Stored payloads of feeds → rows again: a day of a kind of feed is forgotten, and read anew."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import NamedTuple

from duckdb import DuckDBPyConnection

from tracker.catalog.feeds import Feed
from tracker.config import Home
from tracker.ingest_news import known_news
from tracker.interpret_news import WHOLE_FETCHES, fetch_of
from tracker.models import Payload
from tracker.news.knowledge import knowledge
from tracker.storage.articles import add_fetches, forget_payloads
from tracker.storage.repairs import Change, Lost, Repair

BATCH = 50  # payloads: their articles are in memory at once

STORED = """
    SELECT
        f.payload, concat_ws('/', 'news', 'any', 'any', 'articles', f.feed, f.source) AS series, f.scheduled_for,
        f.status, f.error, f.entries, f.refused_why, a.sum AS articles, l.sum AS links
    FROM feed_fetch f
    LEFT JOIN (
        SELECT t.payload, bit_xor(hash(t)) AS sum FROM (SELECT * EXCLUDE (copy_of, points) FROM article) t GROUP BY ALL
    ) a USING (payload)
    LEFT JOIN (
        SELECT t.payload, bit_xor(hash(t)) AS sum
        FROM (SELECT a.payload, l.* FROM article_link l JOIN article a USING (article_id)) t GROUP BY ALL
    ) l USING (payload)
    WHERE list_contains($payloads, f.payload)
"""


class _Held(NamedTuple):
    """What the database says of one payload."""

    payload: str
    series: str
    scheduled_for: datetime
    status: str
    error: str | None
    entries: int | None
    refused_why: str | None
    articles: int | None  # a sum over what they say
    links: int | None


def reparse_news_day(connection: DuckDBPyConnection, home: Home, payloads: Iterable[Payload]) -> Repair:
    """Read the payloads of one day and kind anew, inside the caller's transaction, and say what changed.

    An article that only they brought, and that no longer comes out, is gone; one that another payload brought too comes
    back when that is read again.
    """
    feeds = {feed.feed: feed for feed in known_news(home).feeds}
    changes: Counter[tuple[str, str, str]] = Counter()
    lost: list[Lost] = []
    batch: list[Payload] = []
    for payload in payloads:
        batch.append(payload)
        if len(batch) == BATCH:
            _again(connection, feeds, batch, changes, lost)
            batch = []
    _again(connection, feeds, batch, changes, lost)
    return Repair(tuple(Change(*key, slots) for key, slots in changes.items()), tuple(lost), frozenset(), 0)


def _again(
    connection: DuckDBPyConnection,
    feeds: Mapping[str, Feed],
    payloads: Sequence[Payload],
    changes: Counter[tuple[str, str, str]],
    lost: list[Lost],
) -> None:
    names = [payload.name for payload in payloads]
    before = _held(connection, names)
    forget_payloads(connection, names)
    add_fetches(connection, [fetch_of(payload, feeds, knowledge()) for payload in payloads])
    for name, now in _held(connection, names).items():
        was = before.get(name)
        changes[was.status if was else "unknown", now.status, _what(was, now)] += 1
        if was is not None and was.status in WHOLE_FETCHES and now.status not in WHOLE_FETCHES:
            lost.append(Lost(now.series, now.scheduled_for, now.status, now.error))


def _held(connection: DuckDBPyConnection, payloads: Sequence[str]) -> dict[str, _Held]:
    """By payload; one that does not speak for its slot is not among them."""
    rows = connection.execute(STORED, {"payloads": list(payloads)}).fetchall()
    return {row[0]: _Held(*row) for row in rows}


def _what(was: _Held | None, now: _Held) -> str:
    if was is None or was.status != now.status:
        return "status"
    if (was.articles, was.links, was.entries, was.refused_why) != (
        now.articles,
        now.links,
        now.entries,
        now.refused_why,
    ):
        return "list"
    return "reason" if was.error != now.error else "nothing"
