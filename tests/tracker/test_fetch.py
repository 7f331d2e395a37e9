"""The only network, against a server on this machine that misbehaves as stores do."""

import gzip
import tracemalloc
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest

from tests.conftest import US_ANDROID, US_IPHONE
from tests.stores_faults import (
    DRIP,
    FAULTS,
    FLOOD,
    HALF_A_BODY,
    RESET,
    SERVER_ERROR,
    SILENCE,
    STALL,
    TOO_MANY,
    TOO_MANY_FOR_A_SECOND,
    UNAVAILABLE,
    ZIPPED,
    Fault,
)
from tests.stores_server import StoresServer
from tests.stores_sources import APPLE
from tracker.config import FetchSettings
from tracker.fetch import HEAD_KEPT, Fetcher, Pace, mirrored, retry_after
from tracker.models import ChartEntry, Series
from tracker.stores import SOURCES
from tracker.stores.itunes_rss import chart_request

ENTRIES = [ChartEntry(1, "6448311069", "ChatGPT", "OpenAI"), ChartEntry(2, "900000001", "Zorblat", "Invented")]
US = chart_request(US_IPHONE, 100)
QUICK = FetchSettings(per_minute=60_000, connect_seconds=1, read_seconds=0.3, tries=3)
ONCE = QUICK.model_copy(update={"tries": 1})


@pytest.fixture
def stores() -> Iterator[StoresServer]:
    with StoresServer() as server:
        server.serve(US_IPHONE, ENTRIES)
        yield server


def fetcher_for(stores: StoresServer, settings: FetchSettings = QUICK) -> tuple[Fetcher, list[float]]:
    """A fetcher that notes its pauses instead of sleeping."""
    pauses: list[float] = []
    return Fetcher(settings, stores.url, pauses.append), pauses


def test_a_whole_answer_is_brought_with_how_it_came(stores: StoresServer) -> None:
    fetcher, _ = fetcher_for(stores)
    answer = fetcher.fetch(US)
    assert (answer.http_status, answer.error, answer.tries) == (200, None, 1)
    assert b"6448311069" in answer.body
    assert answer.started_at <= answer.finished_at <= datetime.now(UTC)


def test_requests_say_who_asks_and_keep_method_and_body(stores: StoresServer) -> None:
    fetcher, _ = fetcher_for(stores)
    fetcher.fetch(SOURCES["google_play"].chart_request(US_ANDROID, 200))
    (seen,) = stores.requests
    assert seen.method == "POST"
    assert seen.path.startswith("/play.google.com/_/PlayStoreUi/data/batchexecute?rpcids=vyAe2")
    assert {key.lower(): value for key, value in seen.headers.items()}["user-agent"].startswith(
        "assistant-rank-tracker/"
    )
    assert seen.body.startswith(b"f.req=")


@pytest.mark.parametrize("fault", [SERVER_ERROR, UNAVAILABLE, TOO_MANY, RESET])
def test_what_passes_is_tried_again(stores: StoresServer, fault: object) -> None:
    stores.fail(APPLE, "us", fault, times=2)  # type: ignore[arg-type]
    fetcher, pauses = fetcher_for(stores)
    answer = fetcher.fetch(US)
    assert (answer.http_status, answer.error, answer.tries) == (200, None, 3)
    retries = [pause for pause in pauses if pause > 0.1]
    assert 0.5 <= retries[0] <= 1.5
    assert 1.0 <= retries[1] <= 3.0


@pytest.mark.parametrize("name", ["403", "404"])
def test_what_does_not_pass_is_asked_once(stores: StoresServer, name: str) -> None:
    stores.fail(APPLE, "us", FAULTS[name])
    fetcher, _ = fetcher_for(stores)
    assert (fetcher.fetch(US).http_status, len(stores.requests)) == (int(name), 1)


def test_tries_are_limited_and_the_last_answer_is_kept(stores: StoresServer) -> None:
    stores.fail(APPLE, "us", UNAVAILABLE)
    fetcher, _ = fetcher_for(stores)
    answer = fetcher.fetch(US)
    assert (answer.http_status, answer.tries, len(stores.requests)) == (503, 3, 3)
    assert b"Service Unavailable" in answer.body


