"""The smaller questions, each on a few captures."""

from datetime import date, timedelta

from tests.conftest import US_IPHONE, at
from tests.tracker.queries.conftest import CHATGPT, DEEPSEEK, HOUR, Charts
from tracker.models import Series, Window
from tracker.queries.best_before import Best, best_ranks
from tracker.queries.captured_slots import captured_slots
from tracker.queries.choices import known_series
from tracker.queries.coverage import Coverage, coverage, coverages
from tracker.queries.events import events_between
from tracker.queries.freshness import freshness
from tracker.queries.health import series_health
from tracker.queries.pooled import pooled_with
from tracker.queries.rank_slots import rank_slots
from tracker.queries.reported_ranks import reported_ranks
from tracker.queries.standing import BEFORE, standings

START = at("2026-07-10 00:00")
DAY = timedelta(days=1)


def test_a_standing_compares_with_the_day_and_the_week_before(charts: Charts) -> None:
    seen = {START: ["1", "2", CHATGPT], START + 6 * DAY: ["1", CHATGPT], START + 7 * DAY: [CHATGPT, DEEPSEEK]}
    with charts(seen) as connection:
        one, two = standings(
            rank_slots(connection, US_IPHONE, ["chatgpt", "deepseek"], START + DAY - BEFORE, START + 8 * DAY),
            ["chatgpt", "deepseek"],
            START + DAY,
        )
    assert (one.rank, one.rank_day_before, one.rank_week_before, one.best_rank) == (1, 2, 3, 1)
    assert (one.ranked, one.captured) == (2, 2)
    assert (two.rank, two.rank_day_before, two.state) == (2, None, "ranked")


def test_days_at_no_1_count_observed_time_only(charts: Charts) -> None:
    seen = {
        START: [CHATGPT],
        START + HOUR: [CHATGPT],
        START + 2 * HOUR: None,
        START + 3 * HOUR: [CHATGPT],
        START + 4 * HOUR: ["1"],
    }
    with charts(seen) as connection:
        (one,) = standings(
            rank_slots(connection, US_IPHONE, ["chatgpt"], START - BEFORE, START + DAY), ["chatgpt"], START
        )
    assert one.days_at_1 * 24 == 3
    assert (one.state, one.rank, one.captured) == ("not_in_chart", None, 4)


def test_coverage_counts_what_should_have_been_captured(charts: Charts) -> None:
    seen = {START: [CHATGPT], START + HOUR: None, START + 3 * HOUR: ["1", CHATGPT]}
    with charts(seen, watched_from=START) as connection:
        found = coverage(connection, US_IPHONE, START, START + 4 * HOUR)
    assert (found.captured, found.expected) == (2, 4)
    assert (found.first_observed_at, found.last_observed_at) == (START, START + 3 * HOUR)


def test_coverages_are_told_of_each_window_in_its_place(charts: Charts) -> None:
    seen = {START: [CHATGPT], START + HOUR: None, START + 3 * HOUR: ["1", CHATGPT]}
    windows = [
        Window(START + 2 * HOUR, START + 4 * HOUR),
        Window(START - DAY, START),
        Window(START, START + 2 * HOUR),
        Window(START, START + 4 * HOUR),
    ]
    with charts(seen, watched_from=START) as connection:
        found = coverages(connection, US_IPHONE, windows)
    assert found == [
        Coverage(1, 2, START + 3 * HOUR, START + 3 * HOUR, 2),
        Coverage(0, 0, None, None, None),
        Coverage(1, 2, START, START, 1),
        Coverage(2, 4, START, START + 3 * HOUR, 2),
    ]


