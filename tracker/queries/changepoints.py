"""Did the level of one assistant in one chart change near a day, and how often do such days lie near a change?"""

from datetime import date, timedelta

import numpy as np
from duckdb import DuckDBPyConnection

from tracker.analysis.changepoints import NearChange, near_change
from tracker.analysis.event_effects import HISTORY, NOT_OBSERVED, AppDays
from tracker.models import Series
from tracker.queries.natural_experiment import STATES
from tracker.queries.rank_slots import series_parameters

DAYS = """
    SELECT day_utc - $since::DATE, coalesce(last_rank, 0), list_position($states, state) - 1
    FROM rank_daily
    WHERE assistant = $assistant AND day_utc BETWEEN $since AND $until
        AND (store, country, device, chart, category, source) = ($store, $country, $device, $chart, $category, $source)
"""


def change_near_day(
    connection: DuckDBPyConnection, assistant: str, series: Series, day: date, depth: int
) -> NearChange | None:
    """In the HISTORY days on both sides; None: too few of them were observed, or it was not sold then."""
    since, until = day - timedelta(days=HISTORY), day + timedelta(days=HISTORY)
    asked = series_parameters(series) | {"assistant": assistant, "since": since, "until": until, "states": STATES}
    days = 2 * HISTORY + 1
    app = AppDays(np.full(days, NOT_OBSERVED, np.int8), np.zeros(days, np.int32))
    for place, rank, state in connection.execute(DAYS, asked).fetchall():
        app.state[place], app.rank[place] = state, rank
    return near_change(app, HISTORY, depth)
