"""The ledger as a picture: whole, in part, failed, missed and nothing due are five different marks."""

from collections.abc import Sequence
from datetime import date
from typing import Any

import pytest

from dashboard.figures.health import (
    FAILED,
    MISSED,
    NONE_DUE,
    PART,
    WHOLE,
    HealthHeat,
    health_frame,
    health_heat_figure,
    state_of,
)
from dashboard.text import text_for
from tests.conftest import US_IPHONE
from tests.dashboard.test_theme import DARK, LIGHT, tokens
from tracker.queries.ledger import LedgerDay, LedgerRow

DAYS = (date(2025, 1, 25), date(2025, 1, 29))
EVERY_KIND = (
    LedgerDay(24, 24, 24),
    LedgerDay(24, 20, 23),
    LedgerDay(24, 0, 3),
    LedgerDay(24, 0, 0),
    LedgerDay(0, 0, 0),
)


def figure(names: Sequence[str] = ("a", "b")) -> dict[str, Any]:
    row = LedgerRow(US_IPHONE, 3600, EVERY_KIND, None)
    return health_heat_figure(HealthHeat([row, row], names, DAYS, False, health_frame(1200, names), text_for("en")))


@pytest.mark.parametrize(("day", "state"), list(zip(EVERY_KIND, (WHOLE, PART, FAILED, MISSED, NONE_DUE), strict=True)))
def test_a_day_has_one_state(day: LedgerDay, state: int) -> None:
    assert state_of(day) == state


def test_the_states_are_different_marks() -> None:
    drawn = {trace["name"]: trace for trace in figure()["data"]}
    assert drawn["coverage"]["z"] == [[0, 1, 2, None, None]] * 2
    assert drawn["not observed"]["x"] == ["2025-01-28 12:00:00"]
    assert (drawn["every try failed"]["x"], drawn["every try failed"]["y"]) == (["2025-01-27 12:00:00"] * 2, [0, 1])


def test_every_token_is_in_both_schemes() -> None:
    named = set(tokens(LIGHT)) & set(tokens(DARK))

    def used(part: Any) -> set[str]:
        if isinstance(part, str):
            return {part} if part.startswith("--") else set()
        parts = part.values() if isinstance(part, dict) else part if isinstance(part, list) else []
        return {token for one in parts for token in used(one)}

    assert used(figure()) - {"--font-ui"} <= named
    assert len(used(figure())) > 6


@pytest.mark.parametrize(("longest", "whole"), [(20, True), (58, True), (200, False)])
def test_names_are_whole_where_they_leave_room_for_the_days(longest: int, whole: bool) -> None:
    names = ["x" * longest, "y"]
    drawn = figure(names)
    assert 1200 - drawn["layout"]["margin"]["l"] > 700
    assert (drawn["layout"]["yaxis"]["ticktext"][0] == names[0]) is whole
