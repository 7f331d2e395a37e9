"""What the chart page asks the database: a URL's query → one capture, what it is compared with, and its week."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from duckdb import DuckDBPyConnection

from dashboard.chart_view import REACH, ChartQuery, NoCaptureError
from dashboard.rank_rows import NothingCapturedError
from dashboard.rank_view import NotCapturedError, choose_series
from dashboard.remembered import remembered
from tracker.models import Series
from tracker.queries.capture_times import (
    CaptureTime,
    captures_between,
    extent,
    neighbours,
    series_key,
    usual_gap,
)
from tracker.queries.choices import known_series
from tracker.queries.store_chart import WEEK, Absent, ChartRow, StoreChart, absent_assistants, store_chart

DAY = timedelta(days=1)
NEAR = timedelta(minutes=30)  # captures of one slot differ by minutes
SIDE = timedelta(days=3)  # of the slider's window, on each side of the day in view

Entry = Literal["same", "up", "down", "new", "unknown"]


@dataclass(frozen=True)
class Window:
    """The days of the slider, and when captures in them hold."""

    since: datetime  # UTC, a midnight
    until: datetime  # UTC, a midnight; later than the last capture nothing can be chosen
    times: Sequence[datetime]  # of the captures in it, oldest first
    gap: timedelta  # the usual time from one to the next

    @property
    def held(self) -> list[tuple[datetime, datetime]]:
        """When a capture held, oldest first: from each to the next one due. Between them nothing was observed."""
        merged: list[tuple[datetime, datetime]] = []
        for time in self.times:
            end = min(time + self.gap + NEAR, self.until)
            if merged and time <= merged[-1][1]:
                merged[-1] = (merged[-1][0], max(merged[-1][1], end))
            else:
                merged.append((time, end))
        return merged


@dataclass(frozen=True)
class ChartFrame:
    """What holds for every moment of a series: what can be chosen."""

    query: ChartQuery
    series: Series
    key: int
    known: Sequence[Series]
    first: datetime  # UTC, the first capture of the series
    last: datetime  # UTC, the last one
    asked: datetime  # UTC
    captures: Sequence[CaptureTime]  # some days around the moment asked for

    @property
    def window(self) -> Window:
        near = min(max(self.asked, self.first), self.last)
        until = _midnight(min(near + SIDE, self.last) + DAY)
        since = max(until - 2 * SIDE - DAY, _midnight(self.first))
        times = [capture.observed_at for capture in self.captures if since <= capture.observed_at < until]
        return Window(since, until, times, usual_gap(times) or DAY)


@dataclass(frozen=True)
class ChartRows:
    frame: ChartFrame
    shown: CaptureTime
    before: CaptureTime | None  # the capture compared with; None: nothing was observed then
    earlier: datetime | None  # UTC, the capture before the one shown
    later: datetime | None  # UTC, the capture after it
    chart: StoreChart
    absent: Sequence[Absent]
    simulated: bool

    @property
    def listed(self) -> Sequence[ChartRow]:
        """The rows that the query asks for; the number of rows is not among it."""
        rows = self.chart.rows
        return [row for row in rows if row.assistant] if self.frame.query.apps == "assistants" else rows

    def entry(self, row: ChartRow) -> Entry:
        """Where a row came from. Only who was looked for, down to this rank, is new."""
        if row.rank_before is not None:
            by = row.rank_before - row.rank
            return "same" if by == 0 else "up" if by > 0 else "down"
        reached = self.chart.was_whole and row.rank <= (self.chart.depth_before or 0)
        return "new" if reached else "unknown"


def chart_frame(connection: DuckDBPyConnection, query: ChartQuery, version: str) -> ChartFrame:
    """Raises the errors of dashboard.rank_view and NothingCapturedError, each a state to show."""
    known = remembered(version, "known series", lambda: known_series(connection))
    if not known:
        raise NothingCapturedError
    series = choose_series(query.series, known)
    key = series_key(connection, series)
    reach = remembered(version, ("extent", series), lambda: None if key is None else extent(connection, key))
    if key is None or reach is None:
        raise NotCapturedError(series)
    asked = query.at or reach[1]
    near = min(max(asked, reach[0]), reach[1])
    captures = captures_between(connection, key, near - 2 * WEEK - 2 * DAY, near + 2 * SIDE + 2 * DAY)
    return ChartFrame(query, series, key, known, *reach, asked, captures)


def chart_rows(connection: DuckDBPyConnection, frame: ChartFrame, simulated: bool) -> ChartRows:
    """The chart at the moment asked for. Raises NoCaptureError where no capture is in reach."""
    upto = [capture for capture in frame.captures if capture.observed_at <= frame.asked]
    if not upto or frame.asked - upto[-1].observed_at > REACH:
        raise NoCaptureError(frame.series, frame.asked)
    shown = upto[-1]
    week = [capture for capture in upto if shown.observed_at - capture.observed_at < WEEK]
    before = compared_with(upto, shown, frame.query.back)
    chart = store_chart(connection, frame.key, week, before)
    present = [row.assistant for row in chart.rows if row.assistant]
    absent = absent_assistants(
        connection, frame.series.store, frame.series.country, shown.observed_at, chart.is_whole, present
    )
    earlier, later = _beside(connection, frame, shown)
    return ChartRows(frame, shown, before, earlier, later, chart, absent, simulated)


def compared_with(captures: Sequence[CaptureTime], shown: CaptureTime, back: timedelta) -> CaptureTime | None:
    """The capture so long before, or the nearest earlier one; none that is more than twice as old as asked."""
    moment = shown.observed_at - back
    upto = [one for one in captures if one.observed_at <= moment + NEAR and one.observed_at < shown.observed_at]
    return upto[-1] if upto and upto[-1].observed_at >= moment - back else None


def _beside(
    connection: DuckDBPyConnection, frame: ChartFrame, shown: CaptureTime
) -> tuple[datetime | None, datetime | None]:
    times = [capture.observed_at for capture in frame.captures]
    place = times.index(shown.observed_at)
    earlier = times[place - 1] if place else None
    later = times[place + 1] if place + 1 < len(times) else None
    if earlier is None and shown.observed_at > frame.first:
        earlier = neighbours(connection, frame.key, shown.observed_at - timedelta(microseconds=1))[0]
    if later is None and shown.observed_at < frame.last:
        later = neighbours(connection, frame.key, shown.observed_at)[1]
    return earlier, later


def _midnight(moment: datetime) -> datetime:
    return moment.replace(hour=0, minute=0, second=0, microsecond=0)
