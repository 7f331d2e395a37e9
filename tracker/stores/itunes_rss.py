"""Apple App Store charts, from the iTunes RSS feeds.

Source  https://itunes.apple.com/{country}/rss/{feed}/limit={n}[/genre={g}]/json, no key, undocumented since 2019
Order   the position in feed.entry is the rank; there is no rank field
Depth   200 at most; short feeds are normal (dropped apps leave no hole): 57 % of feeds asked for 100 gave 100
Says    feed.id repeats the address asked for: country, feed and genre; the limit may differ
Quirks  one entry alone is an object, not a list; a chart without apps has no "entry"; feed.updated is in Pacific
        time; category is the app's own, not the chart's; labels are localised; games are in the overall chart
"""

import json
import re
from datetime import UTC, datetime
from typing import Any

from tracker import catalog
from tracker.errors import EmptyChartError, ParseError
from tracker.models import Chart, ChartEntry, Request, Series

HOST = "itunes.apple.com"
FEEDS = {
    ("iphone", "top-free"): "topfreeapplications",
    ("iphone", "top-paid"): "toppaidapplications",
    ("iphone", "top-grossing"): "topgrossingapplications",
    ("ipad", "top-free"): "topfreeipadapplications",
    ("ipad", "top-paid"): "toppaidipadapplications",
    ("ipad", "top-grossing"): "topgrossingipadapplications",
}
DEVICES = ("iphone", "ipad")
CHARTS = ("top-free", "top-paid", "top-grossing")
ADDRESS = re.compile(r"/(\w\w)/rss/(\w+)(?:/limit=\d+|/genre=(\d+))*/(?:json|xml)")


def chart_request(series: Series, depth: int) -> Request:
    genre = _genre(series)
    path = f"{series.country}/rss/{FEEDS[series.device, series.chart]}/limit={depth}"
    return Request("GET", f"https://{HOST}/{path}{f'/genre={genre}' if genre else ''}/json")


def chart_name(series: Series) -> str:
    return "/".join(filter(None, (series.country, FEEDS[series.device, series.chart], _genre(series))))


def _genre(series: Series) -> str | None:
    return None if series.category == "all" else catalog.categories()[series.category].apple_genre


def parse_chart(body: bytes) -> Chart:
    """The chart of one feed, best rank first.

    Raises ParseError if a field we rely on is missing or moved, EmptyChartError if the list is empty.
    """
    try:
        feed = json.loads(body)["feed"]
        apps = feed["entry"]
        apps = [apps] if isinstance(apps, dict) else apps
        entries = tuple(_entry(rank, app) for rank, app in enumerate(apps, start=1))
        updated_at = datetime.fromisoformat(feed["updated"]["label"]).astimezone(UTC)
        said = _said(feed["id"]["label"])
    except (ValueError, LookupError, TypeError, AttributeError, RecursionError, OverflowError) as error:
        raise ParseError(f"itunes_rss: wanted feed.entry[], got {body[:50]!r} ({type(error).__name__})") from error
    if not entries:
        raise EmptyChartError("itunes_rss: wanted at least one app in feed.entry[], got an empty list")
    return Chart(entries, updated_at, said)


def _entry(rank: int, app: dict[str, Any]) -> ChartEntry:
    app_id, name = app["id"]["attributes"]["im:id"], app["im:name"]["label"]
    developer = app.get("im:artist", {}).get("label")
    if not isinstance(name, str) or not str(app_id).isdecimal():
        raise TypeError(f"wanted a numeric im:id and a name, got {app_id!r} and {name!r}")
    return ChartEntry(rank, str(app_id), name, developer if isinstance(developer, str) else None)


def _said(address: str) -> str:
    match = ADDRESS.search(address)
    if match is None:
        raise ValueError(f"feed.id is no chart address: {address[:100]!r}")
    return "/".join(filter(None, match.groups()))
