from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.conftest import US_IPHONE, at
from tracker.errors import EmptyChartError, ParseError
from tracker.models import ChartEntry, Series
from tracker.stores.itunes_rss import category_id, chart_name, chart_request, parse_chart

Read = Callable[[str], bytes]


def test_rank_is_the_position_in_the_feed(payload_file: Read) -> None:
    chart = parse_chart(payload_file("itunes_rss/top_free_us.json"), US_IPHONE)
    assert [(one.rank, one.app_id) for one in chart.entries] == [
        (1, "6737597349"), (2, "6448311069"), (3, "900000001"), (4, "6477489729"),
    ]  # fmt: skip
    assert chart.entries[1] == ChartEntry(2, "6448311069", "ChatGPT", "OpenAI OpCo, LLC")


def test_the_time_of_the_feed_is_converted_from_pacific_to_utc(payload_file: Read) -> None:
    assert parse_chart(payload_file("itunes_rss/top_free_us.json"), US_IPHONE).updated_at == at("2026-01-27 11:26:28")


def test_one_app_alone_comes_as_an_object(payload_file: Read) -> None:
    chart = parse_chart(payload_file("itunes_rss/one_app_is_an_object.json"), US_IPHONE)
    assert [one.name for one in chart.entries] == ["ChatGPT"]


@pytest.mark.parametrize(
    "body",
    [b"", b"null", b"[]", b"<html>Sorry</html>", b'{"feed": {}}', b'{"feed": {"entry": 7}}', b'{"feed": {"entry": [',
     b'{"feed": {"entry": [{"id": 1}]}}', b"\xff\xfe", b'{"feed": []}'],
)  # fmt: skip
def test_a_changed_feed_is_an_error_not_an_empty_chart(body: bytes) -> None:
    with pytest.raises(ParseError, match=r"wanted feed\.entry"):
        parse_chart(body, US_IPHONE)


def test_a_whole_feed_without_entries_is_an_empty_one(payload_file: Read) -> None:
    with pytest.raises(EmptyChartError, match="got an empty list"):
        parse_chart(payload_file("itunes_rss/no_entry.json"), US_IPHONE)


def test_an_empty_list_is_an_error_of_its_own(payload_file: Read) -> None:
    with pytest.raises(EmptyChartError, match="empty list"):
        parse_chart(payload_file("itunes_rss/empty_list.json"), US_IPHONE)


def test_the_answer_says_which_chart_it_is(payload_file: Read) -> None:
    productivity = Series("apple", "us", "iphone", "top-free", "productivity", "itunes_rss")
    assert parse_chart(payload_file("itunes_rss/top_free_us.json"), US_IPHONE).said == chart_name(US_IPHONE)
    assert parse_chart(payload_file("itunes_rss/top_free_productivity_us.json"), US_IPHONE).said == chart_name(
        productivity
    )


def test_the_request_asks_for_the_depth_and_the_genre() -> None:
    productivity = Series("apple", "de", "ipad", "top-grossing", "productivity", "itunes_rss")
    assert chart_request(US_IPHONE, 100).url == "https://itunes.apple.com/us/rss/topfreeapplications/limit=100/json"
    assert chart_request(productivity, 50).url == (
        "https://itunes.apple.com/de/rss/topgrossingipadapplications/limit=50/genre=6007/json"
    )


def test_the_same_feed_as_xml_gives_the_same_chart(payload_file: Read) -> None:
    chart = parse_chart(payload_file("itunes_rss/top_free_us.xml"), US_IPHONE)
    assert [(one.rank, one.app_id, one.name) for one in chart.entries] == [
        (1, "6448311069", "ChatGPT"), (2, "6737597349", "DeepSeek - AI Assistant"),
        (3, "6477489729", "Google Gemini"), (4, "900000001", "Zorblat & Söhne"),
    ]  # fmt: skip
    assert chart.entries[0].developer == "OpenAI OpCo, LLC"
    assert chart.updated_at == at("2026-07-10 10:26:28")
    assert chart.said == chart_name(US_IPHONE)


