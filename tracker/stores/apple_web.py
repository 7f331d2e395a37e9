"""Apple App Store charts, from the web pages that people read.

Source  https://apps.apple.com/{country}/{device}/charts/{genre}?chart={chart}, no key, HTML
Order   the position in the list; where an app says its own position in this chart, both must agree
Depth   25 to 100, as the page likes; less than 10 is an error: the walk has missed the list
Says    country, device, genre and chart: in the page's intent, in the cache key of pages before November 2025
Quirks  free and paid only; names are in the country's language; the overall chart (36) may be without games, where
        itunes_rss has them; the cache holds other calls beside the chart; no whole chart page of the new kind was
        ever recorded, so lockups are looked for anywhere in its data, then in the markup
"""

import json
import re
from collections.abc import Iterator
from typing import Any, NamedTuple

from bs4.element import Tag

from tracker.errors import EmptyChartError
from tracker.markup import read_markup
from tracker.models import Chart, ChartEntry, Request, Series
from tracker.stores import apple
from tracker.stores.apple_page import PageData, read_page
from tracker.stores.reading import expecting, optional_text

NAME = "apple_web"
HOST = "apps.apple.com"
DEVICES = ("iphone", "ipad", "mac")
CHARTS = ("top-free", "top-paid")
FEWEST = 10
CACHE_KEY = re.compile(r"\.v1\.catalog\.([a-z]{2})\.charts\.types\.apps\.platform\.(\w+)\.genre\.([0-9]+)\.chart\.")
ADDRESS = re.compile(r"https://apps\.apple\.com/([a-z]{2})/(\w+)/charts/([0-9]+)\?(?:.*&)?chart=([\w-]+)(?:&.*)?")
APP_LINK = re.compile(r"/app/(?:[^/?]+/)?id([0-9]+)(?:\?|$)")

category_id = apple.genre_id


class _Lockup(NamedTuple):
    app_id: object
    name: object
    developer: object
    position: object  # as the page numbers it; None: it does not


class _List(NamedTuple):
    said: str
    lockups: list[_Lockup] | None  # None: not found in the data; only a cached call can say that there are none


def chart_request(series: Series, _depth: int) -> Request:
    path = f"{series.country}/{series.device}/charts/{apple.genre_of(series)}"
    return Request("GET", f"https://{HOST}/{path}?chart={series.chart}")


def chart_name(series: Series) -> str:
    return f"{series.country}/{series.device}/{apple.genre_of(series)}/{series.chart}"


def parse_chart(body: bytes, series: Series) -> Chart:
    """The chart of one page, best rank first; of several charts in one page, the one that the series names.

    Raises ParseError if the page has no list of at least 10 apps in a row from 1 on, EmptyChartError if its list
    is empty.
    """
    with expecting(NAME, f"a chart of {FEWEST} lockups or more", body):
        page = read_page(body)
        said, lockups = _one([*_cached_lists(page), *_served_lists(page)], chart_name(series)) or _marked_list(body)
        lockups = _marked_lockups(body) if lockups is None else lockups
        entries = tuple(_entry(rank, lockup) for rank, lockup in enumerate(lockups, start=1))
        if 0 < len(entries) < FEWEST:
            raise ValueError(f"only {len(entries)} lockups")
    if not entries:
        raise EmptyChartError(f"{NAME}: wanted at least one app in chart {said}, got an empty list")
    return Chart(entries, None, said)


def _one(lists: list[_List], asked: str) -> _List | None:
    fitting = [one for one in lists if one.said == asked] or lists
    if len(fitting) > 1:
        raise ValueError(f"wanted one chart, got {', '.join(one.said for one in fitting)[:200]}")
    return fitting[0] if fitting else None


def _entry(rank: int, lockup: _Lockup) -> ChartEntry:
    if lockup.position is not None and str(lockup.position).strip() != str(rank):
        raise ValueError(f"app {lockup.app_id!r:.30} stands at place {rank} and says {lockup.position!r:.30}")
    return ChartEntry(rank, apple.app_id(lockup.app_id), optional_text(lockup.name), optional_text(lockup.developer))


def _cached_lists(page: PageData) -> Iterator[_List]:
    for key, text in page.cached:
        match = CACHE_KEY.search(key)
        if match:
            country, device, genre = match.groups()
            for chart in json.loads(text)["d"]["apps"]:
                lockups = [_cached_lockup(app, genre, chart["chart"]) for app in chart["data"]]
                yield _List(f"{country}/{device}/{genre}/{chart['chart']}", lockups)


def _cached_lockup(app: dict[str, Any], genre: str, chart: str) -> _Lockup:
    facts = app.get("attributes", {})  # the last rows of a long chart may be ids alone
    place = facts.get("chartPositions", {}).get("appStore", {})
    # an app says its place in one chart only, which need not be this one
    here = str(place.get("genre")) == genre and place.get("chart") == chart
    return _Lockup(app["id"], facts.get("name"), facts.get("artistName"), place["position"] if here else None)


def _served_lists(page: PageData) -> Iterator[_List]:
    for intent, data in page.pages:
        if intent["$kind"] == "ChartsPageIntent":
            words = (intent["storefront"], intent["platform"], intent["genreId"], intent["chart"])
            yield _List("/".join(words), list(_numbered(data)) or None)


def _numbered(data: Any) -> Iterator[_Lockup]:
    """Every object with an app id and a number, wherever it is, in the order of the page."""
    waiting = [data]
    while waiting:
        node = waiting.pop()
        if isinstance(node, list):
            waiting += reversed(node)
        elif isinstance(node, dict):
            app_id = node.get("adamId", node.get("id"))
            if node.get("ordinal") is not None and isinstance(app_id, str | int):
                name = node.get("title", node.get("name"))
                yield _Lockup(app_id, name, node.get("developerName"), node["ordinal"])
            else:
                waiting += reversed(node.values())


def _marked_list(body: bytes) -> _List:
    """The chart that the markup is, by the address that the page gives for itself."""
    page = read_markup(body)
    for tag, address in (("link", "href"), ("meta", "content")):
        for element in page.find_all(tag):
            match = ADDRESS.fullmatch(str(element.get(address, "")))
            if match:
                return _List("/".join(match.groups()), None)
    raise ValueError("no chart, and no address of one")


def _marked_lockups(body: bytes) -> list[_Lockup]:
    if not body.rstrip().endswith(b"</html>"):  # broken JSON shows a cut, a shorter list does not
        raise ValueError("the page is cut")
    numbers = read_markup(body).select("li .ordinal")
    if not numbers:
        raise ValueError("no lockups, neither in the data nor in the markup")
    return [_marked_lockup(number) for number in numbers]


def _marked_lockup(number: Tag) -> _Lockup:
    item = number.find_parent("li")
    links = [link for link in item.find_all("a") if APP_LINK.search(str(link.get("href", "")))] if item else []
    if item is None or not links:
        raise ValueError(f"a number without an app: {number.get_text()[:30]!r}")
    title = item.find(["h3", "h2"])
    name = title.get_text(" ", strip=True) if title else links[0].get("aria-label")
    return _Lockup(APP_LINK.findall(links[0]["href"])[0], name, None, number.get_text(strip=True))
