from collections.abc import Callable

import pytest

from tracker.errors import ParseError
from tracker.models import Badge
from tracker.stores.apple_badge import badge_request, parse_badge

Read = Callable[[str], bytes]
CHATGPT = "6448311069"
PAGES = ["served_ranked", "served_unranked", "served_null_ribbon", "cached_ranked", "cached_unranked"]


@pytest.mark.parametrize(("name", "rank"), [("served_ranked", 2), ("cached_ranked", 1)])
def test_the_position_is_read_from_pages_of_both_generations(payload_file: Read, name: str, rank: int) -> None:
    badge = parse_badge(payload_file(f"apple_badge/{name}.html"), "us", CHATGPT)
    assert badge == Badge("us", "iphone", "top-free", "productivity", rank, CHATGPT)


@pytest.mark.parametrize("name", ["served_unranked", "served_null_ribbon", "cached_unranked"])
def test_a_page_without_a_badge_is_an_app_without_a_rank(payload_file: Read, name: str) -> None:
    assert parse_badge(payload_file(f"apple_badge/{name}.html"), "us", CHATGPT) is None


@pytest.mark.parametrize("name", PAGES)
@pytest.mark.parametrize(("country", "app_id"), [("de", CHATGPT), ("us", "6737597349")])
def test_the_page_of_another_app_or_country_is_an_error(
    payload_file: Read, name: str, country: str, app_id: str
) -> None:
    with pytest.raises(ParseError, match=f"it is the page of app '{CHATGPT}' in 'us'"):
        parse_badge(payload_file(f"apple_badge/{name}.html"), country, app_id)


@pytest.mark.parametrize("name", ["apple_badge/not_found.html", "apple_web/served_all_us.html"])
def test_a_page_that_is_no_product_page_is_an_error(payload_file: Read, name: str) -> None:
    with pytest.raises(ParseError, match="no product page"):
        parse_badge(payload_file(name), "us", CHATGPT)


@pytest.mark.parametrize(
    ("was", "now"),
    [
        (b'"position": "2"', b'"position": "0"'),
        (b'"position": "2"', b'"position": "9999"'),
        (b'"position": "2"', b'"position": null'),
        (b'"position": "2"', '"position": "٢"'.encode()),
        (b'"position": "2"', b'"position": true'),
        (b'"genreId": "6007"', b'"genreId": "1"'),
        (b'"platform": "iphone"', b'"platform": "watch"'),
        (b'"chart": "top-free"', b'"chart": "top-new"'),
        (b'"informationRibbon"', b'"ribbon"'),
        (b'"destination"', b'"target"'),
        (b'"storefront": "us", "language": "en-US", "chart"', b'"storefront": "de", "language": "en-US", "chart"'),
    ],
)
def test_a_changed_page_is_an_error_not_an_app_without_a_rank(payload_file: Read, was: bytes, now: bytes) -> None:
    body = payload_file("apple_badge/served_ranked.html")
    assert was in body
    with pytest.raises(ParseError, match=f"wanted the page of app {CHATGPT} in us"):
        parse_badge(body.replace(was, now), "us", CHATGPT)


def test_the_request_names_country_and_app() -> None:
    assert badge_request("de", CHATGPT).url == "https://apps.apple.com/de/app/id6448311069"
