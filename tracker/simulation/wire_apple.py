"""What the App Store's other endpoints would send as JSON: the new feeds, the store app's chart page, lookups.

The shapes are those of real answers: the chart page of March 2022, lookups of July 2026. Of the new feeds only the
envelope was recorded (music, October 2024); the rows are as others describe them.
"""

import json
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from email.utils import format_datetime
from zlib import crc32

from tracker import catalog
from tracker.models import AppDetails, ChartEntry, Series
from tracker.simulation.wire import Json, genre_of, slug
from tracker.stores import apple, apple_rss, apple_viewtop

OLD_RSS_HOST = "rss.applemarketingtools.com"  # what the feeds still call themselves on the new host
LOCKUPS = 80  # of the 200 apps of a chart page, about so many come with their names
TITLES = {"top-free": "Free", "top-paid": "Paid", "top-grossing": "Grossing"}
PAGE_ORDER = ("top-paid", "top-free", "top-grossing")


def apple_rss_body(series: Series, entries: Sequence[ChartEntry], updated_at: datetime, depth: int = 100) -> bytes:
    """The feed of one chart, asked for with `depth` in its address."""
    address = apple_rss.chart_request(series, depth).url.replace(apple_rss.HOST, OLD_RSS_HOST)
    feed: Json = {
        "title": f"{series.chart.replace('-', ' ').title()} Apps",
        "id": address,
        "author": {"name": "Apple", "url": "https://www.apple.com/"},
        "links": [{"self": address}],
        "copyright": f"Copyright © {updated_at.year} Apple Inc. All rights reserved.",
        "country": series.country,
        "icon": "https://www.apple.com/favicon.ico",
        "updated": _rfc2822(updated_at),
        "results": [_feed_row(series.country, entry) for entry in entries],
    }
    return _json({"feed": feed})


def _rfc2822(moment: datetime) -> str:
    return format_datetime(moment.astimezone(UTC)).replace(", 0", ", ")  # the day has one digit or two


def _feed_row(country: str, entry: ChartEntry) -> Json:
    row: dict[str, Json] = {
        "artistName": entry.developer,
        "id": entry.app_id,
        "name": entry.name or entry.app_id,
        "releaseDate": "2023-08-07",
        "kind": "apps",
        "artworkUrl100": _icon(entry.app_id, 100),
        "genres": [],
        "url": app_page(country, entry.app_id, entry.name),
    }
    if entry.developer is None:
        del row["artistName"]
    return row


def apple_viewtop_body(series: Series, charts: Mapping[str, Sequence[ChartEntry]]) -> bytes:
    """The chart page of the country, device and genre of `series`, which is the selected chart of it.

    As the store does it: a genre without charts has an empty list and no selected one.
    """
    storefront, platform = apple_viewtop.chart_request(series, 1).headers["X-Apple-Store-Front"].split(",")
    genre = apple.genre_of(series)
    listed = [_page_chart(series.device, chart, charts[chart]) for chart in PAGE_ORDER if chart in charts]
    selected = _page_chart(series.device, series.chart, charts[series.chart]) if series.chart in charts else None
    page: Json = {
        "metricsBase": {
            "pageType": "TopChartsPage",
            "pageId": genre,
            "page": f"TopChartsPage_{genre}",
            "storeFrontHeader": f"{storefront}-2,{platform}",
            "language": "2",
            "storeFront": storefront,
        },
        "topCharts": listed,
        "selectedChart": selected,
        "pageTitle": "Top Charts",
        "genre": {
            "name": catalog.categories()[series.category].name,
            "id": genre,
            "url": f"https://itunes.apple.com/{series.country}/genre?id={genre}&l=en",
        },
        "componentName": "top_charts_page",
    }
    answer: Json = {
        "storePlatformData": {"lockup": _lockups(series.country, storefront, charts)},
        "pageData": {
            "componentName": "segmented_page",
            "pageTitle": "Top Charts",
            "segmentedControl": {"segments": [{"pageData": page, "title": "Charts"}], "selectedIndex": 0},
        },
        "properties": {"revNum": "5e90", "timestamp": "2026-03-22T03:48:12Z"},
    }
    return _json(answer)


def _page_chart(device: str, chart: str, entries: Sequence[ChartEntry]) -> Json:
    return {
        "adamIds": [entry.app_id for entry in entries],
        "kinds": {"iosSoftware": True},
        "shortTitle": TITLES[chart],
        "id": apple_viewtop.POP_IDS[device, chart],
        "title": f"Top {TITLES[chart]} {'iPad' if device == 'ipad' else 'iPhone'} Apps",
        "isTracklistChart": False,
    }


def _lockups(country: str, storefront: str, charts: Mapping[str, Sequence[ChartEntry]]) -> Json:
    named = {one.app_id: one for entries in charts.values() for one in entries[:LOCKUPS] if one.name}
    return {
        "results": {app_id: _lockup(country, one) for app_id, one in named.items()},
        "version": 2,
        "isAuthenticated": False,
        "meta": {"storefront": {"id": storefront, "cc": country.upper()}, "language": {"tag": "en-gb"}},
    }


def _lockup(country: str, entry: ChartEntry) -> Json:
    genre = genre_of(entry.app_id)
    return {
        "id": entry.app_id,
        "name": entry.name,
        "artistName": entry.developer,
        "bundleId": f"sim.id{entry.app_id}",
        "kind": "iosSoftware",
        "url": f"{app_page(country, entry.app_id, entry.name)}?l=en",
        "genres": [{"genreId": genre.apple_genre, "name": genre.label}],
    }


def itunes_lookup_body(country: str, apps: Sequence[AppDetails]) -> bytes:
    """The answer to a look-up of these apps in one country.

    As the store does it: empty lines come first, and an app that is not offered is left out.
    """
    rows = [_lookup_row(country, app) for app in apps if app.offered]
    return b"\n\n\n" + _json({"resultCount": len(rows), "results": rows}) + b"\n\n\n"


def _lookup_row(country: str, app: AppDetails) -> Json:
    genre = app.genre or genre_of(app.app_id).apple_genre
    row: dict[str, Json] = {
        "isGameCenterEnabled": False,
        "artworkUrl512": _icon(app.app_id, 512),
        "kind": "software",
        "trackViewUrl": f"{app_page(country, app.app_id, app.name)}?uo=4",
        "artistName": app.developer,
        "bundleId": app.bundle_id or f"sim.id{app.app_id}",
        "primaryGenreId": int(genre),
        "genreIds": [genre],
        "releaseDate": _zulu(app.release_date),
        "currentVersionReleaseDate": _zulu(app.version_date),
        "trackId": int(app.app_id),
        "trackName": app.name or app.app_id,
        "version": app.version,
        "wrapperType": "software",
        "price": app.price,
        "formattedPrice": None if app.price is None else "Free" if app.price == 0 else f"{app.price:.2f}",
        "currency": app.currency,
        "userRatingCount": app.ratings_count,
        "averageUserRating": app.rating,
        "fileSizeBytes": str(10**7 + crc32(app.app_id.encode()) % 10**9),
    }
    return {key: value for key, value in row.items() if value is not None}


def _zulu(moment: datetime | None) -> str | None:
    return None if moment is None else f"{moment.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"


def app_page(country: str, app_id: str, name: str | None) -> str:
    return f"https://apps.apple.com/{country}/app/{slug(name or '')}/id{app_id}"


def _icon(app_id: str, size: int) -> str:
    return f"https://is1-ssl.mzstatic.com/image/thumb/simulated/{app_id}.png/{size}x{size}bb.png"


def _json(value: Json) -> bytes:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()
