"""What a feed says, whichever kind it is."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

MOST_ENTRIES = 2000  # of one answer; real feeds have 10 to 255
BEYOND = f"beyond the first {MOST_ENTRIES}"


@dataclass(frozen=True, slots=True)
class FeedEntry:
    """One entry as the feed has it; what of it is usable is decided in feeds.py."""

    title: str  # plain text; "": none
    url: str  # "": none
    published: str  # as written; "": not said
    is_crawl_time: bool = False  # the date says when a machine came by, which is later
    outlet: str = ""  # "": the feed's
    language: str = ""  # ISO 639-1; "": the feed's, or as its letters show
    text: str = ""  # helps to tell what it is about, and is not kept
    points: int | None = None  # a measure of attention, where the source has one
    is_notable: bool = True  # may it begin a candidate? small incidents may not
    app_id: str = ""  # of the App Store, where the entry is about an app


@dataclass(slots=True)
class FeedContent:
    """The entries of one answer, and what was refused: so many for each reason."""

    entries: list[FeedEntry] = field(default_factory=list)
    refused: Counter[str] = field(default_factory=Counter)
    doubt: str | None = None  # what was wrong with the answer as a whole, although it could be read


@dataclass(frozen=True, slots=True)
class Article:
    """A headline, never the body of what it stands above."""

    article_id: str  # 16 hex digits
    title: str
    url: str
    outlet: str
    language: str  # ISO 639-1; "": not known
    published_at: datetime  # UTC
    date_from: str  # feed | jsonld | url | page | crawl | seen: how we know
    seen_at: datetime  # UTC: when it first came to us
    feed: str
    tier: str
    title_hash: str  # equal titles have equal ones
    points: int | None
    is_notable: bool
    categories: tuple[str, ...]
    countries: tuple[str, ...]
    links: tuple["Link", ...]

    @property
    def assistants(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(link.assistant for link in self.links))


@dataclass(frozen=True, slots=True)
class Link:
    """Why a headline is about an assistant."""

    assistant: str
    alias: str  # as the catalogue writes it; an app's id; the feed's name
    rule: str  # name | context | query | feed | app


def first_entries(rows: Sequence[Any], content: FeedContent) -> list[dict[str, Any]]:
    """The first rows that are objects; what is beyond, and what is none, is counted as refused."""
    if len(rows) > MOST_ENTRIES:
        content.refused[BEYOND] = len(rows) - MOST_ENTRIES
    found = [row for row in rows[:MOST_ENTRIES] if isinstance(row, dict)]
    if len(found) < min(len(rows), MOST_ENTRIES):
        content.refused["that are no entry"] = min(len(rows), MOST_ENTRIES) - len(found)
    return found


def told(counts: Iterable[tuple[str, int]]) -> str:
    """What was refused, like: 3 without a title, 1 without a link."""
    return ", ".join(f"{number} {reason}" for reason, number in counts)
