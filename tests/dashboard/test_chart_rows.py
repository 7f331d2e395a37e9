"""One capture of a chart from the database: the right one, compared with the right one, and nothing made up."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from duckdb import DuckDBPyConnection

from dashboard.chart_rows import ChartRows, Window, chart_frame, chart_rows, compared_with
from dashboard.chart_view import ChartQuery, NoCaptureError, parse_chart_query
from tests.conftest import at
from tracker.config import Home
from tracker.queries.capture_times import CaptureTime
from tracker.storage.database import reading

HOUR = timedelta(hours=1)
MOVERS = "SELECT rank, app_id, rank_before, observed_at, observed_before FROM movers('us', hours := {}, at_time := ?)"


@pytest.fixture
def connection(real_home: Home) -> Iterator[DuckDBPyConnection]:
    with reading(real_home.charts_file) as open_connection:
        yield open_connection


def rows_of(connection: DuckDBPyConnection, **said: str) -> ChartRows:
    return chart_rows(connection, chart_frame(connection, parse_chart_query(said), "version of the test"), False)


@pytest.mark.parametrize("asked", ["2025-01-27T12:59", "2024-12-20T00:02", "2025-01-05T07:00", "2025-03-21T10:00"])
@pytest.mark.parametrize("against", ["24h", "7d"])
def test_list_and_movement_are_those_of_the_macro_that_the_page_shows(
    connection: DuckDBPyConnection, asked: str, against: str
) -> None:
    rows = rows_of(connection, at=asked, against=against)
    told = connection.execute(MOVERS.format({"24h": 24, "7d": 168}[against]), [rows.shown.observed_at]).fetchall()
    assert [(row.rank, row.app_id, row.rank_before) for row in rows.chart.rows] == [one[:3] for one in told]
    assert {one[3] for one in told} == {rows.shown.observed_at}
    assert {one[4] for one in told} == {rows.before.observed_at if rows.before else None}


def test_the_capture_shown_is_the_one_at_or_before_the_moment(connection: DuckDBPyConnection) -> None:
    assert rows_of(connection, at="2025-01-27T12:02").shown.observed_at == at("2025-01-27 12:02")
    assert rows_of(connection, at="2025-01-27T12:01").shown.observed_at == at("2025-01-27 06:02")
    assert rows_of(connection).shown.observed_at == at("2025-03-20 18:02")


def test_before_and_after_are_the_neighbours_across_a_gap(connection: DuckDBPyConnection) -> None:
    rows = rows_of(connection, at="2025-01-02T18:02")
    assert (rows.earlier, rows.later) == (at("2025-01-02 12:02"), at("2025-01-04 18:02"))
    assert rows_of(connection).later is None
    assert rows_of(connection, at="2024-12-20T00:02").earlier is None


@pytest.mark.parametrize("asked", ["2025-01-04T12:00", "2024-12-20T00:01", "2031-01-01T00:00", "2025-03-21T21:00"])
def test_a_moment_without_a_capture_in_reach_shows_no_chart(connection: DuckDBPyConnection, asked: str) -> None:
    with pytest.raises(NoCaptureError):
        rows_of(connection, at=asked)


def test_without_a_capture_to_compare_with_nobody_is_new(connection: DuckDBPyConnection) -> None:
    rows = rows_of(connection, at="2024-12-20T00:02")
    assert rows.before is None
    assert {rows.entry(row) for row in rows.chart.rows} == {"unknown"}


def test_who_was_looked_for_and_not_there_is_new_and_who_was_deeper_than_that_list_is_not(
    connection: DuckDBPyConnection,
) -> None:
    rows = rows_of(connection, at="2025-01-24T18:02", against="7d")
    deepseek = next(row for row in rows.chart.rows if row.assistant == "deepseek")
    assert rows.entry(deepseek) == "new"
    shallow = replace(rows, chart=rows.chart._replace(depth_before=deepseek.rank - 1))
    assert shallow.entry(deepseek) == "unknown"
    with_holes = replace(rows, chart=rows.chart._replace(was_whole=False))
    assert with_holes.entry(deepseek) == "unknown"


def test_who_is_not_in_the_list_has_the_state_of_rank_states(connection: DuckDBPyConnection) -> None:
    for asked in ("2025-01-08T12:02", "2025-02-01T12:02"):
        rows = rows_of(connection, at=asked)
        slot = {"since": rows.shown.scheduled_for, "until": rows.shown.scheduled_for + HOUR}
        told = connection.execute(
            "SELECT assistant, state FROM rank_states($slugs::VARCHAR[], source := 'itunes_rss', since := $since,"
            " until := $until)",
            slot | {"slugs": [one.assistant for one in rows.absent]},
        ).fetchall()
        assert len(told) > 10
        assert dict(told) == {one.assistant: one.state for one in rows.absent}


def test_the_week_of_an_app_is_what_each_six_hours_showed(connection: DuckDBPyConnection) -> None:
    rows = rows_of(connection, at="2025-01-27T12:02")
    leader = rows.chart.rows[0]
    assert leader.week[27] == leader.rank == 1
    assert leader.best == 1
    history = connection.execute(
        "SELECT rank FROM rank_history('deepseek', source := 'itunes_rss', since := ?, until := ?) ORDER BY ALL",
        [at("2025-01-20 18:00"), at("2025-01-27 13:00")],
    ).fetchall()
    assert sorted(leader.week.values()) == sorted(rank for (rank,) in history if rank)
    assert leader.captures == len(leader.week)


def test_only_assistants_is_a_part_of_the_same_list(connection: DuckDBPyConnection) -> None:
    rows = rows_of(connection, at="2025-01-27T12:02", apps="assistants")
    assert {row.assistant for row in rows.listed} == {"deepseek", "chatgpt", "gemini", "grok"}
    assert len(rows.chart.rows) == 100


def test_the_window_of_the_slider_ends_with_the_last_capture_and_shows_its_gaps(
    connection: DuckDBPyConnection,
) -> None:
    def window(**said: str) -> Window:
        return chart_frame(connection, parse_chart_query(said), "version of the test").window

    newest = window()
    assert (newest.since, newest.until) == (at("2025-03-14 00:00"), at("2025-03-21 00:00"))
    around = window(at="2025-01-04T12:00")
    assert (around.since, around.until) == (at("2025-01-01 00:00"), at("2025-01-08 00:00"))
    assert around.held == [
        (at("2025-01-01 00:02"), at("2025-01-03 00:32")),
        (at("2025-01-04 18:02"), at("2025-01-08 00:00")),
    ]


def capture(moment: datetime) -> CaptureTime:
    return CaptureTime(moment, moment, 100, f"{moment}", None)


def test_what_is_compared_with_is_never_more_than_twice_as_old_as_asked() -> None:
    noon, day = at("2025-01-27 12:00"), timedelta(days=1)
    shown, exact, late, old = (capture(noon - back) for back in (0 * HOUR, 24 * HOUR, 23.4 * HOUR, 49 * HOUR))
    assert compared_with([old, exact, shown], shown, day) == exact
    assert compared_with([old, late, shown], shown, day) is None
    assert compared_with([old, capture(noon - 47 * HOUR), shown], shown, day) == capture(noon - 47 * HOUR)
    assert compared_with([shown], shown, day) is None


def test_the_newest_is_asked_for_by_saying_no_moment() -> None:
    query = parse_chart_query({"at": "2025-01-27T12:00", "country": "de"})
    assert query.asking(None) == ChartQuery(series=query.series)
