from collections.abc import Callable

import pytest

from tests.conftest import at
from tracker.errors import EmptyChartError, ParseError, ValidationError
from tracker.models import ChartEntry, Series
from tracker.stores.apple_rss import category_id, chart_name, chart_request, parse_chart
from tracker.validate import check_chart

Read = Callable[[str], bytes]
US_FREE = Series("apple", "us", "iphone", "top-free", "all", "apple_rss")
JP_PAID = Series("apple", "jp", "iphone", "top-paid", "all", "apple_rss")


def test_rank_is_the_position_in_the_list(payload_file: Read) -> None:
    chart = parse_chart(payload_file("apple_rss/top_free_us.json"), US_FREE)
    assert [one.rank for one in chart.entries] == [1, 2, 3, 4]
    assert chart.entries[1] == ChartEntry(2, "6737597349", "DeepSeek - AI Assistant", "DeepSeek")


def test_a_day_of_one_digit_is_a_date_too(payload_file: Read) -> None:
    assert parse_chart(payload_file("apple_rss/top_free_us.json"), US_FREE).updated_at == at("2026-01-09 05:49:52")


def test_names_of_the_country_and_apps_without_a_developer_are_kept(payload_file: Read) -> None:
    chart = parse_chart(payload_file("apple_rss/top_paid_jp.json"), JP_PAID)
    assert [(one.name, one.developer) for one in chart.entries] == [
        ("架空の地図", "株式会社架空"),
        ("ゾルブラット", None),
    ]


def test_the_answer_says_which_chart_it_is_though_with_the_old_host(payload_file: Read) -> None:
    assert b"applemarketingtools" in payload_file("apple_rss/top_free_us.json")
    for name, series in (("top_free_us", US_FREE), ("top_paid_jp", JP_PAID)):
        assert parse_chart(payload_file(f"apple_rss/{name}.json"), series).said == chart_name(series)


def test_the_chart_of_another_country_is_refused(payload_file: Read) -> None:
    with pytest.raises(ValidationError, match="the answer is chart 'us/apps/top-free'"):
        check_chart(parse_chart(payload_file("apple_rss/top_free_us.json"), JP_PAID), JP_PAID)


def test_a_feed_that_names_two_countries_is_an_error(payload_file: Read) -> None:
    body = payload_file("apple_rss/top_free_us.json").replace(b'"country": "us"', b'"country": "de"')
    with pytest.raises(ParseError, match="no chart of country 'de'"):
        parse_chart(body, US_FREE)


def test_an_address_with_a_genre_is_an_error_because_the_feed_ignores_it(payload_file: Read) -> None:
    body = payload_file("apple_rss/top_free_us.json").replace(b"/apps.json", b"/apps.json?genre=6007")
    with pytest.raises(ParseError, match="no chart of country"):
        parse_chart(body, US_FREE)
    assert [slug for slug in ("all", "productivity", "games") if category_id("iphone", slug)] == ["all"]


def test_the_same_envelope_with_music_is_an_error(payload_file: Read) -> None:
    with pytest.raises(ParseError, match="wanted apps, got 'albums'"):
        parse_chart(payload_file("apple_rss/music.json"), US_FREE)


def test_an_empty_list_is_an_error_of_its_own(payload_file: Read) -> None:
    with pytest.raises(EmptyChartError):
        parse_chart(payload_file("apple_rss/empty_list.json"), US_FREE)


@pytest.mark.parametrize(
    ("was", "now"),
    [
        (b"Fri, 9 Jan 2026 05:49:52 +0000", b"Fri, 9 Jan 2026 05:49:52"),
        (b"Fri, 9 Jan 2026 05:49:52 +0000", b"Fri, 31 Dec 9999 23:59:59 -1400"),
        (b'"6737597349"', b'"id6737597349"'),
        (b'"6737597349"', '"٦٧٣"'.encode()),
        (b'"6737597349"', b"6737597349.0"),
        (b'"6737597349"', b"1" + b"0" * 5000),
        (b'"results": [', b'"results": [null, '),
        (b'"name": "DeepSeek - AI Assistant"', b'"name": null'),
        (b'"results"', b'"entries"'),
    ],
)
def test_a_changed_feed_is_an_error_not_an_empty_chart(payload_file: Read, was: bytes, now: bytes) -> None:
    body = payload_file("apple_rss/top_free_us.json")
    assert was in body
    with pytest.raises(ParseError, match=r"wanted feed\.results"):
        parse_chart(body.replace(was, now), US_FREE)


def test_what_an_error_repeats_of_the_answer_can_be_stored(payload_file: Read) -> None:
    body = payload_file("apple_rss/top_free_us.json").replace(b"Fri, 9 Jan", rb"\ud800")
    with pytest.raises(ParseError) as caught:
        parse_chart(body, US_FREE)
    assert rb"\ud800" in str(caught.value).encode()


def test_the_request_asks_for_the_depth() -> None:
    assert chart_request(JP_PAID, 50).url == (
        "https://rss.marketingtools.apple.com/api/v2/jp/apps/top-paid/50/apps.json"
    )
