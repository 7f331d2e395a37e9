"""Facts shipped with the program, each with its source: assistants and their apps, countries, categories,
events, ranks the press reported.

One reader that checks them: every function reads its CSV once and raises ConfigurationError for a row that
cannot be true. Dates of the catalogue are UTC days; a month ("2023-07") or a year stands for its first day.
"""

import csv
import hashlib
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Literal

from tracker.errors import ConfigurationError

FOLDER = files("tracker.catalog")
STORES = ("apple", "google")
DEVICES = {"apple": ("iphone", "ipad", "mac"), "google": ("android",)}
CHARTS = ("top-free", "top-paid", "top-grossing")

Kind = Literal["release", "incident", "rule", "attention"]

# The four rows of the event lane; every category of the catalogue belongs to one.
KINDS: dict[str, Kind] = {
    "model": "release", "launch": "release", "feature": "release", "pricing": "release",
    "outage": "incident", "security": "incident",
    "regulation": "rule", "policy": "rule",
    "viral": "attention", "marketing": "attention", "market": "attention", "rank": "attention",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Country:
    code: str  # ISO 3166 alpha-2, lower case
    name: str
    name_ar: str
    time_zone: str  # IANA
    in_apple: bool
    play_chart: str  # own | listed (not tested) | pooled (Play answers with one chart for many) | none

    def has_store(self, store: str) -> bool:
        return self.in_apple if store == "apple" else self.play_chart != "none"

    def has_own_chart(self, store: str) -> bool:
        return self.has_store(store) and (store == "apple" or self.play_chart != "pooled")


@dataclass(frozen=True, slots=True)
class Category:
    slug: str
    name: str
    name_ar: str
    apple_genre: str | None
    google_name: str | None


@dataclass(frozen=True, slots=True)
class Assistant:
    slug: str
    label: str  # short, as on a chart
    name: str  # as in the store
    name_ar: str
    vendor: str
    vendor_country: str  # ISO 3166 alpha-2, upper case as in the source
    role: str  # assistant | companion | agent | search | media | research | office | health


@dataclass(frozen=True, slots=True)
class Identity:
    """An app id stands for an assistant from a day (inclusive) to a day (exclusive), wherever it is seen."""

    assistant: str
    store: str
    app_id: str
    valid_from: date | None  # None: as far back as we look
    valid_to: date | None  # None: still
    verification: str  # verified | single-source | unverified


@dataclass(frozen=True, slots=True)
class AppPeriod:
    """An app is offered for an assistant in one country from a day (inclusive) to a day (exclusive)."""

    assistant: str
    store: str
    app_id: str
    country: str
    valid_from: date | None  # None: as far back as we look
    valid_to: date | None  # None: still
    verification: str  # verified | single-source | unverified


@dataclass(frozen=True, slots=True)
class EventSource:
    url: str
    publisher: str
    tier: str


@dataclass(frozen=True, slots=True)
class Event:
    event_id: str
    start: date
    end: date | None
    precision: str  # day | week | month | approx
    title: str
    category: str
    kind: Kind
    assistants: tuple[str, ...]  # slugs
    countries: tuple[str, ...]  # ISO codes, lower case; "*": everywhere
    confidence: str
    note: str
    sources: tuple[EventSource, ...]  # at least one


@dataclass(frozen=True, slots=True)
class ReportedRank:
    """A position the press stated. Never mixed with observed ones."""

    date: str  # as the source allows: 2025-01-26, 2025-01, 2025, or FROM..TO
    precision: str
    assistant: str | None  # slug; None: an app we do not follow
    app: str
    store: str
    country: str  # ISO code, or the source's words when it names no single country
    chart: str  # the source's words
    rank: str  # "1", or the source's bound: "<=10", ">100"
    source_url: str
    note: str

    @property
    def position(self) -> int | None:
        """The stated rank where it is a plain position, else None."""
        return int(self.rank) if self.rank.isdigit() else None

    @property
    def is_overall_free(self) -> bool:
        words = r"top (free \((overall|iPhone)\)|free iPhone|overall \(free\))"
        return re.fullmatch(words, self.chart) is not None


def _rows(name: str) -> Iterator[dict[str, str]]:
    # newlines inside quotes are none of ours: splitting by line would cut them
    yield from csv.DictReader(io.StringIO((FOLDER / name).read_text(encoding="utf-8"), newline=""))


def catalog_day(text: str) -> date | None:
    """The first day that a catalogue date covers; None for an empty one."""
    if not text:
        return None
    if not re.fullmatch(r"\d{4}(-\d{2}(-\d{2})?)?", text):
        raise ConfigurationError(f"catalogue: wanted a date like 2025-01-26, 2025-01 or 2025, got {text!r}")
    return date.fromisoformat(text + "-01" * ((10 - len(text)) // 3))


@cache
def countries() -> dict[str, Country]:
    """Every country by code, in the order of the codes."""
    return {
        row["iso2"]: Country(
            row["iso2"], row["name_en"], row["name_ar"], row["tz"],
            row["apple_storefront"] == "yes", row["play_chart"],
        )
        for row in _rows("countries.csv")
    }  # fmt: skip


@cache
def categories() -> dict[str, Category]:
    """Every category by slug, the overall chart first."""
    return {
        row["slug"]: Category(
            row["slug"], row["apple_name"] or row["slug"].replace("-", " ").capitalize(), row["name_ar"],
            row["apple_genre_id"] or None, row["play_category"] or None,
        )
        for row in _rows("categories.csv")
    }  # fmt: skip


@cache
def assistants() -> dict[str, Assistant]:
    """Every assistant by slug, the best known first."""
    return {row["slug"]: Assistant(**row) for row in _rows("assistants.csv")}


@cache
def app_periods() -> tuple[AppPeriod, ...]:
    """Where each app is offered, a row for each country."""
    return tuple(period for row in _app_rows() for period in _periods_by_country(row))


@cache
def identities() -> tuple[Identity, ...]:
    """Which app id stands for which assistant. At any time an id stands for one assistant at most."""
    return tuple(
        Identity(
            row["assistant"], row["store"], row["app_id"], catalog_day(row["valid_from"]),
            catalog_day(row["valid_to"]), row["verification"],
        )
        for row in _app_rows()
    )  # fmt: skip


@cache
def app_ids_by_bundle() -> dict[str, str]:
    """Apple's id of each bundle that we know, the bundle in lower case: Apple does not tell cases apart."""
    return {row["bundle"].lower(): row["app_id"] for row in _app_rows() if row["store"] == "apple" and row["bundle"]}


def _app_rows() -> Iterator[dict[str, str]]:
    for row in _rows("assistant_apps.csv"):
        if row["assistant"] not in assistants():
            raise ConfigurationError(f"assistant_apps.csv: no assistant {row['assistant']!r} in assistants.csv")
        if row["store"] in STORES and row["app_id"]:  # other stores and unknown ids are kept for the record
            yield row


def _periods_by_country(row: dict[str, str]) -> Iterator[AppPeriod]:
    # "it@2025-01-29": withdrawn that day; "cn" alone: never offered there
    withdrawn = dict(part.partition("@")[::2] for part in row["excluded"].split("|") if part)
    offered = countries() if row["countries"] == "*" else row["countries"].split("|")
    for country in offered:
        if withdrawn.get(country) == "":
            continue
        yield AppPeriod(
            row["assistant"], row["store"], row["app_id"], country, catalog_day(row["valid_from"]),
            catalog_day(withdrawn.get(country) or row["valid_to"]), row["verification"],
        )  # fmt: skip


@cache
def events() -> tuple[Event, ...]:
    """Every event, oldest first."""
    return tuple(sorted((_event(row) for row in _rows("events.csv")), key=lambda event: event.start))


def _event(row: dict[str, str]) -> Event:
    start = catalog_day(row["start_date"])
    urls = [url for url in (row["source_url"], row["source_url_2"]) if re.match("https?://", url)]
    slugs = tuple(row["assistants"].split("|"))
    unknown = [slug for slug in slugs if slug not in assistants()]
    if not start or not urls or unknown or row["category"] not in KINDS:
        raise ConfigurationError(
            f"events.csv: {row['event_id']!r} wants a date, an http source, a known category and known assistants"
        )
    sources = tuple(
        EventSource(url, row["publisher"] if i == 0 else "", row["source_tier"] if i == 0 else "")
        for i, url in enumerate(urls)
    )
    return Event(
        row["event_id"], start, catalog_day(row["end_date"]), row["precision"], row["title"], row["category"],
        KINDS[row["category"]], slugs, tuple(row["countries"].split("|")), row["confidence"], row["note"], sources,
    )  # fmt: skip


@cache
def reported_ranks() -> tuple[ReportedRank, ...]:
    """Every rank that the press stated, oldest first."""
    ranks = (
        ReportedRank(
            row["date"], row["date_precision"], row["assistant"] or None, row["app"], row["store"],
            row["country"], row["chart"], row["rank"], row["source_url"], row["note"],
        )
        for row in _rows("reported_ranks.csv")
    )  # fmt: skip
    return tuple(sorted(ranks, key=lambda reported: reported.date))


@cache
def fingerprint() -> str:
    """The hash of every file of the catalogue: another one means that the database must take it in anew."""
    digest = hashlib.sha256()
    for file in sorted(FOLDER.iterdir(), key=lambda file: file.name):
        if file.name.endswith(".csv"):
            digest.update(file.name.encode() + b"\0" + file.read_bytes() + b"\0")
    return digest.hexdigest()
