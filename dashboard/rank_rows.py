"""What the rank page asks the database: a URL's query → a view and its rows."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from functools import cached_property

from duckdb import DuckDBPyConnection

from dashboard.rank_view import (
    USUAL_ASSISTANTS,
    NotCapturedError,
    RankQuery,
    RankView,
    UnknownValueError,
    ViewError,
    choose_assistants,
    choose_dates,
    choose_series,
)
from dashboard.remembered import remembered
from dashboard.spans import by_assistant, clip
from tracker.models import Series
from tracker.queries.choices import known_series
from tracker.queries.coverage import Coverage, coverage, extent
from tracker.queries.event_window import EventWindow, event_windows
from tracker.queries.events import EventRow, events_between
from tracker.queries.pooled import pooled_with
from tracker.queries.rank_history import RankSpan, rank_spans
from tracker.queries.rank_slots import rank_slots
from tracker.queries.reported_ranks import ReportedRankRow, reported_ranks
from tracker.queries.standing import BEFORE, Standing, standings

DAY = timedelta(days=1)


class NothingCapturedError(ViewError):
    """The database has no capture at all."""


class EmptyRangeError(ViewError):
    """The series has captures, but none in the range."""

    def __init__(self, view: RankView, known: Sequence[Series], first: datetime, last: datetime) -> None:
        super().__init__(f"{view.series.name} has no capture in the range; it has some from {first} to {last}")
        self.view = view
        self.known = known
        self.first = first
        self.last = last


class UnknownRanksError(EmptyRangeError):
    """There are lists in the range, but they know only some of their ranks, and none of these assistants'."""


@dataclass(frozen=True)
class RankRows:
    query: RankQuery
    view: RankView
    known: Sequence[Series]
    first: datetime  # UTC, the first capture of the series
    last: datetime  # UTC, the last one
    spans: Sequence[RankSpan]  # from a day before the range, for the change against 24 h before
    standings: Sequence[Standing]
    covered: Coverage
    pooled: Sequence[str]  # the countries that the newest list stands for, where it is not this one's alone
    events: Sequence[EventRow]
    reported: Sequence[ReportedRankRow]
    windows: Sequence[EventWindow]  # of the event that the view names
    simulated: bool
    now: datetime  # UTC

    @property
    def event(self) -> EventRow | None:
        """The event whose days before and after are shown."""
        return next((event for event in self.events if event.event_id == self.view.event), None)

    @cached_property
    def in_view(self) -> list[RankSpan]:
        return clip(self.spans, self.view.since, self.view.until)


def rank_rows(
    connection: DuckDBPyConnection, query: RankQuery, now: datetime, simulated: bool, version: str
) -> RankRows:
    """Everything for the page; `version` names the state of the database.

    Raises the errors of dashboard.rank_view and of this module, each a state to show.
    """
    known = known_series(connection)
    if not known:
        raise NothingCapturedError
    series = choose_series(query, known)
    whole = remembered(version, ("extent", series), lambda: extent(connection, series))
    if whole is None:
        raise NotCapturedError(series)
    first, last = whole
    since, until, range_name = choose_dates(query, first, last, now, simulated)
    candidates = query.assistants or USUAL_ASSISTANTS
    slots = rank_slots(connection, series, candidates, since - BEFORE, until)
    spans = rank_spans(slots, since - DAY, until)
    in_view = clip(spans, since, until)
    assistants = choose_assistants(query, _best_ranks(in_view), simulated)
    histories = by_assistant(spans)
    view = RankView(
        **asdict(series), assistants=assistants, since=since, until=until, lang=query.lang or "en",
        range=range_name, event=query.event,
    )  # fmt: skip
    last_moment = until - timedelta(microseconds=1)  # days are counted whole: midnight would bring in one more
    covered = coverage(connection, series, since, until)
    if not any(span.state != "not_observed" for span in in_view):
        raise (UnknownRanksError if covered.captured else EmptyRangeError)(view, known, first, last)
    events = events_between(connection, assistants, series.country, since, last_moment)
    # The press speaks of the overall free chart of iPhones.
    states_this = (series.device, series.chart, series.category) == ("iphone", "top-free", "all")
    return RankRows(
        query, view, known, first, last,
        [span for slug in assistants for span in histories.get(slug, [])],
        standings(slots, assistants, since),
        covered,
        _pooled(connection, series, covered),
        events,
        reported_ranks(connection, series.store, series.country, assistants, since, last_moment) if states_this else [],
        _windows(connection, series, assistants, query.event, events),
        simulated,
        now,
    )  # fmt: skip


def _windows(
    connection: DuckDBPyConnection,
    series: Series,
    assistants: Sequence[str],
    event_id: str | None,
    events: Sequence[EventRow],
) -> list[EventWindow]:
    if event_id is None:
        return []
    for event in events:
        if event.event_id == event_id:
            return event_windows(connection, series, assistants, event.start) if event.precision == "day" else []
    raise UnknownValueError("event", event_id, ["the id of an event in this range"])


def _pooled(connection: DuckDBPyConnection, series: Series, covered: Coverage) -> tuple[str, ...]:
    """Google Play answers many small countries with one chart; the App Store has one for each."""
    if series.store != "google" or covered.last_observed_at is None:
        return ()
    return pooled_with(connection, series, covered.last_observed_at - DAY, covered.last_observed_at + DAY)


def _best_ranks(spans: Sequence[RankSpan]) -> dict[str, int | None]:
    return {
        slug: min((span.rank for span in history if span.rank), default=None)
        for slug, history in by_assistant(spans).items()
    }
