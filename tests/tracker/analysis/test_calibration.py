"""The tests that print "unusual" hold their level where nothing happens, and see what does.

A smaller version of benchmarks/calibrate.py: simulated worlds with fixed seeds, and the real lists where they are.
The bounds are 5 % and one percentage point, and two standard errors of so many independent looks.
"""

from functools import cache

import pytest

from benchmarks.calibrate import RANKS, Look, flagged, real_looks, simulated_looks

pytestmark = pytest.mark.xdist_group("calibration")  # the looks are made once

ALLOWED = 0.06
POWER = {"p_time": 0.70, "p_controls": 0.60}


@cache
def simulated() -> list[Look]:
    return [one for seed in range(5) for one in simulated_looks(seed, (0.0, 1.0))]


@cache
def real() -> list[Look]:
    return list(real_looks(RANKS, (0.0,), every=4))


@pytest.mark.parametrize("test", ["p_time", "p_controls", "both"])
def test_nothing_is_seldom_called_unusual_in_simulated_worlds(test: str) -> None:
    share = flagged([one for one in simulated() if one.jump == 0], test)
    assert share.looks > 400
    assert share.flagged <= ALLOWED + 2 * share.error


@pytest.mark.parametrize("test", ["p_time", "p_controls", "both"])
def test_nothing_is_seldom_called_unusual_in_a_real_chart(test: str) -> None:
    if not RANKS.is_file():
        pytest.skip("the real lists are not here")
    share = flagged(real(), test)
    assert share.looks > 1000
    assert share.flagged <= ALLOWED + 2 * share.error


@pytest.mark.parametrize("test", ["p_time", "p_controls"])
def test_a_jump_that_lasts_is_mostly_seen(test: str) -> None:
    share = flagged([one for one in simulated() if one.jump == 1 and one.rank_before <= 100], test)
    assert share.looks > 250
    assert share.flagged >= POWER[test]


def test_a_naive_comparison_would_cry_wolf() -> None:
    share = flagged([one for one in simulated() if one.jump == 0], "is_naive")
    assert share.flagged > 2 * ALLOWED
