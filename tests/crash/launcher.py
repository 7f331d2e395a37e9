"""The command in processes of its own, broken at a chosen step: killed, on a full disk, or with another clock."""

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import NamedTuple

STEPS_SOURCE = Path(__file__).with_name("steps.c")


class Step(NamedTuple):
    what: str  # write, fsync, rename, ...
    file: str  # below the home; "(network)" for the network


@dataclass(frozen=True, slots=True)
class Ended:
    code: int  # negative: the signal that ended it
    said: str  # standard output and standard error
    steps: tuple[Step, ...]  # all it made, the last one included at which it was killed; empty without steps.c

    @property
    def sentence(self) -> str:
        """The one sentence that a failure ends in, without what went well before."""
        assert "Traceback" not in self.said, self.said
        (line,) = [line for line in self.said.splitlines() if re.search(" level=(error|warning) ", line)]
        return line


@dataclass
class Run:
    """A command at work."""

    launcher: "Launcher"
    process: int
    log: Path
    trace: Path
    status: int | None = None

    def wait(self) -> Ended:
        self.status = self.launcher.answer() if self.status is None else self.status
        steps = (Step(*line.split("\t")) for line in _text(self.trace).splitlines())
        return Ended(os.waitstatus_to_exitcode(self.status), _text(self.log), tuple(steps))


def _text(file: Path) -> str:
    return file.read_text(encoding="utf-8", errors="replace") if file.exists() else ""


@dataclass
class Launcher:
    """One command at a time. Without `preloaded` (steps.c, compiled) no step is counted, and none can be broken."""

    folder: Path  # for logs and traces
    preloaded: Path | None
    environment: Mapping[str, str] = field(default_factory=dict)
    _runs: int = 0

    def __enter__(self) -> "Launcher":
        preload = {"LD_PRELOAD": str(self.preloaded)} if self.preloaded else {}
        self.folder.mkdir(exist_ok=True)
        self._child = subprocess.Popen(
            [sys.executable, "-m", "tests.crash.child"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env={**os.environ, **preload},
            cwd=Path(__file__).parents[2],
            text=True,
        )
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        assert self._child.stdin is not None and self._child.stdout is not None
        self._child.stdin.close()
        self._child.wait()
        self._child.stdout.close()

    def start(
        self,
        home: Path,
        *arguments: str,
        kill_at: int = 0,
        is_torn: bool = False,
        full_from: int = 0,
        clock_s: int = 0,
    ) -> Run:
        """Begin a command: killed before step `kill_at`, on a disk that is full from step `full_from`; 0 is never."""
        self._runs += 1
        log, trace = (self.folder / f"{self._runs}.{kind}" for kind in ("log", "trace"))
        order = {
            "arguments": ["--home", str(home), *arguments],
            "environment": dict(self.environment),
            "root": str(home),
            "log": str(log),
            "trace": str(trace),
            "kill_at": kill_at,
            "is_torn": is_torn,
            "full_from": full_from,
            "clock_s": clock_s,
        }
        assert self._child.stdin is not None
        self._child.stdin.write(json.dumps(order) + "\n")
        self._child.stdin.flush()
        return Run(self, self.answer(), log, trace)

    def answer(self) -> int:
        assert self._child.stdout is not None
        return int(self._child.stdout.readline())

    def run(
        self,
        home: Path,
        *arguments: str,
        kill_at: int = 0,
        is_torn: bool = False,
        full_from: int = 0,
        clock_s: int = 0,
    ) -> Ended:
        return self.start(
            home, *arguments, kill_at=kill_at, is_torn=is_torn, full_from=full_from, clock_s=clock_s
        ).wait()


def compiled_steps(folder: Path) -> Path | None:
    """steps.c as a library to preload; None where there is no compiler for it, or no Linux."""
    compiler = shutil.which("cc")
    if compiler is None or sys.platform != "linux":
        return None
    library = folder / "steps.so"
    command = [compiler, "-O1", "-shared", "-fPIC", "-o", str(library), str(STEPS_SOURCE), "-ldl", "-lpthread"]
    return library if subprocess.run(command, capture_output=True, check=False).returncode == 0 else None
