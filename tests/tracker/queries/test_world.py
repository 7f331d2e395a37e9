"""Ranks by country: the same numbers as the views, asked a faster way."""

from datetime import date, timedelta

import pytest
from duckdb import DuckDBPyConnection

from tests.conftest import US_IPHONE, at
from tests.tracker.queries.conftest import CHATGPT, DEEPSEEK, Charts
from tracker.config import Home
from tracker.queries.world import (
    NOT_IN_CHART,
    NOT_OBSERVED,
    NOT_SOLD,
    Breadth,
    Steps,
    WorldChart,
    breadth,
    country_ranks,
    world_extent,
)
from tracker.storage.database import reading

APPLE = WorldChart("apple", "iphone", "top-free", "all", "itunes_rss")
STATES = {"not_in_chart": NOT_IN_CHART, "not_sold": NOT_SOLD, "not_observed": NOT_OBSERVED}


def steps_of(first: date, last: date) -> Steps:
    many = (last - first).days + 1
    return Steps("day", tuple(first + timedelta(place) for place in range(many)), last + timedelta(1))


def of_the_view(connection: DuckDBPyConnection, assistant: str, days: tuple[date, date]) -> dict[tuple[str, date], int]:
    rows = connection.execute(
        """
        SELECT country, day_utc, best_rank, state FROM rank_daily
        WHERE (assistant, store, device, chart, category, source)
            = ($1, 'apple', 'iphone', 'top-free', 'all', 'itunes_rss')
            AND day_utc BETWEEN $2 AND $3
        """,
        [assistant, *days],
    ).fetchall()
    return {(country, day): rank or STATES[state] for country, day, rank, state in rows}


@pytest.mark.parametrize("assistant", ["deepseek", "chatgpt", "grok"])
def test_the_cells_of_days_are_the_rows_of_rank_daily(world_home: Home, assistant: str) -> None:
    days = (date(2025, 1, 1), date(2025, 2, 28))
    with reading(world_home.charts_file) as connection:
        told = of_the_view(connection, assistant, days)
        rows = country_ranks(connection, APPLE, assistant, days, steps_of(*days))
    cells = {(row.country, days[0] + timedelta(place)): cell for row in rows for place, cell in enumerate(row.cells)}
    assert {key: cell for key, cell in cells.items() if key in told} == told
    assert {cell for key, cell in cells.items() if key not in told} <= {NOT_OBSERVED}
    assert len(set(told.values())) > 3


def test_a_week_is_the_best_of_its_days_and_sums_are_of_days(world_home: Home) -> None:
    days = (date(2025, 1, 1), date(2025, 2, 28))
    with reading(world_home.charts_file) as connection:
        by_day = country_ranks(connection, APPLE, "deepseek", days, steps_of(*days))
        mondays = tuple(date(2024, 12, 30) + timedelta(7 * place) for place in range(9))
        steps = Steps("week", mondays, date(2025, 3, 3))
        by_week = country_ranks(connection, APPLE, "deepseek", days, steps)
    for daily, weekly in zip(by_day, by_week, strict=True):
        assert daily[2:] == weekly[2:]
        for place, start in enumerate(steps.starts):
            inside = [
                cell
                for number, cell in enumerate(daily.cells)
                if start <= days[0] + timedelta(number) < start + timedelta(7)
            ]
            ranked = [cell for cell in inside if cell > 0]
            best = min(ranked) if ranked else min((c for c in inside if c), key=lambda c: c != NOT_IN_CHART, default=0)
            assert weekly.cells[place] == best


def test_the_curve_is_the_view_breadth_daily(world_home: Home) -> None:
    days = (date(2025, 1, 1), date(2025, 2, 28))
    with reading(world_home.charts_file) as connection:
        told = connection.execute(
            """
            SELECT day_utc, at_1, top_5, top_10, top_50, ranked, countries_observed FROM breadth_daily
            WHERE (assistant, store, device, chart, category, source)
                = ('deepseek', 'apple', 'iphone', 'top-free', 'all', 'itunes_rss') AND day_utc BETWEEN $1 AND $2
            ORDER BY day_utc
            """,
            list(days),
        ).fetchall()
        assert breadth(connection, APPLE, "deepseek", days) == [Breadth(*row) for row in told]
    assert max(row[1] for row in told) >= 2


def test_what_was_looked_for_and_what_nobody_looked_for_are_kept_apart(charts: Charts) -> None:
    seen = {
        at("2025-01-26 00:00"): [DEEPSEEK, CHATGPT],
        at("2025-01-27 00:00"): [CHATGPT, "1"],
        at("2025-01-28 00:00"): None,
    }
    days = (date(2025, 1, 26), date(2025, 1, 29))
    with charts(seen) as connection:
        (row,) = country_ranks(connection, APPLE, "deepseek", days, steps_of(*days))
        extent = world_extent(connection, APPLE)
    assert row.cells == (1, NOT_IN_CHART, NOT_OBSERVED, NOT_OBSERVED)
    assert (row.best_rank, row.best_day, row.days_at_1, row.days_observed) == (1, date(2025, 1, 26), 1, 2)
    assert extent
    assert (extent.first_day, extent.last_day) == (date(2025, 1, 26), date(2025, 1, 27))


def test_a_chart_that_nobody_captured_has_no_extent(charts: Charts) -> None:
    with charts({at("2025-01-26 00:00"): None}, series=US_IPHONE) as connection:
        assert world_extent(connection, APPLE) is None
