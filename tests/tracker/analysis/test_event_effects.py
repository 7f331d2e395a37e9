"""What followed an event, against a slow and plain reference, and at the edges where there is no number."""

from random import Random

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.tracker.analysis import event_effects_plain as plain
from tracker.analysis.changepoints import change_days, near_change
from tracker.analysis.event_effects import (
    NOT_IN_CHART,
    NOT_OBSERVED,
    NOT_SOLD,
    RANKED,
    AppDays,
    ChartDays,
    Effect,
    against_controls,
    changes,
    closeness,
    effect_of,
    placebo_in_time,
    week_medians,
)
from tracker.analysis.false_discovery import false_discovery_rates

DEPTH = 50
Ranks = list[int | None]  # 0: not in the list; None: not observed


def app_of(ranks: Ranks, not_sold: range = range(0)) -> AppDays:
    state = [NOT_OBSERVED if rank is None else RANKED if rank else NOT_IN_CHART for rank in ranks]
    for day in not_sold:
        state[day] = NOT_SOLD
    return AppDays(np.array(state, np.int8), np.array([rank or 0 for rank in ranks], np.int32))


def chart_of(ranks: Ranks, others: int = 30, seed: int = 1, depth: int = DEPTH) -> ChartDays:
    """Lists on the days on which the app was observed; so many others move about in them."""
    draw = np.random.default_rng(seed)
    observed = np.array([rank is not None for rank in ranks])
    places = draw.permuted(np.tile(np.arange(1, depth + 1), (len(ranks), 1)), axis=1)[:, :others]
    return ChartDays(
        np.where(observed, depth, 0).astype(np.int32), np.where(observed[:, None], places, 0).astype(np.int32)
    )


def effect(ranks: Ranks, day: int, others: int = 30, not_sold: range = range(0)) -> Effect:
    found = effect_of(app_of(ranks, not_sold), chart_of(ranks, others), day)
    assert found is not None
    return found


def wandering(days: int, seed: int = 3, low: int = 10, high: int = 30) -> Ranks:
    draw = Random(seed)
    return [draw.randint(low, high) for _ in range(days)]


rank_days = st.lists(st.one_of(st.integers(1, 60), st.integers(1, 8), st.just(0), st.none()), min_size=20, max_size=240)


@given(ranks=rank_days, data=st.data())
@settings(max_examples=60, deadline=None)
def test_the_change_and_its_placebo_are_those_of_the_plain_reference(ranks: Ranks, data: st.DataObject) -> None:
    day = data.draw(st.integers(0, len(ranks) - 1))
    app = app_of(ranks)
    y = np.where(app.state == NOT_OBSERVED, np.nan, closeness(app.rank, DEPTH))
    found = changes(week_medians(y))
    for number in range(len(ranks)):
        expected = plain.change(ranks, DEPTH, number)
        assert np.isnan(found[number]) if expected is None else found[number] == pytest.approx(expected)
    p, compared = plain.placebo(ranks, DEPTH, day)
    test = placebo_in_time(y, DEPTH, day)
    assert test.compared == compared
    assert test.p == (None if p is None else pytest.approx(p))


@given(mine=st.integers(-9, 9), controls=st.lists(st.integers(-9, 9), min_size=15, max_size=60))
@settings(max_examples=100, deadline=None)
def test_the_distance_to_controls_is_that_of_the_plain_reference(mine: int, controls: list[int]) -> None:
    apart, test = against_controls(mine / 4, np.array(controls) / 4)
    if len(controls) < 19:
        assert (apart, test.p) == (None, None)
    else:
        assert (apart, test.p) == pytest.approx(plain.against(mine / 4, [one / 4 for one in controls]))
    assert test.compared == len(controls)


@given(ps=st.lists(st.one_of(st.none(), st.integers(1, 40).map(lambda n: n / 40)), max_size=40))
@settings(max_examples=100, deadline=None)
def test_q_is_that_of_the_plain_reference(ps: list[float | None]) -> None:
    found = false_discovery_rates(np.array([np.nan if p is None else p for p in ps]))
    assert [None if np.isnan(q) else pytest.approx(q) for q in found] == plain.q_values(ps)


def test_a_rise_that_no_other_day_and_no_other_app_saw_is_unusual_in_both_tests() -> None:
    ranks: Ranks = [*wandering(200), *[2] * 7]
    found = effect(ranks, 200)
    assert (found.status, found.rank_after, found.best_after, found.days_to_best) == ("tested", 2, 2, 0)
    assert found.p_time is not None
    assert found.p_time <= 7 / 174  # no day but it, and the six whose week after reaches into its own
    assert found.p_controls == pytest.approx(1 / 31)
    assert found.change == pytest.approx(np.log(found.rank_before or 0) - np.log(2))


