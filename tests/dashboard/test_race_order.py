"""Order, overtakes, streaks: the same as the views say, and careful where nobody looked."""

from collections.abc import Iterator
from datetime import date, timedelta

import pytest
from duckdb import DuckDBPyConnection
from hypothesis import example, given, settings
from hypothesis import strategies as st

from dashboard.race_order import Lead, lead, needed_for_overtakes, overtakes, periods, streaks
from dashboard.race_rows import parse_race_query, race_rows
from dashboard.rank_rows import EmptyRangeError
from dashboard.rank_view import USUAL_ASSISTANTS, UnknownValueError
from tests.conftest import US_IPHONE
from tests.dashboard.world import END
from tracker.config import Home
from tracker.queries.capture_times import series_key
from tracker.queries.race import DayEnd, day_ends
from tracker.storage.database import reading

FIRST = date(2025, 1, 6)  # a Monday
DAY = timedelta(days=1)
SERIES = (
    "(store, country, device, chart, category, source) = ('apple', 'us', 'iphone', 'top-free', 'all', 'itunes_rss')"
)
AMONG = "list_contains($slugs::VARCHAR[], assistant)"


@pytest.fixture
def connection(real_home: Home) -> Iterator[DuckDBPyConnection]:
    with reading(real_home.charts_file) as open_connection:
        yield open_connection


def ends(**ranks: list[int | None]) -> list[DayEnd]:
    """A day end for each rank; 0 is a day that nobody observed, None one on which it was not in the list."""
    found = []
    for place in range(max(map(len, ranks.values()))):
        for slug, history in ranks.items():
            rank = history[place]
            if rank != 0:
                state = "ranked" if rank else "not_in_chart"
                found.append(DayEnd(slug, FIRST + place * DAY, state, rank, rank, True))  # type: ignore[arg-type]
    return found


def test_overtakes_and_streaks_are_those_of_the_views(connection: DuckDBPyConnection) -> None:
    key = series_key(connection, US_IPHONE)
    assert key
    days = day_ends(connection, US_IPHONE, key, USUAL_ASSISTANTS)
    slugs = {"slugs": list(USUAL_ASSISTANTS)}
    passed = connection.execute(
        f"SELECT assistant, passed, day_utc, last_day_behind, rank, passed_rank, ended_on FROM overtake"
        f" WHERE {SERIES} AND {AMONG} AND list_contains($slugs::VARCHAR[], passed)", slugs,
    ).fetchall()  # fmt: skip
    found = overtakes(days)
    assert len(found) > 5
    assert sorted(map(repr, passed)) == sorted(repr(tuple(one[:7])) for one in found)
    at_1 = connection.execute(
        f"SELECT assistant, first_day, last_day, days_seen, open_before OR open_after OR days_not_observed > 0"
        f" FROM streak WHERE {SERIES} AND {AMONG}", slugs,
    ).fetchall()  # fmt: skip
    assert sorted(at_1) == sorted(map(tuple, streaks(days)))
    assert {one.assistant for one in streaks(days)} == {"chatgpt", "deepseek"}


def test_an_overtake_says_when_and_for_how_many_day_ends() -> None:
    (there, back) = overtakes(ends(a=[2, 1, 1, 3], b=[1, 2, 2, 1]))
    assert (there.assistant, there.day, there.last_day_behind) == ("a", FIRST + DAY, FIRST)
    assert (there.days_ahead, there.ended_on, there.certain) == (2, FIRST + 3 * DAY, True)
    assert (back.assistant, back.ended_on, back.days_ahead, back.certain) == ("b", None, 1, False)


def test_a_day_whose_list_does_not_know_who_was_first_does_not_end_a_streak() -> None:
    days = [end._replace(is_whole=end.day != FIRST + DAY) for end in ends(a=[1, None, 1, 2], b=[2, 3, 2, 1])]
    (streak,) = (one for one in streaks(days) if one.assistant == "a")
    assert (streak.first_day, streak.last_day, streak.days_seen, streak.at_least) == (FIRST, FIRST + 2 * DAY, 2, True)


@pytest.mark.parametrize(
    ("first", "second"),
    [([2, 0, 1, 2], [1, 0, 2, 1]), ([2, 1, 0, 2], [1, 2, 0, 1]), ([2, 1, 0, 1, 2], [1, 2, 0, 2, 1])],
)
def test_where_a_day_was_not_observed_the_length_is_at_least(first: list[int | None], second: list[int | None]) -> None:
    assert not overtakes(ends(a=first, b=second))[0].certain


def test_who_left_the_list_was_passed_by_everyone_in_it() -> None:
    (only,) = overtakes(ends(a=[50, 60], b=[40, None]))
    assert (only.assistant, only.rank, only.passed_rank) == ("a", 60, None)


# What two, three or four were at the end of each day: a rank, out of the list (None), or nobody looked (0).
RACES = st.integers(2, 4).flatmap(
    lambda racing: st.lists(
        st.one_of(
            st.just([0] * racing),
            st.lists(st.one_of(st.none(), st.integers(1, 9)), min_size=racing, max_size=racing).filter(
                lambda ranks: len({rank for rank in ranks if rank}) == sum(1 for rank in ranks if rank)
            ),
        ),
        min_size=1,
        max_size=14,
    )
)


