import json
from collections.abc import Callable
from urllib.parse import parse_qs

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.conftest import US_ANDROID
from tracker.errors import EmptyChartError, ParseError, RateLimitedError
from tracker.models import ChartEntry, Series
from tracker.stores.google_play import chart_name, chart_request, parse_chart

Read = Callable[[str], bytes]


def test_rank_is_the_position_in_the_list(payload_file: Read) -> None:
    chart = parse_chart(payload_file("google_play/top_free_us.txt"))
    assert chart.entries[0] == ChartEntry(1, "com.openai.chatgpt", "ChatGPT", "OpenAI")
    assert [one.rank for one in chart.entries] == [1, 2, 3]


def test_names_beyond_ascii_survive_the_lying_length(payload_file: Read) -> None:
    assert parse_chart(payload_file("google_play/top_free_us.txt")).entries[2].name == "Zorblat 😀 خرائط"


def test_the_answer_says_which_chart_it_is(payload_file: Read) -> None:
    games = Series("google", "us", "android", "top-free", "games", "google_play")
    assert parse_chart(payload_file("google_play/top_free_us.txt")).said == chart_name(US_ANDROID)
    assert parse_chart(payload_file("google_play/top_free_games_us.txt")).said == chart_name(games)


def test_a_refused_call_is_an_error(payload_file: Read) -> None:
    with pytest.raises(ParseError, match="refused"):
        parse_chart(payload_file("google_play/refused.txt"))


def test_a_gateway_error_in_http_200_means_that_we_ask_too_often(payload_file: Read) -> None:
    with pytest.raises(RateLimitedError):
        parse_chart(payload_file("google_play/gateway_error.txt"))


def test_an_empty_list_is_an_error_of_its_own(payload_file: Read) -> None:
    with pytest.raises(EmptyChartError):
        parse_chart(payload_file("google_play/empty_list.txt"))


@pytest.mark.parametrize("body", [b"", b"<html>Sorry</html>", b")]}'\n\n[[1]]", b')]}\'\n[["wrb.fr","vyAe2","7"]]'])
def test_a_changed_answer_is_an_error_not_an_empty_chart(body: bytes) -> None:
    with pytest.raises(ParseError, match="vyAe2"):
        parse_chart(body)


@pytest.mark.parametrize("cut", [0.1, 0.5, 0.9])
def test_half_a_body_is_an_error(payload_file: Read, cut: float) -> None:
    body = payload_file("google_play/top_free_us.txt")
    with pytest.raises(ParseError):
        parse_chart(body[: int(len(body) * cut * 0.7)])


def test_the_request_names_chart_category_country_and_depth() -> None:
    request = chart_request(Series("google", "de", "android", "top-grossing", "productivity", "google_play"), 150)
    assert request.method == "POST"
    assert "gl=DE" in request.url
    assert request.body is not None
    asked = json.loads(json.loads(parse_qs(request.body.decode())["f.req"][0])[0][0][1])
    assert asked[0][-1] == [2, "topgrossing", "PRODUCTIVITY"]
    assert asked[0][1][0][1] == [20, 150]


@given(st.binary(max_size=200))
def test_no_bytes_end_in_anything_but_a_parse_error(body: bytes) -> None:
    with pytest.raises(ParseError):
        parse_chart(b")]}'\n\n" + body)
