"""A world is made by its story alone, and no chart depends on which others are simulated."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import numpy as np
import pytest

from tracker.simulation.names import SimulatedApp
from tracker.simulation.parameters import Parameters
from tracker.simulation.story import Absence, Bump, ForcedRank, KnownApp, Story, overall_chart
from tracker.simulation.world import World, best_columns

START = datetime(2025, 1, 1, tzinfo=UTC)
ALPHA = KnownApp("alpha", "Alpha", "A", {"apple": "1", "google": "a"}, {"apple": 20, "google": 40, "apple/de": 90})
BETA = KnownApp("beta", "Beta", "B", {"apple": "2", "google": "b"}, {"apple": 150, "google": 150})


def told(*charts: tuple[str, str], days: int = 20, seed: int = 1) -> Story:
    return Story(
        tuple(overall_chart(store, country) for store, country in charts),
        START,
        days * 8,
        seed,
        (ALPHA, BETA),
        (Bump("beta", START + timedelta(days=5), 2.0, timedelta(days=3), timedelta(days=1)),),
        (Absence("alpha", "apple", "de", START + timedelta(days=10), START + timedelta(days=12)),),
        (ForcedRank("alpha", "apple", "us", START + timedelta(days=8), 3),),
    )


STORY = told(("apple", "us"), ("apple", "de"), ("google", "us"), ("google", "jp"), ("apple", "tr"))


def shown(world: World) -> list[list[list[SimulatedApp]]]:
    """[refresh, chart, rank - 1] apps."""
    return [[[world.apps[place] for place in row] for row in chart.tolist()] for _, chart in world.charts()]


def ranks(world: World, chart: int, slug: str) -> list[int | None]:
    """The rank of a known app in one chart, refresh by refresh."""
    app = world.story.known[world.story.known_number(slug)]
    place = next(i for i, one in enumerate(world.apps) if one.app_id == app.app_ids[world.story.series[chart].store])
    found = (np.flatnonzero(chart_apps[chart] == place) for _, chart_apps in world.charts())
    return [int(row[0]) + 1 if len(row) else None for row in found]


def test_the_same_story_makes_the_same_world() -> None:
    assert shown(World(STORY)) == shown(World(STORY))


def test_another_seed_makes_another_world() -> None:
    assert shown(World(STORY)) != shown(World(replace(STORY, seed=2)))


@pytest.mark.parametrize("charts", [(0,), (3, 1), (4, 2, 0)])
def test_a_part_of_the_world_equals_the_whole(charts: tuple[int, ...]) -> None:
    whole = shown(World(STORY))
    part = shown(World(replace(STORY, series=tuple(STORY.series[chart] for chart in charts))))
    assert part == [[refresh[chart] for chart in charts] for refresh in whole]


def test_a_longer_world_begins_like_a_shorter_one() -> None:
    longer = shown(World(STORY))
    assert shown(World(replace(STORY, refreshes=83))) == longer[:83]


def test_a_chart_has_200_different_apps_of_its_store() -> None:
    world = World(STORY)
    for _, charts in world.charts():
        assert charts.shape == (5, 200)
        for series, row in zip(world.series, charts.tolist(), strict=True):
            assert len(set(row)) == 200
            assert {world.apps[place].store for place in row} == {series.store}


def test_an_app_has_one_id_in_all_countries_of_a_store() -> None:
    world = World(STORY)
    assert len({(app.store, app.app_id) for app in world.apps}) == len(world.apps)
    american, german = (
        {world.apps[place].app_id for _, charts in world.charts() for place in charts[chart].tolist()}
        for chart in (0, 1)
    )
    assert len(american & german) > 50
    assert {"1", "2"} <= american & german


def test_known_apps_move_around_their_usual_rank() -> None:
    calm = World(replace(STORY, forced=(), bumps=(), absences=()))
    assert 8 <= np.median([rank or 201 for rank in ranks(calm, 0, "alpha")]) <= 50
    assert 45 <= np.median([rank or 201 for rank in ranks(calm, 1, "alpha")]) <= 180


def test_a_bump_lifts_an_app_and_wears_off() -> None:
    found = [rank or 201 for rank in ranks(World(STORY), 3, "beta")]
    before, peak, after = np.median(found[24:40]), np.median(found[46:52]), np.median(found[-16:])
    assert peak < before / 2
    assert peak < after


def test_an_app_is_in_no_chart_while_it_is_not_sold() -> None:
    found = ranks(World(STORY), 1, "alpha")
    assert all(rank is None for rank in found[80:96])
    assert found[79] is not None
    assert found[96] is not None


def test_every_second_name_of_a_country_with_its_own_script_is_written_in_it() -> None:
    world = World(told(("google", "jp"), ("google", "sa"), days=2))
    names = {
        country: [app.name for app in world.apps if app.app_id.startswith(f"sim.{country}.")]
        for country in ("jp", "sa")
    }
    assert 0.3 < np.mean(["架空" in name for name in names["jp"]]) < 0.7
    assert 0.3 < np.mean(["\u0600" <= max(name) <= "\u06ff" for name in names["sa"]]) < 0.7


def test_the_highest_scores_come_first_and_ties_keep_their_order() -> None:
    score = np.array([[0.5, 3.0, -2.5, 3.0, -10.0, 4.25]], np.float32)
    assert best_columns(score, 6).tolist() == [[5, 1, 3, 0, 2, 4]]


def test_fewer_apps_than_ranks_are_no_world() -> None:
    with pytest.raises(ValueError, match="200 to 1024 apps"):
        World(replace(STORY, parameters=Parameters(kept=150)))
