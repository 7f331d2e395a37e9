"""/feed.atom: the last days, for feed readers. ?country=us+de&lang=ar"""

import logging
from collections.abc import Sequence
from datetime import UTC, datetime

import flask
from dash import Dash
from flask import Response

from dashboard.digest.feed import TYPE, day_digests, feed_days, feed_of
from dashboard.digest.rows import Digest
from dashboard.page import NO_ANSWER, Visit, visiting
from dashboard.remembered import remembered
from dashboard.text import LANGUAGES
from tracker import catalog

log = logging.getLogger(__name__)

PATH = "/feed.atom"
MOST_COUNTRIES = 3


def add_feed(app: Dash) -> None:
    app.server.add_url_rule(PATH, "feed", feed)


def feed() -> Response:
    """The feed; 404 for a country or a language that we do not know, or too many of them."""
    language = flask.request.args.get("lang", "en")
    # a plus sign in a query is read as a space
    countries = tuple(dict.fromkeys(flask.request.args.get("country", "us").replace(",", " ").split()))
    if (
        language not in LANGUAGES
        or not 0 < len(countries) <= MOST_COUNTRIES
        or set(countries) - set(catalog.countries())
    ):
        return Response(
            "country: up to three ISO 3166 codes in lower case; lang: en or ar\n", 404, mimetype="text/plain"
        )
    now = datetime.now(UTC)
    try:
        with visiting({}) as visit:
            digests = _digests(visit, countries, now)
            updated = visit.fresh.published_at or now
    except NO_ANSWER:
        log.exception("the feed could not be made")
        return Response("the database does not answer; try again in a minute\n", 503, mimetype="text/plain")
    said = Response(feed_of(digests, updated, language, flask.request.host_url.rstrip("/"), countries))
    said.headers["Content-Type"] = f"{TYPE}; charset=utf-8"
    said.headers["Cache-Control"] = "public, max-age=300"
    said.add_etag()
    said.make_conditional(flask.request)
    return said


def _digests(visit: Visit, countries: tuple[str, ...], now: datetime) -> Sequence[Digest]:
    days = tuple(feed_days(visit.connection, now))
    return remembered(visit.version, ("feed", days, countries), lambda: day_digests(visit.connection, days, countries))
