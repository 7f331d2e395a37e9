"""A stand-in for S3 on loopback, and a way to it that fails when a test says so."""

import http.client
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from time import monotonic, sleep

import pytest

from tracker.config import Home
from tracker.storage.lake import extension_file
from tracker.storage.place import FILE

BUCKET = "lake"
UNAVAILABLE = b"<Error><Code>SlowDown</Code><Message>Reduce your request rate.</Message></Error>"


@contextmanager
def s3_running() -> Iterator[str]:
    """Its address, host:port, with an empty bucket in it."""
    boto3 = pytest.importorskip("boto3")
    pytest.importorskip("moto.server")
    if extension_file("httpfs") is None:
        pytest.skip("DuckDB's extension httpfs is not installed: pip install '.[lake]'")
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        address = f"127.0.0.1:{one.getsockname()[1]}"
    host, port = address.split(":")
    server = subprocess.Popen(
        [sys.executable, "-m", "moto.server", "-H", host, "-p", port],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        until_it_answers(host, int(port))
        client = boto3.client(
            "s3", endpoint_url=f"http://{address}", aws_access_key_id="x", aws_secret_access_key="y",
            region_name="us-east-1",
        )  # fmt: skip
        client.create_bucket(Bucket=BUCKET)
        yield address
    finally:
        server.terminate()
        server.wait()


def until_it_answers(host: str, port: int) -> None:
    deadline = monotonic() + 60
    while monotonic() < deadline:
        with socket.socket() as one:
            if one.connect_ex((host, port)) == 0:
                return
        sleep(0.1)
    pytest.fail("the stand-in for S3 did not begin to answer")


def files_in_s3(home: Home, address: str) -> None:
    """From here on the home's lake keeps its files there."""
    file = home.root / FILE
    (line,) = [one for one in file.read_text().splitlines() if one.startswith("data_path")]
    file.write_text(
        file.read_text().replace(line, f'data_path = "s3://{BUCKET}/charts/"')
        + f'[s3]\nkey_id = "x"\nsecret = "y"\nendpoint = "{address}"\nregion = "us-east-1"\n'
        'url_style = "path"\nuse_ssl = false\n'
    )
    file.chmod(0o600)


class FaultyWay(ThreadingHTTPServer):
    """Passes requests on to S3, or answers 503 in its place."""

    daemon_threads = True

    def __init__(self, there: str) -> None:
        super().__init__(("127.0.0.1", 0), _Passing)
        self.there = there
        self.every = 0  # each so-manieth request is answered by 503; 0: none
        self.asked = 0
        self.refused = 0

    @property
    def address(self) -> str:
        return f"127.0.0.1:{self.server_port}"


class _Passing(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: FaultyWay

    def _pass(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        self.server.asked += 1
        if self.server.every and self.server.asked % self.server.every == 0:
            self.server.refused += 1
            self._say(503, {}, UNAVAILABLE)
            return
        way = http.client.HTTPConnection(self.server.there, timeout=60)
        try:
            way.request(self.command, self.path, body, dict(self.headers))
            answer = way.getresponse()
            self._say(answer.status, dict(answer.getheaders()), answer.read())
        finally:
            way.close()

    def _say(self, status: int, headers: dict[str, str], body: bytes) -> None:
        length = headers.get("Content-Length") if self.command == "HEAD" else str(len(body))
        self.send_response_only(status)
        for name, value in headers.items():
            if name.lower() not in {"content-length", "connection", "transfer-encoding"}:
                self.send_header(name, value)
        self.send_header("Content-Length", length or "0")
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    do_GET = do_PUT = do_POST = do_DELETE = do_HEAD = _pass  # noqa: N815 - the names that the library asks for

    def log_message(self, *told: object) -> None:
        """Nothing: the tests say what went wrong."""


@contextmanager
def faulty_way(there: str) -> Iterator[FaultyWay]:
    way = FaultyWay(there)
    thread = threading.Thread(target=way.serve_forever, daemon=True)
    thread.start()
    try:
        yield way
    finally:
        way.shutdown()
        way.server_close()
        thread.join()
