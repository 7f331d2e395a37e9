"""The words of the program as types: what passes between modules, frozen."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal, NamedTuple

Store = Literal["apple", "google"]
State = Literal["ranked", "not_in_chart", "not_observed", "not_sold"]

# What became of one slot. Only ok and suspect (kept, with a doubt) say anything about ranks: they have a list.
Status = Literal[
    "ok", "suspect", "network_error", "http_error", "rate_limited", "parse_error", "empty", "invalid", "missed"
]


@dataclass(frozen=True, slots=True, order=True)
class Series:
    """What is asked again and again: a chart, details of apps (lookup), an app's badge, or a feed of news.

    Lists of two sources are two series. What those that are no charts have for a device, a chart and a category, say
    app_series.py and news_series.py.
    """

    store: str  # apple | google | news
    country: str  # ISO 3166 alpha-2, lower case
    device: str  # iphone | ipad | mac | android
    chart: str  # top-free | top-paid | top-grossing
    category: str  # slug; "all" is the store's overall chart
    source: str  # the endpoint the list comes from

    @property
    def name(self) -> str:
        return "/".join((self.store, self.country, self.device, self.chart, self.category, self.source))


@dataclass(frozen=True, slots=True, order=True)
class Slot:
    """The scheduled time of one capture of a series."""

    series: Series
    scheduled_for: datetime  # UTC
    depth: int  # how many ranks are asked for


class Window(NamedTuple):
    """A time to look at."""

    since: datetime  # UTC
    until: datetime  # UTC, exclusive


@dataclass(frozen=True, slots=True)
class Request:
    method: str
    url: str
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes | None = None


@dataclass(frozen=True, slots=True)
class Answer:
    """What one fetch brought, failures included."""

    started_at: datetime  # UTC, our clock
    finished_at: datetime  # UTC, our clock: when the chart was seen
    http_status: int | None  # None: no answer arrived
    headers: Mapping[str, str]
    body: bytes  # decoded as the headers say; what arrived before an error is kept
    error: str | None  # why there is no whole answer; None when there is one
    tries: int


@dataclass(frozen=True, slots=True)
class Payload:
    """One answer as it lies in the inbox: raw bytes and how they came."""

    name: str  # its file name, unique
    slots: tuple[Slot, ...]  # what it answers: some bodies hold several charts; all of one source and one time
    request: Request
    answer: Answer
    run_id: str
    simulated: bool = False


class ChartEntry(NamedTuple):  # a tuple: charts are made of thousands, and a dataclass takes three times as long
    rank: int  # 1 is the top
    app_id: str  # the store's own id, stable across countries
    name: str | None  # as shown in that country; None: the source does not say
    developer: str | None = None


@dataclass(frozen=True, slots=True)
class Chart:
    """One parsed answer."""

    entries: tuple[ChartEntry, ...]  # best rank first
    updated_at: datetime | None  # UTC, the store's own claim
    said: str | None  # the chart the answer says it is, in the words of the source; None: it does not say


@dataclass(frozen=True, slots=True)
class AppDetails:
    """What a store says of one app in one country. Not offered: everything but the id is None."""

    app_id: str
    offered: bool  # False: the store was asked for this app and did not return it
    name: str | None = None
    developer: str | None = None  # the seller as shown beside the name
    bundle_id: str | None = None
    version: str | None = None
    release_date: datetime | None = None  # UTC, of the first version
    version_date: datetime | None = None  # UTC, of the current version
    ratings_count: int | None = None  # in that country
    rating: float | None = None  # average, 0 to 5, in that country
    genre: str | None = None  # the store's own id of the main genre
    price: float | None = None  # in `currency`; 0 is free
    currency: str | None = None  # ISO 4217


@dataclass(frozen=True, slots=True)
class Badge:
    """The one chart position that an app's own page shows: the best one, as the store chooses."""

    country: str
    device: str
    chart: str
    category: str  # slug
    rank: int
    app_id: str
