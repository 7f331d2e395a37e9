"""Stories placed → candidates for events, and the articles that each event rests on."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime

from duckdb import DuckDBPyConnection

from tracker.news.candidates import Placed
from tracker.storage.rows import insert_rows

BEFORE = "SELECT article_id, any_value(event_id ORDER BY story_day, event_id) FROM event_article GROUP BY article_id"


def events_before(connection: DuckDBPyConnection) -> dict[str, str]:
    """To which event each article belonged until now."""
    return dict(connection.execute(BEFORE).fetchall())


def replace_stories(connection: DuckDBPyConnection, placed: Sequence[Placed], since: date) -> None:
    """Make the stories of that day and later these, inside the caller's transaction. Older ones stay as they are."""
    connection.execute("DELETE FROM event_article WHERE story_day >= ?", [since])
    connection.execute("DELETE FROM news_event WHERE start_date >= ?", [since])
    recent = [one for one in placed if one.story.day >= since]
    older = connection.execute("SELECT event_id FROM news_event").fetchall()
    known = {event_id for (event_id,) in older}
    insert_rows(
        connection,
        "event_article",
        [
            (one.event_id, article.article_id, one.story.day, one.why)
            for one in recent
            for article in one.story.articles
        ],
    )
    candidates = [(one, one.candidate) for one in recent if one.candidate is not None and one.event_id not in known]
    insert_rows(
        connection,
        "news_event",
        [
            (
                event.event_id, event.start, event.precision, event.title, event.title_ar, event.category,
                list(event.assistants), list(event.countries), event.confidence, event.note, one.story.salience,
            )
            for one, event in candidates
        ],
    )  # fmt: skip


def mark_copies(connection: DuckDBPyConnection, original: Mapping[str, str], since: datetime) -> None:
    """Say of every article since then whose copy it is."""
    connection.execute("CREATE OR REPLACE TEMP TABLE staged_copy (article_id VARCHAR, copy_of VARCHAR)")
    insert_rows(connection, "staged_copy", list(original.items()))
    connection.execute("UPDATE article SET copy_of = NULL WHERE copy_of IS NOT NULL AND published_at >= ?", [since])
    connection.execute(
        "UPDATE article SET copy_of = s.copy_of FROM staged_copy s WHERE article.article_id = s.article_id"
    )


DAY_COUNTS = """
    SELECT l.assistant, a.published_at::DATE, count(DISTINCT a.article_id)
    FROM article a JOIN article_link l USING (article_id)
    WHERE a.published_at >= $since AND a.published_at >= (SELECT min(seen_at) - INTERVAL 2 DAY FROM article)
    GROUP BY ALL
"""


def day_counts(connection: DuckDBPyConnection, since: datetime) -> dict[tuple[str, date], int]:
    """Articles about each assistant on each UTC day since then on which feeds were looked at."""
    rows = connection.execute(DAY_COUNTS, {"since": since}).fetchall()
    return {(assistant, day): n for assistant, day, n in rows}


NEWEST = "SELECT max(seen_at) FROM article"


def newest_article(connection: DuckDBPyConnection) -> datetime | None:
    """When an article was last seen (UTC); None: there is none."""
    row = connection.execute(NEWEST).fetchone()
    return row[0] if row else None
