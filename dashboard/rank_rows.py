"""What the rank page asks the database: a URL's query → a view and its rows."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from duckdb import DuckDBPyConnection

from dashboard.rank_view import RankQuery, RankView, ViewError, choose_assistants, choose_dates, choose_series
from dashboard.spans import clip
from tracker.models import Series
from tracker.queries.choices import known_series
from tracker.queries.coverage import Coverage, coverage
from tracker.queries.events import EventRow, events_between
from tracker.queries.rank_history import RankSpan, rank_spans
from tracker.queries.reported_ranks import ReportedRankRow, reported_ranks
from tracker.queries.standing import Standing, standings

DAY = timedelta(days=1)
APP_STORE_OPENED = datetime(2008, 7, 10, tzinfo=UTC)


class NothingCapturedError(ViewError):
    """The database has no capture at all."""


class EmptyRangeError(ViewError):
    """The series has captures, but none in the range."""

    def __init__(self, series: Series, first: datetime, last: datetime) -> None:
        super().__init__(f"{series.name} has no capture in the range; it has some from {first} to {last}")
        self.first = first
        self.last = last


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
    events: Sequence[EventRow]
    reported: Sequence[ReportedRankRow]
    simulated: bool

    @property
    def in_view(self) -> list[RankSpan]:
        return clip(self.spans, self.view.since, self.view.until)


def rank_rows(connection: DuckDBPyConnection, query: RankQuery, now: datetime, simulated: bool) -> RankRows:
    """Everything for the page. Raises the errors of dashboard.rank_view and of this module, each a state to show."""
    known = known_series(connection)
    if not known:
        raise NothingCapturedError
    series = choose_series(query, known)
    whole = coverage(connection, series, APP_STORE_OPENED, now + DAY)
    first, last = whole.first_observed_at, whole.last_observed_at
    if first is None or last is None:
        raise NothingCapturedError
    since, until, range_name = choose_dates(query, first, last, now, simulated)

    def best_rank(slugs: Sequence[str]) -> dict[str, int | None]:
        found = standings(connection, series, slugs, since, until)
        return {standing.assistant: standing.best_rank for standing in found}

    assistants = choose_assistants(query, best_rank, simulated)
    view = RankView(
        series.store, series.country, series.device, series.chart, series.category, series.source,
        assistants, since, until, query.lang or "en", range_name,
    )  # fmt: skip
    spans = rank_spans(connection, series, assistants, since - DAY, until)
    if not any(span.state != "not_observed" for span in clip(spans, since, until)):
        raise EmptyRangeError(series, first, last)
    # The press speaks of the overall free chart of iPhones.
    states_this = (series.device, series.chart, series.category) == ("iphone", "top-free", "all")
    return RankRows(
        query, view, known, first, last, spans,
        standings(connection, series, assistants, since, until),
        coverage(connection, series, since, until),
        events_between(connection, assistants, series.country, since, until),
        reported_ranks(connection, series.store, series.country, assistants, since, until) if states_this else [],
        simulated,
    )  # fmt: skip
