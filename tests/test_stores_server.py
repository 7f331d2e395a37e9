"""The server that plays the stores in other tests does what its names say."""

import json
import threading
from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

import pytest
import requests

from tests.stores_faults import (
    BAD_GATEWAY,
    BOMB,
    CLOCK_A_DAY_OFF,
    DRIP,
    EMPTY_LIST,
    FAULTS,
    FIRST_APP_ALONE,
    FLOOD,
    FLOOD_BYTES,
    FORBIDDEN,
    GATEWAY_REFUSAL,
    HALF_A_BODY,
    HALF_A_GZIP,
    HALF_THE_JSON,
    HTML,
    NEW_HOST,
    NOT_FOUND,
    REFUSED_CALL,
    RESET,
    RETYPED_IDS,
    SERVER_ERROR,
    SILENCE,
    STALL,
    TOO_MANY,
    TOO_MANY_FOR_A_SECOND,
    UNAVAILABLE,
    WRONG_CHART,
    WRONG_COUNTRY,
    ZIPPED,
    Fault,
)
from tests.stores_server import StoresServer
from tests.stores_sources import APPLE, APPLE_PAGES, GOOGLE
from tracker.app_series import badge_series, details_series
from tracker.collect import ask as question
from tracker.errors import EmptyChartError, ParseError, RateLimitedError, ValidationError, WrongAnswerError
from tracker.models import AppDetails, Badge, ChartEntry, Series, Slot
from tracker.simulation.wire_pages import Generation
from tracker.stores import APP_BADGE, APP_LOOKUP, SOURCES
from tracker.validate import check_chart

IPHONE = Series("apple", "us", "iphone", "top-free", "all", "itunes_rss")
IPHONE_GAMES = Series("apple", "us", "iphone", "top-free", "games", "itunes_rss")
ANDROID = Series("google", "us", "android", "top-free", "all", "google_play")
IPHONE_PATH = "/itunes.apple.com/us/rss/topfreeapplications/limit=100/json"
HOST_OF = {IPHONE: APPLE, ANDROID: GOOGLE}
BOTH = pytest.mark.parametrize("series", [IPHONE, ANDROID], ids=lambda series: series.store)
FEED = Series("apple", "us", "iphone", "top-free", "all", "apple_rss")
WEB = Series("apple", "us", "iphone", "top-free", "all", "apple_web")
TOPS = [Series("apple", "us", "iphone", chart, "all", "apple_viewtop") for chart in ("top-free", "top-paid")]
LIST_SOURCES = pytest.mark.parametrize("series", [IPHONE, ANDROID, FEED, WEB, *TOPS], ids=lambda series: series.name)
CHATGPT = "6448311069"
LOOKUP, PAGE = details_series("us"), badge_series("us", CHATGPT)


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
    _, request = question(Slot(series, datetime.now(UTC), depth))
    return requests.request(
        request.method,
        stores.url + "/" + request.url.removeprefix("https://"),
        data=request.body,
        headers=dict(request.headers),
        timeout=timeout,
        allow_redirects=False,
    )


@LIST_SOURCES
def test_a_served_chart_comes_as_its_store_sends_it(stores: StoresServer, series: Series) -> None:
    stores.serve(series, entries(series, 12))
    answer = ask(stores, series)
    chart = SOURCES[series.source].parse_chart(answer.content, series)
    assert answer.status_code == 200
    assert list(chart.entries) == entries(series, 12)
    check_chart(chart, series)


def test_the_charts_of_one_page_come_together(stores: StoresServer) -> None:
    for series, many in zip(TOPS, (7, 3), strict=True):
        stores.serve(series, entries(many=many))
    (free, paid) = (ask(stores, series).content for series in TOPS)
    assert free == paid
    parsed = [SOURCES["apple_viewtop"].parse_chart(free, series).entries for series in TOPS]
    assert [len(found) for found in parsed] == [7, 3]


def test_the_store_app_is_asked_with_the_number_of_a_country(stores: StoresServer) -> None:
    stores.serve(TOPS[0], entries())
    assert (
        requests.get(stores.url + "/itunes.apple.com/WebObjects/MZStore.woa/wa/viewTop", timeout=5).status_code == 404
    )
    ask(stores, TOPS[0])
    (seen,) = stores.requests_for("apple_viewtop", "us")
    assert seen.headers["X-Apple-Store-Front"] == "143441,29"


@pytest.mark.parametrize("generation", ["served", "cached"])
def test_pages_come_in_both_generations(stores: StoresServer, generation: Generation) -> None:
    badge = Badge("us", "iphone", "top-free", "productivity", 3, CHATGPT)
    stores.serve(WEB, entries(many=12), generation=generation)
    stores.serve_badge(PAGE, badge, generation)
    assert len(SOURCES["apple_web"].parse_chart(ask(stores, WEB).content, WEB).entries) == 12
    assert APP_BADGE.parse_badge(ask(stores, PAGE).content, "us", CHATGPT) == badge
    stores.serve_badge(PAGE, None, generation)
    assert APP_BADGE.parse_badge(ask(stores, PAGE).content, "us", CHATGPT) is None


def test_a_lookup_tells_of_the_apps_that_are_offered(stores: StoresServer) -> None:
    known = AppDetails(
        CHATGPT, True, "ChatGPT", "OpenAI", "com.openai.chat", "7.1", genre="6007", price=0.0, currency="USD"
    )
    stores.serve_details(LOOKUP, [known, AppDetails("900000001", False), AppDetails("900000002", True, "Zorblat")])
    answer = ask(stores, LOOKUP)
    assert answer.content.startswith(b"\n\n\n{")
    details = APP_LOOKUP.parse_lookup(answer.content, "us", [CHATGPT, "900000001"])
    assert details == (known, AppDetails("900000001", False)), "the third was not asked for"


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
    assert [one.path for one in stores.requests_for(APPLE, "us")] == [IPHONE_PATH]


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


