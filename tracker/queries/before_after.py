"""Where did each assistant stand in the days before a moment, and in the days after it?"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

from duckdb import DuckDBPyConnection

from tracker.models import Series
from tracker.queries.rank_history import series_parameters

DEEPER = 1_000_000  # stands for a rank below the end of the list, which nobody knows


class Window(NamedTuple):
    slots: int  # that should have been captured
    looked: int  # captures that could show it: ranked, or not in the chart
    median: int | None  # None: below the end of the list in most of them, or nobody looked
    best: int | None
    best_at: datetime | None  # UTC, the first capture that shows the best rank


class BeforeAfter(NamedTuple):
    assistant: str  # slug
    before: Window
    after: Window


WINDOWS = """
    WITH slot AS (
        SELECT assistant, coalesce(observed_at, scheduled_for) AS seen_at, state, rank,
            coalesce(observed_at, scheduled_for) >= $moment AS is_after
        FROM rank_states(
            $assistants::VARCHAR[], country := $country, store := $store, device := $device, chart := $chart,
            category := $category, source := $source, since := $since, until := $until
        )
    )
    SELECT assistant, is_after, count(*),
        count(*) FILTER (state IN ('ranked', 'not_in_chart')),
        quantile_disc(coalesce(rank, $deeper), 0.5) FILTER (state IN ('ranked', 'not_in_chart')),
        min(rank), arg_min(seen_at, (rank, seen_at)) FILTER (rank IS NOT NULL)
    FROM slot WHERE seen_at >= $since AND seen_at < $until
    GROUP BY ALL
"""


def before_after(
    connection: DuckDBPyConnection, series: Series, assistants: Sequence[str], moment: datetime, length: timedelta
) -> list[BeforeAfter]:
    """The windows of this length on both sides of the moment, in the order given."""
    parameters = series_parameters(series) | {
        "assistants": list(assistants), "moment": moment, "since": moment - length, "until": moment + length,
        "deeper": DEEPER,
    }  # fmt: skip
    nothing = Window(0, 0, None, None, None)
    found: dict[tuple[str, bool], Window] = {}
    for slug, is_after, slots, looked, median, best, best_at in connection.execute(WINDOWS, parameters).fetchall():
        found[slug, is_after] = Window(slots, looked, median if median != DEEPER else None, best, best_at)
    return [
        BeforeAfter(slug, found.get((slug, False), nothing), found.get((slug, True), nothing)) for slug in assistants
    ]
