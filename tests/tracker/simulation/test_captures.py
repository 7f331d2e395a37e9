"""What a collector with faults sees: every failure is told, and what is seen is the chart."""

from datetime import UTC, datetime, timedelta
from functools import cache
from itertools import pairwise

import numpy as np
import pytest
from numpy.typing import NDArray

from tracker.simulation.captures import HTTP_STATUS, OUTCOMES, Refresh, captures, chart_entries
from tracker.simulation.story import ForcedRank, KnownApp, Outage, Story, overall_chart
from tracker.simulation.world import World

START = datetime(2025, 1, 1, tzinfo=UTC)
OUTAGE = Outage(START + timedelta(days=20), START + timedelta(days=21, hours=1))
COUNTRIES = ("us", "de", "jp")


@cache
def world() -> World:
    series = tuple(overall_chart(store, country) for store in ("apple", "google") for country in COUNTRIES)
    known = (KnownApp("alpha", "Alpha", "A", {"apple": "1", "google": "a"}, {"apple": 30, "google": 30}),)
    forced = tuple(ForcedRank("alpha", "apple", "us", START + timedelta(days=day), 7) for day in range(2, 60))
    return World(Story(series, START, 60 * 8, 4, known, forced=forced, outages=(OUTAGE,)))


@cache
def seen() -> tuple[Refresh, ...]:
    return tuple(captures(world()))


def outcomes() -> NDArray[np.int8]:
    return np.array([refresh.outcome for refresh in seen()])


def in_outage(refresh: Refresh) -> bool:
    return OUTAGE.since <= refresh.scheduled_for < OUTAGE.until


def test_there_is_a_refresh_for_every_slot() -> None:
    assert [refresh.scheduled_for for refresh in seen()] == [START + timedelta(hours=3 * i) for i in range(480)]


def test_in_an_outage_nobody_ran_and_else_somebody_did() -> None:
    for refresh in seen():
        missed = refresh.outcome == OUTCOMES.index("missed")
        forced = refresh.scheduled_for.hour == 0  # in the US App Store: a forced rank is always captured
        assert missed[1:].all() == in_outage(refresh)
        assert missed[0] == (in_outage(refresh) and not forced)


def test_about_half_a_percent_of_captures_fail_in_all_ways() -> None:
    ran = outcomes()[[not in_outage(refresh) for refresh in seen()]]
    assert 0.002 < (ran > 0).mean() < 0.009
    assert set(np.unique(ran)) == {0, 2, 3, 4}


def test_an_outcome_has_the_http_status_of_its_failure() -> None:
    assert dict(zip(OUTCOMES, HTTP_STATUS, strict=True)) == {
        "ok": 200, "missed": None, "network_error": None, "http_error": 503, "rate_limited": 429,
    }  # fmt: skip


def test_a_failed_capture_shows_no_app() -> None:
    for refresh in seen():
        assert (refresh.depth[~refresh.captured] == 0).all()
        assert (refresh.apps[~refresh.captured] == -1).all()


def test_every_fourth_list_lacks_one_to_three_rows_at_its_end() -> None:
    full = np.array([100] * 3 + [200] * 3)
    lacking = np.concatenate([(full - refresh.depth)[refresh.captured] for refresh in seen()])
    assert set(lacking) == {0, 1, 2, 3}
    assert (lacking > 0).mean() == pytest.approx(0.25, abs=0.04)
    for refresh in seen()[:50]:
        for depth, apps in zip(refresh.depth, refresh.apps, strict=True):
            assert (apps[:depth] >= 0).all()
            assert (apps[depth:] == -1).all()


def test_what_is_seen_is_the_chart_of_the_world() -> None:
    same = 0
    for (_, charts), refresh in zip(world().charts(), seen(), strict=True):
        for chart in np.flatnonzero(refresh.captured):
            depth = refresh.depth[chart]
            same += (refresh.apps[chart, :depth] == charts[chart, :depth]).all()
    assert 0.9 < same / (outcomes() == 0).sum() < 1  # all but frozen lists


def test_a_frozen_list_is_seen_again_and_the_store_says_that_it_is_old() -> None:
    frozen = 0
    for before, after in pairwise(seen()):
        for chart in np.flatnonzero(before.captured & after.captured):
            depth = min(before.depth[chart], after.depth[chart])
            again = bool((before.apps[chart, :depth] == after.apps[chart, :depth]).all())
            assert again == (before.updated_at[chart] == after.updated_at[chart])
            frozen += again
    assert frozen > 0


def test_an_answer_comes_minutes_after_its_slot_and_its_list_is_older() -> None:
    for refresh in seen():
        late = refresh.observed_at - np.datetime64(refresh.scheduled_for.replace(tzinfo=None), "s")
        assert (late > np.timedelta64(0, "s")).all()
        assert (late < np.timedelta64(5, "m")).all()
        assert (refresh.updated_at < refresh.observed_at).all()


def test_entries_are_the_apps_of_the_list_best_rank_first() -> None:
    refresh = seen()[0]
    entries = chart_entries(world(), refresh, 3)
    assert [entry.rank for entry in entries] == list(range(1, int(refresh.depth[3]) + 1))
    best = world().apps[refresh.apps[3, 0]]
    assert (entries[0].app_id, entries[0].name, entries[0].developer) == (best.app_id, best.name, best.developer)


def test_a_forced_rank_is_always_captured() -> None:
    place = next(i for i, app in enumerate(world().apps) if app.app_id == "1")
    for refresh in seen()[16::8]:
        assert refresh.captured[0]
        assert refresh.apps[0, 6] == place


def test_faults_of_a_chart_do_not_depend_on_the_others() -> None:
    story = world().story
    alone = captures(World(story.of_charts(story.series[4:5], story.refreshes)))
    assert [int(refresh.outcome[0]) for refresh in alone] == outcomes()[:, 4].tolist()
