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
    )
    SELECT
        r.assistant, min(r.best_rank) FILTER (r.day_utc >= $since) AS best,
        arg_min(r.day_utc, (r.best_rank, r.day_utc)) FILTER (r.day_utc >= $since),
        min(r.best_rank) FILTER (r.day_utc < $since),
        (SELECT count(*) FROM series_day d SEMI JOIN one USING (series_key) WHERE d.day_utc < $since AND d.captures > 0)
    FROM rank_day r SEMI JOIN one USING (series_key)
    WHERE r.day_utc <= $until
    GROUP BY r.assistant HAVING best IS NOT NULL
    ORDER BY best, r.assistant
"""


def best_ranks(connection: DuckDBPyConnection, series: Series, days: tuple[date, date]) -> Sequence[Best]:
    """Every assistant that ranked on these UTC days (both included), the best first."""
    wanted = series_parameters(series) | {"since": days[0], "until": days[1]}
    return [Best(*row) for row in connection.execute(BEST, wanted).fetchall()]
