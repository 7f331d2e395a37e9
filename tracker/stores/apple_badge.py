"""One app's own chart position, from its page in the App Store: the last resort, and a second witness.

Source  https://apps.apple.com/{country}/app/id{app}, no key, HTML
Depth   one position: the best of the app's charts, as the store chooses; no badge means no good rank anywhere
Says    the app and country of the page; of the badge its country, device, genre and chart
Quirks  the position is a string; its texts are localised ("No. 3 in …", "#1"), so only the link's destination counts;
        shelves may be null; pages before November 2025 keep it in chartPositions of the cached call
"""

import json
import re
from typing import Any

from tracker.errors import WrongAnswerError
from tracker.models import Badge, Request
from tracker.stores import apple
from tracker.stores.apple_page import read_page
from tracker.stores.reading import expecting

NAME = "apple_badge"
HOST = "apps.apple.com"
DEEPEST = 1500  # no chart was ever longer
CHARTS = ("top-free", "top-paid", "top-grossing")
CACHE_KEY = re.compile(r"\.v1\.catalog\.([a-z]{2})\.apps\.([0-9]+)(?:\.|$)")
CHART_LINK = re.compile(r"https://apps\.apple\.com/([a-z]{2})/charts/(\w+)(?:/.*)?")


def badge_request(country: str, app_id: str) -> Request:
    return Request("GET", f"https://{HOST}/{country}/app/id{app_id}")


def parse_badge(body: bytes, country: str, app_id: str) -> Badge | None:
    """The position that the page shows; None: it shows none.

    Raises WrongAnswerError for the page of another app or country, ParseError if a field we rely on moved.
    """
    with expecting(NAME, f"the page of app {app_id} in {country}", body):
        page = read_page(body)
        for intent, data in page.pages:
            if intent["$kind"] == "ProductPageIntent":
                _check_page(intent["storefront"], intent["id"], country, app_id)
                return _served_badge(data["shelfMapping"]["informationRibbon"], country, app_id)
        for key, text in page.cached:
            match = CACHE_KEY.search(key)
            if match:
                _check_page(match[1], match[2], country, app_id)
                (app,) = json.loads(text)["d"]
                _check_page(match[1], app["id"], country, app_id)
                return _cached_badge(app["attributes"].get("chartPositions"), country, app_id)
        raise ValueError("no product page")


def _check_page(page_country: object, page_app: object, country: str, app_id: str) -> None:
    shown = apple.app_id(page_app)
    if (page_country, shown) != (country, app_id):
        wanted = f"wanted the page of app {app_id} in {country}"
        raise WrongAnswerError(f"{NAME}: {wanted}, it is the page of app {shown!r} in {page_country!r:.10}")


def _check_badge(badge_country: object, country: str) -> None:
    if badge_country != country:
        raise ValueError(f"a page of {country} with a badge of {badge_country!r:.10}")


def _served_badge(ribbon: Any, country: str, app_id: str) -> Badge | None:
    badges = [] if ribbon is None else [item for item in ribbon["items"] if item["type"] == "chartPosition"]
    if not badges:
        return None
    (badge,) = badges
    chart = badge["clickAction"]["destination"]
    _check_badge(chart["storefront"], country)
    return _badge(country, chart["platform"], chart["chart"], chart["genreId"], badge["content"]["position"], app_id)


def _cached_badge(positions: Any, country: str, app_id: str) -> Badge | None:
    place = (positions or {}).get("appStore")
    if place is None:
        return None
    link = CHART_LINK.fullmatch(place["chartLink"])
    if link is None:
        raise ValueError(f"no address of a chart: {place['chartLink']!r:.80}")
    _check_badge(link[1], country)
    return _badge(country, link[2], place["chart"], place["genre"], place["position"], app_id)


def _badge(country: str, device: str, chart: str, genre: object, position: object, app_id: str) -> Badge:
    if device not in ("iphone", "ipad", "mac") or chart not in CHARTS:
        raise ValueError(f"no chart of ours: {device!r:.20} {chart!r:.20}")
    if type(position) not in (int, str) or not re.fullmatch("[1-9][0-9]{0,3}", str(position)):
        raise ValueError(f"no position: {position!r:.30}")
    rank = int(str(position))
    if rank > DEEPEST:
        raise ValueError(f"position {rank} is deeper than any chart")
    return Badge(country, device, chart, apple.category_slug(device, genre), rank, app_id)
