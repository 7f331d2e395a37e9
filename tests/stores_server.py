"""The stores on 127.0.0.1, as the mirror setting asks for them: https://HOST/PATH is http://127.0.0.1:PORT/HOST/PATH.

    with StoresServer() as stores:
        stores.serve(series, entries)
        stores.fail("itunes.apple.com", "us", RATE_LIMITED, times=2)
        ... RANK_TRACKER_MIRROR = stores.url ...
        assert len(stores.requests) == 3

A chart that nobody serves is not found. A fault is data: to add one, give it a name in FAULTS.
"""

import gzip
import os
import re
import select
import socket
import struct
import sys
import threading
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Any, Literal
from urllib.parse import parse_qs, urlsplit

from tracker.models import ChartEntry, Series
from tracker.simulation.wire import google_play_body, itunes_rss_body
from tracker.stores import SOURCES

APPLE, GOOGLE = "itunes.apple.com", "play.google.com"


@dataclass(frozen=True, slots=True)
class Asked:
    """The chart that a request asks for, in the words of the store."""

    host: str
    country: str
    chart: str
    depth: int


def asked_of(path: str, body: bytes) -> Asked | None:
    """The chart that a request for /HOST/PATH?QUERY asks for; None: none."""
    parts = urlsplit(path)
    _, host, *segments = parts.path.split("/")
    if host == APPLE and len(segments) > 3 and segments[1] == "rss":
        options = dict(re.findall(r"(limit|genre)=(\d+)", parts.path))
        chart = "/".join([segments[2], *([options["genre"]] if "genre" in options else [])])
        return Asked(host, segments[0], chart, int(options.get("limit", "10")))
    call = parse_qs(body.decode("latin-1")).get("f.req", [""])[0]
    chart_in_call, depth_in_call = re.search(r'\[2,\\"(\w+)\\",\\"(\w+)\\"\]', call), re.search(r"\[20,(\d+)\]", call)
    if host == GOOGLE and chart_in_call and depth_in_call:
        country = parse_qs(parts.query)["gl"][0].lower()
        return Asked(host, country, "_".join(chart_in_call.groups()), int(depth_in_call[1]))
    return None


@dataclass(frozen=True, slots=True)
class SeenRequest:
    at: datetime  # UTC
    method: str
    path: str  # /HOST/PATH?QUERY
    headers: Mapping[str, str]
    body: bytes
    asked: Asked | None  # None: it is no request for a chart


@dataclass(frozen=True, slots=True)
class Served:
    """What one chart shows: entries in the wire format, or bytes as they are."""

    series: Series
    entries: tuple[ChartEntry, ...] = ()
    updated_at: datetime = datetime(2026, 11, 21, 12, tzinfo=UTC)
    raw: bytes | None = None

    def body(self, depth: int) -> bytes:
        if self.raw is not None:
            return self.raw
        if self.series.source == "itunes_rss":
            return itunes_rss_body(self.series, self.entries[:depth], self.updated_at, depth)
        return google_play_body(self.series, self.entries[:depth])


# what faults of charts that nobody serves are made of
UNKNOWN = {
    APPLE: Served(Series("apple", "zz", "iphone", "top-free", "all", "itunes_rss")),
    GOOGLE: Served(Series("google", "zz", "android", "top-free", "all", "google_play")),
}

BodyMaker = Callable[[Served, int], bytes]  # (what would be served, depth asked for) → what comes


def true_body(served: Served, depth: int) -> bytes:
    return served.body(depth)


def no_apps(served: Served, depth: int) -> bytes:
    return replace(served, entries=(), raw=None).body(depth)


def another_chart(served: Served, depth: int) -> bytes:
    other = "top-paid" if served.series.chart != "top-paid" else "top-free"
    return replace(served, series=replace(served.series, chart=other), raw=None).body(depth)


def fixed(text: str) -> BodyMaker:
    return lambda _served, _depth: text.encode()


def page(heading: str) -> BodyMaker:
    return fixed(f"<!DOCTYPE html><html><body><h1>{heading}</h1></body></html>")


GATEWAY_ERROR = """)]}'

122
[["er",null,null,null,null,400,null,null,null,"type.googleapis.com/com.google.play.gateway.proto.PlayGatewayError"]]
27
[["e",4,null,null,129]]
"""
NULL_FRAME = ')]}\'\n\n54\n[["wrb.fr","vyAe2",null,null,null,[3],"generic"]]\n25\n[["e",4,null,null,90]]\n'


