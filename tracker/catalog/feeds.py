"""Where news comes from: feeds, searches, status pages, version histories. Each row can be switched off.

A kind says how a row is asked and read; tracker/news/ has a module for each. `query` is for the kinds that search.
"""

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from tracker.catalog.apps import Assistant
from tracker.catalog.dated_events import TIERS
from tracker.catalog.rows import Row, check_unique

FEED_COLUMNS = (
    "feed", "enabled", "kind", "address", "query", "outlet", "language", "tier", "assistants", "about_ai", "every",
    "note",
)  # fmt: skip
SEARCHES = ("google_news", "gdelt", "hacker_news")  # their address is made of the query
FEED_KINDS = ("syndication", "statuspage", "app_versions", *SEARCHES)


@dataclass(frozen=True, slots=True)
class Feed:
    feed: str  # its name: a-z, 0-9 and -
    enabled: bool
    kind: str  # one of FEED_KINDS
    address: str  # https; "": made of the query
    query: str
    outlet: str  # who writes in it; "": each entry says
    language: str  # ISO 639-1; "": each entry's own, as far as one sees
    tier: str  # official | press | aggregator/copy | repository data
    assistants: tuple[str, ...]  # what it is about: slugs
    about_ai: bool  # all of it is about AI, so that everyday words mean assistants
    every: str  # 1h, 6h, 1d
    note: str


def read_feeds(rows: Sequence[Row], assistants: Collection[str]) -> tuple[Feed, ...]:
    """Every feed, by its name. Raises ConfigurationError for a row that cannot be true."""
    check_unique(rows, "feed")
    return tuple(sorted((_feed(row, assistants) for row in rows), key=lambda feed: feed.feed))


def _feed(row: Row, assistants: Collection[str]) -> Feed:
    if not re.fullmatch("[a-z0-9][a-z0-9-]{1,59}", row["feed"]):
        raise row.fault(f"feed is {row['feed']!r}; wanted 2 to 60 of a-z, 0-9 and -")
    kind = row.one_of("kind", FEED_KINDS)
    if kind in SEARCHES:
        row.needed("query")
    elif kind != "app_versions" and not row.url("address").startswith("https://"):
        raise row.fault(f"address is {row['address']!r}; wanted one that begins with https://")
    if not re.fullmatch("[a-z]{2}|", row["language"]):
        raise row.fault(f"language is {row['language']!r}; wanted an ISO 639-1 code, like ar, or nothing")
    if kind == "google_news":
        row.one_of("language", ("en", "ar", "zh"))
    if not re.fullmatch(r"[1-9]\d?h|1d", row["every"]) or 24 % int(row["every"].rstrip("hd")):
        raise row.fault(f"every is {row['every']!r}; wanted a time that divides a day, like 1h, 6h or 1d")
    return Feed(
        feed=row["feed"],
        enabled=row.one_of("enabled", ("yes", "no")) == "yes",
        kind=kind,
        address=row["address"],
        query=row["query"],
        outlet=row["outlet"],
        language=row["language"],
        tier=row.one_of("tier", TIERS),
        assistants=row.known("assistants", assistants, "assistants.csv"),
        about_ai=row.one_of("about_ai", ("yes", "no")) == "yes",
        every=row["every"],
        note=row["note"],
    )


def check_feeds(rows: Sequence[Row], assistants: dict[str, Assistant]) -> None:
    """What we ask of our own rows beyond what we ask of a user's: that each says where we know it from."""
    for row in rows:
        row.needed("note")
    read_feeds(rows, assistants)
