"""Where did each of these assistants stand at the end of each day?"""

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from duckdb import DuckDBPyConnection

from tracker.models import Series, State
from tracker.queries.rank_slots import series_parameters


class DayEnd(NamedTuple):
    """One assistant on one day with captures; a day without any has none."""

    assistant: str  # slug
    day: date  # UTC
    state: State  # of the day; it may have been ranked and not be at its end
    best_rank: int | None  # of the day
    last_rank: int | None  # in the last capture of the day; None: not in it
    is_whole: bool  # a list was seen of which every rank is known


DAY_ENDS = """
    SELECT d.assistant, d.day_utc, d.state, d.best_rank, d.last_rank, s.whole_captures > 0
    FROM rank_daily d JOIN series_day s ON s.series_key = $key AND s.day_utc = d.day_utc
    WHERE (d.store, d.country, d.device, d.chart, d.category, d.source)
        = ($store, $country, $device, $chart, $category, $source)
        AND list_contains($assistants::VARCHAR[], d.assistant) AND s.captures > 0
    ORDER BY d.day_utc, list_position($assistants::VARCHAR[], d.assistant)
"""


def day_ends(connection: DuckDBPyConnection, series: Series, key: int, assistants: Sequence[str]) -> list[DayEnd]:
    """Every observed day of a series (its key beside its names), by day, then in the order of the assistants."""
    wanted = series_parameters(series) | {"key": key, "assistants": list(assistants)}
    return [DayEnd(*row) for row in connection.execute(DAY_ENDS, wanted).fetchall()]