@settings(max_examples=300, deadline=None)
@example([[1, None, None], [None, 2, 3], [None, None, 3], [2, 1, 3]], 3)  # each was last seen on another day
@given(RACES, st.integers(0, 14))
def test_late_overtakes_depend_on_few_days_before(days: list[list[int | None]], place: int) -> None:
    history = ends(**{f"a{number}": list(ranks) for number, ranks in enumerate(zip(*days, strict=True))})
    since = FIRST + place * DAY
    needed = needed_for_overtakes(history, since)
    assert len({end.day for end in needed if end.day < since}) <= len(days[0])
    assert [one for one in overtakes(needed) if one.day >= since] == [
        one for one in overtakes(history) if one.day >= since
    ]


def test_two_that_are_not_in_the_list_are_not_compared() -> None:
    assert overtakes(ends(a=[None, None], b=[None, None])) == []
    assert overtakes(ends(a=[None, 5], b=[None, 6])) == []


def test_a_streak_is_not_broken_by_a_day_that_nobody_observed_and_says_so() -> None:
    (only,) = streaks(ends(a=[3, 1, 0, 1, 2], b=[1, 2, 0, 3, 1])[:-1] + ends(a=[3, 1, 0, 1, 2])[-1:])[1:]
    assert (only.assistant, only.days_seen, only.at_least) == ("a", 2, True)
    assert [one.at_least for one in streaks(ends(a=[2, 1, 1, 2]))] == [False]


@pytest.mark.parametrize("ranks", [[1, 1, 2], [2, 1, 1], [2, 0, 1, 2], [2, 1, 0, 2]])
def test_a_streak_at_the_edge_of_what_was_observed_may_be_longer(ranks: list[int | None]) -> None:
    assert [one.at_least for one in streaks(ends(a=ranks))] == [True]


def test_a_week_is_its_last_observed_day() -> None:
    days = ends(a=[1, 2, 2, 0, 0, 0, 0, 4], b=[2, 1, None, 0, 0, 0, 0, 3])
    first, second = periods(days, FIRST, FIRST + 8 * DAY, "week")
    assert (first.start, first.end, first.seen_on) == (FIRST, FIRST + 7 * DAY, FIRST + 2 * DAY)
    assert (first.places, first.ranks, first.absent) == ({"a": 1}, {"a": 2}, {"b": "not_in_chart"})
    assert (second.end, second.places) == (FIRST + 9 * DAY, {"b": 1, "a": 2})


def test_a_period_without_a_capture_has_nobody_in_it() -> None:
    day = periods(ends(a=[1, 0, 1]), FIRST, FIRST + 2 * DAY, "day")[1]
    assert (day.seen_on, day.places, day.absent) == (None, {}, {})


def test_months_begin_on_their_first_day() -> None:
    found = periods([], date(2024, 12, 20), date(2025, 2, 3), "month")
    assert [one.start for one in found] == [date(2024, 12, 20), date(2025, 1, 1), date(2025, 2, 1)]
    assert found[-1].end == date(2025, 2, 4)


def test_a_list_of_which_only_some_ranks_are_known_gives_no_order() -> None:
    partly = [end._replace(is_whole=False) for end in ends(a=[1, 2], b=[2, 1])]
    assert overtakes(partly) == []
    assert periods(partly, FIRST, FIRST, "day")[0].seen_on is None


def test_the_lead_changes_where_another_is_first() -> None:
    days = ends(a=[1, 2, 0, 2, 1], b=[2, 1, 0, 1, 3])
    assert lead(periods(days, FIRST, FIRST + 4 * DAY, "day")) == Lead(2, "a", 1, True)
    assert lead(periods(ends(a=[None]), FIRST, FIRST, "day")) == Lead(0, None, 0, False)


def test_the_page_asks_for_what_its_address_says(connection: DuckDBPyConnection) -> None:
    query = parse_race_query({"since": "2025-01-20", "until": "2025-02-16", "assistants": "deepseek,chatgpt"})
    rows = race_rows(connection, query, END, False, "version of the test")
    assert rows.step == "day"
    assert len(rows.periods) == 28
    assert (rows.periods[0].start, rows.periods[-1].end) == (date(2025, 1, 20), date(2025, 2, 17))
    assert [(one.assistant, one.day) for one in rows.overtakes] == [
        ("deepseek", date(2025, 1, 26)), ("chatgpt", date(2025, 2, 12)),
    ]  # fmt: skip
    again = parse_race_query(dict(part.split("=") for part in rows.address.search.removeprefix("?").split("&")))
    assert race_rows(connection, again, END, False, "version of the test").periods == rows.periods


def test_a_step_that_means_nothing_and_a_range_without_captures_are_said(connection: DuckDBPyConnection) -> None:
    with pytest.raises(UnknownValueError, match="step"):
        parse_race_query({"step": "year"})
    with pytest.raises(EmptyRangeError):
        empty = parse_race_query({"since": "2020-01-01", "until": "2020-02-01"})
        race_rows(connection, empty, END, False, "version of the test")
