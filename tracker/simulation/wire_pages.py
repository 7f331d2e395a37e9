"""Pages of apps.apple.com, of both generations: charts and products.

    served   since November 2025: the page's data in one script, an intent says what was asked for
    cached   before: the store's own calls in one script, each under its address

The shapes are those of real pages: a chart of January 2025 (cached), a product of July 2026 (served). A served chart
was never recorded; its intent stands in the product page, its lockups are as in other lists of that page.
"""

import json
from collections.abc import Sequence
from typing import Literal

from tracker import catalog
from tracker.models import Badge, ChartEntry, Series
from tracker.simulation.wire import Json
from tracker.simulation.wire_apple import app_page
from tracker.stores import apple

Generation = Literal["served", "cached"]

CACHE_FILLED_MS = 1736874059044


def apple_web_body(series: Series, entries: Sequence[ChartEntry], generation: Generation = "served") -> bytes:
    """The page of one chart."""
    genre = apple.genre_of(series)
    if generation == "cached":
        key = (
            f".v1.catalog.{series.country}.charts.types.apps.platform.{series.device}.genre.{genre}"
            f".chart.{series.chart}.limit.100.sparselimit.100.l.en-us"
        )
        chart: Json = {
            "chart": series.chart,
            "name": f"{series.chart.replace('-', ' ').title()} Apps",
            "orderId": f"{series.chart}:apps",
            "data": [_cached_app(series, entry) for entry in entries],
        }
        return _cached_page(key, {"apps": [chart]})
    categories: Json = {"contentType": "categories", "items": [{"id": "36", "title": "All Apps", "ordinal": None}]}
    shelf: Json = {
        "$kind": "Shelf",
        "contentType": "smallLockup",
        "items": [_served_app(series.country, entry) for entry in entries],
    }
    intent = chart_intent(series.country, series.device, series.chart, genre)
    return _served_page(intent, {"$kind": "ChartsPage", "shelves": [categories, shelf]})


def apple_badge_body(
    country: str, app_id: str, name: str, badge: Badge | None, generation: Generation = "served"
) -> bytes:
    """The page of one app; `badge` is the position that it shows, None: it shows none."""
    if generation == "cached":
        facts: dict[str, Json] = {"name": name}
        if badge is not None:
            facts["chartPositions"] = _positions(badge)
        key = f".v1.catalog.{country}.apps.{app_id}.additionalplatforms.ipad.l.en-us"
        return _cached_page(key, [{"id": app_id, "type": "apps", "attributes": facts}])
    ratings: Json = {"$kind": "Badge", "type": "rating", "key": "rating", "content": {"rating": 4.7}}
    ribbon: Json = {"$kind": "Shelf", "contentType": "productBadge", "items": [ratings, *_served_badges(badge)]}
    intent: Json = {
        "storefront": country,
        "language": "en-US",
        "isDefaultLanguage": True,
        "$kind": "ProductPageIntent",
        "id": app_id,
    }
    lockup: Json = {"$kind": "Lockup", "adamId": app_id, "title": name}
    shelves: Json = {"textCards": None, "informationRibbon": ribbon}
    return _served_page(
        intent, {"$kind": "ShelfBasedProductPage", "title": name, "lockup": lockup, "shelfMapping": shelves}
    )


def chart_intent(country: str, device: str, chart: str, genre: str) -> Json:
    return {
        "storefront": country,
        "language": "en-US",
        "chart": chart,
        "genreId": genre,
        "platform": device,
        "$kind": "ChartsPageIntent",
    }


def _served_app(country: str, entry: ChartEntry) -> Json:
    return {
        "$kind": "Lockup",
        "adamId": entry.app_id,
        "bundleId": f"sim.id{entry.app_id}",
        "title": entry.name,
        "subtitle": "This app is simulated",
        "ordinal": str(entry.rank),
        "developerName": entry.developer,
        "clickAction": {"$kind": "flowAction", "pageUrl": app_page(country, entry.app_id, entry.name)},
    }


def _served_badges(badge: Badge | None) -> list[Json]:
    if badge is None:
        return []
    genre = apple.genre_id(badge.device, badge.category) or ""
    address = f"https://apps.apple.com/{badge.country}/{badge.device}/charts/{genre}?chart={badge.chart}"
    destination = chart_intent(badge.country, badge.device, badge.chart, genre)
    return [
        {
            "$kind": "Badge",
            "type": "chartPosition",
            "key": "chartPosition",
            "content": {"position": str(badge.rank)},
            "heading": "Chart",
            "caption": catalog.categories()[badge.category].name,
            "accessibilityTitle": f"#{badge.rank}",
            "clickAction": {"$kind": "flowAction", "pageUrl": address, "destination": destination},
        }
    ]


def _cached_app(series: Series, entry: ChartEntry) -> Json:
    badge = Badge(series.country, series.device, series.chart, series.category, entry.rank, entry.app_id)
    facts: dict[str, Json] = {
        "name": entry.name,
        "artistName": entry.developer,
        "url": app_page(series.country, entry.app_id, entry.name),
        "chartPositions": _positions(badge),
    }
    return {"id": entry.app_id, "type": "apps", "attributes": facts}


def _positions(badge: Badge) -> Json:
    genre = apple.genre_id(badge.device, badge.category) or ""
    return {
        "appStore": {
            "position": badge.rank,
            "genreName": catalog.categories()[badge.category].name,
            "genre": int(genre),
            "chart": badge.chart,
            "chartLink": f"https://apps.apple.com/{badge.country}/charts/{badge.device}/{badge.category}-apps/{genre}",
        }
    }


def _served_page(intent: Json, data: Json) -> bytes:
    answer: Json = {"data": [{"intent": intent, "data": data}], "userTokenHash": ""}
    return _page(f'<script type="application/json" id="serialized-server-data">{_script(answer)}</script>')


def _cached_page(key: str, data: Json) -> bytes:
    """The call that the page is about, behind another one: the right one must be found by its address."""
    private = "\uf8ff"
    other = f"{private}.v1.editorial.us.categories.genre.36.platform.iphone.tabs.ios.l.en-us"
    cache: Json = {
        other: json.dumps({"x": CACHE_FILLED_MS, "d": {"categories": []}}),
        private + key: json.dumps({"x": CACHE_FILLED_MS, "d": data}, ensure_ascii=False),
    }
    language = '<script type="fastboot/shoebox" id="shoebox-language-code">"en-us"</script>'
    kind, name = "fastboot/shoebox", "shoebox-media-api-cache-apps"
    return _page(f'{language}\n<script type="{kind}" id="{name}">{_script(cache)}</script>')


def _script(value: Json) -> str:
    return json.dumps(value, ensure_ascii=False).replace("<", "\\u003c")  # so that no name can close a script


def _page(scripts: str) -> bytes:
    head = '<meta charset="utf-8">\n<title>App Store</title>'
    return (
        f'<!DOCTYPE html>\n<html lang="en-US">\n<head>\n{head}\n</head>\n'
        f"<body>\n<main></main>\n{scripts}\n</body>\n</html>\n"
    ).encode()
