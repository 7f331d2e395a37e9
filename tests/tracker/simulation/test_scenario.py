"""The demo tells what is known: launches, removals, reported ranks; what is invented does not look real."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from functools import cache
from itertools import pairwise

import numpy as np
import pytest
from numpy.typing import NDArray

from tests.conftest import at
from tracker import catalog
from tracker.catalog import ReportedRank
from tracker.simulation.captures import captures
from tracker.simulation.scenario import (
    ANCHORS,
    BUMPS,
    COUNTRIES,
    OUTAGES,
    START,
    demo_story,
    demo_world,
    forced_ranks,
    known_apps,
)
from tracker.simulation.story import ForcedRank, overall_chart
from tracker.simulation.world import World

NOW = datetime(2026, 11, 22, 3, 20, tzinfo=UTC)
SLUGS = {app.slug for app in known_apps()}


@cache
def charts_with_forced_ranks() -> World:
    """The demo, told of the charts with forced ranks only and until the last of them: they are as in the whole."""
    story = demo_story(NOW)
    charts = {overall_chart(one.store, one.country) for one in story.forced}
    series = tuple(one for one in story.series if one in charts)
    return World(story.of_charts(series, round(story.refresh_at(max(one.when for one in story.forced))) + 8))


@cache
def captured_ranks() -> dict[tuple[str, str, str], NDArray[np.int16]]:
    """(store, country, assistant) → the rank in each refresh: 0 not in the chart, -1 not captured."""
    world = charts_with_forced_ranks()
    places = {(app.store, app.app_id): place for place, app in enumerate(world.apps)}
    apps = [[places[series.store, app.app_ids[series.store]] for app in world.story.known] for series in world.series]
    ranks = np.zeros((world.story.refreshes, len(world.series), len(SLUGS)), np.int16)
    for number, refresh in enumerate(captures(world)):
        for chart, row in enumerate(apps):
            found, columns = np.nonzero(refresh.apps[chart] == np.array(row)[:, None])
            ranks[number, chart, found] = columns + 1
            ranks[number, chart] -= not refresh.captured[chart]
    return {
        (series.store, series.country, app.slug): ranks[:, chart, number]
        for chart, series in enumerate(world.series)
        for number, app in enumerate(world.story.known)
    }


def rank(slug: str, when: str, country: str = "us", store: str = "apple") -> int:
    refresh = round(charts_with_forced_ranks().story.refresh_at(at(when)))
    return int(captured_ranks()[store, country, slug][refresh])


def day_of(slug: str, day: str, country: str = "us") -> list[int]:
    return [rank(slug, f"{day} {hour:02d}:00", country) for hour in range(0, 24, 3)]


def report(day: str, position: str, **other: str) -> ReportedRank:
    one = ReportedRank(day, "day", "grok", "Grok", "apple", "us", "top free (overall)", position, "https://x", "")
    return replace(one, **other)


# --- what the press reported


@pytest.mark.parametrize(
    ("slug", "when", "reported"),
    [
        ("deepseek", "2025-01-24 21:00", 31),
        ("deepseek", "2025-01-26 21:00", 1),
        ("deepseek", "2025-01-27 21:00", 1),
        ("chatgpt", "2025-01-27 21:00", 2),
        ("gemini", "2025-01-27 21:00", 14),
    ],
)
def test_the_founding_story_is_told_as_it_was_reported(slug: str, when: str, reported: int) -> None:
    assert rank(slug, when) == reported


def test_the_reported_rank_of_a_day_is_the_last_one_of_that_day() -> None:
    assert day_of("deepseek", "2025-01-26")[-1] == 1
    assert day_of("deepseek", "2025-01-24")[-1] == 31


def test_deepseek_climbs_evening_by_evening_until_it_leads() -> None:
    evenings = [rank("deepseek", f"2025-01-{day} 21:00") or 101 for day in range(18, 28)]
    assert all(after <= before for before, after in pairwise(evenings))
    assert evenings[0] > 100


def test_nearly_all_reported_ranks_come_true_and_none_is_far_off() -> None:
    world = charts_with_forced_ranks()
    misses = []
    for one in world.story.forced:
        depth = 100 if one.store == "apple" else 200
        found = rank(one.slug, f"{one.when:%Y-%m-%d %H:%M}", one.country, one.store)
        misses.append(abs((found or depth + 1) - min(one.rank, depth + 1)))
    assert len(misses) > 30
    assert np.mean(np.array(misses) == 0) >= 0.95
    assert max(misses) <= 2


def test_contradicting_reports_of_a_day_are_its_evening_and_its_morning() -> None:
    assert (rank("grok", "2025-08-12 09:00"), rank("grok", "2025-08-12 21:00")) == (6, 5)
    assert [rank(slug, "2026-02-28 09:00") for slug in ("chatgpt", "claude", "gemini")] == [1, 2, 3]
    assert [rank(slug, "2026-02-28 21:00") for slug in ("claude", "chatgpt", "gemini")] == [1, 2, 4]


def test_a_third_contradicting_report_is_left_out() -> None:
    told = [report("2025-08-12", "5"), report("2025-08-12", "6"), report("2025-08-12", "5"), report("2025-08-12", "7")]
    assert list(forced_ranks(told, SLUGS)) == [
        ForcedRank("grok", "apple", "us", at("2025-08-12 21:00"), 5),
        ForcedRank("grok", "apple", "us", at("2025-08-12 09:00"), 6),
    ]


@pytest.mark.parametrize(
    "vague",
    [
        report("2025-08", "5"),
        report("2025", "5"),
        report("2025-07-28..2025-08-18", "1"),
        report("2025-08-12", "<=10"),
        report("2025-08-12", ">100"),
        report("2025-08-12", "5", chart="top free (productivity)"),
        report("2025-08-12", "5", country="108 countries"),
        report("2025-08-12", "5", country="unstated (US context)"),
        report("2025-08-12", "removed", store="apple+google"),
        report("2025-08-12", "5", assistant="yuanbao"),
    ],
)
def test_only_a_plain_position_of_one_day_one_chart_and_one_country_is_forced(vague: ReportedRank) -> None:
    assert list(forced_ranks([vague], SLUGS)) == []


def test_an_approximate_day_is_a_day() -> None:
    told = list(forced_ranks([report("2025-01-24", "31", precision="approx")], SLUGS))
    assert [one.rank for one in told] == [31]


def test_what_nobody_reported_is_marked_as_assumed() -> None:
    story = demo_story(NOW)
    assert [one for one in story.forced if one.assumed] == ANCHORS
    assert {(one.slug, one.when.date()) for one in ANCHORS} >= {
        ("deepseek", date(2025, 1, 12)),
        ("deepseek", date(2025, 1, 18)),
    }


# --- where and when an app is sold


def offered(slug: str, country: str, store: str, when: str) -> bool:
    gone = [one for one in demo_story(NOW).absences if (one.slug, one.country, one.store) == (slug, country, store)]
    return not any(one.since <= at(when) < one.until for one in gone)


@pytest.mark.parametrize(
    ("slug", "country", "store", "last_day_without", "first_day_with"),
    [
        ("deepseek", "us", "apple", "2025-01-09 21:00", "2025-01-10 00:00"),
        ("grok", "us", "apple", "2025-01-08 21:00", "2025-01-09 00:00"),
        ("meta-ai", "us", "google", "2025-04-28 21:00", "2025-04-29 00:00"),
        ("sora", "us", "apple", "2025-09-29 21:00", "2025-09-30 00:00"),
        ("muse", "ca", "apple", "2026-09-07 21:00", "2026-09-08 00:00"),
    ],
)
def test_an_app_begins_on_the_day_of_its_launch(
    slug: str, country: str, store: str, last_day_without: str, first_day_with: str
) -> None:
    assert not offered(slug, country, store, last_day_without)
    assert offered(slug, country, store, first_day_with)


@pytest.mark.parametrize(
    ("slug", "country", "store", "last_day_with", "first_day_without"),
    [
        ("deepseek", "it", "apple", "2025-01-28 21:00", "2025-01-29 00:00"),
        ("deepseek", "it", "google", "2025-01-28 21:00", "2025-01-29 00:00"),
        ("deepseek", "kr", "apple", "2025-02-14 21:00", "2025-02-15 00:00"),
        ("sora", "us", "apple", "2026-03-23 21:00", "2026-03-24 00:00"),
        ("copilot", "us", "apple", "2026-08-18 21:00", "2026-08-19 00:00"),
    ],
)
def test_an_app_ends_on_the_day_it_is_withdrawn(
    slug: str, country: str, store: str, last_day_with: str, first_day_without: str
) -> None:
    assert offered(slug, country, store, last_day_with)
    assert not offered(slug, country, store, first_day_without)


def test_an_app_is_never_sold_in_an_excluded_country() -> None:
    assert not any(offered("dola", "us", "google", f"2025-{month:02d}-15 12:00") for month in range(1, 13))
    assert offered("dola", "br", "google", "2025-06-15 12:00")


def test_an_app_that_comes_to_stand_for_another_assistant_stays_in_the_chart() -> None:
    # the app of Microsoft 365 Copilot counts as Copilot since 28 August 2026
    assert all(offered("m365-copilot", "us", "apple", when) for when in ("2026-08-27 21:00", "2026-08-29 12:00"))


def test_deepseek_leaves_the_italian_charts() -> None:
    story = demo_story(at("2025-02-10 00:00"), ("it",))
    world = World(story)
    ids = {app_id for app in known_apps() if app.slug == "deepseek" for app_id in app.app_ids.values()}
    places = {place for place, app in enumerate(world.apps) if app.app_id in ids}
    withdrawn = round(story.refresh_at(at("2025-01-29 00:00")))
    seen = {refresh: places & set(charts.ravel().tolist()) for refresh, charts in world.charts()}
    assert len(seen[withdrawn - 1]) == 2  # in both stores
    assert not any(found for refresh, found in seen.items() if refresh >= withdrawn)


# --- the frame


def test_the_demo_is_twenty_countries_in_both_stores_until_now() -> None:
    story = demo_story(NOW)
    assert len(set(COUNTRIES)) == 20
    assert {"us", "gb", "ca", "in", "it", "kr", "de", "sa", "ae", "eg", "jp", "br"} <= set(COUNTRIES)
    assert [one.store for one in story.series] == ["apple"] * 20 + ["google"] * 20
    assert story.time_of(story.refreshes - 1) == datetime(2026, 11, 22, 3, tzinfo=UTC)
    assert story.start == START <= NOW - timedelta(days=730)


def test_every_country_has_both_stores() -> None:
    known = catalog.countries()
    assert all(known[country].has_store("apple") and known[country].has_own_chart("google") for country in COUNTRIES)


def test_yesterday_does_not_change_when_the_demo_is_built_anew() -> None:
    early, late = (
        list(World(demo_story(at(now), ("us",))).charts()) for now in ("2024-12-02 00:00", "2024-12-09 00:00")
    )
    assert all((before[1] == after[1]).all() for before, after in zip(early, late, strict=False))


def test_a_demo_before_its_story_is_refused() -> None:
    with pytest.raises(ValueError, match="when the demo begins"):
        demo_world(START - timedelta(days=1))


def test_a_gap_shows_before_and_after_the_climb_but_not_in_it() -> None:
    story = demo_story(NOW)
    near = [one for one in OUTAGES if at("2024-12-01 00:00") <= one.since and one.until <= at("2025-04-01 00:00")]
    assert len(near) == 2
    assert all(timedelta(days=1) <= one.until - one.since <= timedelta(days=3) for one in near)
    assert all(one.until <= at("2025-01-18 00:00") or one.since >= at("2025-02-02 00:00") for one in OUTAGES)
    assert not any(gap.since <= one.when < gap.until for gap in OUTAGES for one in story.forced)


def test_the_assistants_that_matter_are_there_with_the_ids_of_the_catalogue() -> None:
    wanted = "chatgpt deepseek gemini claude grok meta-ai perplexity copilot le-chat qwen kimi character-ai poe"
    assert set(wanted.split()) <= SLUGS
    ids = {(one.store, one.app_id) for one in catalog.identities()}
    assert all((store, app_id) in ids for app in known_apps() for store, app_id in app.app_ids.items())


def test_every_bump_is_an_event_of_the_catalogue_about_its_assistant() -> None:
    events = {event.event_id: event for event in catalog.events()}
    assert all(slug in events[event_id].assistants and slug in SLUGS for event_id, slug, *_ in BUMPS)


def test_an_event_of_one_country_lifts_nobody_elsewhere() -> None:
    bumps = [bump for bump in demo_story(NOW).bumps if bump.slug == "perplexity" and bump.size > 0]
    assert [bump.countries for bump in bumps] == [frozenset({"in"})]


def test_no_invented_app_has_an_id_of_the_catalogue() -> None:
    world = demo_world(at("2024-11-22 00:00"))
    real = {one.app_id for one in catalog.identities()}
    known = {app_id for app in known_apps() for app_id in app.app_ids.values()}
    invented = {app.app_id for app in world.apps} - known
    assert len(invented) > 5000
    assert not invented & real
    assert all(one.startswith(("9", "sim.")) for one in invented)
    assert all(len(one) == 10 for one in invented if one.isdigit())


def test_invented_publishers_say_that_they_are() -> None:
    world = demo_world(at("2024-11-22 00:00"))
    known = {app_id for app in known_apps() for app_id in app.app_ids.values()}
    words = ("Imaginary", "Simulated", "Nobody", "Example", "Placeholder")
    assert all(app.developer.startswith(words) for app in world.apps if app.app_id not in known)
