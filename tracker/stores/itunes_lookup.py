"""What the App Store says of apps in one country: names, versions, ratings, and whether it offers them at all.

Source  https://itunes.apple.com/lookup?id={id,id,…}&country={country}, no key, documented
Depth   200 ids a request; about 20 requests a minute, then HTTP 403 or 429
Says    the country in each app's page address; an answer without apps does not say its country
Quirks  an app that is unknown or not offered there is left out, with HTTP 200: this is where "not sold" comes from;
        the order is not that of the ids; keys differ from row to row; the body begins with empty lines; prices are
        absent for an app that cannot be bought
"""

import json
import re
from collections.abc import Sequence
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from tracker.errors import WrongAnswerError
from tracker.models import AppDetails, Request
from tracker.stores import apple
from tracker.stores.reading import expecting, optional_text, required_text, utc

NAME = "itunes_lookup"
HOST = "itunes.apple.com"
BATCH = 200  # ids a request
PAGE = re.compile(r"https://(?:apps|itunes)\.apple\.com/([a-z]{2})/.*")


def lookup_request(country: str, app_ids: Sequence[str]) -> Request:
    """One request for up to 200 apps."""
    assert 0 < len(app_ids) <= BATCH
    query = urlencode({"id": ",".join(app_ids), "country": country}, safe=",")
    return Request("GET", f"https://{HOST}/lookup?{query}")


def parse_lookup(body: bytes, country: str, app_ids: Sequence[str]) -> tuple[AppDetails, ...]:
    """A row for every app asked for, in the order of `app_ids`; `offered` tells whether the store returned it.

    Raises WrongAnswerError if a row is of another app or country, ParseError if it stands twice or lacks a field we
    rely on.
    """
    with expecting(NAME, "results[]", body):
        answer = json.loads(body)
        results = answer["results"]
        if type(answer["resultCount"]) is not int or answer["resultCount"] != len(results):
            raise ValueError(f"resultCount is {answer['resultCount']!r:.30}, there are {len(results)} results")
        found = {details.app_id: details for details in (_details(row, country) for row in results)}
        wanted = f"wanted apps {','.join(app_ids)[:100]} once each, got {','.join(found)[:100]}"
        if not found.keys() <= set(app_ids):
            raise WrongAnswerError(f"{NAME}: {wanted}")
        if len(found) != len(results):
            raise ValueError(wanted)
    return tuple(found.get(app_id) or AppDetails(app_id, offered=False) for app_id in app_ids)


def _details(row: dict[str, Any], country: str) -> AppDetails:
    page = PAGE.fullmatch(row["trackViewUrl"])
    came = f"wanted an app in {country}, got {row['wrapperType']!r:.30} at {row['trackViewUrl']!r:.100}"
    if row["wrapperType"] != "software" or page is None:
        raise ValueError(came)
    if page[1] != country:
        raise WrongAnswerError(f"{NAME}: {came}")
    return AppDetails(
        apple.app_id(row["trackId"]),
        offered=True,
        name=required_text(row["trackName"], "a name"),
        developer=optional_text(row.get("artistName")),
        bundle_id=optional_text(row.get("bundleId")),
        version=optional_text(row.get("version")),
        release_date=_moment(row.get("releaseDate")),
        version_date=_moment(row.get("currentVersionReleaseDate")),
        ratings_count=_count(row.get("userRatingCount")),
        rating=_number(row.get("averageUserRating"), 5),
        genre=None if row.get("primaryGenreId") is None else apple.app_id(row["primaryGenreId"]),
        price=_number(row.get("price"), 1e9),
        currency=optional_text(row.get("currency")),
    )


def _moment(value: str | None) -> datetime | None:
    return None if value is None else utc(datetime.fromisoformat(value))


def _count(value: object) -> int | None:
    if value is None:
        return None
    if type(value) is not int or not 0 <= value < 10**12:
        raise ValueError(f"no number of ratings: {value!r:.30}")
    return value


def _number(value: object, most: float) -> float | None:
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value <= most:  # a NaN is neither
        raise ValueError(f"wanted a number from 0 to {most:g}, got {value!r:.30}")
    return float(value)
