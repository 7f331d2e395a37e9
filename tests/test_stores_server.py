"""The server that plays the stores in other tests does what its names say."""

import json
import threading
from collections.abc import Iterator

import pytest
import requests

from tests.stores_server import (
    APPLE,
    BAD_GATEWAY,
    EMPTY_LIST,
    FAULTS,
    FORBIDDEN,
    GATEWAY_REFUSAL,
    GOOGLE,
    HALF_A_BODY,
    HTML,
    NOT_FOUND,
    REFUSED_CALL,
    RESET,
    SERVER_ERROR,
    SILENCE,
    STALL,
    TOO_MANY,
    TOO_MANY_FOR_A_SECOND,
    UNAVAILABLE,
    WRONG_CHART,
    ZIPPED,
    Fault,
    StoresServer,
)
from tracker.errors import EmptyChartError, ParseError, RateLimitedError, ValidationError
from tracker.models import ChartEntry, Series
from tracker.stores import SOURCES
from tracker.validate import check_chart

IPHONE = Series("apple", "us", "iphone", "top-free", "all", "itunes_rss")
IPHONE_GAMES = Series("apple", "us", "iphone", "top-free", "games", "itunes_rss")
ANDROID = Series("google", "us", "android", "top-free", "all", "google_play")
HOST_OF = {IPHONE: APPLE, ANDROID: GOOGLE}
BOTH = pytest.mark.parametrize("series", [IPHONE, ANDROID], ids=lambda series: series.store)


def entries(series: Series = IPHONE, many: int = 5) -> list[ChartEntry]:
    before = "" if series.store == "apple" else "sim.id"
    return [ChartEntry(rank, f"{before}90000000{rank:02d}", f"App {rank}", "Nobody") for rank in range(1, many + 1)]


@pytest.fixture
def stores() -> Iterator[StoresServer]:
    with StoresServer() as server:
        server.serve(IPHONE, entries())
        server.serve(ANDROID, entries(ANDROID))
        yield server


def ask(stores: StoresServer, series: Series, depth: int = 100, timeout: float = 5) -> requests.Response:
    request = SOURCES[series.source].chart_request(series, depth)
    return requests.request(
        request.method,
        stores.url + "/" + request.url.removeprefix("https://"),
        data=request.body,
        headers=dict(request.headers),
        timeout=timeout,
    )


@BOTH
def test_a_served_chart_comes_as_its_store_sends_it(stores: StoresServer, series: Series) -> None:
    answer = ask(stores, series)
    chart = SOURCES[series.source].parse_chart(answer.content, series)
    assert answer.status_code == 200
    assert list(chart.entries) == entries(series)
    check_chart(chart, series)


@BOTH
def test_no_more_apps_come_than_are_asked_for(stores: StoresServer, series: Series) -> None:
    assert len(SOURCES[series.source].parse_chart(ask(stores, series, depth=3).content, series).entries) == 3


def test_one_app_alone_comes_as_an_object(stores: StoresServer) -> None:
    assert isinstance(json.loads(ask(stores, IPHONE, depth=1).content)["feed"]["entry"], dict)


def test_charts_of_a_country_are_told_apart(stores: StoresServer) -> None:
    stores.serve(IPHONE_GAMES, entries(many=2))
    assert len(SOURCES["itunes_rss"].parse_chart(ask(stores, IPHONE_GAMES).content, IPHONE_GAMES).entries) == 2
    assert len(SOURCES["itunes_rss"].parse_chart(ask(stores, IPHONE).content, IPHONE).entries) == 5


def test_a_chart_that_nobody_serves_is_not_found(stores: StoresServer) -> None:
    assert ask(stores, IPHONE_GAMES).status_code == 404
    assert requests.get(stores.url + "/example.org/", timeout=5).status_code == 404


def test_bytes_are_sent_as_they_are(stores: StoresServer) -> None:
    stores.serve_body(ANDROID, b"\x00recorded\xff")
    assert ask(stores, ANDROID).content == b"\x00recorded\xff"


def test_requests_are_remembered(stores: StoresServer) -> None:
    ask(stores, ANDROID, depth=200)
    ask(stores, IPHONE)
    seen = stores.requests[0]
    assert (seen.method, seen.path.split("?")[0]) == ("POST", "/play.google.com/_/PlayStoreUi/data/batchexecute")
    assert seen.body.startswith(b"f.req=")
    assert seen.headers["Content-Type"].startswith("application/x-www-form-urlencoded")
    assert seen.asked is not None
    assert (seen.asked.country, seen.asked.chart, seen.asked.depth) == ("us", "topselling_free_APPLICATION", 200)
    assert [one.path for one in stores.requests_for(APPLE, "us")] == [
        "/itunes.apple.com/us/rss/topfreeapplications/limit=100/json"
    ]


@BOTH
@pytest.mark.parametrize(
    ("fault", "status"),
    [
        (FORBIDDEN, 403), (NOT_FOUND, 404), (TOO_MANY, 429), (TOO_MANY_FOR_A_SECOND, 429), (SERVER_ERROR, 500),
        (BAD_GATEWAY, 502), (UNAVAILABLE, 503), (HTML, 200), (EMPTY_LIST, 200), (WRONG_CHART, 200), (ZIPPED, 200),
    ],
    ids=lambda value: next((name for name, fault in FAULTS.items() if fault is value), value),
)  # fmt: skip
def test_a_fault_has_its_status(stores: StoresServer, series: Series, fault: Fault, status: int) -> None:
    stores.fail(HOST_OF[series], "us", fault)
    assert ask(stores, series).status_code == status


