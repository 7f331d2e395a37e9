"""What is to happen in a world: facts and inventions as data, no law of motion."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from tracker.models import Series
from tracker.simulation.parameters import REFRESH, Parameters

DEPTHS = {"itunes_rss": 100, "google_play": 200}


def overall_chart(store: str, country: str) -> Series:
    """The top-free chart of all apps, from the source that the simulation plays."""
    if store == "apple":
        return Series("apple", country, "iphone", "top-free", "all", "itunes_rss")
    return Series("google", country, "android", "top-free", "all", "google_play")


@dataclass(frozen=True, slots=True)
class KnownApp:
    """An app that the story knows by name; all others are invented."""

    slug: str
    name: str
    developer: str
    app_ids: Mapping[str, str]  # by store
    usual_rank: Mapping[str, int]  # invented; by store ("apple"), or for one chart ("apple/fr"), which wins


@dataclass(frozen=True, slots=True)
class Bump:
    """Demand that rises in a straight line, then halves again and again. A negative size is a dip."""

    slug: str
    start: datetime  # UTC
    size: float  # log-demand at the peak; 1 carries rank 30 to about 8, 200 to about 70
    half_life: timedelta
    rise: timedelta
    countries: frozenset[str] | None = None  # None: everywhere


@dataclass(frozen=True, slots=True)
class Absence:
    """An app is not sold in one country, from a time (inclusive) to a time (exclusive)."""

    slug: str
    store: str
    country: str
    since: datetime  # UTC
    until: datetime  # UTC


@dataclass(frozen=True, slots=True)
class ForcedRank:
    """The rank that an app has in one refresh of one overall chart."""

    slug: str
    store: str
    country: str
    when: datetime  # UTC, the time of a refresh
    rank: int  # deeper than the chart: just off it
    assumed: bool = False  # True: nobody reported it


@dataclass(frozen=True, slots=True)
class Outage:
    """The collector did not run, from a time (inclusive) to a time (exclusive)."""

    since: datetime  # UTC
    until: datetime  # UTC


@dataclass(frozen=True, slots=True)
class Story:
    series: tuple[Series, ...]  # overall charts; the order of every array by chart
    start: datetime  # UTC, the first refresh, midnight
    refreshes: int
    seed: int = 1
    known: tuple[KnownApp, ...] = ()
    bumps: tuple[Bump, ...] = ()
    absences: tuple[Absence, ...] = ()
    forced: tuple[ForcedRank, ...] = ()
    outages: tuple[Outage, ...] = ()
    parameters: Parameters = field(default_factory=Parameters)

    def time_of(self, refresh: int) -> datetime:
        return self.start + refresh * REFRESH

    def refresh_at(self, when: datetime) -> float:
        """The refresh at a time, counted from 0; a fraction between two."""
        return (when - self.start) / REFRESH

    def chart_of(self, store: str, country: str) -> int | None:
        """The place of a chart in `series`; None: the story has no such chart."""
        places = (i for i, one in enumerate(self.series) if (one.store, one.country) == (store, country))
        return next(places, None)

    def known_number(self, slug: str) -> int:
        return next(i for i, app in enumerate(self.known) if app.slug == slug)

    def of_charts(self, series: tuple[Series, ...], refreshes: int) -> "Story":
        """The same story, told of some of its charts and not so long. Those charts stay as they are."""
        return replace(self, series=series, refreshes=refreshes)
