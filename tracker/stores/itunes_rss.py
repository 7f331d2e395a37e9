"""Apple App Store charts, from the iTunes RSS feeds.

Source  https://itunes.apple.com/{country}/rss/{feed}/limit={n}[/genre={g}]/json, no key, undocumented since 2019;
        the same feed as Atom under /xml: we ask for JSON and read both
Order   the position among the entries is the rank; there is no rank field
Depth   200 at most; short feeds are normal (dropped apps leave no hole): 57 % of feeds asked for 100 gave 100
Says    feed.id repeats the address asked for: country, feed and genre; the limit may differ. The country is said
        again by the page that the feed links to
Quirks  one entry alone is an object, not a list; so is one link; a chart without apps has no "entry";
        feed.updated is in Pacific time; category is the app's own, not the chart's; labels are localised; games are
        in the overall chart; of the Mac's feeds only the overall free one has apps (2026)
"""

import json
import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from xml.etree import ElementTree

from tracker.errors import EmptyChartError
from tracker.models import Chart, ChartEntry, Request, Series
from tracker.stores import apple
from tracker.stores.reading import expecting, optional_text, required_text, utc

NAME = "itunes_rss"
HOST = "itunes.apple.com"
FEEDS = {
    ("iphone", "top-free"): "topfreeapplications",
    ("iphone", "top-paid"): "toppaidapplications",
    ("iphone", "top-grossing"): "topgrossingapplications",
    ("ipad", "top-free"): "topfreeipadapplications",
    ("ipad", "top-paid"): "toppaidipadapplications",
    ("ipad", "top-grossing"): "topgrossingipadapplications",
    ("mac", "top-free"): "topfreemacapps",
    ("mac", "top-paid"): "toppaidmacapps",
    ("mac", "top-grossing"): "topgrossingmacapps",
}
DEVICES = ("iphone", "ipad", "mac")
CHARTS = ("top-free", "top-paid", "top-grossing")
ADDRESS = re.compile(r"https?://[\w.]+/([a-z]{2})/rss/(\w+)(?:/limit=\d+|/genre=(\d+))*/(?:json|xml)")
PAGE_COUNTRY = re.compile(r"[?&]cc=(\w\w)\b")
ATOM, ITUNES = "{http://www.w3.org/2005/Atom}", "{http://itunes.apple.com/rss}"

category_id = apple.genre_id


def chart_request(series: Series, depth: int) -> Request:
    genre = _genre(series)
    path = f"{series.country}/rss/{FEEDS[series.device, series.chart]}/limit={depth}"
    return Request("GET", f"https://{HOST}/{path}{f'/genre={genre}' if genre else ''}/json")


def chart_name(series: Series) -> str:
    return "/".join(filter(None, (series.country, FEEDS[series.device, series.chart], _genre(series))))


def _genre(series: Series) -> str | None:
    return None if series.category == "all" else apple.genre_of(series)


@dataclass(frozen=True, slots=True)
class _Feed:
    """A feed of either notation; nothing in it is checked yet."""

    address: Any
    updated: Any
    pages: Iterable[Any]  # addresses of the chart's page
    apps: Iterable[tuple[Any, Any, Any]]  # id, name, developer


def parse_chart(body: bytes, _series: Series) -> Chart:
    """The chart of one feed, best rank first.

    Raises ParseError if a field we rely on is missing or moved, EmptyChartError if the list is empty.
    """
    with expecting(NAME, "feed.entry[]", body):
        feed = _atom_feed(body) if body.lstrip()[:1] == b"<" else _json_feed(body)
        said = _said(feed)
        updated_at = utc(datetime.fromisoformat(feed.updated))
        entries = tuple(
            ChartEntry(rank, apple.app_id(app_id), required_text(name, "a name"), optional_text(developer))
            for rank, (app_id, name, developer) in enumerate(feed.apps, start=1)
        )
    if not entries:
        raise EmptyChartError(f"{NAME}: wanted at least one app in feed.entry[], got an empty list")
    return Chart(entries, updated_at, said)


def _json_feed(body: bytes) -> _Feed:
    feed = json.loads(body)["feed"]
    apps, links = feed.get("entry", []), feed.get("link", [])
    return _Feed(
        feed["id"]["label"],
        feed["updated"]["label"],
        [link["attributes"]["href"] for link in ([links] if isinstance(links, dict) else links)],
        [_json_app(app) for app in ([apps] if isinstance(apps, dict) else apps)],
    )


def _json_app(app: dict[str, Any]) -> tuple[Any, Any, Any]:
    artist = app.get("im:artist")
    return app["id"]["attributes"]["im:id"], app["im:name"]["label"], artist["label"] if artist else None


def _atom_feed(body: bytes) -> _Feed:
    text = body.decode("utf-8-sig")
    if "<!DOCTYPE" in text:  # entities that expand without end are declared there; no feed has one
        raise ValueError("a document type in a feed")
    try:
        feed = ElementTree.fromstring(text)  # noqa: S314, no entities without a document type
    except ElementTree.ParseError as error:
        raise ValueError(f"not well-formed XML: {error}") from error
    if feed.tag != f"{ATOM}feed":
        raise ValueError(f"wanted an Atom feed, got <{feed.tag[:60]}>")
    return _Feed(
        feed.findtext(f"{ATOM}id"),
        feed.findtext(f"{ATOM}updated"),
        [link.get("href", "") for link in feed.iterfind(f"{ATOM}link")],
        [_atom_app(app) for app in feed.iterfind(f"{ATOM}entry")],
    )


def _atom_app(app: ElementTree.Element) -> tuple[Any, Any, Any]:
    label = app.find(f"{ATOM}id")
    app_id = None if label is None else label.get(f"{ITUNES}id")
    return app_id, app.findtext(f"{ITUNES}name"), app.findtext(f"{ITUNES}artist")


def _said(feed: _Feed) -> str:
    match = ADDRESS.fullmatch(feed.address)
    if match is None:
        raise ValueError(f"feed.id is no chart address: {feed.address[:100]!r}")
    for page in feed.pages:
        country = PAGE_COUNTRY.search(page)
        if country and country[1].lower() != match[1]:
            raise ValueError(f"feed.id is of country {match[1]!r}, its page of {country[1]!r}")
    return "/".join(filter(None, match.groups()))