def test_only_one_kind_of_429_says_when_to_come_back(stores: StoresServer) -> None:
    stores.fail(APPLE, "us", TOO_MANY)
    stores.fail(GOOGLE, "us", TOO_MANY_FOR_A_SECOND)
    assert "Retry-After" not in ask(stores, IPHONE).headers
    assert ask(stores, ANDROID).headers["Retry-After"] == "1"


def test_a_fault_ends_after_its_times(stores: StoresServer) -> None:
    stores.fail(APPLE, "us", UNAVAILABLE, times=2)
    assert [ask(stores, IPHONE).status_code for _ in range(3)] == [503, 503, 200]


def test_a_fault_meets_one_store_and_one_country(stores: StoresServer) -> None:
    german = Series("apple", "de", "iphone", "top-free", "all", "itunes_rss")
    stores.serve(german, entries())
    stores.fail(APPLE, "us", FORBIDDEN)
    assert [ask(stores, series).status_code for series in (IPHONE, german, ANDROID)] == [403, 200, 200]


def test_a_healed_store_answers_again(stores: StoresServer) -> None:
    stores.fail(APPLE, "us", FORBIDDEN)
    stores.heal(APPLE, "us")
    assert ask(stores, IPHONE).status_code == 200


@BOTH
def test_silence_is_a_connection_without_an_answer(stores: StoresServer, series: Series) -> None:
    stores.fail(HOST_OF[series], "us", SILENCE)
    with pytest.raises(requests.ReadTimeout):
        ask(stores, series, timeout=0.2)


@BOTH
def test_a_stall_sends_the_head_and_a_part_of_the_body(stores: StoresServer, series: Series) -> None:
    stores.fail(HOST_OF[series], "us", STALL)
    with pytest.raises(requests.ConnectionError, match="timed out"):
        ask(stores, series, timeout=0.2)


@BOTH
def test_half_a_body_is_shorter_than_its_length_says(stores: StoresServer, series: Series) -> None:
    whole = len(ask(stores, series).content)
    stores.fail(HOST_OF[series], "us", HALF_A_BODY)
    with pytest.raises(requests.exceptions.ChunkedEncodingError, match=f"IncompleteRead.{whole // 2} bytes read"):
        ask(stores, series)


@BOTH
def test_a_reset_breaks_the_connection(stores: StoresServer, series: Series) -> None:
    stores.fail(HOST_OF[series], "us", RESET)
    with pytest.raises(requests.ConnectionError, match=r"reset by peer|Connection aborted"):
        ask(stores, series)


@BOTH
def test_a_page_instead_of_a_chart_cannot_be_parsed(stores: StoresServer, series: Series) -> None:
    stores.fail(HOST_OF[series], "us", HTML)
    with pytest.raises(ParseError):
        SOURCES[series.source].parse_chart(ask(stores, series).content, series)


def test_refusals_of_google_play_come_with_200(stores: StoresServer) -> None:
    stores.fail(GOOGLE, "us", GATEWAY_REFUSAL)
    with pytest.raises(RateLimitedError):
        SOURCES["google_play"].parse_chart(ask(stores, ANDROID).content, ANDROID)
    stores.fail(GOOGLE, "us", REFUSED_CALL)
    with pytest.raises(ParseError, match="refused"):
        SOURCES["google_play"].parse_chart(ask(stores, ANDROID).content, ANDROID)


def test_an_empty_list_is_an_empty_chart(stores: StoresServer) -> None:
    stores.fail(GOOGLE, "us", EMPTY_LIST)
    with pytest.raises(EmptyChartError):
        SOURCES["google_play"].parse_chart(ask(stores, ANDROID).content, ANDROID)
    stores.fail(APPLE, "us", EMPTY_LIST)
    assert "entry" not in ask(stores, IPHONE).json()["feed"]


@BOTH
def test_the_wrong_chart_says_so(stores: StoresServer, series: Series) -> None:
    stores.fail(HOST_OF[series], "us", WRONG_CHART)
    with pytest.raises(ValidationError, match="asked for"):
        check_chart(SOURCES[series.source].parse_chart(ask(stores, series).content, series), series)


@BOTH
def test_a_zipped_answer_is_the_same_chart(stores: StoresServer, series: Series) -> None:
    plain = ask(stores, series).content
    stores.fail(HOST_OF[series], "us", ZIPPED)
    answer = ask(stores, series)
    assert answer.headers["Content-Encoding"] == "gzip"
    assert answer.content == plain


def test_a_client_that_waits_does_not_keep_others_waiting_and_is_let_go_at_the_end() -> None:
    failures: list[Exception] = []

    def wait_for_an_answer(stores: StoresServer) -> None:
        try:
            ask(stores, IPHONE, timeout=60)
        except requests.RequestException as failure:
            failures.append(failure)

    with StoresServer() as stores:
        stores.serve(ANDROID, entries())
        stores.fail(APPLE, "us", SILENCE)
        waiting = threading.Thread(target=wait_for_an_answer, args=(stores,))
        waiting.start()
        assert ask(stores, ANDROID).status_code == 200
    waiting.join(timeout=30)
    assert len(failures) == 1


def test_the_server_stops_though_a_client_holds_its_connection() -> None:
    with requests.Session() as session:
        with StoresServer() as stores:
            assert session.get(stores.url, timeout=5).status_code == 404
        with pytest.raises(requests.ConnectionError):
            session.get(stores.url, timeout=5)


def test_every_fault_has_a_name_and_ends(stores: StoresServer) -> None:
    for name, fault in FAULTS.items():
        stores.fail(APPLE, "us", fault, times=1)
        try:
            ask(stores, IPHONE, timeout=0.3)
        except requests.RequestException:
            continue
        finally:
            assert ask(stores, IPHONE).status_code == 200, name
