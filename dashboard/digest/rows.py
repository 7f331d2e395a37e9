"""What a digest asks the database: movements, records, overtakes, events and coverage of some days."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from duckdb import DuckDBPyConnection

from dashboard.findings import Finding, find
from dashboard.race_order import Overtake, overtakes
from dashboard.rank_view import USUAL_ASSISTANTS
from dashboard.spans import by_assistant
from tracker.models import Series, State
from tracker.queries.best_before import Best, best_ranks
from tracker.queries.capture_times import series_key
from tracker.queries.choices import known_series
from tracker.queries.coverage import Coverage, coverage
from tracker.queries.events import EventRow, events_between
from tracker.queries.freshness import Freshness, freshness
from tracker.queries.race import day_ends
from tracker.queries.rank_history import RankSpan, rank_spans
from tracker.queries.rank_slots import rank_slots
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
    events = events_between(connection, USUAL_ASSISTANTS, None, since, until - timedelta(microseconds=1))
    told = [_chart(connection, series, since, until) for series in charts]
    return Digest(since, until, told, events, freshness(connection))


def _chart(connection: DuckDBPyConnection, series: Series, since: datetime, until: datetime) -> ChartDigest:
    last_day = (until - timedelta(microseconds=1)).date()
    best = best_ranks(connection, series, (since.date(), last_day))
    assistants = tuple(one.assistant for one in best[:MOST_ASSISTANTS]) or USUAL_ASSISTANTS
    spans = rank_spans(rank_slots(connection, series, assistants, since, until), since, until)
    covered = coverage(connection, series, since, until)
    moved = [movement for history in by_assistant(spans).values() if (movement := _movement(history))]
    return ChartDigest(
        series,
        find(spans, covered.captured),
        covered.depth,
        sorted(moved, key=lambda one: (one.last_rank or 10_000, one.first_rank or 10_000, one.assistant)),
        [one for one in best if is_record(one)],
        _overtakes(connection, series, assistants, since.date(), last_day),
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


def _overtakes(
    connection: DuckDBPyConnection, series: Series, assistants: Sequence[str], first: date, last: date
) -> list[Overtake]:
    key = series_key(connection, series)
    if key is None:
        return []
    ends = [end for end in day_ends(connection, series, key, assistants) if end.day <= last]
    return [one for one in overtakes(ends) if first <= one.day <= last]
