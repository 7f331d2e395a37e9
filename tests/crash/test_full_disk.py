"""A disk that fills: one sentence says so, nothing is half written, readers go on, and with space it completes."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.crash.checks import acknowledged, doubled, lost, strays, unreadable
from tests.crash.sweep import kind_of
from tests.crash.trial import COUNT, full_from_step, said_so
from tests.crash.world import World
from tests.small_disk import mounted
from tracker.config import Home

COLLECT = ("collect", "charts")
CHOSEN = 6
DISK_BYTES = 32_000_000


@pytest.mark.parametrize("number", range(CHOSEN))
def test_a_disk_that_is_full_from_any_step_on_is_told_and_loses_nothing(steps: World, number: int) -> None:
    taken = steps.steps_of(steps.yesterday, *COLLECT)
    writing = {kind_of(step): at for at, step in enumerate(taken, 1) if step.what in {"write", "copy", "fsync"}}
    at = sorted(writing.values())[number * len(writing) // CHOSEN]
    assert not full_from_step(steps, steps.yesterday, COLLECT, at).faults


def test_a_first_run_on_a_full_disk_says_so_and_is_made_up_for(steps: World) -> None:
    assert not full_from_step(steps, steps.empty, ("ingest",), 1).faults


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    with mounted(tmp_path / "disk", DISK_BYTES) as disk:
        yield disk


@pytest.mark.parametrize("room", [0, 20_000, 200_000, 1_000_000])
def test_a_small_disk_that_is_really_full_loses_nothing(world: World, small_disk: Path, room: int) -> None:
    home = Home(small_disk / "home")
    shutil.copytree(world.yesterday.root, home.root)
    before = world.run(home, "sql", COUNT).said
    ballast = small_disk / "ballast"
    ballast.write_bytes(b"x" * (shutil.disk_usage(small_disk).free - room))
    ended = world.run(home, *COLLECT)
    assert ended.code == 1
    assert not list(said_so(ended))
    assert world.run(home, "sql", COUNT).said == before
    kept = acknowledged(home)
    ballast.unlink()
    # doctor is not asked: it wants more room than this disk has
    assert world.run(home, *COLLECT).code == 0
    faults = [*lost(home, kept), *doubled(home), *unreadable(home.charts_file), *strays(home)]
    assert not faults
    assert len(acknowledged(home)) == 2 * len(world.watches)
