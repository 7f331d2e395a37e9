"""What was kept of an event comes back as it was written, and in the order in which a page needs it."""

from datetime import date, timedelta

import duckdb
import pytest
from duckdb import DuckDBPyConnection

from tests.conftest import US_IPHONE, at
from tests.tracker.queries.conftest import CHATGPT, Charts
from tests.tracker.storage.test_effects import DAYS, GERMANY, add_event, connection, day_of, stored  # noqa: F401
from tracker.queries.changepoints import change_near_day
from tracker.queries.event_effect import effect_counts, effects_of_event, titles_of
from tracker.queries.natural_experiment import Chart, experiment_of_event
from tracker.storage.effects import refresh_effects

DAY = timedelta(days=1)


@pytest.fixture
def effects(stored: DuckDBPyConnection) -> DuckDBPyConnection:  # noqa: F811
    refresh_effects(stored, day_of(DAYS))
    return stored


def test_the_effects_of_an_event_come_with_the_unusual_ones_first(effects: DuckDBPyConnection) -> None:
    found = effects_of_event(effects, "second")
    assert {(one.assistant, one.country) for one in found} == {
        (slug, country) for slug in ("chatgpt", "deepseek") for country in ("us", "de")
    }
    said = [one.verdict for one in found]
    assert said == sorted(said, key=lambda verdict: verdict == "moved_around")
    assert [one.country for one in effects_of_event(effects, "second", country="de")] == ["de", "de"]
    assert effects_of_event(effects, "second", store="google") == []
    counts = effect_counts(effects, "second")
    assert sum(one.charts for one in counts) == 4


def test_the_events_that_overlap_come_with_their_titles(effects: DuckDBPyConnection) -> None:
    found = [one for one in effects_of_event(effects, "second", country="de") if one.assistant == "deepseek"]
    assert [one.overlapping for one in found] == [("first", "third")]
    assert titles_of(effects, found, "ar") == {"first": "first", "third": "third"}


def test_a_change_of_level_is_found_near_the_day_on_which_it_was_made(effects: DuckDBPyConnection) -> None:
    near = change_near_day(effects, "deepseek", GERMANY, day_of(100), 30)
    assert near is not None and near.offset is not None
    assert abs(near.offset) <= 1
    assert 0 < near.chance < 0.5
    assert change_near_day(effects, "deepseek", US_IPHONE, date(2020, 1, 1), 30) is None


def test_an_event_of_one_country_is_held_against_the_others(effects: DuckDBPyConnection) -> None:
    chart = Chart("apple")
    found = experiment_of_event(effects, "third", "deepseek", chart, day_of(DAYS - 1))
    assert found is not None
    assert [(one.country, one.happened) for one in found.countries] == [("de", True), ("us", False)]
    (kept,) = effects_of_event(effects, "third")
    assert found.countries[0].effect.change == pytest.approx(kept.change)
    assert found.countries[0].effect.depth in range(30, 33)


def test_an_event_of_every_country_is_no_experiment(effects: DuckDBPyConnection) -> None:
    until = day_of(DAYS - 1)
    assert experiment_of_event(effects, "second", "deepseek", Chart("apple"), until) is None
    assert experiment_of_event(effects, "third", "chatgpt", Chart("apple"), until) is None
    assert experiment_of_event(effects, "third", "deepseek", Chart("apple"), day_of(99)) is None


def test_without_captures_there_are_no_effects(charts: Charts) -> None:
    with charts({at("2025-01-20 00:00"): ["1", CHATGPT]}) as published, pytest.raises(duckdb.Error):
        add_event(published, "mine", date(2025, 1, 20), ["chatgpt"], ["*"])  # readers cannot write
    with charts({at("2025-01-20 00:00"): ["1", CHATGPT]}) as published:
        assert effects_of_event(published, "2025-01-20-deepseek-r1-released-web-app-open-weight") == []
