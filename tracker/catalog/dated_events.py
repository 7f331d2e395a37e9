"""Dated events in the world, each with at least one source; and how they stand in a file.

Days are UTC. `local_date` is the day on the calendar where it happened, where that is another one. A month ("2023-07")
or a year stands for its first day.
"""

import csv
import hashlib
import io
import re
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from tracker.catalog.places import Country, read_places
from tracker.catalog.rows import Row
from tracker.text import stored_text

Kind = Literal["release", "incident", "rule", "attention"]

# The four rows of the event lane; every category of the catalogue belongs to one.
KINDS: dict[str, Kind] = {
    "model": "release", "launch": "release", "feature": "release", "pricing": "release",
    "outage": "incident", "security": "incident",
    "regulation": "rule", "policy": "rule",
    "viral": "attention", "marketing": "attention", "market": "attention", "rank": "attention",
}  # fmt: skip

OUTCOME = "rank"  # a chart position is what events are held against, never one of their causes
PRECISIONS = ("day", "week", "month", "approx")
CONFIDENCES = ("high", "medium", "low")
STATUSES = ("accepted", "candidate", "rejected")
TIERS = ("official", "press", "aggregator/copy", "repository data")
MOST_SOURCES = 4
LONGEST_NOTE = 1000  # characters

# Arabic and Persian are written with these; signs that turn the direction of others are not among them.
_JOINERS = dict.fromkeys(map(ord, "\u200c\u200d\u200e\u200f"))

