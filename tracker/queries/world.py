"""How did one assistant rank in each country, and in how many?"""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal, NamedTuple

from duckdb import DuckDBPyConnection

Step = Literal["day", "week", "month"]

# What a cell of the world says: a rank, or one of these.
NOT_OBSERVED, NOT_IN_CHART, NOT_SOLD = 0, -1, -2


@dataclass(frozen=True, slots=True, order=True)
class WorldChart:
    """The same chart in every country; with a country it is a series."""

    store: str
    device: str
    chart: str
    category: str
    source: str


class WorldExtent(NamedTuple):
    first_day: date  # UTC, with a capture in some country
    last_day: date
    last_observed_at: datetime  # UTC


class CountryRanks(NamedTuple):
    """One country: its cells, and what they come to."""

    country: str
    cells: tuple[int, ...]  # one a step: the best rank, or NOT_OBSERVED, NOT_IN_CHART, NOT_SOLD
    best_rank: int | None
    best_day: date | None  # the first with that rank
    days_at_1: int
    days_ranked: int
    days_observed: int


class Breadth(NamedTuple):
    """In how many countries, on one UTC day; those observed are the denominator."""

    day: date
    at_1: int
    top_5: int
    top_10: int
    top_50: int
    ranked: int
    observed: int


ONE = """
    SELECT s.series_key, s.country FROM series s
    WHERE (s.store, s.device, s.chart, s.category, s.source) = ($store, $device, $chart, $category, $source)
"""

DAYS = f"""
    SELECT min(d.day_utc), max(d.day_utc) FROM series_day d SEMI JOIN ({ONE}) one USING (series_key)
    WHERE d.captures > 0
"""  # noqa: S608 - our own text

# An archive's lists may have no time of their own; the slot's stands in for it. A slot is
# a day long at most, so a list comes within two.
LAST_CAPTURE = f"""
    SELECT max(coalesce(t.observed_at, t.scheduled_for)) AS last_capture
    FROM attempt t SEMI JOIN ({ONE}) one USING (series_key)
    WHERE t.snapshot_id IS NOT NULL
        AND t.scheduled_for >= ($day::DATE - INTERVAL 2 DAY)::TIMESTAMP AT TIME ZONE 'UTC'
        AND coalesce(t.observed_at, t.scheduled_for) < ($day::DATE + INTERVAL 1 DAY)::TIMESTAMP AT TIME ZONE 'UTC'
"""  # noqa: S608 - our own text

# The states are those of the view rank_daily; asked by series, as a world of them is slow through the view. A step of
# several days is ranked if a day of it was, and was looked at if a day of it was.
COUNTRIES = f"""
    WITH one AS ({ONE}),
    answer AS (
        SELECT a.country, a.offered, a.since, a.until FROM offer_answer a
        WHERE a.assistant = $assistant AND a.store = $store
    ),
    offer AS (
        SELECT
            o.country, coalesce(o.valid_from, DATE '1970-01-01') AS first_day,
            coalesce(o.valid_to, DATE '9999-12-31') AS end_day
        FROM assistant_offer o WHERE o.assistant = $assistant AND o.store = $store
    ),
    rank AS (
        SELECT r.series_key, r.day_utc, r.best_rank FROM rank_day r SEMI JOIN one USING (series_key)
        WHERE r.assistant = $assistant AND r.day_utc BETWEEN $since AND $until
    ),
    day AS (
        SELECT
            o.country, d.day_utc, r.best_rank, CASE $step
                WHEN 'day' THEN d.day_utc - $origin::DATE
                WHEN 'week' THEN (d.day_utc - $origin::DATE) // 7
                ELSE datediff('month', $origin::DATE, d.day_utc)
            END AS step,
            d.whole_captures > 0 OR r.best_rank IS NOT NULL AS observed,
            CASE
                WHEN a.offered IS NOT NULL THEN a.offered
                ELSE EXISTS (
                    FROM offer f
                    WHERE f.country = o.country AND d.day_utc >= f.first_day AND d.day_utc < f.end_day
                )
            END AS offered
        FROM series_day d
        JOIN one o USING (series_key)
        LEFT JOIN rank r ON r.series_key = d.series_key AND r.day_utc = d.day_utc
        LEFT JOIN answer a
            ON a.country = o.country AND a.since < CAST(d.day_utc + 1 AS TIMESTAMP) AT TIME ZONE 'UTC'
            AND a.until >= CAST(d.day_utc + 1 AS TIMESTAMP) AT TIME ZONE 'UTC'
        WHERE d.day_utc BETWEEN $since AND $until
    ),
    cell AS (
        SELECT
            country, step, coalesce(min(best_rank), CASE
                WHEN bool_or(observed AND offered) THEN {NOT_IN_CHART}
                WHEN bool_or(observed) THEN {NOT_SOLD}
                ELSE {NOT_OBSERVED}
            END) AS cell,
            min(best_rank) AS best_rank,
            arg_min(day_utc, (best_rank, day_utc)) FILTER (best_rank IS NOT NULL) AS best_day,
            count(*) FILTER (best_rank = 1) AS days_at_1, count(best_rank) AS days_ranked,
            count(*) FILTER (observed) AS days_observed
        FROM day GROUP BY country, step
    )
    SELECT
        country, list(step), list(cell), min(best_rank),
        arg_min(best_day, (best_rank, best_day)) FILTER (best_rank IS NOT NULL),
        sum(days_at_1)::INTEGER, sum(days_ranked)::INTEGER, sum(days_observed)::INTEGER
    FROM cell GROUP BY country ORDER BY country
"""  # noqa: S608 - our own text

