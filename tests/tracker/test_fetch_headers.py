"""Answers whose head never ends, by a server of our own: what Python's and urllib3's limits make of them."""

import socket
import threading
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from itertools import islice, repeat
from time import sleep

import pytest

from tests.tracker.test_fetch import ONCE, US
from tracker.fetch import Fetcher

START = b"HTTP/1.1 200 OK\r\n"
MOST = 20_000  # pieces of 1 kB: twenty times what anybody reads


@contextmanager
def answering(pieces: Iterable[bytes]) -> Iterator[str]:
    """The address of a server that sends these to the first who asks."""
    with socket.create_server(("127.0.0.1", 0)) as listener:

        def serve() -> None:
            with suppress(OSError):
                taken, _ = listener.accept()
                with taken:
                    taken.recv(65536)
                    for piece in pieces:
                        taken.sendall(piece)

        thread = threading.Thread(target=serve, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"
    thread.join(5)
    assert not thread.is_alive(), "nobody hung up"


@pytest.mark.parametrize(
    ("pieces", "reason"),
    [
        ((START, *(b"X-%d: %s\r\n" % (number, b"y" * 1000) for number in range(MOST))), "got more than 100 headers"),
        ((START, b"X-Long: ", *islice(repeat(b"y" * 1000), MOST)), "more than 65536 bytes"),
        ((b"HTTP/1.1 200 ", *islice(repeat(b"y" * 1000), MOST)), "more than 65536 bytes"),
        (islice(repeat(b"HTTP/1.1 100 Continue\r\n\r\n" * 40), 3), "without response"),
        ((b"\0" * 1000,), "\0"),
    ],
    ids=["headers", "a header", "a status line", "continue", "no HTTP"],
)  # fmt: skip
def test_a_head_without_end_is_an_error(pieces: Iterable[bytes], reason: str) -> None:
    """Without the limits of http.client this would fill the memory."""
    with answering(pieces) as url:
        answer = Fetcher(ONCE, url, lambda _pause: None).fetch(US)
    assert answer.http_status is None
    assert answer.error is not None
    assert reason in answer.error


def test_a_head_that_comes_byte_by_byte_is_cut() -> None:
    """Without `_cut_after` the read's own clock would start anew with every byte: this would take ten minutes."""

    def drip() -> Iterator[bytes]:
        yield START
        for _ in range(10_000):
            sleep(0.06)
            yield b"x"

    with answering(drip()) as url:
        answer = Fetcher(ONCE, url, lambda _pause: None).fetch(US)
    assert answer.http_status is None
    assert answer.error is not None
    assert "did not arrive in time" in answer.error
