"""What the world page asks the database: a URL's query → a view and its rows."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from duckdb import DuckDBPyConnection

from dashboard.rank_rows import NothingCapturedError
from dashboard.rank_view import ViewError, choose_dates
from dashboard.remembered import remembered
from dashboard.world_view import (
    MOST_ROWS,
    USUAL_ASSISTANT,
    NoWorldError,
    WorldQuery,
    WorldView,
    choose_chart,
    known_charts,
    steps_of,
)
from tracker import catalog
from tracker.queries.choices import known_series
from tracker.queries.world import (
    NOT_IN_CHART,
    NOT_OBSERVED,
    NOT_SOLD,
    Breadth,
    CountryRanks,
    Steps,
    WorldChart,
    WorldExtent,
    breadth,
    country_ranks,
    last_capture,
    world_extent,
)

# After all ranks, in this order.
STATE_ORDER = {NOT_IN_CHART: 1_000_000, NOT_SOLD: 1_000_001, NOT_OBSERVED: 1_000_002}


class EmptyWorldError(ViewError):
    """The chart has captures, but none in the range."""

    def __init__(self, query: WorldQuery, extent: WorldExtent) -> None:
        super().__init__(f"no capture in the range; there are some from {extent.first_day} to {extent.last_day}")
        self.query = query
        self.extent = extent


@dataclass(frozen=True)
class WorldRows:
    query: WorldQuery
    view: WorldView
    known: Mapping[WorldChart, int]
    extent: WorldExtent
    steps: Steps
    countries: Sequence[CountryRanks]  # all of them, in the order of the view
    on_the_day: Mapping[str, int]  # of the map: country → rank or state
    curve: Sequence[Breadth]
    last_observed_at: datetime  # UTC, of the days in view
    simulated: bool

    @property
    def drawn(self) -> Sequence[CountryRanks]:
        return self.countries if self.view.all_rows else self.countries[:MOST_ROWS]


def world_rows(
    connection: DuckDBPyConnection, query: WorldQuery, now: datetime, simulated: bool, version: str
) -> WorldRows:
    """Everything for the page; `version` names the state of the database. Raises ViewErrors, each a state to show."""
    known = _known(connection, version)
    chart = choose_chart(query, known)
    extent = _extent(connection, chart, version)
    since, until, name = days_of(query, extent, now, simulated)
    assistant = query.assistant or USUAL_ASSISTANT
    curve = breadth(connection, chart, assistant, (since, until))
    if not any(point.observed for point in curve):
        raise EmptyWorldError(query, extent)
    day = min(max(query.day, since), until) if query.day else widest(curve).day
    order = query.order or "rank"
    view = WorldView(
        assistant=assistant, chart=chart, since=since, until=until, day=day, order=order,
        all_rows=query.rows == "all", lang=query.lang or "en", range=name,
    )  # fmt: skip
    steps = steps_of(since, until)
    countries = country_ranks(connection, chart, assistant, (since, until), steps)
    return WorldRows(
        query, view, known, extent, steps, in_order(countries, order, view.lang),
        _on_the_day(connection, view, countries, steps), curve, _last_capture(connection, chart, curve, version),
        simulated,
    )  # fmt: skip


def _on_the_day(
    connection: DuckDBPyConnection, view: WorldView, countries: Sequence[CountryRanks], steps: Steps
) -> dict[str, int]:
    if steps.step == "day":
        place = steps.starts.index(view.day)
        return {row.country: row.cells[place] for row in countries}
    one = Steps("day", (view.day,), view.day + timedelta(days=1))
    rows = country_ranks(connection, view.chart, view.assistant, (view.day, view.day), one)
    return {row.country: NOT_OBSERVED for row in countries} | {row.country: row.cells[0] for row in rows}


def days_of(query: WorldQuery, extent: WorldExtent, now: datetime, simulated: bool) -> tuple[date, date, str | None]:
    """The first and the last day in view, and the name of the range if a name chose them.

    A named range has whole days: seven of them for "7d", the last one being that of the last capture.
    """
    first = datetime.combine(extent.first_day, time(), UTC)
    since, until, name = choose_dates(query.of_dates, first, extent.last_observed_at, now, simulated)
    last_day = (until - timedelta(microseconds=1)).date()
    if name and since > first:
        since = datetime.combine(since.date() + timedelta(days=1), time(), UTC)
        last_day = min(last_day, extent.last_day)
    return since.date(), max(last_day, since.date()), name


def widest(curve: Sequence[Breadth]) -> Breadth:
    """The day on which the assistant was at No. 1 in most countries; then in the top 5, 10, 50, in the chart at all."""
    return max(curve, key=lambda one: (one.at_1, one.top_5, one.top_10, one.top_50, one.ranked, one.observed))


def in_order(countries: Sequence[CountryRanks], order: str, lang: str) -> list[CountryRanks]:
    """By rank in the last step, the best first; or by name."""

    def name(row: CountryRanks) -> str:
        country = catalog.countries()[row.country]
        return country.name_ar if lang == "ar" else country.name

    def place(row: CountryRanks) -> tuple[int, int, str]:
        last = row.cells[-1]
        return STATE_ORDER.get(last, last), row.best_rank or STATE_ORDER[NOT_OBSERVED], name(row)

    return sorted(countries, key=name if order == "name" else place)


def _known(connection: DuckDBPyConnection, version: str) -> dict[WorldChart, int]:
    """Raises NothingCapturedError."""
    known = remembered(version, "charts of the world", lambda: known_charts(known_series(connection)))
    if not known:
        raise NothingCapturedError
    return known


def _last_capture(
    connection: DuckDBPyConnection, chart: WorldChart, curve: Sequence[Breadth], version: str
) -> datetime:
    day = max(point.day for point in curve if point.observed)
    last = remembered(version, (chart, day), lambda: last_capture(connection, chart, day))
    assert last is not None  # somebody observed that day
    return last


def _extent(connection: DuckDBPyConnection, chart: WorldChart, version: str) -> WorldExtent:
    """Raises NoWorldError."""
    extent = remembered(version, chart, lambda: world_extent(connection, chart))
    if extent is None:
        raise NoWorldError(chart)
    return extent