BREADTH = f"""
    WITH one AS ({ONE})
    SELECT
        d.day_utc, count(*) FILTER (r.best_rank = 1), count(*) FILTER (r.best_rank <= 5),
        count(*) FILTER (r.best_rank <= 10), count(*) FILTER (r.best_rank <= 50), count(r.best_rank),
        count(*) FILTER (d.whole_captures > 0 OR r.best_rank IS NOT NULL)
    FROM series_day d
    SEMI JOIN one USING (series_key)
    LEFT JOIN rank_day r
        ON r.series_key = d.series_key AND r.day_utc = d.day_utc AND r.assistant = $assistant
    WHERE d.day_utc BETWEEN $since AND $until
    GROUP BY d.day_utc ORDER BY d.day_utc
"""  # noqa: S608 - our own text


def world_extent(connection: DuckDBPyConnection, chart: WorldChart) -> WorldExtent | None:
    """From when to when the chart was captured anywhere; None: never."""
    days = connection.execute(DAYS, _parameters(chart)).fetchone()
    if days is None or days[0] is None:
        return None
    last = last_capture(connection, chart, days[1])
    assert last is not None  # it is the day of one
    return WorldExtent(days[0], days[1], last)


def last_capture(connection: DuckDBPyConnection, chart: WorldChart, day: date) -> datetime | None:
    """The last moment (UTC) of this UTC day at which the chart was captured anywhere; None: of no day near."""
    row = connection.execute(LAST_CAPTURE, _parameters(chart) | {"day": day}).fetchone()
    assert row is not None  # an aggregate always answers
    last: datetime | None = row[0]
    return last


def country_ranks(
    connection: DuckDBPyConnection, chart: WorldChart, assistant: str, days: tuple[date, date], steps: "Steps"
) -> list[CountryRanks]:
    """Every country with a day in `days` (both included), by its code. A step without a day was not observed."""
    wanted = _parameters(chart) | {"assistant": assistant, "since": days[0], "until": days[1]}
    wanted |= {"step": steps.step, "origin": steps.starts[0]}
    found = []
    for country, places, cells, *rest in connection.execute(COUNTRIES, wanted).fetchall():
        row = [NOT_OBSERVED] * len(steps.starts)
        for place, cell in zip(places, cells, strict=True):
            row[place] = cell
        found.append(CountryRanks(country, tuple(row), *rest))
    return found


def breadth(
    connection: DuckDBPyConnection, chart: WorldChart, assistant: str, days: tuple[date, date]
) -> list[Breadth]:
    """One row a day in `days` (both included) that should have been captured anywhere, oldest first."""
    wanted = _parameters(chart) | {"assistant": assistant, "since": days[0], "until": days[1]}
    return [Breadth(*row) for row in connection.execute(BREADTH, wanted).fetchall()]


@dataclass(frozen=True, slots=True)
class Steps:
    """The columns of a picture of the world."""

    step: Step
    starts: tuple[date, ...]  # each begins a step; a week on Monday, a month on its first day
    end: date  # exclusive


def _parameters(chart: WorldChart) -> dict[str, object]:
    return {
        "store": chart.store, "device": chart.device, "chart": chart.chart, "category": chart.category,
        "source": chart.source,
    }  # fmt: skip