@BOTH
def test_an_answer_for_another_country_has_other_apps(stores: StoresServer, series: Series) -> None:
    stores.fail(HOST_OF[series], "us", WRONG_COUNTRY)
    chart = SOURCES[series.source].parse_chart(ask(stores, series).content, series)
    assert not {one.app_id for one in chart.entries} & {one.app_id for one in entries(series)}
    assert chart.said in ("fr/topfreeapplications", "topselling_free_APPLICATION"), "one says its country"


def test_answers_about_other_apps_are_noticed(stores: StoresServer) -> None:
    stores.serve_details(LOOKUP, [AppDetails(CHATGPT, True, "ChatGPT")])
    stores.serve_badge(PAGE, None)
    for fault in (WRONG_CHART, WRONG_COUNTRY):
        for host in (APPLE, APPLE_PAGES):
            stores.fail(host, "us", fault)
        with pytest.raises(WrongAnswerError):
            APP_LOOKUP.parse_lookup(ask(stores, LOOKUP).content, "us", [CHATGPT])
        with pytest.raises(WrongAnswerError):
            APP_BADGE.parse_badge(ask(stores, PAGE).content, "us", CHATGPT)


def test_a_fault_may_meet_one_source_of_a_host(stores: StoresServer) -> None:
    stores.serve(TOPS[0], entries())
    stores.fail("itunes_rss", "us", FORBIDDEN)
    assert [ask(stores, series).status_code for series in (IPHONE, TOPS[0])] == [403, 200]


@pytest.mark.parametrize("series", [FEED, WEB, TOPS[0], ANDROID], ids=lambda series: series.source)
def test_one_app_in_place_of_a_list_is_no_list(stores: StoresServer, series: Series) -> None:
    stores.serve(series, entries(series, 12))
    stores.fail(series.source, "us", FIRST_APP_ALONE)
    with pytest.raises(ParseError):
        SOURCES[series.source].parse_chart(ask(stores, series).content, series)


def test_retyped_ids_are_numbers_or_no_numbers(stores: StoresServer) -> None:
    stores.serve_details(LOOKUP, [AppDetails(CHATGPT, True, "ChatGPT")])
    stores.fail(APPLE, "us", RETYPED_IDS)
    assert ask(stores, IPHONE).json()["feed"]["entry"][0]["id"]["attributes"]["im:id"] == 9000000001
    assert ask(stores, LOOKUP).json()["results"][0]["trackId"] == CHATGPT


def test_half_of_a_text_is_sent_as_if_it_were_all(stores: StoresServer) -> None:
    whole = ask(stores, IPHONE).content
    stores.fail(APPLE, "us", HALF_THE_JSON)
    assert ask(stores, IPHONE).content == whole[: len(whole) // 2]


def test_half_a_gzip_has_the_length_that_it_says(stores: StoresServer) -> None:
    whole = ask(stores, IPHONE).content
    stores.fail(APPLE, "us", HALF_A_GZIP)
    answer = ask(stores, IPHONE)
    assert whole.startswith(answer.content)
    assert 0 < len(answer.content) < len(whole)


def test_a_bomb_is_small_until_it_is_unzipped(stores: StoresServer) -> None:
    stores.fail(APPLE, "us", BOMB)
    with requests.get(stores.url + IPHONE_PATH, stream=True, timeout=5) as answer:
        assert int(answer.headers["Content-Length"]) < 1_000_000
        assert (
            sum(len(piece) for piece, _ in zip(answer.iter_content(1_000_000), range(30), strict=False)) >= 29_000_000
        )


def test_a_flood_goes_on_as_long_as_one_reads(stores: StoresServer) -> None:
    stores.fail(APPLE, "us", FLOOD)
    with requests.get(stores.url + IPHONE_PATH, stream=True, timeout=5) as answer:
        assert int(answer.headers["Content-Length"]) == FLOOD_BYTES
        assert len(next(answer.iter_content(3_000_000))) == 3_000_000


def test_a_drip_keeps_a_reader_waiting(stores: StoresServer) -> None:
    stores.fail(APPLE, "us", DRIP)
    with requests.get(stores.url + IPHONE_PATH, stream=True, timeout=5) as answer:
        length = int(answer.headers["Content-Length"])
        assert 0 < len(answer.raw.read1(length)) < length


def test_a_store_that_moves_answers_at_its_new_host(stores: StoresServer) -> None:
    stores.fail(APPLE, "us", NEW_HOST)
    moved = ask(stores, IPHONE)
    assert moved.status_code == 308
    assert moved.headers["Location"] == "https://new.itunes.apple.com/us/rss/topfreeapplications/limit=100/json"
    assert requests.get(moved.headers["Location"].replace("https:/", stores.url), timeout=5).status_code == 200


def test_a_store_may_have_a_wrong_clock(stores: StoresServer) -> None:
    stores.fail(APPLE, "us", CLOCK_A_DAY_OFF)
    off = datetime.now(UTC) - parsedate_to_datetime(ask(stores, IPHONE).headers["Date"])
    assert timedelta(hours=23) < off < timedelta(hours=25)


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
        with (
            suppress(requests.RequestException),
            requests.get(stores.url + IPHONE_PATH, stream=True, timeout=0.5, allow_redirects=False) as answer,
        ):
            next(answer.iter_content(1), b"")
        assert ask(stores, IPHONE).status_code == 200, name
