"""Where does each assistant stand now, and what did it reach in the range?"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

from duckdb import DuckDBPyConnection

from tracker.models import Series, State
from tracker.queries.rank_history import series_parameters

DAY = timedelta(days=1)


class Standing(NamedTuple):
    assistant: str  # slug
    state: State  # in the last slot of the range
    rank: int | None  # in the last slot of the range
    rank_day_before: int | None  # 24 h before the last slot; None: not ranked or not observed then
    rank_week_before: int | None
    best_rank: int | None  # in the range
    days_at_1: float  # observed time at No. 1, each capture holding to the next slot
    ranked: int  # captures that show it
    captured: int  # captures in the range


# A slot's own jitter of some minutes must not turn "24 h before" into "27 h before", hence the half hour.
STANDINGS = """
    WITH seen AS (
        SELECT assistant, coalesce(observed_at, scheduled_for) AS seen_at, state, rank
        FROM rank_states(
            $assistants::VARCHAR[], country := $country, store := $store, device := $device, chart := $chart,
            category := $category, source := $source, since := $before, until := $until
        )
    ), step AS (
        SELECT *, seen_at >= $since AS is_inside, lead(seen_at) OVER w AS next_at,
            max(seen_at) OVER (PARTITION BY assistant) AS last_at
        FROM seen WINDOW w AS (PARTITION BY assistant ORDER BY seen_at)
    )
    SELECT
        assistant, arg_max(state, seen_at), arg_max_null(rank, seen_at),
        arg_max_null(rank, seen_at) FILTER (seen_at <= last_at - INTERVAL 24 HOUR + INTERVAL 30 MINUTE),
        arg_max_null(rank, seen_at) FILTER (seen_at <= last_at - INTERVAL 7 DAY + INTERVAL 30 MINUTE),
        min(rank) FILTER (is_inside),
        coalesce(sum(epoch(next_at - seen_at)) FILTER (is_inside AND rank = 1), 0) / 86400,
        count(rank) FILTER (is_inside), count(*) FILTER (is_inside AND state <> 'not_observed')
    FROM step
    GROUP BY assistant HAVING bool_or(is_inside)
    ORDER BY list_position($assistants::VARCHAR[], assistant)
"""


def standings(
    connection: DuckDBPyConnection, series: Series, assistants: Sequence[str], since: datetime, until: datetime
) -> list[Standing]:
    """One row an assistant, in the order given; an assistant without any slot in the range has none."""
    # A week before the range is read too: the range's own start must not hide what came before.
    times = {"since": since, "before": since - 8 * DAY, "until": until}
    wanted = series_parameters(series) | times | {"assistants": list(assistants)}
    return [Standing(*row) for row in connection.execute(STANDINGS, wanted).fetchall()]
