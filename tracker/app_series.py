"""Series that are no charts: what a store says of our apps in one country. They have slots, payloads and coverage
like any other, so that a failed look-up is never taken for an app that is not sold.
"""

from urllib.parse import parse_qs, urlsplit

from tracker import catalog
from tracker.errors import EmptyChartError, ParseError
from tracker.models import AppDetails, Badge, Payload, Request, Series
from tracker.stores import APP_BADGE, APP_LOOKUP, APP_SOURCES

DETAILS, BADGE = "details", "badge"  # in place of a chart
NO_DEVICE = "any"


def details_series(country: str) -> Series:
    """The details of every App Store app of the catalogue, in one country."""
    return Series(APP_LOOKUP.store, country, NO_DEVICE, DETAILS, "assistants", APP_LOOKUP.name)


def badge_series(country: str, app_id: str) -> Series:
    """The position that the page of one app shows in one country."""
    return Series(APP_BADGE.store, country, NO_DEVICE, BADGE, app_id, APP_BADGE.name)


def is_app_series(series: Series) -> bool:
    return series.source in APP_SOURCES


def app_host(series: Series) -> str:
    return APP_SOURCES[series.source].host


def app_request(series: Series) -> Request:
    if series.chart == BADGE:
        return APP_BADGE.badge_request(series.country, series.category)
    return APP_LOOKUP.lookup_request(series.country, known_app_ids(APP_LOOKUP.store)[: APP_LOOKUP.batch])


def known_app_ids(store: str) -> list[str]:
    """The ids of every app of the catalogue in a store, sorted; each once."""
    return sorted({one.app_id for one in catalog.identities() if one.store == store})


def parse_details(payload: Payload, series: Series) -> tuple[AppDetails, ...]:
    """What the store said of each app that was asked for. Raises ParseError."""
    asked = parse_qs(urlsplit(payload.request.url).query).get("id")
    if not asked:
        raise ParseError(f"{series.source}: the stored request asks for no app: {payload.request.url[:100]!r}")
    ids = asked[0].split(",")
    details = APP_LOOKUP.parse_lookup(payload.answer.body, series.country, ids)
    if not any(one.offered for one in details):  # some assistant is sold everywhere: none at all is a broken answer
        raise EmptyChartError(f"{series.source}: wanted some of {len(ids)} apps in {series.country}, got an empty list")
    return details


def parse_badge(payload: Payload, series: Series) -> Badge | None:
    """The badge of the app's page; None: the page shows none. Raises ParseError."""
    return APP_BADGE.parse_badge(payload.answer.body, series.country, series.category)
