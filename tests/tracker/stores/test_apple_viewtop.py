from collections.abc import Callable

import pytest

from tracker import catalog
from tracker.errors import EmptyChartError, ParseError, ValidationError
from tracker.models import ChartEntry, Series
from tracker.stores.apple_viewtop import CHARTS, chart_name, chart_request, parse_chart
from tracker.validate import check_chart

Read = Callable[[str], bytes]


def series(chart: str, country: str = "de", device: str = "iphone", category: str = "productivity") -> Series:
    return Series("apple", country, device, chart, category, "apple_viewtop")


def test_each_of_the_three_charts_is_found_whatever_their_order(payload_file: Read) -> None:
    body = payload_file("apple_viewtop/productivity_de.json")
    lengths = {chart: len(parse_chart(body, series(chart)).entries) for chart in CHARTS}
    assert lengths == {"top-free": 6, "top-paid": 3, "top-grossing": 3}
    assert [one.rank for one in parse_chart(body, series("top-free")).entries] == [1, 2, 3, 4, 5, 6]


def test_apps_without_metadata_have_no_name(payload_file: Read) -> None:
    entries = parse_chart(payload_file("apple_viewtop/productivity_de.json"), series("top-grossing")).entries
    assert entries == (
        ChartEntry(1, "6448311069", "ChatGPT", "OpenAI OpCo, LLC"),
        ChartEntry(2, "6473753684", None),
        ChartEntry(3, "900000004", None),
    )


def test_the_answer_says_which_charts_it_has(payload_file: Read) -> None:
    for chart in CHARTS:
        iphone, ipad = series(chart), series(chart, "us", "ipad", "all")
        assert parse_chart(payload_file("apple_viewtop/productivity_de.json"), iphone).said == chart_name(iphone)
        assert parse_chart(payload_file("apple_viewtop/all_ipad_us.json"), ipad).said == chart_name(ipad)


@pytest.mark.parametrize("wrong", [{"country": "at"}, {"category": "utilities"}, {"category": "all"}])
def test_another_country_or_genre_is_refused(payload_file: Read, wrong: dict[str, str]) -> None:
    asked = series("top-free", **wrong)
    with pytest.raises(ValidationError, match="the answer is chart 'de/29/6007/27'"):
        check_chart(parse_chart(payload_file("apple_viewtop/productivity_de.json"), asked), asked)


def test_the_charts_of_another_device_are_not_taken(payload_file: Read) -> None:
    with pytest.raises(ParseError, match=r"wanted .* chart 44"):
        parse_chart(payload_file("apple_viewtop/productivity_de.json"), series("top-free", device="ipad"))


def test_a_page_of_two_countries_is_an_error(payload_file: Read) -> None:
    body = payload_file("apple_viewtop/productivity_de.json").replace(b'"cc": "DE"', b'"cc": "FR"')
    with pytest.raises(ParseError, match="its apps of 'FR'"):
        parse_chart(body, series("top-free"))


@pytest.mark.parametrize("chart", CHARTS)
def test_a_genre_without_charts_is_an_error_of_its_own(payload_file: Read, chart: str) -> None:
    assert b'"selectedChart": null' in payload_file("apple_viewtop/no_charts_de.json")
    with pytest.raises(EmptyChartError, match="got 0 charts"):
        parse_chart(payload_file("apple_viewtop/no_charts_de.json"), series(chart, category="stickers"))


def test_one_empty_chart_of_three_is_an_error_of_its_own(payload_file: Read) -> None:
    body = payload_file("apple_viewtop/empty_paid_chart_de.json")
    assert len(parse_chart(body, series("top-free", category="catalogs")).entries) == 2
    with pytest.raises(EmptyChartError, match="got 3 charts"):
        parse_chart(body, series("top-paid", category="catalogs"))


@pytest.mark.parametrize(
    ("was", "now"),
    [
        (b'"143443-2,29"', b'"143443"'),
        (b'"143443-2,29"', b'"999999-2,29"'),
        (b'"topCharts"', b'"charts"'),
        (b'"id": "27"', b'"id": "28"'),
        (b'"segments": [', b'"segments": [], "was": ['),
        (b'"900000003"', b'"com.example"'),
        (b'"storePlatformData"', b'"platformData"'),
    ],
)
def test_a_changed_page_is_an_error(payload_file: Read, was: bytes, now: bytes) -> None:
    body = payload_file("apple_viewtop/productivity_de.json")
    assert was in body
    changed = body.replace(was, now)
    with pytest.raises(ParseError, match=r"wanted topCharts\[\]"):
        for chart in CHARTS:
            parse_chart(changed, series(chart))


def test_the_three_charts_of_a_genre_are_one_request() -> None:
    free, paid, grossing = (chart_request(series(chart), depth) for chart, depth in zip(CHARTS, (1, 2, 3), strict=True))
    assert free == paid == grossing
    assert "genreId=6007&popId=27&cc=de" in free.url
    assert free.headers == {"X-Apple-Store-Front": "143443,29"}
    assert chart_request(series("top-paid", device="ipad"), 1).headers == {"X-Apple-Store-Front": "143443,30"}


def test_every_country_of_the_store_can_be_asked() -> None:
    countries = [code for code, country in catalog.countries().items() if country.has_store("apple")]
    asked = {chart_request(series("top-free", country), 1).headers["X-Apple-Store-Front"] for country in countries}
    assert len(asked) == len(countries) == 175
