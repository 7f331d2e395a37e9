"""Several at one home: two ingests, two collects, analysts that hold the published file, a clock that jumps back."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.crash.checks import different_days, doubled, strays, unreadable
from tests.crash.launcher import Ended, Launcher, Run
from tests.crash.trial import COUNT
from tests.crash.world import WATCHLIST, World
from tracker.config import Home


@contextmanager
def held_in_the_middle(world: World, home: Home, *arguments: str) -> Iterator[Run]:
    """The command, stopped while it holds its lock; it goes on after the block."""
    run = world.launcher.start(home.root, *arguments)
    file = home.root / f"{arguments[0]}.lock"
    deadline = time.monotonic() + 60
    while not file.exists() or file.read_text() != str(run.process):
        assert time.monotonic() < deadline
    os.kill(run.process, signal.SIGSTOP)
    try:
        yield run
    finally:
        os.kill(run.process, signal.SIGCONT)
        run.wait()


def run_beside(world: World, home: Home, *arguments: str) -> Ended:
    """The command in another process, while the launcher's is at work."""
    with Launcher(world.folder / f"beside-{home.root.name}", None, world.launcher.environment) as beside:
        return beside.run(home.root, *arguments)


def contents(home: Home) -> dict[str, bytes]:
    return {str(file): file.read_bytes() for file in home.root.rglob("*") if file.is_file()}


def test_a_second_ingest_at_the_same_time_touches_nothing(world: World) -> None:
    home = world.copy(world.yesterday)
    assert world.run(home, "collect", "charts", "--no-ingest").code == 0
    with held_in_the_middle(world, home, "ingest") as first:
        before = contents(home)
        second = run_beside(world, home, "ingest")
        assert second.code == 3
        assert f"another run holds the lock (process {first.process})" in second.sentence
        assert contents(home) == before
    assert first.wait().code == 0
    assert not [*doubled(home), *unreadable(home.charts_file), *strays(home)]


def test_a_second_collect_at_the_same_time_asks_for_nothing(world: World) -> None:
    home = world.copy(world.yesterday)
    asked = len(world.stores.requests)
    with held_in_the_middle(world, home, "collect", "charts") as first:
        meanwhile = len(world.stores.requests)
        second = run_beside(world, home, "collect", "charts")
        assert second.code == 3
        assert f"another run holds the lock (process {first.process})" in second.sentence
        assert len(world.stores.requests) - meanwhile <= len(world.watches)
    assert first.wait().code == 0
    assert len(world.stores.requests) - asked == len(world.watches), "each chart is asked for once"
    assert not [*doubled(home), *strays(home)]


class Analyst:
    """Somebody with a DuckDB prompt on the published file, in a process of its own."""

    PROMPT = """
import duckdb, sys
connection = duckdb.connect(sys.argv[1], read_only=sys.argv[2] == "ro")
print("open", flush=True)
for line in sys.stdin:
    print(connection.execute(line).fetchall(), flush=True)
"""

    def __init__(self, file: Path, mode: str) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-c", self.PROMPT, str(file), mode],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        assert self._process.stdout is not None
        self.is_in = self._process.stdout.readline() == "open\n"

    def ask(self, query: str) -> str:
        assert self._process.stdin is not None and self._process.stdout is not None
        self._process.stdin.write(f"{query}\n")
        self._process.stdin.flush()
        return self._process.stdout.readline().strip()

    def leave(self) -> None:
        self._process.kill()
        self._process.communicate()


@pytest.fixture
def analyst(request: pytest.FixtureRequest, world: World) -> Iterator[tuple[Home, Analyst]]:
    home = world.copy(world.yesterday)
    analyst = Analyst(home.charts_file, request.param)
    yield home, analyst
    analyst.leave()


def count(world: World, home: Home) -> int:
    ended = world.run(home, "sql", COUNT, "--format", "csv")
    assert ended.code == 0, ended.said
    return int(ended.said.split()[-1])


@pytest.mark.parametrize("analyst", ["ro"], indirect=True)
def test_an_analyst_who_reads_all_night_disturbs_nobody(world: World, analyst: tuple[Home, Analyst]) -> None:
    home, prompt = analyst
    assert prompt.is_in
    seen, before = prompt.ask(COUNT), count(world, home)
    assert world.run(home, "collect", "charts").code == 0
    assert count(world, home) > before
    assert prompt.ask(COUNT) == seen, "who holds the old file goes on reading the old file"
    assert world.run(home, "doctor").code == 0


@pytest.mark.parametrize("analyst", ["rw"], indirect=True)
def test_an_analyst_who_writes_into_the_published_file_disturbs_nobody(
    world: World, analyst: tuple[Home, Analyst]
) -> None:
    home, prompt = analyst
    if not prompt.is_in:
        pytest.skip("only root may open the published file for writing")
    before = count(world, home)
    for query in ("CREATE TABLE mine (x INTEGER)", "INSERT INTO mine VALUES (1)"):
        prompt.ask(query)
        assert world.run(home, "collect", "charts", "--now").code == 0
        assert count(world, home) > before
    prompt.ask("CHECKPOINT")
    prompt.ask("INSERT INTO mine VALUES (2)")
    assert count(world, home) > before
    prompt.leave()  # killed, it leaves its log behind
    assert world.run(home, "collect", "charts", "--now").code == 0
    assert world.run(home, "doctor").code == 0
    assert not [*doubled(home), *unreadable(home.charts_file), *strays(home)]


def test_a_clock_that_jumps_back_doubles_nothing(steps: World) -> None:
    home = steps.copy(steps.yesterday)
    home.watchlist_file.write_text(WATCHLIST.replace('"1d"', '"1h"'))
    half_past = 1800 - int(datetime.now(UTC).timestamp()) % 3600  # so that no hour ends meanwhile
    asked = []
    for clock_s in (half_past, half_past - 7200, half_past - 7200, half_past):
        already = len(steps.stores.requests)
        assert steps.run(home, "collect", "charts", clock_s=clock_s).code == 0
        asked.append(len(steps.stores.requests) - already)
        assert not [*doubled(home), *different_days(home, datetime.now(UTC)), *unreadable(home.charts_file)]
    charts = len(steps.watches)
    assert asked == [charts, charts, 0, 0], "a slot is asked for once, whatever the clock says later"
    assert steps.run(home, "collect", "charts", "--now").code == 0
    assert steps.run(home, "doctor").code == 0
    assert not list(strays(home))