@dataclass(frozen=True, slots=True)
class Fault:
    """How an answer goes wrong."""

    status: int = 200
    headers: tuple[tuple[str, str], ...] = ()
    body: BodyMaker = true_body
    # silence: nothing comes · stall: headers and half of the body, then nothing · half: the connection closes in the
    # middle of the body · reset: the connection breaks before the answer
    sending: Literal["whole", "silence", "stall", "half", "reset"] = "whole"
    zipped: bool = False

    @property
    def content_type(self) -> str:
        return "application/json; charset=utf-8" if self.body in (true_body, no_apps, another_chart) else "text/html"


FORBIDDEN = Fault(403, body=page("403 Forbidden"))
NOT_FOUND = Fault(404, body=page("404 Not Found"))
TOO_MANY = Fault(429, body=page("429 Too Many Requests"))
TOO_MANY_FOR_A_SECOND = replace(TOO_MANY, headers=(("Retry-After", "1"),))
SERVER_ERROR = Fault(500, body=fixed(""))
BAD_GATEWAY = Fault(502, body=page("502 Bad Gateway"))
UNAVAILABLE = Fault(503, body=page("503 Service Unavailable"))
SILENCE = Fault(sending="silence")
STALL = Fault(sending="stall")
HALF_A_BODY = Fault(sending="half")
RESET = Fault(sending="reset")
HTML = Fault(body=page("We are sorry"))
GATEWAY_REFUSAL = Fault(body=fixed(GATEWAY_ERROR))
REFUSED_CALL = Fault(body=fixed(NULL_FRAME))
EMPTY_LIST = Fault(body=no_apps)
WRONG_CHART = Fault(body=another_chart)
ZIPPED = Fault(zipped=True)  # no fault: what stores do when asked

FAULTS: dict[str, Fault] = {
    "403": FORBIDDEN,
    "404": NOT_FOUND,
    "429": TOO_MANY,
    "429 with Retry-After": TOO_MANY_FOR_A_SECOND,
    "500": SERVER_ERROR,
    "502 in HTML": BAD_GATEWAY,
    "503": UNAVAILABLE,
    "silence": SILENCE,
    "stall": STALL,
    "half a body": HALF_A_BODY,
    "reset": RESET,
    "HTML with 200": HTML,
    "PlayGatewayError with 200": GATEWAY_REFUSAL,
    "null frame with 200": REFUSED_CALL,
    "empty list": EMPTY_LIST,
    "wrong chart": WRONG_CHART,
    "gzip": ZIPPED,
}


@dataclass
class _Failing:
    fault: Fault
    left: int | None  # answers; None: until told otherwise


