"""The stores on 127.0.0.1, as the mirror setting asks for them: https://HOST/PATH is http://127.0.0.1:PORT/HOST/PATH.

    with StoresServer() as stores:
        stores.serve(series, entries)
        stores.fail("itunes.apple.com", "us", RATE_LIMITED, times=2)
        ... RANK_TRACKER_MIRROR = stores.url ...
        assert len(stores.requests) == 3

A chart that nobody serves is not found. The sources are in stores_sources.py, the faults in stores_faults.py.
"""

import os
import select
import socket
import struct
import sys
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Any

from tests.stores_faults import CONSENT, DRIP_SECONDS, FLOOD_BYTES, HTML, NOT_FOUND, Fault
from tests.stores_feeds import FeedShelf, ShelfAnswer
from tests.stores_sources import NEW, Asked, Served, Shown, asked_of
from tracker.collect import ask
from tracker.models import AppDetails, Badge, ChartEntry, Series, Slot
from tracker.simulation.wire_pages import Generation


@dataclass(frozen=True, slots=True)
class SeenRequest:
    at: datetime  # UTC
    method: str
    path: str  # /HOST/PATH?QUERY
    headers: Mapping[str, str]
    body: bytes
    asked: Asked | None  # None: it asks for nothing that a store has
    port: int  # of the client: one a connection


@dataclass
class _Failing:
    fault: Fault
    left: int | None  # answers; None: until told otherwise