def test_the_best_ranks_of_each_window_know_the_days_before_it(charts: Charts) -> None:
    seen = {
        START: ["1", "2", CHATGPT],
        START + DAY: None,
        START + 2 * DAY: ["1", CHATGPT, DEEPSEEK],
        START + 3 * DAY: ["1", CHATGPT],
    }
    days = [(START + place * DAY).date() for place in range(4)]
    windows = [(days[2], days[3]), (days[0], days[0]), (days[1], days[1]), (days[3], days[3])]
    with charts(seen) as connection:
        found = best_ranks(connection, US_IPHONE, windows)
    assert found == [
        [Best("chatgpt", 2, days[2], 3, 1), Best("deepseek", 3, days[2], None, 1)],
        [Best("chatgpt", 3, days[0], None, 0)],
        [],
        [Best("chatgpt", 2, days[3], 2, 2)],
    ]


def test_a_database_says_how_new_it_is(charts: Charts) -> None:
    with charts({START: [CHATGPT], START + HOUR: None}) as connection:
        state = freshness(connection)
    assert state.last_observed_at == START
    assert state.published_at is not None
    assert not state.simulated


def test_choices_are_the_series_that_were_tried(charts: Charts) -> None:
    with charts({START: [CHATGPT]}) as connection:
        assert known_series(connection) == [US_IPHONE]


def test_a_failed_slot_is_not_captured(charts: Charts) -> None:
    with charts({START: [CHATGPT], START + HOUR: None}) as connection:
        assert captured_slots(connection, START) == {(US_IPHONE.name, START)}


def test_health_names_the_newest_slot_that_nobody_ran(charts: Charts) -> None:
    with charts({START: [CHATGPT]}, watched_from=START) as connection:
        (one,) = series_health(connection)
    assert (one.series, one.last_status, one.last_observed_at) == (US_IPHONE.name, "missed", START)


def test_events_are_those_of_the_assistants_and_the_time(charts: Charts) -> None:
    with charts({}) as connection:
        found = events_between(connection, ["deepseek"], "us", at("2025-01-20 00:00"), at("2025-01-31 00:00"))
    assert found[0].title.startswith("DeepSeek-R1 released")
    assert all("deepseek" in one.assistants and one.url.startswith("http") for one in found)
    assert [one.start for one in found] == sorted(one.start for one in found)
    assert all(date(2025, 1, 20) <= one.start <= date(2025, 1, 31) for one in found)


def test_decisions_of_other_countries_are_shown_and_other_news_of_theirs_is_not(charts: Charts) -> None:
    with charts({}) as connection:
        found = events_between(
            connection, ["deepseek", "chatgpt"], "us", at("2025-01-01 00:00"), at("2025-03-01 00:00")
        )
    elsewhere = [one for one in found if not {"*", "us"} & set(one.countries)]
    assert elsewhere
    assert {one.kind for one in elsewhere} == {"rule"}


def test_reported_ranks_are_plain_positions_of_the_overall_chart(charts: Charts) -> None:
    with charts({}) as connection:
        found = reported_ranks(
            connection, "apple", "us", ["deepseek", "gemini"], at("2025-01-01 00:00"), at("2025-01-31 00:00")
        )
    stated = {(one.assistant, one.start, one.rank) for one in found}
    assert ("deepseek", date(2025, 1, 26), 1) in stated
    assert ("gemini", date(2025, 1, 27), 14) in stated
    assert next(one for one in found if one.precision == "month").end == date(2025, 1, 31)


def test_the_same_list_in_several_countries_is_one_chart(charts: Charts) -> None:
    fiji, samoa = (Series("google", country, "android", "top-free", "all", "google_play") for country in ("fj", "ws"))
    apps = [f"sim.app{number}" for number in range(20)]
    with charts({START: apps}, series=fiji):
        pass
    with charts({START: apps, START + HOUR: apps[::-1]}, series=samoa) as connection:
        assert pooled_with(connection, fiji, START, START + DAY) == ("fj", "ws")
        assert pooled_with(connection, samoa, START + HOUR, START + DAY) == ()
        lists = connection.execute("SELECT countries, depth FROM pooled_chart").fetchall()
    assert lists == [(["fj", "ws"], 20)]
