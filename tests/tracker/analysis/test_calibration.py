"""The tests that print "unusual" hold their level where nothing happens, and see what does.

A smaller version of benchmarks/calibrate.py: simulated worlds with fixed seeds, and the real lists where they are.
The bounds are 5 % and one percentage point, and two standard errors of so many independent looks.
"""

import pytest

from benchmarks.calibrate import RANKS, Look, Share, flagged, real_looks, simulated_looks

ALLOWED = 0.06
POWER = {"p_time": 0.70, "p_controls": 0.60}


def shares(looks: list[Look]) -> list[Share]:
    """How often each test speaks."""
    return [flagged(looks, test) for test in ("p_time", "p_controls", "both")]


def test_in_simulated_worlds_nothing_is_seldom_unusual_and_a_jump_that_lasts_mostly_is() -> None:
    looks = [one for seed in range(5) for one in simulated_looks(seed, (0.0, 1.0))]
    nothing = [one for one in looks if one.jump == 0]
    for share in shares(nothing):
        assert share.looks > 400
        assert share.flagged <= ALLOWED + 2 * share.error
    for test, power in POWER.items():
        share = flagged([one for one in looks if one.jump == 1 and one.rank_before <= 100], test)
        assert share.looks > 250, test
        assert share.flagged >= power, test
    # a naive comparison would cry wolf
    assert flagged(nothing, "is_naive").flagged > 2 * ALLOWED


def test_in_a_real_chart_nothing_is_seldom_unusual() -> None:
    if not RANKS.is_file():
        pytest.skip("the real lists are not here")
    for share in shares(list(real_looks(RANKS, (0.0,), every=4))):
        assert share.looks > 1000
        assert share.flagged <= ALLOWED + 2 * share.error