def test_a_day_that_nobody_observed_is_no_absence() -> None:
    """The same app, once unobserved for two days of the week and once outside the list on them."""
    ranks: Ranks = [*wandering(100), *[5] * 7]
    unseen, outside = list(ranks), list(ranks)
    unseen[103] = unseen[104] = None
    outside[103] = outside[104] = 0
    assert (effect(unseen, 100).days_after, effect(outside, 100).days_after) == (5, 7)
    assert (effect(unseen, 100).ranked_after, effect(outside, 100).ranked_after) == (5, 5)
    assert effect(unseen, 100).change == effect(ranks, 100).change


@pytest.mark.parametrize(("history", "is_enough"), [(89, False), (90, True)])
def test_ninety_days_of_history_are_wanted_for_a_comparison_with_the_own_past(history: int, is_enough: bool) -> None:
    found = effect([*wandering(history), *[2] * 7], history)
    assert found.placebo_days == history - 7
    assert (found.p_time is not None) == is_enough


@pytest.mark.parametrize(("others", "p"), [(18, None), (19, 1 / 20), (30, 1 / 31)])
def test_nineteen_similar_apps_are_wanted(others: int, p: float | None) -> None:
    found = effect([*wandering(28), *[2] * 7], 28, others)
    assert found.controls == others
    assert found.p_controls == (None if p is None else pytest.approx(p))
    assert found.status == ("too_little_history" if p is None else "tested")


def test_two_weeks_of_lists_are_enough_to_compare_with_similar_apps() -> None:
    assert effect([*wandering(7), *[2] * 7], 7).p_controls is not None
    assert effect([*wandering(6), *[2] * 7], 6).p_controls is None


def test_of_many_apps_the_fifty_nearest_in_rank_are_controls() -> None:
    ranks: Ranks = [*[3] * 40, *[3] * 7]
    steady = np.tile(np.arange(1, 201, dtype=np.int32), (47, 1))
    found = effect_of(app_of(ranks), ChartDays(np.full(47, 200, np.int32), steady), 40)
    assert found is not None
    assert found.controls == 50
    moved = steady.copy()
    moved[40:, 60:] += 100  # who stands deeper than the fifty nearest does not matter
    assert effect_of(app_of(ranks), ChartDays(np.full(47, 200, np.int32), moved), 40) == found


def test_from_the_top_there_is_a_duration_and_no_test() -> None:
    found = effect([*wandering(93), *[1] * 7, 1, 1, None, 1, 1, 1, 1, 1, 4, 1, *[1] * 20], 100)
    assert (found.status, found.change, found.p_time) == ("from_top", None, None)
    assert found.days_at_top == 7  # the day that nobody observed ends nothing, and is none of them


def test_from_outside_the_list_there_is_an_entry_and_no_test() -> None:
    ranks: Ranks = [0] * 30 + [40] + [0] * 20 + [None] + [41] + [0] * 17 + [0, 0, 12, 9, 8, 0, 10]
    found = effect(ranks, 70)
    assert (found.status, found.change, found.rank_before) == ("from_outside", None, None)
    assert (found.first_ranked, found.ranked_after, found.entries, found.best_after) == (2, 4, 2, 8)


def test_an_app_that_falls_out_of_the_list_has_a_change_of_at_least_the_way_to_its_end() -> None:
    found = effect([*wandering(200), *[0] * 7], 200)
    assert (found.status, found.rank_after, found.ranked_after) == ("tested", None, 0)
    assert found.change == pytest.approx(np.log(found.rank_before or 0) - np.log(DEPTH + 1))


def test_who_is_taken_out_of_the_store_has_not_fallen() -> None:
    found = effect([*wandering(100), *[0] * 7], 100, not_sold=range(102, 107))
    assert (found.status, found.days_after, found.change, found.p_time) == ("removed", 2, None, None)


def test_who_was_not_yet_sold_has_nothing_to_compare_with() -> None:
    found = effect([*[0] * 100, *[3] * 7], 100, not_sold=range(100))
    assert (found.status, found.days_before, found.change) == ("launched", 0, None)


def test_days_before_an_app_was_sold_are_no_history() -> None:
    ranks: Ranks = [*wandering(180), *[2] * 7]
    assert effect(ranks, 180).placebo_days == 173
    assert effect(ranks, 180, not_sold=range(100)).placebo_days == 75  # five days of a week are enough