@dataclass
class StoresServer:
    """A server for one test: it listens on a free port and stops with the `with` block, waiting for nobody."""

    requests: list[SeenRequest] = field(default_factory=list)
    _charts: dict[tuple[str, str, str], Served] = field(default_factory=dict)
    _faults: dict[tuple[str, str], _Failing] = field(default_factory=dict)
    _lock: threading.Lock = field(default_factory=threading.Lock)
    _stopping: threading.Event = field(default_factory=threading.Event)

    def __enter__(self) -> "StoresServer":
        self._server = _Server(self)
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True)
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stopping.set()
        self._server.shutdown()
        self._server.server_close()
        self._server.hang_up()
        self._thread.join()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._server.server_address[1]}"

    def serve(self, series: Series, entries: Sequence[ChartEntry], updated_at: datetime | None = None) -> None:
        """Show these entries, from now on, as many of them as a request asks for."""
        served = Served(series, tuple(entries))
        self._show(replace(served, updated_at=updated_at) if updated_at else served)

    def serve_body(self, series: Series, body: bytes) -> None:
        """Show these bytes, for instance a recorded answer."""
        self._show(Served(series, raw=body))

    def fail(self, host: str, country: str, fault: Fault, times: int | None = None) -> None:
        """Answer with a fault for all charts of a country: so many times, or until told otherwise."""
        with self._lock:
            self._faults[host, country] = _Failing(fault, times)

    def heal(self, host: str, country: str) -> None:
        with self._lock:
            self._faults.pop((host, country), None)

    def requests_for(self, host: str, country: str) -> list[SeenRequest]:
        with self._lock:
            return [
                one for one in self.requests if one.asked and (one.asked.host, one.asked.country) == (host, country)
            ]

    def _show(self, served: Served) -> None:
        request = SOURCES[served.series.source].chart_request(served.series, 1)
        asked = asked_of(request.url.removeprefix("https:/"), request.body or b"")
        assert asked is not None
        with self._lock:
            self._charts[asked.host, asked.country, asked.chart] = served

    def answer_to(self, seen: SeenRequest) -> tuple[Served, Fault]:
        """What to send, and how; keeps account of the request."""
        with self._lock:
            self.requests.append(seen)
            asked = seen.asked
            if asked is None:
                return UNKNOWN[APPLE], NOT_FOUND
            served = self._charts.get((asked.host, asked.country, asked.chart))
            failing = self._faults.get((asked.host, asked.country))
            if failing is None or failing.left == 0:
                return (served, Fault()) if served else (UNKNOWN[asked.host], NOT_FOUND)
            if failing.left is not None:
                failing.left -= 1
            return served or UNKNOWN[asked.host], failing.fault

    def wait_for_the_other_side(self, connection: socket.socket) -> None:
        """Until the client hangs up or the server stops."""
        while not self._stopping.is_set():
            readable, _, _ = select.select([connection], [], [], 0.02)
            if readable and not connection.recv(1024):
                return


class _Server(ThreadingHTTPServer):
    daemon_threads = True  # a client that keeps its connection open must not keep the test waiting

    def __init__(self, stores: StoresServer) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.stores = stores
        self._open: set[socket.socket] = set()

    def process_request(self, request: socket.socket | tuple[bytes, socket.socket], client_address: Any) -> None:
        assert isinstance(request, socket.socket)
        self._open.add(request)
        super().process_request(request, client_address)

    def shutdown_request(self, request: socket.socket | tuple[bytes, socket.socket]) -> None:
        assert isinstance(request, socket.socket)
        self._open.discard(request)
        super().shutdown_request(request)

    def handle_error(self, request: socket.socket | tuple[bytes, socket.socket], client_address: Any) -> None:
        """Clients that hang up are what some tests are about; anything else is a mistake of ours."""
        if not isinstance(sys.exc_info()[1], ConnectionError):
            super().handle_error(request, client_address)

    def hang_up(self) -> None:
        for connection in list(self._open):
            with suppress(OSError):  # it may be closing just now
                connection.shutdown(socket.SHUT_RDWR)


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True  # headers and body are two writes
    server: _Server

    def do_GET(self) -> None:
        self._answer(b"")

    def do_POST(self) -> None:
        self._answer(self.rfile.read(int(self.headers["Content-Length"])))

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002
        """Say nothing: the test knows what it asked."""

    def _answer(self, body: bytes) -> None:
        stores, asked = self.server.stores, asked_of(self.path, body)
        seen = SeenRequest(datetime.now(UTC), self.command, self.path, dict(self.headers), body, asked)
        served, fault = stores.answer_to(seen)
        if fault.sending == "silence":
            stores.wait_for_the_other_side(self.connection)
            self.close_connection = True
        elif fault.sending == "reset":
            self._reset()
        else:
            self._send(fault, fault.body(served, asked.depth if asked else 0))

    def _send(self, fault: Fault, body: bytes) -> None:
        body = gzip.compress(body, 1) if fault.zipped else body
        self.send_response(fault.status)
        self.send_header("Content-Type", fault.content_type)
        self.send_header("Content-Length", str(len(body)))
        if fault.zipped:
            self.send_header("Content-Encoding", "gzip")
        for name, value in fault.headers:
            self.send_header(name, value)
        self.end_headers()
        if fault.sending == "whole":
            self.wfile.write(body)
            return
        self.wfile.write(body[: len(body) // 2])
        if fault.sending == "stall":
            self.server.stores.wait_for_the_other_side(self.connection)
        self.close_connection = True

    def _reset(self) -> None:
        # closed without lingering, a connection is reset; detached, so that nobody says goodbye before that
        self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.close_connection = True
        os.close(self.connection.detach())
