"""serve, as a process of its own: many browsers at once."""

import os
import re
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from http.client import HTTPConnection
from pathlib import Path
from urllib.request import urlopen

from tracker.config import Home

ROOT = Path(__file__).parents[2]
BROWSERS, EACH = 50, 6


@contextmanager
def served(home: Home, **settings: str) -> Iterator[int]:
    """The port of a server of this home, in a process of its own."""
    environment = {"PYTHONPATH": str(ROOT), "PATH": os.environ["PATH"], "PYTHONUNBUFFERED": "1"} | settings
    command = [sys.executable, "-m", "jobs", "--home", str(home.root), "serve", "--port", "0"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment) as server:
        try:
            assert server.stdout is not None
            said = re.search(r"http://127\.0\.0\.1:(\d+)/", server.stdout.readline())
            assert said is not None
            yield int(said[1])
        finally:
            server.terminate()


def test_whoever_comes_after_fifty_browsers_that_keep_their_connections_is_answered(prepared_home: Home) -> None:
    """With waitress's own limit of 100 connections this would wait for one of them to leave."""
    with ExitStack() as stack:
        port = stack.enter_context(served(prepared_home))
        for _ in range(BROWSERS * EACH):
            kept = stack.enter_context(socket.create_connection(("127.0.0.1", port), timeout=20))
            kept.sendall(b"GET / HTTP/1.1\r\n")  # and it takes its time with the rest
        with urlopen(f"http://127.0.0.1:{port}/healthz", timeout=20) as answer:
            assert answer.status == 200


def code_for(port: int, host: str) -> int:
    asked = HTTPConnection("127.0.0.1", port, timeout=20)
    asked.request("GET", "/healthz", headers={"Host": host})
    code = asked.getresponse().status
    asked.close()
    return code


def test_a_name_that_leads_here_from_elsewhere_is_refused(prepared_home: Home) -> None:
    """Without `known_hosts` in serve_home this fails: a foreign page would read what its name answers."""
    with served(prepared_home) as port:
        assert code_for(port, f"evil.example:{port}") == 421
        assert code_for(port, f"localhost:{port}") == 200
        assert code_for(port, "ranks.example.org") == 200, "a proxy's reader says the proxy's port"
    with served(prepared_home, RANK_TRACKER_HOSTS="ranks.example.org") as port:
        hosts = (f"ranks.example.org:{port}", "ranks.example.org", "evil.example")
        assert [code_for(port, host) for host in hosts] == [200, 200, 421]
