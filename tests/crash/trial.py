"""One kill, or one disk that fills, and all that must be true after it."""

import os
import shutil
import signal
import time
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime

import duckdb

from tests.crash.checks import Payloads, acknowledged, different_days, doubled, lost, strays, unreadable
from tests.crash.launcher import Ended, Run, Step
from tests.crash.world import World
from tracker.config import Home
from tracker.errors import TrackerError

COUNT = "select count(*) from observation"


@dataclass(frozen=True, slots=True)
class Outcome:
    hit: Step | None  # the step before which it was killed; None: no steps are counted, or it ended before
    was_killed: bool
    acknowledged: int  # payloads on disk when it was killed
    faults: tuple[str, ...]


def kill_at_step(world: World, start: Home, arguments: tuple[str, ...], number: int, is_torn: bool) -> Outcome:
    """Kill the command before its step `number`; or, torn, in the middle of it where it writes."""
    home = world.copy(start)
    run = world.launcher.start(home.root, *arguments, kill_at=number, is_torn=is_torn)
    return _judge(world, home, run)


def kill_after(world: World, start: Home, arguments: tuple[str, ...], seconds: float) -> Outcome:
    """Kill the command from outside, so many seconds after its start."""
    home = world.copy(start)
    run = world.launcher.start(home.root, *arguments)
    time.sleep(seconds)
    os.kill(run.process, signal.SIGKILL)
    return replace(_judge(world, home, run), hit=None)  # its last step says little of where it was


def full_from_step(world: World, start: Home, arguments: tuple[str, ...], number: int) -> Outcome:
    """Let the disk be full from step `number` of the command on; then there is space again."""
    home = world.copy(start)
    had_charts = home.charts_file.exists()
    ended = world.run(home, *arguments, full_from=number)
    kept = acknowledged(home)
    faults = [] if ended.code == 0 else list(said_so(ended))
    faults += [f"{part} was left half written" for part in home.root.rglob(".*.part")]
    if had_charts:
        faults += unreadable(home.charts_file)
        asked = world.run(home, "sql", COUNT, full_from=1)
        faults += [f"sql ended with {asked.code} on the full disk: {asked.said}"] if asked.code else []
    faults += _judged(_after_ingest(world, home, kept), _after_collect(world, home, kept))
    shutil.rmtree(home.root)
    hit = ended.steps[number - 1] if number <= len(ended.steps) else None
    return Outcome(hit, False, len(kept), tuple(faults))


def said_so(ended: Ended) -> Iterator[str]:
    """What is wrong with how a command ended on a full disk: it says so in one sentence, and with exit code 1.

    A job that cron runs says it in a line of its log.
    """
    spoken = [line for line in ended.said.splitlines() if not line.startswith("time=") or " level=error " in line]
    if ended.code != 1 or len(spoken) != 1 or "No space left on device" not in spoken[0]:
        yield f"on a full disk it ended with {ended.code} and said: {ended.said}"


def _judge(world: World, home: Home, run: Run) -> Outcome:
    ended = run.wait()
    kept = acknowledged(home)
    faults = tuple(_judged(_as_it_was_left(home), _after_ingest(world, home, kept), _after_collect(world, home, kept)))
    shutil.rmtree(home.root)
    hit = ended.steps[-1] if ended.steps and ended.code < 0 else None
    return Outcome(hit, ended.code == -signal.SIGKILL, len(kept), faults)


def _judged(*checks: Iterator[str]) -> Iterator[str]:
    """All that the checks find; one that cannot even look has found a fault too."""
    for check in checks:
        try:
            yield from check
        except (duckdb.Error, OSError, TrackerError) as error:
            yield f"{type(error).__name__}: {error}"


def _as_it_was_left(home: Home) -> Iterator[str]:
    if home.charts_file.exists():
        yield from unreadable(home.charts_file)


def _after_ingest(world: World, home: Home, kept: Payloads) -> Iterator[str]:
    ended = world.run(home, "ingest")
    if ended.code != 0:
        yield f"ingest ended with {ended.code}: {ended.said}"
        return
    yield from lost(home, kept)


def _after_collect(world: World, home: Home, kept: Payloads) -> Iterator[str]:
    """What is due is asked once: what was acknowledged is not asked for again."""
    asked = len(world.stores.requests)
    today = sum(f"{datetime.now(UTC):%Y%m%dT}000000Z" in name for name in kept)
    for arguments in (("collect", "charts"), ("doctor",)):
        ended = world.run(home, *arguments)
        if ended.code != 0:
            yield f"{arguments[0]} ended with {ended.code}: {ended.said}"
    asked = len(world.stores.requests) - asked
    if asked != len(world.watches) - today:
        yield f"{asked} charts were asked for, with {today} of {len(world.watches)} on disk"
    yield from lost(home, acknowledged(home))
    yield from doubled(home)
    yield from different_days(home, datetime.now(UTC))
    yield from unreadable(home.charts_file)
    yield from strays(home)