NEEDED_COLUMNS = ("start_date", "title", "category", "source_url")
_SOURCE_COLUMNS = ("source_url", "publisher", "source_tier", "language")
EVENT_COLUMNS = (
    "event_id", "start_date", "end_date", "local_date", "precision", "title", "title_ar", "category", "assistants",
    "countries", "confidence", "status", *_SOURCE_COLUMNS, *(f"{column}_2" for column in _SOURCE_COLUMNS), "note",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class EventSource:
    url: str
    publisher: str
    tier: str  # official | press | aggregator/copy | repository data; "": not judged
    language: str  # ISO 639-1; "": not said


@dataclass(frozen=True, slots=True)
class Event:
    event_id: str
    start: date
    end: date | None
    local_date: date
    precision: str  # day | week | month | approx
    title: str  # our own words
    title_ar: str  # "": not translated
    category: str
    assistants: tuple[str, ...]  # slugs
    countries: tuple[str, ...]  # ISO codes, lower case; "*": everywhere
    confidence: str
    status: str  # accepted | candidate | rejected
    note: str
    sources: tuple[EventSource, ...]  # at least one

    @property
    def kind(self) -> Kind:
        return KINDS[self.category]

    @property
    def is_outcome(self) -> bool:
        return self.category == OUTCOME

    @property
    def is_testable(self) -> bool:
        """May a test be made of it? What only approximate dates carry is shown, never tested."""
        return self.precision == "day" and self.confidence != "low" and not self.is_outcome


def read_events(
    rows: Sequence[Row], assistants: Collection[str], countries: dict[str, Country], newest: date
) -> tuple[Event, ...]:
    """Every event, oldest first. Raises ConfigurationError for a row that cannot be true; none is after `newest`."""
    events: dict[str, Event] = {}
    lines: dict[str, int] = {}
    for row in rows:
        event = _event(row, assistants, countries, newest)
        if event.event_id in events:
            raise row.fault(f"{event.event_id!r} stands in line {lines[event.event_id]} too; rename or remove one")
        events[event.event_id], lines[event.event_id] = event, row.line
    return tuple(sorted(events.values(), key=lambda event: event.start))


def _event(row: Row, assistants: Collection[str], countries: dict[str, Country], newest: date) -> Event:
    start = row.first_day("start_date")
    if start is None:
        raise row.fault("start_date is empty; wanted a date like 2025-01-26")
    if start > newest:
        raise row.fault(f"start_date {row['start_date']} lies ahead; an event has happened")
    row.in_order("start_date", "end_date")
    local = row.day("local_date") if row["local_date"] else start
    if abs((local - start).days) > 1:
        raise row.fault(f"local_date {local} is not within a day of start_date {start}; correct one")
    precision = row.one_of("precision", PRECISIONS) if row["precision"] else "day"
    if precision == "day" and len(row["start_date"]) != 10:
        raise row.fault(f"start_date {row['start_date']!r} names no day; give one, or say precision month or approx")
    return Event(
        event_id=_event_id(row),
        start=start,
        end=row.first_day("end_date"),
        local_date=local,
        precision=precision,
        title=_text(row, "title"),
        title_ar=_text(row, "title_ar") if row["title_ar"] else "",
        category=row.one_of("category", KINDS),
        assistants=row.known("assistants", assistants, "assistants.csv"),
        countries=read_places(row, "countries", countries) or ("*",),
        confidence=row.one_of("confidence", CONFIDENCES) if row["confidence"] else "medium",
        status=row.one_of("status", STATUSES) if row["status"] else "accepted",
        note=stored_text(row["note"], LONGEST_NOTE),
        sources=tuple(_sources(row)),
    )


def _event_id(row: Row) -> str:
    if not row["event_id"]:
        return new_event_id(row["start_date"], row["title"])
    if not re.fullmatch(r"[a-z0-9][a-z0-9-]{2,79}", row["event_id"]):
        raise row.fault(f"event_id is {row['event_id']!r}; wanted 3 to 80 of a-z, 0-9 and -")
    return row["event_id"]


def new_event_id(day: str, title: str) -> str:
    """An id made of the day and the title's Latin words; of its hash too, where other letters say more."""
    words = re.sub("[^a-z0-9]+", "-", title.lower()).strip("-")[:40].rstrip("-")
    digest = hashlib.sha256(title.encode()).hexdigest()[:8]
    is_latin = words and not any(letter.isalpha() and not letter.isascii() for letter in title)
    return "-".join(part for part in (day, words, "" if is_latin else digest) if part)


def _text(row: Row, column: str) -> str:
    text = re.sub(r"\s+", " ", row.needed(column))
    if len(text) > 160 or not text.translate(_JOINERS).isprintable():
        raise row.fault(f"{column} is longer than 160 signs, or has some that cannot be printed; shorten it")
    return text


def _sources(row: Row) -> Iterable[EventSource]:
    for number in range(1, MOST_SOURCES + 1):
        url, publisher, tier, language = (f"{column}_{number}" if number > 1 else column for column in _SOURCE_COLUMNS)
        if number > 1 and not row[url]:
            continue
        yield EventSource(
            row.url(url), stored_text(row[publisher]), row.one_of(tier, ("", *TIERS)),
            row.one_of(language, (row[language],) if re.fullmatch("[a-z]{2}|", row[language]) else ("en", "ar", "zh")),
        )  # fmt: skip


def check_shipped_events(rows: Iterable[Row]) -> None:
    """What we ask of our own rows beyond what we ask of a user's."""
    for row in rows:
        for column in ("event_id", "title_ar", "assistants", "countries", "precision", "confidence", "status"):
            row.needed(column)
        for column in ("publisher", "source_tier", "language"):
            row.needed(column)
            if row["source_url_2"]:
                row.needed(f"{column}_2")
        if not re.search("[\u0600-\u06ff]", row["title_ar"]):
            raise row.fault(f"title_ar is {row['title_ar']!r}; wanted the title in Arabic")


def event_row(event: Event) -> dict[str, str]:
    """The event as a row of a file with EVENT_COLUMNS; more than two sources add columns."""
    row = {
        "event_id": event.event_id,
        "start_date": event.start.isoformat(),
        "end_date": event.end.isoformat() if event.end else "",
        "local_date": event.local_date.isoformat() if event.local_date != event.start else "",
        "precision": event.precision,
        "title": event.title,
        "title_ar": event.title_ar,
        "category": event.category,
        "assistants": "|".join(event.assistants),
        "countries": "|".join(event.countries),
        "confidence": event.confidence,
        "status": event.status,
        "note": event.note,
    }
    for number, source in enumerate(event.sources, start=1):
        cells = (source.url, source.publisher, source.tier, source.language)
        for column, cell in zip(_SOURCE_COLUMNS, cells, strict=True):
            row[f"{column}_{number}" if number > 1 else column] = cell
    return row


def events_csv(events: Iterable[Event], cell: Callable[[str], str] = str) -> str:
    """A file of events, which reads back as the same events; each cell as `cell` makes it."""
    rows = [{column: cell(text) for column, text in event_row(event).items()} for event in events]
    further = sorted({column for row in rows for column in row} - set(EVENT_COLUMNS), key=lambda name: name[::-1])
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, [*EVENT_COLUMNS, *further], restval="", lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue()


def merged(shipped: Iterable[Event], own: Iterable[Event]) -> tuple[Event, ...]:
    """All events, oldest first; a user's row wins over ours of the same id."""
    by_id = {event.event_id: event for event in (*shipped, *own)}
    return tuple(sorted(by_id.values(), key=lambda event: event.start))
