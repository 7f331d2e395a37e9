"""The address of the chart page: what it asks for, and back."""

import pytest

from dashboard.chart_view import ChartQuery, parse_chart_query, up_to_minute
from dashboard.rank_view import UnknownValueError
from tests.conftest import at


def test_what_an_address_says_comes_back_as_the_same_address() -> None:
    said = {
        "country": "de",
        "lang": "ar",
        "at": "2025-01-27T12:00",
        "against": "7d",
        "apps": "assistants",
        "rows": "all",
    }
    query = parse_chart_query(said)
    assert query.search == "?country=de&lang=ar&at=2025-01-27T12:00&against=7d&apps=assistants&rows=all"
    assert parse_chart_query({}) == ChartQuery()
    assert ChartQuery().search == ""


def test_a_time_is_utc_unless_it_says_its_zone() -> None:
    assert parse_chart_query({"at": "2025-01-27T12:00"}).at == at("2025-01-27 12:00")
    assert parse_chart_query({"at": "2025-01-27T12:00+02:00"}).at == at("2025-01-27 10:00")


def test_the_address_of_a_capture_still_has_it_before_it() -> None:
    captured = at("2025-01-27 12:00").replace(second=53, microsecond=7)
    assert up_to_minute(captured) == at("2025-01-27 12:01") > captured
    assert up_to_minute(at("2025-01-27 12:00")) == at("2025-01-27 12:00")


@pytest.mark.parametrize(
    ("key", "value"),
    [("at", "yesterday"), ("at", "0001-01-01"), ("at", "2025-13-01T00:00"), ("against", "1h"), ("apps", "some"),
     ("rows", "50"), ("country", "atlantis")],
)  # fmt: skip
def test_a_value_that_means_nothing_is_an_error_that_says_what_would(key: str, value: str) -> None:
    with pytest.raises(UnknownValueError) as error:
        parse_chart_query({key: value})
    assert error.value.key == key
    assert error.value.wanted


def test_the_range_of_the_rank_page_is_not_our_affair() -> None:
    assert parse_chart_query({"range": "nonsense", "assistants": "nobody"}) == ChartQuery()
