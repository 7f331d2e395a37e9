"""serve, as a process of its own: many browsers at once."""

import os
import re
import socket
import subprocess
import sys
from contextlib import ExitStack
from pathlib import Path
from urllib.request import urlopen

from tracker.config import Home

ROOT = Path(__file__).parents[2]
BROWSERS, EACH = 50, 6


def test_whoever_comes_after_fifty_browsers_that_keep_their_connections_is_answered(prepared_home: Home) -> None:
    """With waitress's own limit of 100 connections this would wait for one of them to leave."""
    environment = {"PYTHONPATH": str(ROOT), "PATH": os.environ["PATH"], "PYTHONUNBUFFERED": "1"}
    command = [sys.executable, "-m", "jobs", "--home", str(prepared_home.root), "serve", "--port", "0"]
    with ExitStack() as stack:
        server = stack.enter_context(subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment))
        stack.callback(server.terminate)
        assert server.stdout is not None
        said = re.search(r"http://127\.0\.0\.1:(\d+)/", server.stdout.readline())
        assert said is not None
        for _ in range(BROWSERS * EACH):
            kept = stack.enter_context(socket.create_connection(("127.0.0.1", int(said[1])), timeout=20))
            kept.sendall(b"GET / HTTP/1.1\r\n")  # and it takes its time with the rest
        with urlopen(f"{said[0]}healthz", timeout=20) as answer:
            assert answer.status == 200
