"""Which events were proposed by the news, and on which articles does an event rest?"""

from datetime import datetime
from typing import NamedTuple

from duckdb import DuckDBPyConnection

from tracker.catalog.dated_events import MOST_SOURCES, Event, EventSource


class EvidenceRow(NamedTuple):
    title: str
    url: str
    outlet: str
    language: str  # ISO 639-1, or ""
    published_at: datetime  # UTC
    date_from: str  # feed | jsonld | url | page | crawl | seen
    tier: str
    is_copy: bool  # of another one's words
    because: tuple[str, ...]  # why it is about the assistants: "grok: Grok (name)"
    why: str  # why it is about the event


EVIDENCE = """
    SELECT
        a.title, a.url, a.outlet, coalesce(a.language, ''), a.published_at, a.date_from, a.tier, a.copy_of IS NOT NULL,
        coalesce(
            (SELECT list(l.assistant || ': ' || l.alias || ' (' || l.rule || ')' ORDER BY l.assistant)
             FROM article_link l WHERE l.article_id = a.article_id),
            []
        ),
        e.why
    FROM event_article e JOIN article a USING (article_id)
    WHERE e.event_id = $id
    ORDER BY a.copy_of IS NOT NULL, a.tier <> 'official', a.tier <> 'press', a.published_at, a.article_id
"""

CANDIDATES = """
    SELECT event_id, start_date, precision, title, title_ar, category, assistants, countries, confidence, note
    FROM news_event ORDER BY start_date, event_id
"""

# One of each outlet: the better tier first, then the earlier. What copies is no further source.
SOURCES = """
    SELECT event_id, url, outlet, tier, language FROM (
        SELECT
            e.event_id, a.url, a.outlet, a.tier, coalesce(a.language, '') AS language, a.published_at, a.article_id,
            row_number() OVER (
                PARTITION BY e.event_id, lower(a.outlet)
                ORDER BY a.tier <> 'official', a.tier <> 'press', a.published_at, a.article_id
            ) AS of_outlet
        FROM event_article e JOIN article a USING (article_id)
        WHERE a.copy_of IS NULL
    )
    WHERE of_outlet = 1
    ORDER BY event_id, tier <> 'official', tier <> 'press', published_at, article_id
"""


def evidence(connection: DuckDBPyConnection, event_id: str) -> list[EvidenceRow]:
    """The articles of an event: originals first, the better outlets first, then the earlier."""
    return [
        EvidenceRow._make((*row[:8], tuple(row[8]), row[9]))
        for row in connection.execute(EVIDENCE, {"id": event_id}).fetchall()
    ]


def news_sources(connection: DuckDBPyConnection) -> dict[str, list[EventSource]]:
    """The best sources among the articles of each event, at most four, by its id."""
    found: dict[str, list[EventSource]] = {}
    for event_id, *source in connection.execute(SOURCES).fetchall():
        found.setdefault(event_id, []).append(EventSource(*source))
    return {event_id: sources[:MOST_SOURCES] for event_id, sources in found.items()}


def news_candidates(connection: DuckDBPyConnection) -> tuple[Event, ...]:
    """The events that the news proposed, the oldest first, whatever was decided of them."""
    sources = news_sources(connection)
    return tuple(
        Event(
            event_id, day, None, day, precision, title, title_ar, category, tuple(assistants), tuple(countries),
            confidence, "candidate", note, tuple(sources[event_id]),
        )
        for event_id, day, precision, title, title_ar, category, assistants, countries, confidence, note
        in connection.execute(CANDIDATES).fetchall()
        if event_id in sources
    )  # fmt: skip
