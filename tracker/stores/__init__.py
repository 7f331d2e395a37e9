"""Where charts come from. One source a module, pure: series → request, body → chart.

To add one: write its module, then list it here.
"""

from collections.abc import Callable
from dataclasses import dataclass

from tracker import catalog
from tracker.models import Chart, Request, Series
from tracker.stores import google_play, itunes_rss


@dataclass(frozen=True, slots=True)
class Source:
    name: str
    store: str
    host: str  # where it is asked; the pace is kept per host
    devices: tuple[str, ...]  # the first is the default
    charts: tuple[str, ...]
    depth: int  # how many ranks are asked for when nobody says
    chart_request: Callable[[Series, int], Request]
    chart_name: Callable[[Series], str]  # what a true answer says that it is
    parse_chart: Callable[[bytes], Chart]  # raises ParseError

    def sells_in(self, country: str) -> bool:
        known = catalog.countries().get(country)
        return known is not None and (known.in_apple if self.store == "apple" else known.in_google)

    def category_id(self, category: str) -> str | None:
        """The store's own name of a category; None: the store has none of this kind."""
        known = catalog.categories()[category]
        return known.apple_genre if self.store == "apple" else known.google_name


SOURCES: dict[str, Source] = {
    source.name: source
    for source in (
        Source(
            "itunes_rss",
            "apple",
            itunes_rss.HOST,
            itunes_rss.DEVICES,
            itunes_rss.CHARTS,
            100,
            itunes_rss.chart_request,
            itunes_rss.chart_name,
            itunes_rss.parse_chart,
        ),
        Source(
            "google_play",
            "google",
            google_play.HOST,
            google_play.DEVICES,
            google_play.CHARTS,
            200,
            google_play.chart_request,
            google_play.chart_name,
            google_play.parse_chart,
        ),
    )
}

DEFAULT_SOURCE = {"apple": "itunes_rss", "google": "google_play"}
