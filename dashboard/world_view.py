"""What a URL asks of the world page: its query → a checked view, and back. As dashboard.rank_view: a value that is not
known is an error that says what would be known.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from dashboard.address import search_of
from dashboard.rank_view import USUAL, RankQuery, UnknownValueError, ViewError, day_of, parse_query
from tracker import catalog
from tracker.models import Series
from tracker.queries.world import Step, Steps, WorldChart

CHART_KEYS = ("store", "device", "chart", "category", "source")  # the order of the control row
USUAL_ASSISTANT = "deepseek"
ORDERS = ("rank", "name")
MOST_ROWS = 40  # countries that are drawn before all are asked for
MOST_STEPS = 126  # columns: more days become weeks, more weeks become months
DAY = timedelta(days=1)


class NoWorldError(ViewError):
    """The values are known, but no country has a capture of such a chart."""

    def __init__(self, chart: WorldChart) -> None:
        super().__init__(f"{chart} was never captured in any country")
        self.chart = chart


@dataclass(frozen=True, slots=True, kw_only=True)
class WorldQuery:
    """The words of the URL, each known; None: not said."""

    assistant: str | None = None
    store: str | None = None
    device: str | None = None
    chart: str | None = None
    category: str | None = None
    source: str | None = None
    range: str | None = None
    since: date | None = None
    until: date | None = None  # inclusive
    day: date | None = None  # of the map
    order: str | None = None  # of the countries
    rows: str | None = None  # "all"
    lang: str | None = None

    @property
    def search(self) -> str:
        return search_of(self)

    @property
    def of_dates(self) -> RankQuery:
        return RankQuery(range=self.range, since=self.since, until=self.until)


@dataclass(frozen=True, slots=True, kw_only=True)
class WorldView:
    """What the page shows, every default filled in."""

    assistant: str
    chart: WorldChart
    since: date  # UTC
    until: date  # inclusive
    day: date  # of the map
    order: str
    all_rows: bool
    lang: str
    range: str | None = None  # the range that gave the dates; None: the URL named them

    @property
    def query(self) -> WorldQuery:
        """Everything said, dates included: this address shows the same for ever."""
        chart = self.chart
        return WorldQuery(
            assistant=self.assistant, store=chart.store, device=chart.device, chart=chart.chart,
            category=chart.category, source=chart.source, since=self.since, until=self.until, day=self.day,
            order=self.order, rows="all" if self.all_rows else None, lang=self.lang,
        )  # fmt: skip


def parse_world_query(query: Mapping[str, str]) -> WorldQuery:
    """The words that we know of a URL's query; other keys are not ours. Raises UnknownValueError."""
    common = parse_query({key: value for key, value in query.items() if key != "assistants"})
    return WorldQuery(
        assistant=_one_of(query, "assistant", list(catalog.assistants())),
        store=common.store, device=common.device, chart=common.chart, category=common.category, source=common.source,
        range=common.range, since=common.since, until=common.until, day=day_of(query, "day"),
        order=_one_of(query, "order", ORDERS), rows=_one_of(query, "rows", ("all",)), lang=common.lang,
    )  # fmt: skip


def _one_of(query: Mapping[str, str], key: str, wanted: Sequence[str]) -> str | None:
    got = query.get(key, "").strip()
    if got and got not in wanted:
        raise UnknownValueError(key, got, wanted)
    return got or None


def known_charts(known: Sequence[Series]) -> dict[WorldChart, int]:
    """How many countries have each chart; charts only, not what the store says of single apps."""
    found: dict[WorldChart, int] = {}
    for series in known:
        if series.chart in catalog.CHARTS:
            chart = WorldChart(series.store, series.device, series.chart, series.category, series.source)
            found[chart] = found.get(chart, 0) + 1
    return found


def choose_chart(query: WorldQuery, known: Mapping[WorldChart, int]) -> WorldChart:
    """The known chart that has everything said, is otherwise most like the usual one, and has most countries.

    Raises UnknownValueError for a source that no chart has, NoWorldError if none has everything.
    """
    sources = sorted({chart.source for chart in known})
    if query.source and query.source not in sources:
        raise UnknownValueError("source", query.source, sources)
    matching = [chart for chart in known if _has(chart, query)]
    if matching:
        return max(matching, key=lambda chart: (_likeness(chart), known[chart]))
    store = query.store or USUAL["store"]
    device = query.device or catalog.DEVICES[store][0]
    chart, category = query.chart or USUAL["chart"], query.category or USUAL["category"]
    raise NoWorldError(WorldChart(store, device, chart, category, query.source or ""))


def _has(chart: WorldChart, query: WorldQuery) -> bool:
    return all(getattr(query, key) in (None, getattr(chart, key)) for key in CHART_KEYS)


def _likeness(chart: WorldChart) -> tuple[bool, ...]:
    return tuple(getattr(chart, key) == USUAL[key] for key in CHART_KEYS if key in USUAL)


def with_choice(
    query: WorldQuery, shown: WorldQuery, known: Mapping[WorldChart, int], key: str, value: str
) -> WorldQuery:
    """The query after one control of the chart was set; what then has no chart any more is no longer said."""
    query = replace(
        query, store=shown.store, device=shown.device, chart=shown.chart, category=shown.category, source=None
    )  # fmt: skip
    query = _with(query, key, value)
    for other in reversed(CHART_KEYS):
        if any(_has(chart, query) for chart in known):
            break
        if other != key:
            query = _with(query, other, None)
    return query


def _with(query: WorldQuery, key: str, value: str | None) -> WorldQuery:
    changed: dict[str, Any] = {key: value}
    return replace(query, **changed)


def steps_of(since: date, until: date) -> Steps:
    """Days, or weeks from Monday on where these are too many to be told apart, or months."""
    days = (until - since).days + 1
    kind: Step = "day" if days <= MOST_STEPS else "week" if days <= 7 * MOST_STEPS else "month"
    starts = tuple(_starts(kind, since, until))
    return Steps(kind, starts, _after(kind, starts[-1]))


def _starts(kind: Step, since: date, until: date) -> Iterator[date]:
    start = since
    if kind == "week":
        start -= since.weekday() * DAY
    if kind == "month":
        start = since.replace(day=1)
    while start <= until:
        yield start
        start = _after(kind, start)


def _after(kind: Step, start: date) -> date:
    if kind == "month":
        return (start + 31 * DAY).replace(day=1)
    return start + (7 * DAY if kind == "week" else DAY)
