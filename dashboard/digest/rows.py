"""What a digest asks the database: movements, records, overtakes, events and coverage of some days."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from duckdb import DuckDBPyConnection

from dashboard.findings import Finding, find
from dashboard.race_order import Overtake, needed_for_overtakes, overtakes
from dashboard.rank_view import USUAL_ASSISTANTS
from dashboard.spans import by_assistant
from tracker.models import Series, State, Window
from tracker.queries.best_before import Best, best_ranks
from tracker.queries.capture_times import series_key
from tracker.queries.choices import known_series
from tracker.queries.coverage import Coverage, coverages
from tracker.queries.events import EventRow, events_between
from tracker.queries.freshness import Freshness, freshness
from tracker.queries.race import DayEnd, day_ends
from tracker.queries.rank_history import RankSpan, rank_spans_of
from tracker.queries.rank_slots import rank_slots_of
from tracker.stores import DEFAULT_SOURCE, SOURCES

DAY = timedelta(days=1)
MOST_ASSISTANTS = 6  # of one chart
RECORD_AFTER = 7  # captured days before; the first days of a chart are full of "best ranks"


@dataclass(frozen=True, slots=True)
class Movement:
    """Where an assistant was first and last seen in these days. What was not observed is neither."""

    assistant: str
    first_state: State
    first_rank: int | None
    last_state: State
    last_rank: int | None
    best_rank: int | None


@dataclass(frozen=True, slots=True)
class ChartDigest:
    series: Series
    finding: Finding
    depth: int | None
    movements: Sequence[Movement]
    records: Sequence[Best]
    overtakes: Sequence[Overtake]
    covered: Coverage


@dataclass(frozen=True, slots=True)
class Digest:
    since: datetime  # UTC
    until: datetime  # UTC, exclusive
    charts: Sequence[ChartDigest]
    events: Sequence[EventRow]
    fresh: Freshness


def digest_series(connection: DuckDBPyConnection, countries: Sequence[str]) -> list[Series]:
    """The overall free chart of each store in these countries, as far as it was ever captured."""
    known = set(known_series(connection))
    wanted = [
        Series(store, country, SOURCES[source].devices[0], "top-free", "all", source)
        for country in countries
        for store, source in DEFAULT_SOURCE.items()
    ]
    return [one for one in wanted if one in known]


def digest_of(connection: DuckDBPyConnection, charts: Sequence[Series], since: datetime, until: datetime) -> Digest:
    """What was seen in [since, until)."""
    (told,) = digests_of(connection, charts, [Window(since, until)])
    return told


def digests_of(connection: DuckDBPyConnection, charts: Sequence[Series], windows: Sequence[Window]) -> list[Digest]:
    """What was seen in each window, in their order: what digest_of says of each, asked in one go.

    What lies between the windows is read too: they should be near each other.
    """
    if not windows:
        return []
    fresh = freshness(connection)
    events = _events(connection, windows)
    told = [_charts(connection, series, windows) for series in charts]
    return [
        Digest(window.since, window.until, [chart[place] for chart in told], events[place], fresh)
        for place, window in enumerate(windows)
    ]


def _days(window: Window) -> tuple[date, date]:
    """The first and the last UTC day of a window."""
    return window.since.date(), (window.until - timedelta(microseconds=1)).date()


def _events(connection: DuckDBPyConnection, windows: Sequence[Window]) -> list[list[EventRow]]:
    """The events that touch the days of each window."""
    since, until = min(one.since for one in windows), max(one.until for one in windows)
    every = events_between(connection, USUAL_ASSISTANTS, None, since, until - timedelta(microseconds=1))
    return [
        [event for event in every if (event.end or event.start) >= first and event.start <= last]
        for first, last in map(_days, windows)
    ]


def _charts(connection: DuckDBPyConnection, series: Series, windows: Sequence[Window]) -> list[ChartDigest]:
    """One chart in each window."""
    best = best_ranks(connection, series, [_days(window) for window in windows])
    assistants = [tuple(one.assistant for one in ranked[:MOST_ASSISTANTS]) or USUAL_ASSISTANTS for ranked in best]
    everyone = tuple(dict.fromkeys(slug for some in assistants for slug in some))
    spans = rank_spans_of(rank_slots_of(connection, series, everyone, windows), windows)
    covered = coverages(connection, series, windows)
    ends = _day_ends(connection, series, everyone, min(_days(window)[0] for window in windows))
    return [
        _chart(
            series, best[place], _of(assistants[place], spans[place]), covered[place],
            _overtakes(ends, assistants[place], *_days(window)),
        )
        for place, window in enumerate(windows)
    ]  # fmt: skip


def _of(assistants: Sequence[str], spans: Sequence[RankSpan]) -> list[RankSpan]:
    """The spans of these assistants, in their order."""
    histories = by_assistant(spans)
    return [span for slug in assistants for span in histories.get(slug, ())]


def _chart(
    series: Series, best: Sequence[Best], spans: Sequence[RankSpan], covered: Coverage, passed: Sequence[Overtake]
) -> ChartDigest:
    moved = [movement for history in by_assistant(spans).values() if (movement := _movement(history))]
    return ChartDigest(
        series,
        find(spans, covered.captured),
        covered.depth,
        sorted(moved, key=lambda one: (one.last_rank or 10_000, one.first_rank or 10_000, one.assistant)),
        [one for one in best if is_record(one)],
        passed,
        covered,
    )


def is_record(best: Best) -> bool:
    """Better than on every captured day before, of which there are some."""
    return best.days_before >= RECORD_AFTER and (best.before is None or best.rank < best.before)


def _movement(history: Sequence[RankSpan]) -> Movement | None:
    seen = [span for span in history if span.state != "not_observed"]
    if not any(span.rank for span in seen):
        return None
    first, last = seen[0], seen[-1]
    best = min(span.rank for span in seen if span.rank)
    return Movement(first.assistant, first.state, first.rank, last.state, last.rank, best)


def _day_ends(connection: DuckDBPyConnection, series: Series, assistants: Sequence[str], since: date) -> list[DayEnd]:
    """Where they stood at the end of each day, as far as an overtake of `since` or later depends on it."""
    key = series_key(connection, series)
    return [] if key is None else needed_for_overtakes(day_ends(connection, series, key, assistants), since)


def _overtakes(ends: Sequence[DayEnd], assistants: Sequence[str], first: date, last: date) -> list[Overtake]:
    """The overtakes of these days among these assistants, as they were known at the end of the last of the days."""
    known = [end for end in ends if end.day <= last and end.assistant in assistants]
    return [one for one in overtakes(known) if first <= one.day]