@dataclass
class StoresServer:
    """A server for one test: it listens on a free port and stops with the `with` block, waiting for nobody."""

    requests: list[SeenRequest] = field(default_factory=list)
    feeds: FeedShelf = field(default_factory=FeedShelf)  # what is no chart: feeds, and pages of articles
    _shown: dict[tuple[str, str, str], dict[Series, Served]] = field(default_factory=dict)
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

    def serve(
        self,
        series: Series,
        entries: Sequence[ChartEntry],
        updated_at: datetime | None = None,
        generation: Generation = "served",
    ) -> None:
        """Show these entries, from now on, as many of them as a request asks for."""
        self._show(Served(series, tuple(entries), updated_at or datetime.now(UTC), generation=generation))

    def serve_details(self, series: Series, details: Sequence[AppDetails]) -> None:
        """Say this of the apps that a look-up asks for; of others it says nothing, as if they were not offered."""
        self._show(Served(series, details=tuple(details)))

    def serve_badge(self, series: Series, badge: Badge | None, generation: Generation = "served") -> None:
        """Show the page of the app that the series names, with or without a position."""
        self._show(Served(series, badge=badge, generation=generation))

    def serve_body(self, series: Series, body: bytes) -> None:
        """Show these bytes, for instance a recorded answer."""
        self._show(Served(series, raw=body))

    def fail(self, host: str, country: str, fault: Fault, times: int | None = None) -> None:
        """Answer a country's requests to a host or source with a fault: so many times, or until told otherwise."""
        with self._lock:
            self._faults[host, country] = _Failing(fault, times)

    def heal(self, host: str, country: str) -> None:
        with self._lock:
            self._faults.pop((host, country), None)

    def requests_for(self, host: str, country: str) -> list[SeenRequest]:
        """The requests to a host or source about one country."""
        with self._lock:
            return [
                one
                for one in self.requests
                if one.asked and host in (one.asked.host, one.asked.source) and one.asked.country == country
            ]

    def _show(self, served: Served) -> None:
        _, request = ask(Slot(served.series, served.updated_at, 1))
        asked = asked_of(request.url.removeprefix("https:/"), request.headers, request.body or b"")
        assert asked is not None
        with self._lock:
            self._shown.setdefault((asked.source, asked.country, asked.chart), {})[served.series] = served

    def answer_to(self, seen: SeenRequest) -> tuple[Shown | None, Fault]:
        """What to send, and how; keeps account of the request."""
        with self._lock:
            self.requests.append(seen)
            asked = seen.asked
            if asked is None:
                return None, HTML if seen.path.startswith(f"/{CONSENT}/") else NOT_FOUND
            served = self._shown.get((asked.source, asked.country, asked.chart), {})
            shown = Shown(asked, tuple(served.values()))
            failing = self._failing(asked)
            if failing is None:
                return shown, Fault() if served else NOT_FOUND
            if failing.left is not None:
                failing.left -= 1
            return shown, failing.fault

    def _failing(self, asked: Asked) -> _Failing | None:
        if asked.host.startswith(NEW):
            return None  # faults stay behind when a store moves
        for name in (asked.source, asked.host):
            failing = self._faults.get((name, asked.country))
            if failing is not None and failing.left != 0:
                return failing
        return None

    def wait_for_the_other_side(self, connection: socket.socket) -> None:
        """Until the client hangs up or the server stops."""
        while not self._stopping.is_set():
            readable, _, _ = select.select([connection], [], [], 0.02)
            if readable and not connection.recv(1024):
                return

    def drops_of(self, body: bytes) -> Iterator[bytes]:
        """One byte now and then, until the server stops."""
        for byte in body:
            if self._stopping.is_set():
                return
            yield bytes([byte])
            time.sleep(DRIP_SECONDS)


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
        stores, headers = self.server.stores, dict(self.headers)
        shelved = stores.feeds.answer(self.path, headers)
        if shelved is not None:
            with stores._lock:
                stores.requests.append(
                    SeenRequest(datetime.now(UTC), self.command, self.path, headers, body, None, self.client_address[1])
                )
            self._send_shelved(shelved)
            return
        asked = asked_of(self.path, headers, body)
        port = int(self.client_address[1])
        seen = SeenRequest(datetime.now(UTC), self.command, self.path, headers, body, asked, port)
        shown, fault = stores.answer_to(seen)
        if fault.sending == "silence":
            stores.wait_for_the_other_side(self.connection)
            self.close_connection = True
        elif fault.sending == "reset":
            self._reset()
        else:
            nothing = Shown(asked or Asked("", "", "", ""), ())
            self._send(fault, fault.packed(fault.body(shown or nothing)))

    def _send_shelved(self, answer: ShelfAnswer) -> None:
        self.send_response(answer.status)
        for name, value in answer.headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(answer.body)))
        self.end_headers()
        self.wfile.write(answer.body)

    def _send(self, fault: Fault, body: bytes) -> None:
        length = FLOOD_BYTES if fault.sending == "flood" else len(body)
        self._send_head(fault, "text/html" if body.lstrip()[:1] == b"<" else "application/json", length)
        match fault.sending:
            case "whole":
                self.wfile.write(body)
                return
            case "chunks" | "half the chunks":
                size = max(1, len(body) // 10)
                pieces = [body[start : start + size] for start in range(0, len(body), size)]
                for piece in pieces if fault.sending == "chunks" else pieces[:5]:
                    self.wfile.write(f"{len(piece):x}\r\n".encode() + piece + b"\r\n")
                if fault.sending == "chunks":
                    self.wfile.write(b"0\r\n\r\n")
                    return
            case "flood":
                part = body.ljust(1_000_000)
                for _ in range(FLOOD_BYTES // len(part)):
                    self.wfile.write(part)
            case "drip":
                for drop in self.server.stores.drops_of(body):
                    self.wfile.write(drop)
            case "stall":
                self.wfile.write(body[: len(body) // 2])
                self.server.stores.wait_for_the_other_side(self.connection)
            case "half":
                self.wfile.write(body[: len(body) // 2])
        self.close_connection = True

    def _send_head(self, fault: Fault, content_type: str, length: int) -> None:
        host, _, path = self.path.removeprefix("/").partition("/")
        self.send_response_only(fault.status)
        self.send_header("Date", self.date_time_string((datetime.now(UTC) + fault.clock).timestamp()))
        self.send_header("Content-Type", content_type)
        if "chunks" in fault.sending:
            self.send_header("Transfer-Encoding", "chunked")
        else:
            self.send_header("Content-Length", str(length))
        for name, value in fault.headers:
            self.send_header(name, value.format(host=host, path=f"/{path}"))
        self.end_headers()

    def _reset(self) -> None:
        # closed without lingering, a connection is reset; detached, so that nobody says goodbye before that
        self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.close_connection = True
        os.close(self.connection.detach())
