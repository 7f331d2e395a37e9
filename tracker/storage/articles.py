"""Looks at feeds → rows. An article is stored once, as it came first; doing it again changes nothing."""

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any

from duckdb import DuckDBPyConnection

from tracker.catalog.feeds import Feed
from tracker.config import Watch
from tracker.interpret_news import FeedFetch
from tracker.news.entries import Article, Link
from tracker.plan import slot_time
from tracker.storage.rows import insert_rows

STAGE = """
    CREATE OR REPLACE TEMP TABLE staged_fetch AS SELECT * FROM feed_fetch LIMIT 0;
    CREATE OR REPLACE TEMP TABLE staged_article AS SELECT * FROM article LIMIT 0;
    CREATE OR REPLACE TEMP TABLE staged_link AS SELECT ''::VARCHAR AS payload, * FROM article_link LIMIT 0;
"""

# Of several payloads for one slot the first whole one counts, else the last failure: as with charts.
CHOOSE = """
    CREATE OR REPLACE TEMP TABLE chosen_fetch AS
    SELECT DISTINCT ON (feed, scheduled_for) * FROM (
        FROM staged_fetch UNION ALL FROM feed_fetch SEMI JOIN staged_fetch USING (feed, scheduled_for)
    )
    ORDER BY feed, scheduled_for, status NOT IN ('ok', 'unchanged'),
        CASE WHEN status IN ('ok', 'unchanged') THEN epoch_us(observed_at) ELSE -epoch_us(observed_at) END, payload;
    DELETE FROM feed_fetch f USING chosen_fetch c WHERE f.feed = c.feed AND f.scheduled_for = c.scheduled_for;
    INSERT INTO feed_fetch FROM chosen_fetch ORDER BY feed, scheduled_for;
"""

# An article is what it was where it came first. Attention grows: its greatest measure is kept.
ADD_ARTICLES = """
    CREATE OR REPLACE TEMP TABLE chosen_article AS
    SELECT DISTINCT ON (article_id) * FROM (
        FROM staged_article UNION ALL FROM article SEMI JOIN staged_article USING (article_id)
    )
    ORDER BY article_id, seen_at, feed, payload;
    CREATE OR REPLACE TEMP TABLE most_points AS
    SELECT article_id, max(points) AS points FROM (
        SELECT article_id, points FROM staged_article UNION ALL SELECT article_id, points FROM article
    ) GROUP BY article_id;
    DELETE FROM article_link l USING (FROM chosen_article SEMI JOIN staged_article USING (article_id, payload)) c
    WHERE l.article_id = c.article_id;
    INSERT INTO article_link
    SELECT DISTINCT s.article_id, s.assistant, s.alias, s.rule
    FROM staged_link s JOIN chosen_article c USING (article_id, payload);
    DELETE FROM article a USING chosen_article c WHERE a.article_id = c.article_id;
    INSERT INTO article
    SELECT c.* REPLACE (p.points AS points) FROM chosen_article c JOIN most_points p USING (article_id)
    ORDER BY c.published_at, c.article_id;
"""


def add_fetches(connection: DuckDBPyConnection, fetches: Sequence[FeedFetch]) -> None:
    """Store looks at feeds and what they brought, inside the caller's transaction."""
    connection.execute(STAGE)
    insert_rows(connection, "staged_fetch", [_fetch_row(one) for one in fetches])
    articles = [_article_row(article, one.payload) for one in fetches for article in one.articles]
    insert_rows(connection, "staged_article", articles)
    links = [
        (one.payload, article.article_id, link.assistant, link.alias, link.rule)
        for one in fetches
        for article in one.articles
        for link in article.links
    ]
    insert_rows(connection, "staged_link", links)
    for statement in (CHOOSE, ADD_ARTICLES):
        connection.execute(statement)


