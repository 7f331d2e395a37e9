"""What happened in the world around these assistants?"""

from collections.abc import Sequence
from datetime import date, datetime
from typing import NamedTuple

from duckdb import DuckDBPyConnection

from tracker.catalog import Kind


class EventRow(NamedTuple):
    event_id: str
    start: date  # UTC
    end: date | None
    precision: str  # day | week | month | approx
    title: str
    category: str
    kind: Kind
    assistants: tuple[str, ...]  # slugs
    countries: tuple[str, ...]  # ISO codes, lower case; "*": everywhere
    confidence: str  # high | medium | low
    publisher: str  # of the first source
    url: str  # of the first source, http or https
    tier: str  # official | press | aggregator/copy | repository data
    title_ar: str = ""  # "": not translated

    def title_in(self, language: str) -> str:
        """The title in a language, in English where it was not translated."""
        return self.title_ar or self.title if language == "ar" else self.title


EVENTS = """
    SELECT
        e.event_id, e.start_date, e.end_date, e.precision, e.title, e.category, e.kind, e.assistants, e.countries,
        e.confidence, coalesce(s.publisher, ''), s.url, coalesce(s.tier, ''), coalesce(e.title_ar, '')
    FROM event e JOIN event_source s ON s.event_id = e.event_id AND s.position = 1
    WHERE list_has_any(e.assistants, $assistants)
        AND coalesce(e.end_date, e.start_date) >= ($since::TIMESTAMPTZ)::DATE
        AND e.start_date <= ($until::TIMESTAMPTZ)::DATE
        AND ($country::VARCHAR IS NULL OR e.kind = 'rule' OR list_has_any(e.countries, ['*', $country]))
    ORDER BY e.start_date, e.event_id
"""


def events_between(
    connection: DuckDBPyConnection, assistants: Sequence[str], country: str | None, since: datetime, until: datetime
) -> list[EventRow]:
    """The events of these assistants that touch [since, until], oldest first.

    With a country: those said to be worldwide or there, and every decision of a state or a company, wherever it was
    made, because readers of one country's chart look for them.
    """
    rows = connection.execute(
        EVENTS, {"assistants": list(assistants), "country": country, "since": since, "until": until}
    ).fetchall()
    return [EventRow._make((*row[:7], tuple(row[7]), tuple(row[8]), *row[9:])) for row in rows]
