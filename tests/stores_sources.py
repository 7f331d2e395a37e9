"""The stores' side of every source: which chart a request asks for, and the answer in the source's own format."""

import csv
import io
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from functools import cache
from importlib.resources import files
from typing import NamedTuple
from urllib.parse import parse_qs, urlsplit

from tracker.models import AppDetails, Badge, ChartEntry, Series
from tracker.simulation.wire import google_play_body, itunes_rss_body
from tracker.simulation.wire_apple import apple_rss_body, apple_viewtop_body, itunes_lookup_body
from tracker.simulation.wire_pages import Generation, apple_badge_body, apple_web_body

APPLE, GOOGLE = "itunes.apple.com", "play.google.com"
APPLE_FEEDS, APPLE_PAGES = "rss.marketingtools.apple.com", "apps.apple.com"
NEW = "new."  # a store that moves: new.HOST answers like HOST


@dataclass(frozen=True, slots=True)
class Asked:
    """The chart (or what else) a request asks for, in the words of the store."""

    source: str
    host: str  # as it stands in the request
    country: str
    chart: str  # what tells the answers of a country apart
    depth: int = 0
    app_ids: tuple[str, ...] = ()  # of a look-up


@dataclass(frozen=True, slots=True)
class Served:
    """What a store shows of one series: entries, details or a badge; or bytes as they are."""

    series: Series
    entries: tuple[ChartEntry, ...] = ()
    updated_at: datetime = field(default_factory=lambda: datetime.now(UTC))  # lists that are made once grow stale
    details: tuple[AppDetails, ...] = ()
    badge: Badge | None = None
    generation: Generation = "served"
    raw: bytes | None = None

    def without_apps(self) -> "Served":
        return replace(self, entries=(), details=(), badge=None, raw=None)

    def of_another_chart(self) -> "Served":
        """Another chart of the same country and source; of another app, where the source answers about apps."""
        return replace(self, series=ANOTHER[self.series.source](self.series), details=_other_apps(self), raw=None)

    def of_another_country(self) -> "Served":
        """The same chart in another country, where other apps rank."""
        country = "fr" if self.series.country != "fr" else "de"
        return replace(
            self,
            series=replace(self.series, country=country),
            entries=tuple(one._replace(app_id=f"{one.app_id}0") for one in self.entries),
            badge=replace(self.badge, country=country) if self.badge else None,
            raw=None,
        )


@dataclass(frozen=True, slots=True)
class Shown:
    """What there is to show to one request: several charts only where one answer holds several."""

    asked: Asked
    served: tuple[Served, ...]  # empty: nobody serves it

    def changed(self, change: Callable[[Served], Served]) -> "Shown":
        return replace(self, served=tuple(change(one) for one in self.served))

    def body(self) -> bytes:
        if not self.served:
            return b""
        raw = self.served[0].raw
        return BODIES[self.asked.source](self) if raw is None else raw


def _itunes_rss(shown: Shown) -> bytes:
    one, depth = shown.served[0], shown.asked.depth
    return itunes_rss_body(one.series, one.entries[:depth], one.updated_at, depth)


def _apple_rss(shown: Shown) -> bytes:
    one, depth = shown.served[0], shown.asked.depth
    return apple_rss_body(one.series, one.entries[:depth], one.updated_at, depth)


def _apple_viewtop(shown: Shown) -> bytes:
    return apple_viewtop_body(shown.served[0].series, {one.series.chart: one.entries for one in shown.served})


def _apple_web(shown: Shown) -> bytes:
    one = shown.served[0]
    return apple_web_body(one.series, one.entries, one.generation)


def _google_play(shown: Shown) -> bytes:
    one = shown.served[0]
    return google_play_body(one.series, one.entries[: shown.asked.depth])


def _itunes_lookup(shown: Shown) -> bytes:
    (one,) = shown.served
    wanted = set(shown.asked.app_ids)
    known = [app for app in one.details if app.app_id in wanted or app.app_id in OTHER_APPS]
    return itunes_lookup_body(one.series.country, known)


def _apple_badge(shown: Shown) -> bytes:
    (one,) = shown.served
    name = f"App {one.series.category}"
    return apple_badge_body(one.series.country, one.series.category, name, one.badge, one.generation)


BODIES: dict[str, Callable[[Shown], bytes]] = {
    "itunes_rss": _itunes_rss,
    "apple_rss": _apple_rss,
    "apple_viewtop": _apple_viewtop,
    "apple_web": _apple_web,
    "google_play": _google_play,
    "itunes_lookup": _itunes_lookup,
    "apple_badge": _apple_badge,
}

OTHER_APPS = ("999999991", "999999992")  # nobody asks for these


def _another_chart(series: Series) -> Series:
    return replace(series, chart="top-paid" if series.chart != "top-paid" else "top-free")


