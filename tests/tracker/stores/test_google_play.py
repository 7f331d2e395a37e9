import base64
import json
import re
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
    chart = parse_chart(payload_file("google_play/top_free_us.txt"), US_ANDROID)
    assert chart.entries[0] == ChartEntry(1, "com.openai.chatgpt", "ChatGPT", "OpenAI")
    assert [one.rank for one in chart.entries] == [1, 2, 3]


def test_names_beyond_ascii_survive_the_lying_length(payload_file: Read) -> None:
    assert parse_chart(payload_file("google_play/top_free_us.txt"), US_ANDROID).entries[2].name == "Zorblat 😀 خرائط"


def test_the_answer_says_which_chart_it_is(payload_file: Read) -> None:
    games = Series("google", "us", "android", "top-free", "games", "google_play")
    assert parse_chart(payload_file("google_play/top_free_us.txt"), US_ANDROID).said == chart_name(US_ANDROID)
    assert parse_chart(payload_file("google_play/top_free_games_us.txt"), US_ANDROID).said == chart_name(games)


def test_a_refused_call_is_an_error(payload_file: Read) -> None:
    with pytest.raises(ParseError, match="refused"):
        parse_chart(payload_file("google_play/refused.txt"), US_ANDROID)


def test_a_gateway_error_in_http_200_means_that_we_ask_too_often(payload_file: Read) -> None:
    with pytest.raises(RateLimitedError):
        parse_chart(payload_file("google_play/gateway_error.txt"), US_ANDROID)


def test_the_word_of_a_refusal_in_an_apps_text_is_no_refusal(payload_file: Read) -> None:
    body = payload_file("google_play/top_free_us.txt").replace(b"Invented.", b"PlayGatewayError")
    assert len(parse_chart(body, US_ANDROID).entries) == 3


def test_a_page_that_asks_for_patience_means_that_we_ask_too_often(payload_file: Read) -> None:
    with pytest.raises(RateLimitedError):
        parse_chart(payload_file("google_play/too_often.html"), US_ANDROID)


def test_the_consent_page_is_an_error(payload_file: Read) -> None:
    with pytest.raises(ParseError, match="no vyAe2 frame") as caught:
        parse_chart(payload_file("google_play/consent.html"), US_ANDROID)
    assert not isinstance(caught.value, RateLimitedError)


def test_frames_may_share_a_line(payload_file: Read) -> None:
    assert len(parse_chart(payload_file("google_play/frames_on_one_line.txt"), US_ANDROID).entries) == 3


@pytest.mark.parametrize("package", ["chatgpt", "com..x", "com.open ai", "com.openai.", "7com.x", "com.x" * 80, "٣.٤"])
def test_what_is_no_package_name_is_an_error(payload_file: Read, package: str) -> None:
    body = payload_file("google_play/top_free_us.txt").replace(b"com.openai.chatgpt", package.encode())
    with pytest.raises(ParseError, match="wanted a package name"):
        parse_chart(body, US_ANDROID)


@pytest.mark.parametrize("name", [b"\x14topselling_free_GAMEX", b"\x14topselling_free_GAME"])
def test_the_charts_name_is_as_long_as_it_says(payload_file: Read, name: bytes) -> None:
    token = base64.b64encode(b"\xaa\x02#\x12" + name + b"\x10-\x18\x03").rstrip(b"=")
    body = re.sub(rb"qgI[\w=]+", token, payload_file("google_play/top_free_us.txt"), count=1)
    said = parse_chart(body, US_ANDROID).said
    assert said == name[1 : 1 + name[0]].decode()


def test_an_empty_list_is_an_error_of_its_own(payload_file: Read) -> None:
    with pytest.raises(EmptyChartError):
        parse_chart(payload_file("google_play/empty_list.txt"), US_ANDROID)


@pytest.mark.parametrize("body", [b"", b"<html>Sorry</html>", b")]}'\n\n[[1]]", b')]}\'\n[["wrb.fr","vyAe2","7"]]'])
def test_a_changed_answer_is_an_error_not_an_empty_chart(body: bytes) -> None:
    with pytest.raises(ParseError, match="vyAe2"):
        parse_chart(body, US_ANDROID)


@pytest.mark.parametrize("cut", [0.1, 0.5, 0.9])
def test_half_a_body_is_an_error(payload_file: Read, cut: float) -> None:
    body = payload_file("google_play/top_free_us.txt")
    with pytest.raises(ParseError):
        parse_chart(body[: int(len(body) * cut * 0.7)], US_ANDROID)


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
        parse_chart(b")]}'\n\n" + body, US_ANDROID)