def test_an_empty_xml_feed_is_an_error_of_its_own(payload_file: Read) -> None:
    with pytest.raises(EmptyChartError):
        parse_chart(payload_file("itunes_rss/empty_list.xml"), US_IPHONE)


def test_entities_that_expand_are_refused(payload_file: Read) -> None:
    with pytest.raises(ParseError, match="a document type in a feed"):
        parse_chart(payload_file("itunes_rss/entities.xml"), US_IPHONE)


@pytest.mark.parametrize("cut", [0.3, 0.6, 0.99])
def test_half_an_xml_feed_is_an_error(payload_file: Read, cut: float) -> None:
    body = payload_file("itunes_rss/top_free_us.xml")
    with pytest.raises(ParseError, match="not well-formed XML"):
        parse_chart(body[: int(len(body) * cut)], US_IPHONE)


def test_localised_words_and_a_missing_developer_change_nothing(payload_file: Read) -> None:
    saudi = Series("apple", "sa", "ipad", "top-grossing", "productivity", "itunes_rss")
    chart = parse_chart(payload_file("itunes_rss/top_grossing_ipad_productivity_sa.json"), saudi)
    assert chart.said == chart_name(saudi)
    assert chart.entries == (
        ChartEntry(1, "6448311069", "شات جي بي تي", "OpenAI OpCo, LLC"),
        ChartEntry(2, "900000001", "خرائط زوربلات"),
    )


def test_one_link_alone_comes_as_an_object(payload_file: Read) -> None:
    mac = Series("apple", "us", "mac", "top-free", "all", "itunes_rss")
    assert parse_chart(payload_file("itunes_rss/one_link_is_an_object.json"), mac).said == chart_name(mac)


def test_a_feed_whose_page_is_of_another_country_is_an_error(payload_file: Read) -> None:
    japan = Series("apple", "jp", "iphone", "top-free", "all", "itunes_rss")
    with pytest.raises(ParseError, match=r"feed\.id is of country 'jp', its page of 'us'"):
        parse_chart(payload_file("itunes_rss/page_of_another_country.json"), japan)


@pytest.mark.parametrize(
    ("was", "now"),
    [
        (b"2026-01-27T03:26:28-08:00", b"2026-01-27T03:26:28"),
        (b"2026-01-27T03:26:28-08:00", b"9999-12-31T23:59:59-08:00"),
        (b'"im:id": "900000001"', b'"im:id": "0"'),
        (b'"im:id": "900000001"', '"im:id": "٩٠٠"'.encode()),
        (b'"im:id": "900000001"', b'"im:id": true'),
        (b"limit=100/json", b"limit=100/sort=new/json"),
        (b'"label": "Zorblat Maps"', b'"label": ["Zorblat Maps"]'),
    ],
)
def test_a_field_of_another_kind_is_an_error(payload_file: Read, was: bytes, now: bytes) -> None:
    body = payload_file("itunes_rss/top_free_us.json")
    assert was in body
    with pytest.raises(ParseError, match=r"wanted feed\.entry"):
        parse_chart(body.replace(was, now), US_IPHONE)


@pytest.mark.parametrize("deep", [b"[" * 200_000, b'{"feed":' * 200_000, b"<a>" * 200_000])
def test_endless_nesting_is_an_error(deep: bytes) -> None:
    with pytest.raises(ParseError, match=r"wanted feed\.entry"):
        parse_chart(deep, US_IPHONE)


def test_the_mac_has_no_charts_by_category() -> None:
    assert category_id("mac", "all") == "39"
    assert category_id("mac", "productivity") is None
    assert category_id("iphone", "productivity") == "6007"


@given(st.binary(max_size=200))
def test_no_bytes_end_in_anything_but_a_parse_error(body: bytes) -> None:
    with pytest.raises(ParseError):
        parse_chart(body, US_IPHONE)
