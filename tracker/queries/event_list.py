"""Which events are there, accepted ones and those that wait for a review?"""

from dataclasses import dataclass
from datetime import date
from typing import Literal, NamedTuple

from duckdb import DuckDBPyConnection

from tracker.catalog import Kind
from tracker.storage.sql_text import literal

Status = Literal["accepted", "candidate"]
TABLES: dict[Status, str] = {"accepted": "event", "candidate": "event_candidate"}


class ListedEvent(NamedTuple):
    event_id: str
    start: date  # UTC
    end: date | None
    precision: str  # day | week | month | approx
    title: str
    title_ar: str
    category: str
    kind: Kind
    assistants: tuple[str, ...]  # slugs
    countries: tuple[str, ...]  # ISO codes, lower case; "*": everywhere
    confidence: str  # high | medium | low
    note: str
    is_outcome: bool
    is_testable: bool
    origin: str  # shipped | own | news
    publisher: str  # of the first source
    url: str  # of the first source
    tier: str
    status: Status


class EventSourceRow(NamedTuple):
    url: str
    publisher: str
    tier: str
    language: str  # ISO 639-1, or ""


@dataclass(frozen=True, slots=True)
class EventFilter:
    """None and "" leave all."""

    status: Status = "accepted"
    words: str = ""  # each is somewhere in the title, in either language, the note or the publisher
    kind: str | None = None
    assistant: str | None = None
    country: str | None = None  # there, or everywhere
    year: int | None = None


COLUMNS = """
    event_id, start_date, end_date, precision, title, coalesce(title_ar, ''), category, kind, assistants, countries,
    confidence, coalesce(note, ''), is_outcome, is_testable, origin, coalesce(publisher, ''), source_url,
    coalesce(source_tier, '')
"""

MATCHES = """
    ($kind IS NULL OR kind = $kind)
    AND ($assistant IS NULL OR list_contains(assistants, $assistant))
    AND ($country IS NULL OR list_has_any(countries, ['*', $country]))
    AND ($year IS NULL OR year(start_date) = $year)
    AND (len($words::VARCHAR[]) = 0 OR list_bool_and(list_transform(
        $words::VARCHAR[],
        lambda word: contains(lower(concat_ws(' ', title, title_ar, note, publisher, event_id)), word)
    )))
"""


def listed_events(connection: DuckDBPyConnection, wanted: EventFilter) -> list[ListedEvent]:
    """The events that match, newest first."""
    query = f"SELECT {COLUMNS} FROM {TABLES[wanted.status]} WHERE {MATCHES} ORDER BY start_date DESC, event_id"  # noqa: S608 - our own names
    parameters = {
        "kind": wanted.kind, "assistant": wanted.assistant, "country": wanted.country, "year": wanted.year,
        "words": wanted.words.lower().split(),
    }  # fmt: skip
    return [_listed(row, wanted.status) for row in connection.execute(query, parameters).fetchall()]


def _listed(row: tuple[object, ...], status: Status) -> ListedEvent:
    cells = [tuple(cell) if isinstance(cell, list) else cell for cell in row]
    return ListedEvent._make([*cells, status])


def one_event(connection: DuckDBPyConnection, event_id: str) -> ListedEvent | None:
    """The event of this id, accepted or not yet."""
    for status, table in TABLES.items():
        query = f"SELECT {COLUMNS} FROM {table} WHERE event_id = $id"  # noqa: S608 - our own names
        row = connection.execute(query, {"id": event_id}).fetchone()
        if row is not None:
            return _listed(row, status)
    return None


SOURCES = """
    SELECT url, coalesce(publisher, ''), coalesce(tier, ''), coalesce(language, '')
    FROM event_source WHERE event_id = $id ORDER BY position
"""


def event_sources(connection: DuckDBPyConnection, event_id: str) -> list[EventSourceRow]:
    """Every source of an event, the first one first."""
    return [EventSourceRow(*row) for row in connection.execute(SOURCES, {"id": event_id}).fetchall()]


YEARS = "SELECT year(start_date) FROM event UNION SELECT year(start_date) FROM event_candidate ORDER BY 1 DESC"
CANDIDATES = "SELECT count(*) FROM event_candidate"


def event_years(connection: DuckDBPyConnection) -> list[int]:
    """The years with events, newest first."""
    return [int(row[0]) for row in connection.execute(YEARS).fetchall()]


def candidate_count(connection: DuckDBPyConnection) -> int:
    row = connection.execute(CANDIDATES).fetchone()
    return int(row[0]) if row else 0


def event_list_sql(wanted: EventFilter) -> str:
    """The same question with the values in it, for a reader to run; its columns are those of the table."""
    conditions = [
        *([f"kind = {literal(wanted.kind)}"] if wanted.kind else []),
        *([f"list_contains(assistants, {literal(wanted.assistant)})"] if wanted.assistant else []),
        *([f"list_has_any(countries, ['*', {literal(wanted.country)}])"] if wanted.country else []),
        *([f"year(start_date) = {wanted.year}"] if wanted.year else []),
        *(
            f"contains(lower(concat_ws(' ', title, title_ar, note, publisher, event_id)), {literal(word)})"
            for word in wanted.words.lower().split()
        ),
    ]
    where = "\nWHERE " + "\n    AND ".join(conditions) if conditions else ""
    return f"FROM {TABLES[wanted.status]}{where}\nORDER BY start_date DESC, event_id"
