from collections.abc import Callable

import pytest

from tests.conftest import at
from tracker.errors import ParseError
from tracker.models import AppDetails
from tracker.stores.itunes_lookup import lookup_request, parse_lookup

Read = Callable[[str], bytes]
CHATGPT, ZORBLAT, ABSENT = "6448311069", "6458705203", "900000009"
ASKED = (CHATGPT, ABSENT, ZORBLAT)


def test_every_app_asked_for_has_a_row_in_the_order_of_the_question(payload_file: Read) -> None:
    rows = parse_lookup(payload_file("itunes_lookup/two_of_three_us.json"), "us", ASKED)
    assert [(one.app_id, one.offered) for one in rows] == [(CHATGPT, True), (ABSENT, False), (ZORBLAT, True)]


def test_an_app_that_the_store_leaves_out_is_not_offered_there(payload_file: Read) -> None:
    assert parse_lookup(payload_file("itunes_lookup/none.json"), "us", [ABSENT]) == (AppDetails(ABSENT, offered=False),)


def test_what_the_store_says_of_an_app_is_kept(payload_file: Read) -> None:
    details = parse_lookup(payload_file("itunes_lookup/two_of_three_us.json"), "us", ASKED)[0]
    assert details == AppDetails(
        CHATGPT, True, "ChatGPT", "OpenAI OpCo, LLC", "sim.id6448311069", "7.130.0", at("2023-05-18 07:00"),
        at("2026-07-07 14:30:14"), 5309734, 4.72588, "6007", 0.0, "USD",
    )  # fmt: skip


def test_what_the_store_does_not_say_is_none_and_no_rating_is_zero(payload_file: Read) -> None:
    details = parse_lookup(payload_file("itunes_lookup/two_of_three_us.json"), "us", ASKED)[2]
    assert (details.version, details.price, details.currency) == (None, None, None)
    assert (details.ratings_count, details.rating) == (0, 0.0)


def test_an_app_that_was_not_asked_for_is_an_error(payload_file: Read) -> None:
    with pytest.raises(ParseError, match="wanted apps 6448311069 once each"):
        parse_lookup(payload_file("itunes_lookup/two_of_three_us.json"), "us", [CHATGPT])


def test_an_answer_for_another_country_is_an_error(payload_file: Read) -> None:
    with pytest.raises(ParseError, match="wanted an app in kr, got 'software' at"):
        parse_lookup(payload_file("itunes_lookup/two_of_three_us.json"), "kr", ASKED)


def test_a_developer_is_no_app(payload_file: Read) -> None:
    with pytest.raises(ParseError, match=r"wanted results\[\]"):
        parse_lookup(payload_file("itunes_lookup/artist.json"), "us", ["900000001"])


@pytest.mark.parametrize(
    ("was", "now"),
    [
        (b'"resultCount": 2', b'"resultCount": 3'),
        (b'"resultCount": 2', b'"resultCount": "2"'),
        (b'"trackId": 6458705203', b'"trackId": 6448311069'),
        (b'"trackId": 6458705203', b'"trackId": 6458705203.5'),
        (b'"trackName": "ChatGPT"', b'"trackName": 7'),
        (b'"userRatingCount": 5309734', b'"userRatingCount": -1'),
        (b'"userRatingCount": 5309734', b'"userRatingCount": true'),
        (b'"averageUserRating": 4.72588', b'"averageUserRating": 1e999'),
        (b'"averageUserRating": 4.72588', b'"averageUserRating": NaN'),
        (b'"price": 0.0', b'"price": "free"'),
        (b'"releaseDate": "2023-05-18T07:00:00Z"', b'"releaseDate": "2023-05-18"'),
        (b'"trackViewUrl"', b'"url"'),
    ],
)
def test_a_changed_answer_is_an_error(payload_file: Read, was: bytes, now: bytes) -> None:
    body = payload_file("itunes_lookup/two_of_three_us.json")
    assert was in body
    with pytest.raises(ParseError, match=r"wanted results\[\]"):
        parse_lookup(body.replace(was, now), "us", ASKED)


def test_the_request_names_country_and_apps() -> None:
    assert lookup_request("de", [CHATGPT, ZORBLAT]).url == (
        "https://itunes.apple.com/lookup?id=6448311069,6458705203&country=de"
    )
