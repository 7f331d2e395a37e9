from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.conftest import US_IPHONE, at
from tracker.errors import EmptyChartError, ParseError
from tracker.models import ChartEntry, Series
from tracker.stores.itunes_rss import chart_name, chart_request, parse_chart

Read = Callable[[str], bytes]


def test_rank_is_the_position_in_the_feed(payload_file: Read) -> None:
    chart = parse_chart(payload_file("itunes_rss/top_free_us.json"))
    assert [(one.rank, one.app_id) for one in chart.entries] == [
        (1, "6737597349"), (2, "6448311069"), (3, "900000001"), (4, "6477489729"),
    ]  # fmt: skip
    assert chart.entries[1] == ChartEntry(2, "6448311069", "ChatGPT", "OpenAI OpCo, LLC")


def test_the_time_of_the_feed_is_converted_from_pacific_to_utc(payload_file: Read) -> None:
    assert parse_chart(payload_file("itunes_rss/top_free_us.json")).updated_at == at("2026-01-27 11:26:28")


def test_one_app_alone_comes_as_an_object(payload_file: Read) -> None:
    chart = parse_chart(payload_file("itunes_rss/one_app_is_an_object.json"))
    assert [one.name for one in chart.entries] == ["ChatGPT"]


@pytest.mark.parametrize(
    "body",
    [b"", b"null", b"[]", b"<html>Sorry</html>", b'{"feed": {}}', b'{"feed": {"entry": 7}}', b'{"feed": {"entry": [',
     b'{"feed": {"entry": [{"id": 1}]}}', b"\xff\xfe", b'{"feed": []}'],
)  # fmt: skip
def test_a_changed_feed_is_an_error_not_an_empty_chart(body: bytes) -> None:
    with pytest.raises(ParseError, match=r"wanted feed\.entry"):
        parse_chart(body)


def test_a_feed_without_entries_is_a_changed_feed(payload_file: Read) -> None:
    with pytest.raises(ParseError, match=r"wanted feed\.entry"):
        parse_chart(payload_file("itunes_rss/no_entry.json"))


def test_an_empty_list_is_an_error_of_its_own(payload_file: Read) -> None:
    with pytest.raises(EmptyChartError, match="empty list"):
        parse_chart(payload_file("itunes_rss/empty_list.json"))


def test_the_answer_says_which_chart_it_is(payload_file: Read) -> None:
    productivity = Series("apple", "us", "iphone", "top-free", "productivity", "itunes_rss")
    assert parse_chart(payload_file("itunes_rss/top_free_us.json")).said == chart_name(US_IPHONE)
    assert parse_chart(payload_file("itunes_rss/top_free_productivity_us.json")).said == chart_name(productivity)


def test_the_request_asks_for_the_depth_and_the_genre() -> None:
    productivity = Series("apple", "de", "ipad", "top-grossing", "productivity", "itunes_rss")
    assert chart_request(US_IPHONE, 100).url == "https://itunes.apple.com/us/rss/topfreeapplications/limit=100/json"
    assert chart_request(productivity, 50).url == (
        "https://itunes.apple.com/de/rss/topgrossingipadapplications/limit=50/genre=6007/json"
    )


@given(st.binary(max_size=200))
def test_no_bytes_end_in_anything_but_a_parse_error(body: bytes) -> None:
    with pytest.raises(ParseError):
        parse_chart(body)
