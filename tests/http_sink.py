"""Whoever listens on 127.0.0.1: takes what comes, and answers as the test says. For webhooks and heartbeats."""

import threading
import time
from contextlib import suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType


@dataclass(frozen=True, slots=True)
class Came:
    method: str
    path: str
    body: str


@dataclass
class HttpSink:
    status: int = 200
    delay: float = 0.0  # seconds before it answers
    drip: float = 0.0  # seconds between the bytes of an answer without end
    came: list[Came] = field(default_factory=list)
    closed: threading.Event = field(default_factory=threading.Event)

    def __enter__(self) -> "HttpSink":
        sink = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers.get("Content-Length") or 0)).decode()
                sink.came.append(Came(self.command, self.path, body))
                time.sleep(sink.delay)
                self.send_response(sink.status)
                if sink.drip:
                    self._drip()
                    return
                self.send_header("Content-Length", "0")
                self.end_headers()

            def _drip(self) -> None:
                self.send_header("Content-Length", "1000000")
                self.end_headers()
                with suppress(OSError):
                    while not sink.closed.wait(sink.drip):
                        self.wfile.write(b".")

            do_GET = do_POST  # noqa: N815

            def log_message(self, format: str, *args: object) -> None:  # noqa: A002
                """Say nothing: the test knows what it sent."""

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True)
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.closed.set()
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    @property
    def address(self) -> str:
        """HOST:PORT."""
        return f"127.0.0.1:{self._server.server_address[1]}"
