"""Runs the command again and again, each time in a process of its own that is forked from this one: imported once.

One line of JSON a run comes in on standard input; the process id goes out, then what os.waitpid says.
"""

import ctypes
import importlib
import json
import os
import sys
from typing import Any

from jobs.command import main

for verb in ("alert", "collect", "digest", "ingest", "doctor", "sql"):
    importlib.import_module(f"jobs.{verb}")


def serve() -> None:
    steps = ctypes.CDLL(os.environ["LD_PRELOAD"]) if "LD_PRELOAD" in os.environ else None
    for line in sys.stdin:
        order = json.loads(line)
        process = os.fork()
        if process == 0:
            _run(order, steps)
        _say(process)
        _say(os.waitpid(process, 0)[1])


def _run(order: dict[str, Any], steps: ctypes.CDLL | None) -> None:
    log = os.open(order["log"], os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    os.dup2(log, 1)
    os.dup2(log, 2)
    os.environ |= order["environment"]
    if steps is not None:
        steps.steps_arm(
            order["root"].encode(),
            order["trace"].encode(),
            *(ctypes.c_long(order[key]) for key in ("kill_at", "full_from")),
            ctypes.c_int(order["is_torn"]),
            ctypes.c_long(order["clock_s"]),
        )
    code = 1  # what Python ends with after a traceback
    try:
        main(order["arguments"])
    except SystemExit as stop:
        code = stop.code if isinstance(stop.code, int) else 0
    except BaseException:
        sys.excepthook(*sys.exc_info())
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)


def _say(number: int) -> None:
    os.write(1, f"{number}\n".encode())


if __name__ == "__main__":
    serve()
