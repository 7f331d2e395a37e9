"""kill -9 at a step of fetch, inbox, ingest or publish: nothing is lost, doubled or left behind.

These are 25 kills, one in the middle of each kind of step; `make crash` makes hundreds, at every step there is.
"""

import pytest

from tests.crash.launcher import Step
from tests.crash.sweep import kind_of
from tests.crash.trial import kill_after, kill_at_step
from tests.crash.world import World

COLLECT = ("collect", "charts")
CHOSEN = 22


@pytest.mark.parametrize("number", range(CHOSEN))
def test_a_kill_at_any_step_loses_nothing(steps: World, number: int) -> None:
    kinds = _one_of_each_kind(steps.steps_of(steps.yesterday, *COLLECT))
    at = kinds[number * len(kinds) // CHOSEN]
    outcome = kill_at_step(steps, steps.yesterday, COLLECT, at, is_torn=number % 2 == 0)
    assert outcome.was_killed
    assert not outcome.faults, outcome


def _one_of_each_kind(steps: tuple[Step, ...]) -> list[int]:
    """The numbers of the last step of each kind, without those that only look."""
    last = {kind_of(step): number for number, step in enumerate(steps, 1) if step.what not in {"open", "lock"}}
    return sorted(last.values())


def test_a_kill_at_the_first_run_leaves_a_home_that_can_be_made(steps: World) -> None:
    made = steps.steps_of(steps.empty, "ingest")
    middle = [number for number, step in enumerate(made, 1) if step.file == "store.duckdb" and step.what == "write"]
    outcome = kill_at_step(steps, steps.empty, ("ingest",), middle[len(middle) // 2], is_torn=True)
    assert outcome.was_killed
    assert not outcome.faults, outcome


@pytest.mark.parametrize("seconds", [0.15, 0.3])
def test_a_kill_from_outside_loses_nothing(world: World, seconds: float) -> None:
    outcome = kill_after(world, world.yesterday, COLLECT, seconds)
    assert not outcome.faults, outcome