def _fetch_row(one: FeedFetch) -> tuple[object, ...]:
    return (
        one.feed, one.slot.series.source, one.slot.scheduled_for, one.observed_at, one.status, one.http_status,
        one.error, one.tries, one.entries, one.refused, one.refused_why, one.etag, one.last_modified, one.address,
        one.run_id, one.payload,
    )  # fmt: skip


def _article_row(one: Article, payload: str) -> tuple[object, ...]:
    return (
        one.article_id, one.title, one.url, one.outlet, one.language or None, one.published_at, one.date_from,
        one.seen_at, one.feed, one.tier, one.title_hash, one.points, one.is_notable, list(one.categories),
        list(one.countries), None, payload,
    )  # fmt: skip


FORGET = """
    CREATE OR REPLACE TEMP TABLE forgotten AS SELECT unnest($payloads::VARCHAR[]) AS payload;
    DELETE FROM article_link l USING article a, forgotten f
    WHERE l.article_id = a.article_id AND a.payload = f.payload;
    DELETE FROM article a USING forgotten f WHERE a.payload = f.payload;
    DELETE FROM feed_fetch t USING forgotten f WHERE t.payload = f.payload;
"""


def forget_payloads(connection: DuckDBPyConnection, payloads: Sequence[str]) -> None:
    """Take away what these payloads brought, to read them again."""
    for statement in FORGET.strip().rstrip(";").split(";"):
        connection.execute(statement, {"payloads": list(payloads)} if "$payloads" in statement else {})


def record_feeds(connection: DuckDBPyConnection, feeds: Sequence[Feed]) -> None:
    """Make the table feed say what is asked."""
    connection.execute("DELETE FROM feed")
    insert_rows(
        connection,
        "feed",
        [
            (
                one.feed, one.enabled, one.kind, one.address or None, one.query or None, one.outlet or None,
                one.language or None, one.tier, list(one.assistants), one.about_ai, one.every, one.note or None,
            )
            for one in feeds
        ],
    )  # fmt: skip


def record_feed_watches(connection: DuckDBPyConnection, watches: Iterable[Watch], now: datetime) -> None:
    """Keep the history of what should have been looked at: one that is switched off ends now."""
    wanted = {(one.series.category, int(one.every.total_seconds())) for one in watches}
    open_rows = set(connection.execute("SELECT feed, every_s FROM feed_watch WHERE valid_to IS NULL").fetchall())
    for feed, every_s in open_rows - wanted:
        connection.execute(
            "UPDATE feed_watch SET valid_to = ? WHERE valid_to IS NULL AND feed = ? AND every_s = ?",
            [now, feed, every_s],
        )
    insert_rows(
        connection,
        "feed_watch",
        [
            (feed, every_s, slot_time(now, timedelta(seconds=every_s)), None)
            for feed, every_s in sorted(wanted - open_rows)
        ],
    )


ARTICLES = """
    SELECT
        a.article_id, a.title, a.url, a.outlet, coalesce(a.language, ''), a.published_at, a.date_from, a.seen_at,
        a.feed, a.tier, a.title_hash, a.points, a.is_notable, a.categories, a.countries,
        coalesce(
            (SELECT list([l.assistant, l.alias, l.rule] ORDER BY l.assistant, l.alias) FROM article_link l
             WHERE l.article_id = a.article_id),
            []
        )
    FROM article a
    WHERE a.published_at >= $since AND EXISTS (FROM article_link l WHERE l.article_id = a.article_id)
    ORDER BY a.published_at, a.article_id
"""


def linked_articles(connection: DuckDBPyConnection, since: datetime) -> list[Article]:
    """Every article since then that is about an assistant, the oldest first."""
    rows = connection.execute(ARTICLES, {"since": since}).fetchall()
    return [_article(*row) for row in rows]


def _article(*cells: Any) -> Article:
    *facts, categories, countries, links = cells
    make: Callable[..., Article] = Article
    return make(*facts, tuple(categories), tuple(countries), tuple(Link(*link) for link in links))
