"""A verb in a process of its own, which may be killed."""

import os
import subprocess
import sys
from pathlib import Path

from tracker.config import Home

ROOT = Path(__file__).parents[2]


def running(home: Home, *verb: str) -> "subprocess.Popen[bytes]":
    code = "import sys; from jobs.command import main; main(['--home', *sys.argv[1:]])"
    return subprocess.Popen(
        [sys.executable, "-c", code, str(home.root), *verb],
        env={**os.environ, "PYTHONPATH": str(ROOT)}, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
