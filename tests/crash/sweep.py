"""The long run: kills at every step, in every write and at random times; a disk that is full from every write on.

python -m tests.crash.sweep [--random N]
"""

import random
import re
import sys
import tempfile
import time
from argparse import ArgumentParser
from collections import Counter, defaultdict
from collections.abc import Iterator
from pathlib import Path

from tests.crash.launcher import Step
from tests.crash.trial import Outcome, full_from_step, kill_after, kill_at_step
from tests.crash.world import World, made_world
from tracker.config import Home

CAN_TEAR = frozenset({"write", "copy"})
NEEDS_ROOM = frozenset({"write", "copy", "fsync", "truncate", "mkdir", "open to write"})
AREAS = (
    ("fetch", r"\(network\)"),
    ("inbox", r"inbox.*|collect\.lock"),
    ("ingest", r"store\.duckdb.*|ingest\.lock"),
    ("publish", r"\.?charts\.duckdb.*"),
    ("file away", r"payloads.*"),
)


def kind_of(step: Step) -> tuple[str, str]:
    """Steps that differ only in the name of the payload are of one kind."""
    return step.what, re.sub(r"[^/]*\.payload\.gz", "PAYLOAD", step.file)


def area_of(step: Step | None) -> str:
    """Which part of the program a step belongs to."""
    if step is None:
        return "at a random time"
    return next((name for name, pattern in AREAS if re.fullmatch(pattern, step.file)), "begin")


def at_every_step(world: World) -> Iterator[Outcome]:
    for start, arguments in ((world.yesterday, ("collect", "charts")), (world.empty, ("ingest",))):
        for number, step in enumerate(world.steps_of(start, *arguments), 1):
            yield kill_at_step(world, start, arguments, number, is_torn=False)
            if step.what in CAN_TEAR:
                yield kill_at_step(world, start, arguments, number, is_torn=True)


def full_at_every_step(world: World) -> Iterator[Outcome]:
    for start, arguments in ((world.yesterday, ("collect", "charts")), (world.empty, ("ingest",))):
        for number, step in enumerate(world.steps_of(start, *arguments), 1):
            if step.what in NEEDS_ROOM:
                yield full_from_step(world, start, arguments, number)


def at_random_times(world: World, count: int) -> Iterator[Outcome]:
    longest = _seconds(world, world.copy(world.yesterday))
    for _ in range(count):
        yield kill_after(world, world.yesterday, ("collect", "charts"), random.uniform(0, longest))


def _seconds(world: World, home: Home) -> float:
    begun = time.monotonic()
    world.run(home, "collect", "charts")
    return time.monotonic() - begun


def table(outcomes: list[Outcome], seconds: float) -> str:
    """Kills, acknowledged payloads and faults by part of the program."""
    by_area: dict[str, list[Outcome]] = defaultdict(list)
    for outcome in outcomes:
        by_area[area_of(outcome.hit) if outcome.was_killed else "disk full"].append(outcome)
    lines = [f"{'killed in':<18}{'times':>8}{'kinds of step':>16}{'payloads on disk':>18}{'faults':>8}"]
    for area in ("begin", *(name for name, _ in AREAS), "at a random time", "disk full"):
        here = by_area[area]
        kinds = {kind_of(one.hit) for one in here if one.hit}
        lines.append(_line(area, here, len(kinds)))
    lines.append(_line("all", outcomes, len({kind_of(one.hit) for one in outcomes if one.hit})))
    lines.append(f"{seconds:.0f} s, {seconds / max(1, len(outcomes)):.1f} s for each and all checks after it")
    told = Counter(re.sub(r"\d+", "N", fault)[:160] for one in outcomes for fault in one.faults)
    return "\n".join([*lines, *(f"{count} times: {fault}" for fault, count in told.most_common())])


def _line(area: str, outcomes: list[Outcome], kinds: int) -> str:
    payloads, faults = sum(one.acknowledged for one in outcomes), sum(len(one.faults) for one in outcomes)
    return f"{area:<18}{len(outcomes):>8}{kinds:>16}{payloads:>18}{faults:>8}"


def main() -> None:
    parser = ArgumentParser(description=__doc__)
    parser.add_argument("--random", type=int, default=60, help="kills at random times")
    count = parser.parse_args().random
    begun = time.monotonic()
    outcomes: list[Outcome] = []
    with tempfile.TemporaryDirectory() as folder, made_world(Path(folder) / "world") as world:
        if world.launcher.preloaded is None:
            sys.stdout.write("no C compiler, or no Linux: kills at random times only\n")
            outcomes += at_random_times(world, max(count, 200))
        else:
            outcomes += at_every_step(world)
            outcomes += at_random_times(world, count)
            outcomes += full_at_every_step(world)
    sys.stdout.write(table(outcomes, time.monotonic() - begun) + "\n")
    sys.exit(1 if any(one.faults for one in outcomes) else 0)


if __name__ == "__main__":
    main()
