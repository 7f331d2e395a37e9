"""Where charts come from. One source a module, pure: series → request, body → chart.

To add one: write its module with the same names as the others, then list it here.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from tracker.models import AppDetails, Badge, Chart, Request, Series
from tracker.stores import (
    apple_badge,
    apple_rss,
    apple_viewtop,
    apple_web,
    google_play,
    itunes_lookup,
    itunes_rss,
)


@dataclass(frozen=True, slots=True)
class Source:
    """A source of charts: asked for one series, or for several that make the same request."""

    name: str
    store: str
    host: str  # where it is asked; the pace is kept per host
    devices: tuple[str, ...]  # the first is the default
    charts: tuple[str, ...]
    depth: int  # how many ranks are asked for when nobody says
    deepest: int  # how many it gives at most; some answer a wish for more with an error
    category_id: Callable[[str, str], str | None]  # device, category → the store's name of it; None: no such chart
    chart_request: Callable[[Series, int], Request]
    chart_name: Callable[[Series], str]  # what a true answer says that it is
    parse_chart: Callable[[bytes, Series], Chart]  # raises ParseError


@dataclass(frozen=True, slots=True)
class LookupSource:
    """A source of facts about apps, many at a time."""

    name: str
    store: str
    host: str
    batch: int  # apps a request
    lookup_request: Callable[[str, Sequence[str]], Request]  # country, app ids
    parse_lookup: Callable[[bytes, str, Sequence[str]], tuple[AppDetails, ...]]  # raises ParseError


@dataclass(frozen=True, slots=True)
class BadgeSource:
    """A source of one app's own position."""

    name: str
    store: str
    host: str
    badge_request: Callable[[str, str], Request]  # country, app id
    parse_badge: Callable[[bytes, str, str], Badge | None]  # None: no badge; raises ParseError


SOURCES: dict[str, Source] = {
    source.name: source
    for source in (
        Source(
            itunes_rss.NAME,
            "apple",
            itunes_rss.HOST,
            itunes_rss.DEVICES,
            itunes_rss.CHARTS,
            100,
            200,
            itunes_rss.category_id,
            itunes_rss.chart_request,
            itunes_rss.chart_name,
            itunes_rss.parse_chart,
        ),
        Source(
            apple_rss.NAME,
            "apple",
            apple_rss.HOST,
            apple_rss.DEVICES,
            apple_rss.CHARTS,
            100,
            100,
            apple_rss.category_id,
            apple_rss.chart_request,
            apple_rss.chart_name,
            apple_rss.parse_chart,
        ),
        Source(
            apple_viewtop.NAME,
            "apple",
            apple_viewtop.HOST,
            apple_viewtop.DEVICES,
            apple_viewtop.CHARTS,
            200,
            200,
            apple_viewtop.category_id,
            apple_viewtop.chart_request,
            apple_viewtop.chart_name,
            apple_viewtop.parse_chart,
        ),
        Source(
            apple_web.NAME,
            "apple",
            apple_web.HOST,
            apple_web.DEVICES,
            apple_web.CHARTS,
            100,
            100,
            apple_web.category_id,
            apple_web.chart_request,
            apple_web.chart_name,
            apple_web.parse_chart,
        ),
        Source(
            google_play.NAME,
            "google",
            google_play.HOST,
            google_play.DEVICES,
            google_play.CHARTS,
            200,
            200,
            google_play.category_id,
            google_play.chart_request,
            google_play.chart_name,
            google_play.parse_chart,
        ),
    )
}

DEFAULT_SOURCE = {"apple": "itunes_rss", "google": "google_play"}

APP_LOOKUP = LookupSource(
    itunes_lookup.NAME,
    "apple",
    itunes_lookup.HOST,
    itunes_lookup.BATCH,
    itunes_lookup.lookup_request,
    itunes_lookup.parse_lookup,
)

APP_BADGE = BadgeSource(
    apple_badge.NAME,
    "apple",
    apple_badge.HOST,
    apple_badge.badge_request,
    apple_badge.parse_badge,
)

APP_SOURCES: dict[str, LookupSource | BadgeSource] = {one.name: one for one in (APP_LOOKUP, APP_BADGE)}
