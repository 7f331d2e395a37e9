from collections.abc import Callable

import pytest

from tracker.errors import EmptyChartError, ParseError, ValidationError
from tracker.models import ChartEntry, Series
from tracker.stores.apple_web import chart_name, chart_request, parse_chart
from tracker.validate import check_chart

Read = Callable[[str], bytes]
PRODUCTIVITY = Series("apple", "us", "iphone", "top-free", "productivity", "apple_web")
PRODUCTIVITY_PAID = Series("apple", "us", "iphone", "top-paid", "productivity", "apple_web")
PRODUCTIVITY_IPAD = Series("apple", "us", "ipad", "top-free", "productivity", "apple_web")
ALL = Series("apple", "us", "iphone", "top-free", "all", "apple_web")

WHOLE = [
    ("cached_productivity_us", PRODUCTIVITY, 12),
    ("served_all_us", ALL, 12),
    ("served_list_ipad_us", PRODUCTIVITY_IPAD, 10),
    ("marked_all_us", ALL, 11),
    ("marked_behind_an_intent", ALL, 11),
]


@pytest.mark.parametrize(("name", "series", "many"), WHOLE)
def test_pages_of_every_generation_are_read(payload_file: Read, name: str, series: Series, many: int) -> None:
    chart = parse_chart(payload_file(f"apple_web/{name}.html"), series)
    assert [one.rank for one in chart.entries] == list(range(1, many + 1))
    assert [(one.app_id, one.name) for one in chart.entries[:2]] == [
        ("6448311069", "ChatGPT"),
        ("6737597349", "DeepSeek - AI Assistant"),
    ]
    check_chart(chart, series)


def test_developers_are_kept_where_the_page_has_them(payload_file: Read) -> None:
    for name, series, developer in (
        ("cached_productivity_us", PRODUCTIVITY, "Anthropic PBC"),
        ("served_all_us", ALL, "Anthropic PBC"),
        ("marked_all_us", ALL, None),
    ):
        entry = parse_chart(payload_file(f"apple_web/{name}.html"), series).entries[3]
        assert entry == ChartEntry(4, "6473753684", "Claude by Anthropic", developer)


def test_a_row_that_is_an_id_alone_has_no_name(payload_file: Read) -> None:
    assert parse_chart(payload_file("apple_web/cached_productivity_us.html"), PRODUCTIVITY).entries[-1].name is None


def test_an_app_may_say_its_place_in_another_chart(payload_file: Read) -> None:
    body = payload_file("apple_web/cached_productivity_us.html")
    assert rb"\"position\": 61" in body
    assert parse_chart(body, PRODUCTIVITY).entries[4].app_id == "6670324846"


def test_an_app_that_says_another_place_in_this_chart_is_an_error(payload_file: Read) -> None:
    with pytest.raises(ParseError, match="stands at place 1 and says 2"):
        parse_chart(payload_file("apple_web/cached_hole.html"), PRODUCTIVITY)
    with pytest.raises(ParseError, match="stands at place 3 and says '7'"):
        parse_chart(payload_file("apple_web/served_all_us.html").replace(b'"ordinal": "3"', b'"ordinal": "7"'), ALL)


@pytest.mark.parametrize(
    ("series", "first"), [(PRODUCTIVITY, "6477489729"), (PRODUCTIVITY_PAID, "6448311069")], ids=["free", "paid"]
)
def test_of_two_charts_in_one_page_the_one_asked_for_is_taken(payload_file: Read, series: Series, first: str) -> None:
    chart = parse_chart(payload_file("apple_web/cached_two_charts.html"), series)
    assert chart.entries[0].app_id == first
    assert chart.said == chart_name(series)


def test_two_charts_of_which_none_was_asked_for_are_an_error(payload_file: Read) -> None:
    with pytest.raises(ParseError, match="wanted one chart"):
        parse_chart(payload_file("apple_web/cached_two_charts.html"), ALL)


def test_two_lists_under_one_intent_are_an_error(payload_file: Read) -> None:
    with pytest.raises(ParseError, match="stands at place 11 and says '1'"):
        parse_chart(payload_file("apple_web/served_two_lists.html"), ALL)


@pytest.mark.parametrize("name", ["cached_productivity_us", "served_all_us", "served_list_ipad_us", "marked_all_us"])
def test_another_chart_than_the_one_asked_for_is_refused(payload_file: Read, name: str) -> None:
    german = Series("apple", "de", "iphone", "top-free", "productivity", "apple_web")
    with pytest.raises(ValidationError, match="the answer is chart 'us/"):
        check_chart(parse_chart(payload_file(f"apple_web/{name}.html"), german), german)


def test_less_than_ten_apps_are_an_error(payload_file: Read) -> None:
    with pytest.raises(ParseError, match="only 4 lockups"):
        parse_chart(payload_file("apple_web/cached_few.html"), PRODUCTIVITY)


def test_an_empty_list_is_an_error_of_its_own(payload_file: Read) -> None:
    with pytest.raises(EmptyChartError):
        parse_chart(payload_file("apple_web/cached_empty.html"), PRODUCTIVITY)


def test_a_list_that_cannot_be_found_is_a_changed_page_not_an_empty_chart(payload_file: Read) -> None:
    body = payload_file("apple_web/served_all_us.html").replace(b'"ordinal"', b'"place"')
    with pytest.raises(ParseError, match="no lockups") as caught:
        parse_chart(body, ALL)
    assert not isinstance(caught.value, EmptyChartError)


def test_markup_that_does_not_say_which_chart_it_is_is_an_error(payload_file: Read) -> None:
    with pytest.raises(ParseError, match="no address of one"):
        parse_chart(payload_file("apple_web/marked_nameless.html"), ALL)


@pytest.mark.parametrize("name", ["cached_productivity_us", "served_all_us", "marked_all_us"])
@pytest.mark.parametrize("cut", [0.2, 0.5, 0.6])
def test_half_a_page_is_an_error(payload_file: Read, name: str, cut: float) -> None:
    body = payload_file(f"apple_web/{name}.html")
    with pytest.raises(ParseError, match="chart of 10 lockups"):
        parse_chart(body[: int(len(body) * cut)], ALL)


def test_a_list_in_a_page_that_was_cut_is_not_a_shorter_chart(payload_file: Read) -> None:
    body = payload_file("apple_web/marked_all_us.html")
    assert body.count(b"</li>") == 11
    with pytest.raises(ParseError, match="the page is cut"):
        parse_chart(body[: body.rfind(b"<li")], ALL)


def test_a_page_larger_than_any_real_one_is_not_read() -> None:
    for endless in (b"<a " * 3_000_000, b"<!-- >" * 60_000):
        with pytest.raises(ParseError, match=f"a page of {len(endless)} bytes"):
            parse_chart(endless, ALL)


@pytest.mark.parametrize(
    ("series", "path"),
    [
        (PRODUCTIVITY_PAID, "us/iphone/charts/6007?chart=top-paid"),
        (Series("apple", "de", "mac", "top-free", "all", "apple_web"), "de/mac/charts/39?chart=top-free"),
        (Series("apple", "sa", "ipad", "top-free", "games-word", "apple_web"), "sa/ipad/charts/7019?chart=top-free"),
    ],
)
def test_the_request_names_country_device_genre_and_chart(series: Series, path: str) -> None:
    assert chart_request(series, 100).url == f"https://apps.apple.com/{path}"
