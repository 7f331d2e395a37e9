"""URL → which events are asked for, checked; the sentence above them. Everything shown is in the URL."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields, replace
from typing import get_args
from urllib.parse import urlencode

from dashboard.rank_view import UnknownValueError
from dashboard.text import Text
from dashboard.text.events import EventsText
from tracker import catalog
from tracker.catalog import Kind
from tracker.queries.event_list import EventFilter, ListedEvent, Status

KEYS = ("kind", "assistant", "country", "year", "status")
PAGE_ROWS = 50
LONGEST_SEARCH = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class EventQuery:
    """The words of the URL, each known; None: not said."""

    q: str | None = None
    kind: str | None = None
    assistant: str | None = None
    country: str | None = None
    year: str | None = None
    status: str | None = None
    page: int | None = None  # from 1
    lang: str | None = None

    @property
    def search(self) -> str:
        """The query string, with its question mark; only what is said."""
        said = {field.name: value for field in fields(self) if (value := getattr(self, field.name)) is not None}
        return "?" + urlencode(said) if said else ""

    @property
    def wanted(self) -> EventFilter:
        status: Status = "candidate" if self.status == "candidate" else "accepted"
        return EventFilter(
            status, self.q or "", self.kind, self.assistant, self.country, int(self.year) if self.year else None
        )

    def changed(self, key: str, value: str | None) -> "EventQuery":
        """The query after one control was set, at its first page."""
        return replace(self, **{key: value or None}, page=None)


def parse_event_query(query: Mapping[str, str], years: Sequence[int]) -> EventQuery:
    """The words that we know; other keys are not ours. Raises UnknownValueError."""
    known: dict[str, Sequence[str]] = {
        "kind": get_args(Kind),
        "assistant": list(catalog.assistants()),
        "country": list(catalog.countries()),
        "year": [str(year) for year in years],
        "status": get_args(Status),
    }
    said: dict[str, str | None] = {}
    for key, wanted in known.items():
        value = query.get(key, "").strip() or None
        if value is not None and value not in wanted:
            raise UnknownValueError(key, value, wanted)
        said[key] = value
    page = query.get("page", "").strip()
    if page and not (page.isdecimal() and 0 < int(page) < 10_000):
        raise UnknownValueError("page", page, ["a number from 1"])
    words = query.get("q", "").strip()[:LONGEST_SEARCH] or None
    lang = "ar" if query.get("lang") == "ar" else None
    return EventQuery(q=words, **said, page=int(page) if page else None, lang=lang)


def events_title(text: Text, words: EventsText, query: EventQuery, events: Sequence[ListedEvent]) -> str:
    """How many events, whose, and when most of them were."""
    if not events:
        return words.none
    count = text.count(words.count, len(events))
    if query.assistant:
        label = catalog.assistants()[query.assistant].label
        count = words.count_of.format(events=count, name=text.name(label))
    months = Counter((event.start.year, event.start.month) for event in events)
    (year, month), most = max(months.items(), key=lambda item: (item[1], item[0]))
    if most < 2 or len(months) == 1:
        return count
    return words.busiest.format(count=count, month=f"{text.months[month - 1]} {year}", n=most)