def _another_category(series: Series) -> Series:
    return replace(series, category="productivity" if series.category != "productivity" else "games")


ANOTHER: dict[str, Callable[[Series], Series]] = {
    "itunes_rss": _another_chart,
    "apple_rss": _another_chart,
    "apple_viewtop": _another_category,  # its answers hold every chart of a category
    "apple_web": _another_chart,
    "google_play": _another_chart,
    "itunes_lookup": lambda series: series,
    "apple_badge": lambda series: replace(series, category=OTHER_APPS[0]),
}


def _other_apps(served: Served) -> tuple[AppDetails, ...]:
    return tuple(AppDetails(app_id, True, f"App {app_id}") for app_id in OTHER_APPS) if served.details else ()


class Call(NamedTuple):
    """A request for https://HOST/SEGMENT/SEGMENT?QUERY."""

    host: str
    segments: tuple[str, ...]
    query: Mapping[str, str]
    headers: Mapping[str, str]  # names in lower case
    body: bytes


def asked_of(path: str, headers: Mapping[str, str], body: bytes) -> Asked | None:
    """What a request for /HOST/PATH?QUERY of a mirror asks for; None: nothing that any store has."""
    parts = urlsplit(path)
    _, host, *segments = parts.path.split("/")
    query = {name: values[0] for name, values in parse_qs(parts.query).items()}
    small = {name.lower(): value for name, value in headers.items()}
    call = Call(host.removeprefix(NEW), tuple(segments), query, small, body)
    found = next((asked for reader in READERS if (asked := reader(call)) is not None), None)
    return replace(found, host=host) if found else None


def _asks_itunes_rss(call: Call) -> Asked | None:
    if call.host != APPLE or len(call.segments) < 4 or call.segments[1] != "rss":
        return None
    options = dict(re.findall(r"(limit|genre)=(\d+)", "/".join(call.segments)))
    chart = "/".join([call.segments[2], *([options["genre"]] if "genre" in options else [])])
    return Asked("itunes_rss", call.host, call.segments[0], chart, int(options.get("limit", "10")))


def _asks_apple_rss(call: Call) -> Asked | None:
    if call.host != APPLE_FEEDS or call.segments[:2] != ("api", "v2") or len(call.segments) != 7:
        return None
    country, kind, chart, depth = call.segments[2:6]
    return Asked("apple_rss", call.host, country, f"{kind}/{chart}", int(depth))


def _asks_apple_viewtop(call: Call) -> Asked | None:
    """The header decides the country, whatever the address says; without it there is no JSON."""
    header = re.fullmatch(r"(\d+)(?:-\d+)?,(\d+)", call.headers.get("x-apple-store-front", ""))
    if call.host != APPLE or call.segments[-1:] != ("viewTop",) or header is None:
        return None
    return Asked("apple_viewtop", call.host, _countries()[header[1]], f"{header[2]}/{call.query['genreId']}")


@cache
def _countries() -> dict[str, str]:
    text = (files("tracker.stores") / "apple_storefronts.csv").read_text(encoding="ascii")
    return {row["storefront"]: row["country"] for row in csv.DictReader(io.StringIO(text))}


def _asks_apple_web(call: Call) -> Asked | None:
    if call.host != APPLE_PAGES or len(call.segments) != 4 or call.segments[2] != "charts":
        return None
    country, device, _, genre = call.segments
    return Asked("apple_web", call.host, country, f"{device}/{genre}/{call.query['chart']}")


def _asks_itunes_lookup(call: Call) -> Asked | None:
    if call.host != APPLE or call.segments != ("lookup",):
        return None
    ids = tuple(call.query["id"].split(","))
    return Asked("itunes_lookup", call.host, call.query["country"], "lookup", app_ids=ids)


def _asks_apple_badge(call: Call) -> Asked | None:
    if call.host != APPLE_PAGES or len(call.segments) != 3 or call.segments[1] != "app":
        return None
    return Asked("apple_badge", call.host, call.segments[0], call.segments[2])


def _asks_google_play(call: Call) -> Asked | None:
    wanted = parse_qs(call.body.decode("latin-1")).get("f.req", [""])[0]
    chart, depth = re.search(r'\[2,\\"(\w+)\\",\\"(\w+)\\"\]', wanted), re.search(r"\[20,(\d+)\]", wanted)
    if call.host != GOOGLE or chart is None or depth is None:
        return None
    return Asked("google_play", call.host, call.query["gl"].lower(), "_".join(chart.groups()), int(depth[1]))


READERS: tuple[Callable[[Call], Asked | None], ...] = (
    _asks_itunes_rss,
    _asks_apple_rss,
    _asks_apple_viewtop,
    _asks_apple_web,
    _asks_itunes_lookup,
    _asks_apple_badge,
    _asks_google_play,
)
