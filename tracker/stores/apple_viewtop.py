"""Apple App Store charts, from the store app's own chart page: three charts of one genre in one body.

Source  https://itunes.apple.com/WebObjects/MZStore.woa/wa/viewTop?genreId={g}&popId={p}, no key, undocumented; the
        header X-Apple-Store-Front names country and device, without it the answer is HTML
Order   the position in adamIds is the rank
Depth   200, and less in small genres; there is no number to ask for
Says    the storefront and device (storeFrontHeader), the country (lockup.meta), the genre, and an id per chart
Quirks  free, paid and grossing come together, in no fixed order, whichever was asked for: they are one request;
        names only for some 80 of 200 apps; a genre without charts has an empty list and selectedChart null;
        genre 36 has games among its apps; the body's timestamp is the page's, not the chart's, so it is not taken.
        Off unless a watchlist asks for it: the address is the least public of all.
"""

import csv
import io
import json
import re
from functools import cache
from importlib.resources import files
from typing import Any
from urllib.parse import urlencode

from tracker.errors import EmptyChartError
from tracker.models import Chart, ChartEntry, Request, Series
from tracker.stores import apple
from tracker.stores.reading import expecting, optional_text

NAME = "apple_viewtop"
HOST = "itunes.apple.com"
PLATFORMS = {"iphone": "29", "ipad": "30"}
POP_IDS = {
    ("iphone", "top-free"): "27",
    ("iphone", "top-paid"): "30",
    ("iphone", "top-grossing"): "38",
    ("ipad", "top-free"): "44",
    ("ipad", "top-paid"): "47",
    ("ipad", "top-grossing"): "46",
}
DEVICES = tuple(PLATFORMS)
CHARTS = ("top-free", "top-paid", "top-grossing")
STOREFRONT = re.compile(r"([0-9]+)(?:-[0-9]+)?,([0-9]+)(?: .*)?")

category_id = apple.genre_id


@cache
def _storefronts() -> dict[str, str]:
    """Apple's number of each country's store; three public tables agree on all but ge, which only one has."""
    text = (files("tracker.stores") / "apple_storefronts.csv").read_text(encoding="ascii")
    return {row["country"]: row["storefront"] for row in csv.DictReader(io.StringIO(text))}


@cache
def _countries() -> dict[str, str]:
    return {storefront: country for country, storefront in _storefronts().items()}


def chart_request(series: Series, _depth: int) -> Request:
    """The same request for the three charts of a genre, so that they can be fetched once."""
    query = {
        "genreId": apple.genre_of(series),
        "popId": POP_IDS[series.device, "top-free"],
        "cc": series.country,
        "l": "en",
    }
    return Request(
        "GET",
        f"https://{HOST}/WebObjects/MZStore.woa/wa/viewTop?{urlencode(query)}",
        {"X-Apple-Store-Front": f"{_storefronts()[series.country]},{PLATFORMS[series.device]}"},
    )


def chart_name(series: Series) -> str:
    genre, pop_id = apple.genre_of(series), POP_IDS[series.device, series.chart]
    return f"{series.country}/{PLATFORMS[series.device]}/{genre}/{pop_id}"


def parse_chart(body: bytes, series: Series) -> Chart:
    """The one of the three charts that the series names, best rank first.

    Raises EmptyChartError if the genre has no charts, ParseError if a field we rely on is missing or moved.
    """
    wanted = POP_IDS[series.device, series.chart]
    with expecting(NAME, f"topCharts[] with chart {wanted}", body):
        answer = json.loads(body)
        page = answer["pageData"]["segmentedControl"]["segments"][0]["pageData"]
        place = _place(page)
        charts = {chart["id"]: _listed(chart["adamIds"]) for chart in page["topCharts"]}
        entries = _entries(charts[wanted], answer["storePlatformData"]["lockup"], place) if charts else ()
    if not entries:
        raise EmptyChartError(f"{NAME}: wanted at least one app in chart {wanted}, got {len(charts)} charts, no app")
    return Chart(entries, None, f"{place}/{wanted}")


def _place(page: dict[str, Any]) -> str:
    """Country, platform and genre of the page."""
    header = STOREFRONT.fullmatch(page["metricsBase"]["storeFrontHeader"])
    if header is None:
        raise ValueError(f"no storefront: {page['metricsBase']['storeFrontHeader']!r:.60}")
    return f"{_countries()[header[1]]}/{header[2]}/{page['genre']['id']}"


def _listed(app_ids: Any) -> list[Any]:
    if not isinstance(app_ids, list):  # of an id alone each digit would pass for an app
        raise TypeError(f"wanted a list of app ids, got {app_ids!r:.60}")
    return app_ids


def _entries(app_ids: list[Any], lockup: dict[str, Any], place: str) -> tuple[ChartEntry, ...]:
    country_code = lockup["meta"]["storefront"]["cc"]
    if not place.startswith(f"{country_code.lower()}/"):
        raise ValueError(f"the page is of {place}, its apps of {country_code!r:.10}")
    return tuple(_entry(rank, app_id, lockup["results"]) for rank, app_id in enumerate(app_ids, start=1))


def _entry(rank: int, value: object, lockups: dict[str, Any]) -> ChartEntry:
    app_id = apple.app_id(value)
    lockup = lockups.get(app_id)
    if lockup is None:
        return ChartEntry(rank, app_id, None)
    return ChartEntry(rank, app_id, optional_text(lockup.get("name")), optional_text(lockup.get("artistName")))
