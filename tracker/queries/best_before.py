"""Did an assistant ever rank so well in this chart before?"""

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from duckdb import DuckDBPyConnection

from tracker.models import Series
from tracker.queries.rank_slots import series_parameters


class Best(NamedTuple):
    assistant: str  # slug
    rank: int  # the best one in the days asked for
    day: date  # UTC, the first with it
    before: int | None  # the best one of all days before; None: it never ranked on them
    days_before: int  # UTC days before these on which this chart was captured


BEST = """
    WITH one AS (
        SELECT series_key FROM series
        WHERE (store, country, device, chart, category, source)
            = ($store, $country, $device, $chart, $category, $source)
    ),
    part AS (
        SELECT
            generate_subscripts($sinces::DATE[], 1) - 1 AS place, unnest($sinces::DATE[]) AS since,
            unnest($lasts::DATE[]) AS last
    ),
    captured AS (
        SELECT p.place, count(*) AS days
        FROM part p JOIN (FROM series_day d SEMI JOIN one USING (series_key)) d
            ON d.day_utc < p.since AND d.captures > 0
        GROUP BY p.place
    )
    SELECT
        p.place, r.assistant, min(r.best_rank) FILTER (r.day_utc >= p.since) AS best,
        arg_min(r.day_utc, (r.best_rank, r.day_utc)) FILTER (r.day_utc >= p.since),
        min(r.best_rank) FILTER (r.day_utc < p.since), coalesce(any_value(c.days), 0)
    FROM (FROM rank_day r SEMI JOIN one USING (series_key)) r
    JOIN part p ON r.day_utc <= p.last
    LEFT JOIN captured c ON c.place = p.place
    GROUP BY p.place, r.assistant HAVING best IS NOT NULL
    ORDER BY p.place, best, r.assistant
"""


def best_ranks(
    connection: DuckDBPyConnection, series: Series, windows: Sequence[tuple[date, date]]
) -> list[list[Best]]:
    """For each window of UTC days (both included) every assistant that ranked in it, the best first."""
    wanted = {"sinces": [since for since, _ in windows], "lasts": [last for _, last in windows]}
    found: list[list[Best]] = [[] for _ in windows]
    for place, *row in connection.execute(BEST, series_parameters(series) | wanted).fetchall():
        found[place].append(Best(*row))
    return found
