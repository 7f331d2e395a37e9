"""Simulated charts move like real ones.

The real numbers: 310 daily captures of a Japanese finance top-free 100, short panels of six other free charts in the
US, Japan and China, 14 months of one US app in 12-hour steps, and one cross-section of 77 countries.
"""

from datetime import UTC, datetime
from functools import cache
from itertools import pairwise

import numpy as np
import pytest
from numpy.typing import NDArray

from tracker.simulation.parameters import REFRESHES_A_DAY, Parameters
from tracker.simulation.story import Story, overall_chart
from tracker.simulation.world import World

Charts = NDArray[np.int32]  # [refresh, chart, rank - 1]

CATEGORY = Parameters(pool=400, kept=400)  # competitors of a category chart
OVERALL = Parameters()

# first and last rank, share of days on which a position of the finance chart has a new occupant, how near the
# simulation comes (its top five are known to be calmer), and the smallest and largest share of all seven free charts
BANDS = [
    (1, 1, 0.24, 0.16, 0.04, 0.48),
    (2, 5, 0.56, 0.13, 0.19, 0.75),
    (6, 10, 0.72, 0.06, 0.35, 0.81),
    (11, 25, 0.84, 0.06, 0.60, 0.87),
    (26, 50, 0.91, 0.04, 0.75, 0.93),
    (51, 100, 0.94, 0.03, 0.92, 0.97),
]


@cache
def charts(numbers: Parameters, seed: int, days: int = 310, countries: tuple[str, ...] = ("jp",)) -> Charts:
    series = tuple(overall_chart("apple", country) for country in countries)
    story = Story(series, datetime(2025, 1, 1, tzinfo=UTC), days * REFRESHES_A_DAY, seed, parameters=numbers)
    return np.array([chart for _, chart in World(story).charts()])


def daily(charts: Charts) -> Charts:
    return charts[REFRESHES_A_DAY - 1 :: REFRESHES_A_DAY]


def new_occupants(lists: NDArray[np.int32], first: int, last: int) -> float:
    """Share of positions from rank `first` to `last` whose app differs from the list before."""
    return float((lists[1:, first - 1 : last] != lists[:-1, first - 1 : last]).mean())


def exits(lists: NDArray[np.int32]) -> float:
    """Apps that leave the chart from one list to the next, on average."""
    return float(np.mean([len(set(before) - set(after)) for before, after in pairwise(lists)]))


def log_ranks(lists: NDArray[np.int32], from_rank: int, to_rank: int) -> NDArray[np.float64]:
    """[list, app] minus the logarithm of the rank, of the apps whose median rank lies in between."""
    ranks = np.full((len(lists), lists.max() + 1), lists.shape[1] + 1.0)
    np.put_along_axis(ranks, lists, np.arange(1.0, lists.shape[1] + 1)[None].repeat(len(lists), 0), 1)
    median = np.median(ranks, 0)
    return -np.log(ranks[:, (from_rank <= median) & (median <= to_rank)])


@pytest.mark.parametrize(("first", "last", "measured", "near", "least", "most"), BANDS)
def test_positions_change_hands_as_often_as_in_a_real_category_chart(
    first: int, last: int, measured: float, near: float, least: float, most: float
) -> None:
    shares = [new_occupants(daily(charts(CATEGORY, seed))[:, 0], first, last) for seed in (1, 2, 3)]
    assert least <= np.mean(shares) <= most
    assert np.mean(shares) == pytest.approx(measured, abs=near)


def test_about_five_apps_a_day_leave_a_category_top_100() -> None:
    left = [exits(daily(charts(CATEGORY, seed))[:, 0, :100]) for seed in (1, 2, 3)]
    assert 3.7 <= np.mean(left) <= 5.5  # measured: 4.8 in the finance chart, 3.7 to 7.6 in the others


def test_a_daily_list_never_repeats() -> None:
    lists = daily(charts(CATEGORY, 1))[:, 0, :100]
    assert not (lists[1:] == lists[:-1]).all(axis=1).any()


def test_an_overall_chart_turns_over_more_than_a_category_chart() -> None:
    for first, last, *_ in BANDS[2:]:
        overall, category = (daily(charts(numbers, 1))[:, 0] for numbers in (OVERALL, CATEGORY))
        assert new_occupants(overall, first, last) > new_occupants(category, first, last)


def test_twelve_hours_move_an_app_about_two_thirds_as_far_as_a_day() -> None:
    ranks = log_ranks(charts(OVERALL, 1)[:, 0], 60, 150)[:: REFRESHES_A_DAY // 2]
    half_a_day, day = np.std(ranks[1:] - ranks[:-1]), np.std(ranks[2:] - ranks[:-2])
    # measured on one app of about rank 230: .134 and .210, a ratio of .64
    assert half_a_day / day == pytest.approx(0.64, abs=0.06)
    assert day == pytest.approx(0.21, abs=0.05)


def test_three_hours_change_less_than_a_day_and_most_at_the_bottom() -> None:
    lists = charts(OVERALL, 1)[:, 0]
    shares = [new_occupants(lists, first, last) for first, last, *_ in BANDS]
    assert shares == sorted(shares)
    assert all(
        share < new_occupants(daily(charts(OVERALL, 1))[:, 0], first, last)
        for share, (first, last, *_) in zip(shares, BANDS, strict=True)
    )


def test_a_few_moves_are_far_larger_than_most() -> None:
    moves = np.diff(log_ranks(daily(charts(CATEGORY, 1))[:, 0], 10, 60), axis=0)
    kurtosis = float(((moves - moves.mean()) ** 4).mean() / moves.var() ** 2)
    assert kurtosis > 10  # measured: 15; a normal law has 3


def test_drift_keeps_growing_but_slower_than_a_random_walk() -> None:
    ranks = log_ranks(daily(charts(CATEGORY, 2))[:, 0], 5, 60)
    spread = [float(np.std(ranks[days:] - ranks[:-days])) for days in (1, 7, 30, 90)]
    assert spread == sorted(spread)
    # measured in normal scores: .094 .167 .204 .271
    assert spread[1] / spread[0] == pytest.approx(1.8, abs=0.5)
    assert spread[3] / spread[0] == pytest.approx(2.9, abs=0.9)


def test_weekends_differ_from_weekdays() -> None:
    ranks = log_ranks(daily(charts(CATEGORY, 1))[:, 0], 5, 60)
    changes = np.diff(ranks, axis=0)
    changes = changes - changes.mean(0)
    weekly = float((changes[7:] * changes[:-7]).mean() / changes.var())
    assert 0.1 < weekly < 0.6  # correlation of daily changes a week apart; measured: .09 to .67


def test_charts_of_a_region_share_more_apps_than_charts_of_two() -> None:
    found = charts(OVERALL, 1, 60, ("us", "ca", "gb", "jp", "ae", "sa"))[::REFRESHES_A_DAY, :, :100]

    def shared(one: int, other: int) -> float:
        return float(np.mean([len(set(day[one]) & set(day[other])) / 100 for day in found]))

    near = np.mean([shared(0, 1), shared(0, 2), shared(1, 2), shared(4, 5)])
    far = np.mean([shared(0, 3), shared(1, 4), shared(3, 5)])
    assert near == pytest.approx(0.48, abs=0.12)  # measured: .48
    assert far == pytest.approx(0.32, abs=0.13)  # measured: .32, and .21 between the US and Japan
    assert near > far + 0.1
