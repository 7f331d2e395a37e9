"""Forced ranks come true in their refresh, and nothing else of the world is bent."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tracker.simulation.bridge import pulls_of
from tracker.simulation.effects import Effects
from tracker.simulation.motion import scores
from tracker.simulation.pool import build_pool
from tracker.simulation.story import Absence, ForcedRank, KnownApp, Story, overall_chart
from tracker.simulation.world import World

START = datetime(2025, 1, 1, tzinfo=UTC)
KNOWN = tuple(
    KnownApp(slug, slug.title(), "Nobody", {"apple": str(number), "google": slug}, {"apple": 60, "google": 60})
    for number, slug in enumerate(("alpha", "beta", "gamma"), start=1)
)
US = (overall_chart("apple", "us"), overall_chart("google", "us"))


def forced(slug: str, day: float, rank: int, store: str = "apple", country: str = "us") -> ForcedRank:
    return ForcedRank(slug, store, country, START + timedelta(days=day), rank)


def told(*ranks: ForcedRank, days: int = 20, absences: tuple[Absence, ...] = ()) -> Story:
    return Story(US, START, days * 8, 3, KNOWN, absences=absences, forced=ranks)


def rank_at(world: World, chart: int, slug: str, day: float) -> int | None:
    app_id = KNOWN[world.story.known_number(slug)].app_ids[world.series[chart].store]
    for refresh, charts in world.charts():
        if refresh == round(day * 8):
            ids = [world.apps[place].app_id for place in charts[chart].tolist()]
            return ids.index(app_id) + 1 if app_id in ids else None
    raise AssertionError("the world is shorter")


@pytest.mark.parametrize("rank", [1, 2, 14, 31, 133, 199])
def test_a_forced_rank_comes_true(rank: int) -> None:
    assert rank_at(World(told(forced("alpha", 10, rank))), 0, "alpha", 10) == rank


def test_a_rank_deeper_than_the_chart_means_off_the_chart() -> None:
    assert rank_at(World(told(forced("alpha", 10, 300))), 0, "alpha", 10) is None


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.permutations(range(1, 60)), st.integers(4, 12), st.integers(4, 12))
def test_several_forced_ranks_come_true_together(ranks: list[int], day: int, other_day: int) -> None:
    wanted = {("alpha", day): ranks[0], ("beta", day): ranks[1], ("gamma", other_day + 0.5): ranks[2]}
    world = World(told(*(forced(slug, when, rank) for (slug, when), rank in wanted.items()), days=14))
    found = {(slug, when): rank_at(world, 0, slug, when) for slug, when in wanted}
    # two scores may be so near to each other that there is no room between them
    assert all(abs((found[place] or 201) - rank) <= 1 for place, rank in wanted.items())


def test_the_first_three_places_may_all_be_forced() -> None:
    world = World(told(forced("alpha", 10, 2), forced("beta", 10, 1), forced("gamma", 10, 3)))
    assert [rank_at(world, 0, slug, 10) for slug in ("beta", "alpha", "gamma")] == [1, 2, 3]


def test_a_climb_of_one_night_is_possible() -> None:
    world = World(told(forced("alpha", 10, 57), forced("alpha", 10.5, 5)))
    assert (rank_at(world, 0, "alpha", 10), rank_at(world, 0, "alpha", 10.5)) == (57, 5)


def test_two_apps_cannot_have_one_rank() -> None:
    with pytest.raises(ValueError, match="two apps want rank 4"):
        pulls_of(told(forced("alpha", 10, 4), forced("beta", 10, 4)))


def test_only_the_chart_with_a_forced_rank_is_bent() -> None:
    free, bent = World(told()), World(told(forced("alpha", 10, 1)))
    pairs = zip(free.charts(), bent.charts(), strict=True)
    differs = np.array([(before != after).any(axis=1) for (_, before), (_, after) in pairs])
    assert differs[:, 0].any()
    assert not differs[:, 1].any()


def test_an_app_that_is_not_sold_cannot_be_forced() -> None:
    gone = Absence("alpha", "apple", "us", START + timedelta(days=9), START + timedelta(days=11))
    world = World(told(forced("alpha", 10, 1), absences=(gone,)))
    assert pulls_of(world.story) == {}
    assert rank_at(world, 0, "alpha", 10) is None


def test_ranks_of_other_charts_and_other_times_are_left_alone() -> None:
    assert pulls_of(told(forced("alpha", 10, 1, country="fr"), forced("alpha", 500, 1), forced("alpha", -3, 1))) == {}


def test_between_forced_ranks_the_noise_stays_and_the_bend_is_smooth() -> None:
    story = told(forced("alpha", 6, 100), forced("alpha", 12, 3))
    pool = build_pool(story)
    free, bent = (
        np.array([score[0, 0] for _, score in scores(story, pool, Effects(story, pulls))])
        for pulls in ({}, pulls_of(story))
    )
    bend = bent - free
    assert np.abs(np.diff(bend)).max() < 0.1  # a day has eight steps; the climb is 1.7 or so
    assert np.abs(np.diff(bend, 2))[50:90].max() < np.abs(np.diff(free, 2))[50:90].max()


def test_a_pull_is_the_same_whichever_other_charts_are_simulated() -> None:
    story = told(forced("alpha", 10, 1), forced("beta", 11, 9, store="google"))
    both = pulls_of(story)
    alone = pulls_of(replace(story, series=US[1:]))
    assert np.array_equal(both[1, 1].weights, alone[0, 1].weights)