def test_a_pause_that_the_store_asks_for_is_kept(stores: StoresServer) -> None:
    stores.fail(APPLE, "us", TOO_MANY_FOR_A_SECOND, times=1)
    fetcher, pauses = fetcher_for(stores)
    assert fetcher.fetch(US).tries == 2
    assert 1.0 in pauses


@pytest.mark.parametrize(
    ("fault", "reason"),
    [(SILENCE, "timed out"), (STALL, "timed out"), (HALF_A_BODY, "IncompleteRead"), (RESET, "reset")],
)
def test_no_whole_answer_is_an_error_with_its_reason(stores: StoresServer, fault: object, reason: str) -> None:
    stores.fail(APPLE, "us", fault)  # type: ignore[arg-type]
    fetcher, _ = fetcher_for(stores, ONCE)
    answer = fetcher.fetch(US)
    assert answer.error is not None
    assert reason.lower() in answer.error.lower()


def test_what_arrived_before_the_break_is_kept(stores: StoresServer) -> None:
    stores.fail(APPLE, "us", STALL)
    fetcher, _ = fetcher_for(stores, ONCE)
    assert fetcher.fetch(US).http_status == 200


def test_a_zipped_answer_is_unzipped(stores: StoresServer) -> None:
    stores.fail(APPLE, "us", ZIPPED)
    fetcher, _ = fetcher_for(stores)
    assert b"6448311069" in fetcher.fetch(US).body


def packed(body: bytes, packing: str = "gzip") -> Fault:
    return Fault(body=lambda _shown: body, packing="packed already", headers=(("Content-Encoding", packing),))


PART, MORE = gzip.compress(b"a chart"), gzip.compress(b" of apps")


@pytest.mark.parametrize(
    ("body", "content"),
    [
        (PART, b"a chart"),
        (PART + MORE, b"a chart of apps"),
        (PART + b"\0\0padding", b"a chart"),
        (b"", b""),
        (gzip.compress(bytes(1_000_000)), bytes(1_000_000)),
    ],
    ids=["one member", "two members", "padding", "nothing", "more than a piece"],
)
def test_a_gzip_body_is_all_that_its_members_hold(stores: StoresServer, body: bytes, content: bytes) -> None:
    stores.fail(APPLE, "us", packed(body))
    answer = fetcher_for(stores, ONCE)[0].fetch(US)
    assert (answer.error, answer.body) == (None, content)


@pytest.mark.parametrize(
    ("fault", "reason"),
    [
        (packed(PART[:-1]), "ValueError: the gzip body ends early"),
        (packed(PART + MORE[:12]), "ValueError: the gzip body ends early"),
        (packed(b"{}"), "ValueError: Error -3 while decompressing data"),
        (packed(PART[:-8] + b"\0" + PART[-7:]), "ValueError: Error -3 while decompressing data"),
        (packed(PART, "br"), "the body is packed as 'br', which we did not ask for"),
        (DRIP, "TimeoutError: the body did not arrive in time"),
    ],
    ids=["cut", "second member cut", "no gzip", "wrong sum", "brotli", "drip"],
)
def test_a_body_that_cannot_be_whole_is_an_error(stores: StoresServer, fault: Fault, reason: str) -> None:
    stores.fail(APPLE, "us", fault)
    error = fetcher_for(stores, ONCE)[0].fetch(US).error
    assert error is not None
    assert error.startswith(reason)