def test_only_days_that_began_as_the_event_did_are_compared_with_it() -> None:
    """A week outside the list, or at No. 1, cannot be followed by a change as the event's week can."""
    outside: Ranks = [*wandering(50), *[0] * 50, *wandering(80), *[2] * 7]
    at_top: Ranks = [*wandering(50), *[1] * 50, *wandering(80), *[2] * 7]
    # of so long a stretch, the weeks that hold four of its days at least
    assert effect(outside, 180).placebo_days == effect(at_top, 180).placebo_days == 173 - 50


def test_a_week_that_is_not_over_has_no_test() -> None:
    found = effect([*wandering(100), 2, 2, 2], 100)
    assert (found.status, found.days_after, found.change) == ("open", 3, None)


def test_a_week_with_few_observed_days_has_no_test() -> None:
    found = effect([*wandering(100), 2, 2, None, None, None, 2, 2], 100)
    assert (found.status, found.days_after, found.change) == ("not_observed", 4, None)


def test_who_was_never_near_has_no_effect() -> None:
    ranks: Ranks = [5, *[0] * 60]
    assert effect_of(app_of(ranks), chart_of(ranks), 50) is None
    unseen: Ranks = [None] * 60
    assert effect_of(app_of(unseen), chart_of(unseen), 50) is None


def test_half_of_a_rise_is_gone_when_the_app_is_half_way_back() -> None:
    found = effect([*[25] * 100, 20, 1, 2, 4, 5, 10, 10, 25, 25], 100)
    assert (found.days_to_best, found.days_to_half) == (1, 3)  # the square root of 25 is the middle


def test_a_much_shorter_list_says_nothing_of_whom_it_does_not_show() -> None:
    ranks: Ranks = [*wandering(100), *[5] * 7]
    ranks[50:53] = [0, 0, 0]  # three of a week: too few are left of it
    chart, days = chart_of(ranks), np.arange(107)
    short = ChartDays(np.where((days >= 50) & (days < 53), DEPTH // 2, chart.depth).astype(np.int32), chart.rank)
    app = app_of(ranks)
    whole, partial = (effect_of(app, one, 100) for one in (chart, short))
    assert whole is not None and partial is not None
    unseen = [None if 50 <= day < 53 else rank for day, rank in enumerate(ranks)]
    assert whole.placebo_days == 93
    assert partial.placebo_days == plain.placebo(unseen, DEPTH, 100)[1] < 93


def test_a_day_that_nobody_observed_is_no_way_into_the_list() -> None:
    ranks: Ranks = [*[0] * 50, 40, None, 41, None, 0, None, 42, *[0] * 14, *[30] * 7]
    assert effect(ranks, 71).entries == 2


def test_who_was_seldom_in_the_list_is_no_control() -> None:
    ranks: Ranks = [*wandering(40), *[2] * 7]
    chart = chart_of(ranks)
    seldom = chart.rank.copy()
    seldom[:30, :5] = 0  # in the list on ten of the 28 days before
    found = effect_of(app_of(ranks), ChartDays(chart.depth, seldom), 40)
    assert found is not None
    assert found.controls == 25


def plain_change_days(y: list[float]) -> list[int]:
    """Every way to cut, the cheapest kept: by exhaustion of the last cut."""
    days, penalty = len(y), 3 * np.log(len(y)) * np.var(np.diff(y))

    def scatter(first: int, end: int) -> float:
        return float(np.sum((np.array(y[first:end]) - np.mean(y[first:end])) ** 2))

    best: list[tuple[float, list[int]] | None] = [(-penalty, [])]
    for end in range(1, days + 1):
        ways = [
            (before[0] + scatter(first, end) + penalty, [*before[1], first])
            for first in range(end - 4)
            if (before := best[first]) is not None
        ]
        best.append(min(ways) if ways else None)
    found = best[-1]
    assert found is not None
    return [first for first in found[1] if first]


@pytest.mark.parametrize("seed", range(6))
def test_changes_of_level_are_those_of_the_plain_reference(seed: int) -> None:
    draw = np.random.default_rng(seed)
    y = draw.normal(size=60) * 0.3 + np.repeat(draw.normal(size=4) * 2, 15)
    assert change_days(y) == plain_change_days(y.tolist())


def test_a_change_near_a_day_comes_with_the_share_of_days_that_lie_as_near_to_one() -> None:
    ranks: Ranks = [*wandering(60, low=20, high=24), *wandering(60, low=2, high=3)]
    near = near_change(app_of(ranks), 61, DEPTH)
    assert near is not None
    assert near.offset == -1
    assert near.chance == pytest.approx(5 / 120)
    far = near_change(app_of(ranks), 80, DEPTH)
    assert far is not None
    assert far.offset is None
