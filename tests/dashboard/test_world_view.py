"""What an address asks of the world page, and what is chosen where it does not say."""

from datetime import date, timedelta

import pytest

from dashboard.rank_view import UnknownValueError
from dashboard.world_rows import days_of, in_order, widest
from dashboard.world_view import (
    MOST_STEPS,
    NoWorldError,
    WorldQuery,
    choose_chart,
    known_charts,
    parse_world_query,
    steps_of,
    with_choice,
)
from tests.conftest import at
from tests.countries_world import SERIES
from tracker.models import Series
from tracker.queries.world import Breadth, CountryRanks, WorldChart, WorldExtent

APPLE = WorldChart("apple", "iphone", "top-free", "all", "itunes_rss")
GOOGLE = WorldChart("google", "android", "top-free", "all", "google_play")
KNOWN = known_charts(SERIES)


def test_an_address_says_all_that_is_asked_and_comes_back_the_same() -> None:
    said = {
        "assistant": "chatgpt", "store": "google", "device": "android", "chart": "top-free", "category": "all",
        "source": "google_play", "since": "2025-01-01", "until": "2025-02-01", "day": "2025-01-26", "order": "name",
        "rows": "all", "lang": "ar",
    }  # fmt: skip
    query = parse_world_query(said)
    assert query.search == "?" + "&".join(f"{key}={value}" for key, value in said.items())
    assert parse_world_query({}) == WorldQuery()


@pytest.mark.parametrize(
    ("key", "got"), [("assistant", "hal"), ("day", "soon"), ("order", "size"), ("rows", "7"), ("store", "x")]
)
def test_an_unknown_value_is_said_and_never_replaced(key: str, got: str) -> None:
    with pytest.raises(UnknownValueError, match=f"{key}: got '{got}'"):
        parse_world_query({key: got})


def test_the_chart_is_the_usual_one_of_most_countries() -> None:
    other = Series("apple", "us", "iphone", "top-free", "all", "apple_rss")
    details = Series("apple", "us", "iphone", "details", "all", "itunes_lookup")
    known = known_charts([other, details, *SERIES])
    assert known == {WorldChart("apple", "iphone", "top-free", "all", "apple_rss"): 1, APPLE: 6, GOOGLE: 2}
    assert choose_chart(WorldQuery(), known) == APPLE
    assert choose_chart(WorldQuery(store="google"), known) == GOOGLE
    with pytest.raises(NoWorldError):
        choose_chart(WorldQuery(chart="top-paid"), known)
    with pytest.raises(UnknownValueError, match="source"):
        choose_chart(WorldQuery(source="nobody"), known)


def test_a_choice_gives_up_what_then_has_no_chart() -> None:
    shown = WorldQuery(
        assistant="deepseek", store="apple", device="iphone", chart="top-free", category="all", source="itunes_rss"
    )
    query = with_choice(WorldQuery(day=date(2025, 1, 26)), shown, KNOWN, "store", "google")
    assert (query.store, query.device, query.day) == ("google", None, date(2025, 1, 26))
    assert choose_chart(query, KNOWN) == GOOGLE


def test_days_become_weeks_and_weeks_become_months_where_they_are_too_many() -> None:
    first = date(2024, 1, 3)
    days = steps_of(first, first + timedelta(MOST_STEPS - 1))
    assert (days.step, len(days.starts), days.starts[0]) == ("day", MOST_STEPS, first)
    weeks = steps_of(first, first + timedelta(MOST_STEPS))
    assert (weeks.step, weeks.starts[0], weeks.starts[0].weekday()) == ("week", date(2024, 1, 1), 0)
    assert weeks.starts[-1] <= first + timedelta(MOST_STEPS) < weeks.end
    months = steps_of(first, first + timedelta(7 * MOST_STEPS))
    assert (months.step, months.starts[:3]) == ("month", (date(2024, 1, 1), date(2024, 2, 1), date(2024, 3, 1)))
    assert months.end.day == 1


def test_a_named_range_has_whole_days_and_ends_with_the_last_capture() -> None:
    extent = WorldExtent(date(2025, 1, 1), date(2025, 2, 28), at("2025-02-28 12:02"))
    now = at("2025-03-09 00:00")
    assert days_of(WorldQuery(range="7d"), extent, now, False) == (date(2025, 2, 22), date(2025, 2, 28), "7d")
    assert days_of(WorldQuery(), extent, now, False) == (date(2025, 1, 1), date(2025, 2, 28), "all")
    said = WorldQuery(since=date(2025, 1, 5), until=date(2025, 1, 6))
    assert days_of(said, extent, now, False) == (date(2025, 1, 5), date(2025, 1, 6), None)


def test_the_widest_day_is_the_one_at_the_top_of_most_countries_the_first_of_equals() -> None:
    def on(day: int, *counts: int) -> Breadth:
        return Breadth(date(2025, 1, day), *counts, 9)  # type: ignore[call-arg]

    curve = [on(1, 0, 5, 5, 5, 5), on(2, 2, 2, 2, 2, 2), on(3, 2, 2, 2, 2, 2), on(4, 1, 9, 9, 9, 9)]
    assert widest(curve).day == date(2025, 1, 2)


def test_the_order_is_the_rank_at_the_end_and_absence_comes_after_it() -> None:
    def row(country: str, *cells: int) -> CountryRanks:
        return CountryRanks(country, cells, min((cell for cell in cells if cell > 0), default=None), None, 0, 0, 0)

    rows = [row("us", 1, 0), row("de", 2, -2), row("it", 9, 3), row("jp", 5, -1), row("kr", 1, -1)]
    assert [one.country for one in in_order(rows, "rank", "en")] == ["it", "kr", "jp", "de", "us"]
    assert [one.country for one in in_order(rows, "name", "en")] == ["de", "it", "jp", "kr", "us"]
