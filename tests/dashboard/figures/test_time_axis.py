"""Ticks fit the width, weeks begin on Monday, the year stands once."""

from datetime import datetime, timedelta

import pytest

from dashboard.figures.end_labels import apart
from dashboard.figures.frame import frame_for, plot_column
from dashboard.figures.time_axis import ticks
from dashboard.text.ar import ARABIC
from dashboard.text.en import ENGLISH
from tests.conftest import at

SINCE = at("2024-12-20 00:00")


@pytest.mark.parametrize("days", [0.5, 1, 3, 7, 30, 90, 365, 900, 6000])
@pytest.mark.parametrize("width", [280, 830, 1500])
def test_ticks_fit_and_lie_in_the_range(days: float, width: int) -> None:
    until = SINCE + timedelta(days=days)
    positions, labels = ticks(SINCE, until, width, ENGLISH)
    assert len(positions) == len(labels)
    assert 1 <= len(positions) <= width / 60 + 1  # a tick at each end needs no more room
    moments = [datetime.fromisoformat(position + "+00:00") for position in positions]
    assert moments == sorted(moments)
    assert all(SINCE <= moment <= until for moment in moments)


def test_weekly_ticks_are_mondays_and_the_year_stands_at_its_first() -> None:
    positions, labels = ticks(SINCE, SINCE + timedelta(days=90), 832, ENGLISH)
    assert all(datetime.fromisoformat(position).weekday() == 0 for position in positions)
    assert labels[0] == "23 Dec<br>2024"
    assert [label for label in labels if "<br>" in label] == ["23 Dec<br>2024", "6 Jan<br>2025"]


def test_hours_are_marked_in_a_short_range() -> None:
    _, labels = ticks(SINCE, SINCE + timedelta(hours=12), 832, ENGLISH)
    assert labels[0] == "00:00<br>20 Dec"
    assert "03:00" in labels


def test_each_arabic_line_keeps_its_direction() -> None:
    _, labels = ticks(SINCE, SINCE + timedelta(days=90), 832, ARABIC)
    assert labels[0] == "\u206723 ديسمبر\u2069<br>\u20672024\u2069"


def test_labels_move_apart_and_stay_above_the_lowest_place() -> None:
    assert apart([10, 12, 300], gap=18, lowest=305) == [10, 28, 300]
    assert apart([300, 301, 302], gap=18, lowest=305) == [269, 287, 305]
    assert apart([], gap=18, lowest=305) == []
    assert apart([50, 10], gap=18, lowest=305) == [50, 10]


@pytest.mark.parametrize(("window", "column"), [(360, 328), (1024, 978), (1440, 1024), (2560, 1808 - 80)])
def test_the_width_of_the_plot_follows_the_style_sheet(window: int, column: int) -> None:
    assert plot_column(window) == pytest.approx(column, abs=2)


@pytest.mark.parametrize(("window", "height", "is_small"), [(320, 500, True), (1440, 630, False), (2560, 780, False)])
def test_a_wide_plot_is_higher(window: int, height: int, is_small: bool) -> None:
    frame = frame_for(window)
    assert (frame.height, frame.is_small) == (height, is_small)
    assert frame.plot_width > 0
