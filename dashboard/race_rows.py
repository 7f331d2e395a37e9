"""What the race page asks the database: a URL's query → a view, its periods, overtakes and streaks."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, fields
from datetime import date, datetime, timedelta

from duckdb import DuckDBPyConnection

from dashboard.race_order import STEPS, Lead, Overtake, Period, Streak, lead, overtakes, periods, streaks
from dashboard.rank_rows import EmptyRangeError, NothingCapturedError
from dashboard.rank_view import (
    USUAL_ASSISTANTS,
    NotCapturedError,
    RankQuery,
    RankView,
    UnknownValueError,
    choose_assistants,
    choose_dates,
    choose_series,
    parse_query,
)
from dashboard.remembered import remembered
from tracker.models import Series
from tracker.queries.capture_times import captures_between, extent, series_key
from tracker.queries.choices import known_series
from tracker.queries.race import DayEnd, day_ends

DAY = timedelta(days=1)
MOST_DAYS, MOST_WEEKS = 31, 30 * 7  # days of a range that is shown by days, by weeks


@dataclass(frozen=True, slots=True, kw_only=True)
class RaceQuery(RankQuery):
    """The words of the URL, as those of the rank page, and the step."""

    step: str | None = None


@dataclass(frozen=True)
class RaceRows:
    query: RaceQuery
    view: RankView
    step: str
    known: Sequence[Series]
    first: datetime  # UTC, the first capture of the series
    last: datetime  # UTC, the last one
    last_in_view: datetime  # UTC
    periods: Sequence[Period]
    lead: Lead
    overtakes: Sequence[Overtake]  # in the range
    streaks: Sequence[Streak]  # that reach into the range
    simulated: bool

    @property
    def address(self) -> RaceQuery:
        """Everything said, dates and step included: it shows the same for ever."""
        said = {field.name: getattr(self.view.query, field.name) for field in fields(RankQuery)}
        return RaceQuery(**said, step=self.step)


def parse_race_query(query: Mapping[str, str]) -> RaceQuery:
    """Raises UnknownValueError."""
    ranks = parse_query(query)
    step = (query.get("step") or "").strip() or None
    if step is not None and step not in STEPS:
        raise UnknownValueError("step", step, STEPS)
    return RaceQuery(**{field.name: getattr(ranks, field.name) for field in fields(RankQuery)}, step=step)


def race_rows(
    connection: DuckDBPyConnection, query: RaceQuery, now: datetime, simulated: bool, version: str
) -> RaceRows:
    """Everything for the page; `version` names the state of the database.

    Raises the errors of dashboard.rank_view and dashboard.rank_rows, each a state to show.
    """
    known = remembered(version, "known series", lambda: known_series(connection))
    if not known:
        raise NothingCapturedError
    series = choose_series(query, known)
    key = series_key(connection, series)
    reach = remembered(version, ("extent", series), lambda: None if key is None else extent(connection, key))
    if key is None or reach is None:
        raise NotCapturedError(series)
    since, until, range_name = choose_dates(query, *reach, now, simulated)
    candidates = query.assistants or USUAL_ASSISTANTS
    every_day = day_ends(connection, series, key, candidates)
    first_day, last_day = since.date(), (until - timedelta(microseconds=1)).date()
    in_view = [end for end in every_day if first_day <= end.day <= last_day]
    chosen = choose_assistants(query, _best_ranks(in_view, candidates), simulated)
    view = RankView(
        **asdict(series), assistants=chosen, since=since, until=until, lang=query.lang or "en",
        range=range_name,
    )  # fmt: skip
    captures = captures_between(connection, key, since, until)
    if not captures:
        raise EmptyRangeError(view, known, *reach)
    racing = [end for end in every_day if end.assistant in chosen]
    inside = [end for end in in_view if end.assistant in chosen]
    last_day = min(last_day, reach[1].date())  # after the last capture nothing was missed yet
    step = query.step or _usual_step(first_day, last_day)
    return RaceRows(
        query, view, step, known, *reach, captures[-1].observed_at,
        periods(inside, first_day, last_day, step),
        lead(periods(inside, first_day, last_day, "day")),
        [one for one in overtakes(racing) if first_day <= one.day <= last_day],
        [one for one in streaks(racing) if one.first_day <= last_day and one.last_day >= first_day],
        simulated,
    )  # fmt: skip


def _best_ranks(ends: Sequence[DayEnd], assistants: Sequence[str]) -> dict[str, int | None]:
    return {
        slug: min((end.best_rank for end in ends if end.assistant == slug and end.best_rank), default=None)
        for slug in assistants
    }


def _usual_step(first: date, last: date) -> str:
    days = (last - first).days
    return "day" if days <= MOST_DAYS else "week" if days <= MOST_WEEKS else "month"
