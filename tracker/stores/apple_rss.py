"""Apple App Store charts, from the Marketing Tools RSS feeds, version 2.

Source  https://rss.marketingtools.apple.com/api/v2/{country}/apps/{chart}/{n}/apps.json, no key, documented
Order   the position in feed.results is the rank; there is no rank field
Depth   100; asking for more is answered with HTTP 500
Says    feed.id repeats the address (with the old host applemarketingtools.com), feed.country the country
Quirks  iPhone only, free and paid only, the overall chart only: a genre in the address is ignored in silence, so we
        never ask for one; this list has no games (itunes_rss has them); feed.updated is RFC 2822 with a day of one
        or two digits; genres is empty; the same envelope carries music and podcasts
"""

import json
import re
from email.utils import parsedate_to_datetime
from typing import Any

from tracker.errors import EmptyChartError
from tracker.models import Chart, ChartEntry, Request, Series
from tracker.stores.apple import app_id
from tracker.stores.reading import expecting, optional_text, required_text, utc

NAME = "apple_rss"
HOST = "rss.marketingtools.apple.com"
DEVICES = ("iphone",)
CHARTS = ("top-free", "top-paid")
ADDRESS = re.compile(r"https?://[\w.]+/api/v2/([a-z]{2})/([\w-]+)/([\w-]+)/\d+/[\w-]+\.json")


def category_id(_device: str, category: str) -> str | None:
    return "all" if category == "all" else None


def chart_request(series: Series, depth: int) -> Request:
    return Request("GET", f"https://{HOST}/api/v2/{series.country}/apps/{series.chart}/{depth}/apps.json")


def chart_name(series: Series) -> str:
    return f"{series.country}/apps/{series.chart}"


def parse_chart(body: bytes, _series: Series) -> Chart:
    """The chart of one feed, best rank first.

    Raises ParseError if a field we rely on is missing or moved, EmptyChartError if the list is empty.
    """
    with expecting(NAME, "feed.results[]", body):
        feed = json.loads(body)["feed"]
        said = _said(feed["id"], feed["country"])
        updated_at = utc(parsedate_to_datetime(feed["updated"]))
        entries = tuple(_entry(rank, app) for rank, app in enumerate(feed["results"], start=1))
    if not entries:
        raise EmptyChartError(f"{NAME}: wanted at least one app in feed.results[], got an empty list")
    return Chart(entries, updated_at, said)


def _said(address: str, country: str) -> str:
    match = ADDRESS.fullmatch(address)
    if match is None or match[1] != country:
        raise ValueError(f"feed.id is no chart of country {country!r:.10}: {address[:100]!r}")
    return "/".join(match.groups())


def _entry(rank: int, app: dict[str, Any]) -> ChartEntry:
    if app.get("kind", "apps") != "apps":
        raise ValueError(f"wanted apps, got {app['kind']!r:.60}")
    return ChartEntry(
        rank, app_id(app["id"]), required_text(app["name"], "a name"), optional_text(app.get("artistName"))
    )