def test_of_a_body_beyond_the_limit_the_head_is_kept(stores: StoresServer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tracker.fetch.BODY_LIMIT", 1_000_000)
    stores.fail(APPLE, "us", FLOOD)
    answer = fetcher_for(stores, ONCE)[0].fetch(US)
    assert answer.error == "the body is larger than 1000000 bytes"
    assert answer.body.startswith(b'{"feed":')
    assert len(answer.body) == HEAD_KEPT


def test_a_small_body_that_unfolds_to_gigabytes_takes_no_memory(
    stores: StoresServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Unzipped at once, a tenth of a megabyte would take a hundred."""
    monkeypatch.setattr("tracker.fetch.BODY_LIMIT", 1_000_000)
    stores.fail(APPLE, "us", packed(gzip.compress(bytes(100_000_000))))
    tracemalloc.start()
    try:
        answer = fetcher_for(stores, ONCE)[0].fetch(US)
        most = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert answer.error == "the body is larger than 1000000 bytes"
    assert most < 10_000_000


def test_a_connection_is_used_again_after_a_whole_body(stores: StoresServer) -> None:
    fetcher, _ = fetcher_for(stores, ONCE)
    for fault in (ZIPPED, Fault()):
        stores.fail(APPLE, "us", fault)
        fetcher.fetch(US)
    ports = {one.port for one in stores.requests}
    assert len(ports) == 1


def test_a_body_without_end_is_cut(stores: StoresServer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tracker.fetch.BODY_LIMIT", 1000)
    fetcher, _ = fetcher_for(stores, ONCE)
    answer = fetcher.fetch(US)
    assert answer.error == "the body is larger than 1000 bytes"
    assert len(answer.body) == 1000


def test_a_store_out_of_reach_is_an_error_not_an_exception() -> None:
    answer = Fetcher(QUICK, "http://127.0.0.1:9", lambda _pause: None).fetch(US)
    assert (answer.http_status, answer.tries) == (None, 3)
    assert answer.error is not None
    assert "refused" in answer.error


def test_a_host_is_asked_at_its_pace_and_others_at_theirs() -> None:
    pauses: list[float] = []
    pace = Pace(20, pauses.append)
    for host in ("a", "a", "a", "b"):
        pace.wait(host)
    assert [round(pause) for pause in pauses] == [3, 6], "three seconds between two requests to one host"


@pytest.mark.parametrize(
    ("header", "seconds"),
    [
        ("7", 7.0),
        ("Fri, 10 Jul 2026 09:00:30 GMT", 30.0),
        ("Fri, 10 Jul 2026 08:00:00 GMT", 0.0),
        ("soon", None),
        ("", None),
    ],
)
def test_retry_after_is_seconds_or_a_date(header: str, seconds: float | None) -> None:
    assert retry_after({"retry-after": header}, datetime(2026, 7, 10, 9, tzinfo=UTC)) == seconds
    assert retry_after({}, datetime(2026, 7, 10, 9, tzinfo=UTC)) is None


def test_a_mirror_stands_in_for_every_host() -> None:
    asked = "https://itunes.apple.com/us/rss/x/json?a=1"
    assert mirrored(asked, "http://127.0.0.1:9000") == "http://127.0.0.1:9000/itunes.apple.com/us/rss/x/json?a=1"
    assert mirrored(asked, None) == asked


def test_a_redirect_goes_through_the_mirror_too(stores: StoresServer) -> None:
    moved = Fault(301, headers=(("Location", "https://itunes.apple.com/us/rss/toppaidapplications/limit=100/json"),))
    stores.fail(APPLE, "us", moved, times=1)
    stores.serve(Series("apple", "us", "iphone", "top-paid", "all", "itunes_rss"), ENTRIES)
    fetcher, _ = fetcher_for(stores)
    assert fetcher.fetch(US).http_status == 200
    assert [one.asked.chart for one in stores.requests if one.asked] == ["topfreeapplications", "toppaidapplications"]


@pytest.mark.parametrize(
    ("location", "reason"),
    [(US.url, "more than 5 redirects"), ("http://itunes.apple.com/", "not https"), ("file:///etc/passwd", "not https")],
)
def test_a_redirect_that_leads_nowhere_is_an_error(stores: StoresServer, location: str, reason: str) -> None:
    stores.fail(APPLE, "us", Fault(302, headers=(("Location", location),)))
    fetcher, _ = fetcher_for(stores, ONCE)
    answer = fetcher.fetch(US)
    assert answer.error is not None
    assert reason in answer.error
