"""An event of some countries: how did the same app move there, and everywhere else?"""

from datetime import date, timedelta
from typing import NamedTuple

import numpy as np
from duckdb import DuckDBPyConnection

from tracker.analysis.event_effects import FOLLOWED, HISTORY, NOT_OBSERVED, WEEK, AppDays
from tracker.analysis.natural_experiment import CountryDays, NaturalExperiment, natural_experiment

STATES = ["ranked", "not_in_chart", "not_observed", "not_sold"]


class Chart(NamedTuple):
    """The same chart in every country."""

    store: str
    device: str = "iphone"
    chart: str = "top-free"
    category: str = "all"
    source: str = "itunes_rss"


EVENT = """
    SELECT start_date, countries FROM event
    WHERE event_id = $event_id AND precision = 'day' AND NOT list_contains(countries, '*')
        AND list_contains(assistants, $assistant)
"""

LISTS = """
    SELECT s.country, arg_max(t.snapshot_id, t.scheduled_for)
    FROM attempt t JOIN series s USING (series_key)
    WHERE s.store = $store AND s.device = $device AND s.chart = $chart AND s.category = $category
        AND s.source = $source AND t.scheduled_for >= $near AND t.scheduled_for <= $until AND t.snapshot_id IS NOT NULL
    GROUP BY s.country
"""

# Named one by one: a join would read every list.
DEPTHS = "SELECT snapshot_id, len(apps) FROM snapshot WHERE list_contains($lists::VARCHAR[], snapshot_id)"

DAYS = """
    SELECT country, day_utc - $since::DATE, coalesce(last_rank, 0), list_position($states, state) - 1
    FROM rank_daily
    WHERE assistant = $assistant AND day_utc BETWEEN $since AND $until AND store = $store AND device = $device
        AND chart = $chart AND category = $category AND source = $source
"""


def experiment_of_event(
    connection: DuckDBPyConnection, event_id: str, assistant: str, chart: Chart, until: date
) -> NaturalExperiment | None:
    """The assistant in every observed country around an event that happened in some; None: it is no such event.

    `until` is the last UTC day that is over.
    """
    event = connection.execute(EVENT, {"event_id": event_id, "assistant": assistant}).fetchone()
    if event is None or event[0] > until:
        return None
    day, happened_in = event
    since, last = day - timedelta(days=HISTORY), min(until, day + timedelta(days=FOLLOWED))
    named = chart._asdict() | {"until": last}
    depths = _depths(connection, named | {"near": day - timedelta(days=WEEK)})
    days = (last - since).days + 1
    apps = {
        country: CountryDays(country, depth, AppDays(np.full(days, NOT_OBSERVED, np.int8), np.zeros(days, np.int32)))
        for country, depth in sorted(depths.items())
    }
    asked = named | {"assistant": assistant, "since": since, "states": STATES}
    for country, place, rank, state in connection.execute(DAYS, asked).fetchall():
        if country in apps:
            apps[country].app.state[place], apps[country].app.rank[place] = state, rank
    return natural_experiment(apps.values(), frozenset(happened_in), (day - since).days)


def _depths(connection: DuckDBPyConnection, named: dict[str, object]) -> dict[str, int]:
    """By country: how long its last list of these days is, which marks who is outside."""
    lists = dict(connection.execute(LISTS, named).fetchall())
    lengths = dict(connection.execute(DEPTHS, {"lists": list(lists.values())}).fetchall())
    return {country: lengths[snapshot_id] for country, snapshot_id in lists.items()}
