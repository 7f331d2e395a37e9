"""What was seen of these assistants in every slot of one series? Read once, for several questions."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

from duckdb import DuckDBPyConnection

from tracker.models import Series, Window


class RankSlots(NamedTuple):
    """The temporary table `rank_slot` of a connection: assistant, seen_at, scheduled_for, state, rank, depth."""

    connection: DuckDBPyConnection
    assistants: Sequence[str]  # slugs, in the order asked
    every_s: int  # the usual seconds between two slots
    firsts: Sequence[datetime]  # for each window: the slot that reaches into it, UTC; no earlier one counts there


RANK_SLOTS = """
    CREATE OR REPLACE TEMP TABLE rank_slot AS
    SELECT assistant, coalesce(observed_at, scheduled_for) AS seen_at, scheduled_for, state, rank, depth
    FROM rank_states(
        $assistants::VARCHAR[], country := $country, store := $store, device := $device, chart := $chart,
        category := $category, source := $source, since := $before, until := $until
    )
"""

# For each window the slot of the newest attempt made at or before its start, and the usual time between slots there.
SLOTS_BEFORE = """
    WITH part AS (
        SELECT unnest($sinces::TIMESTAMPTZ[]) AS since, generate_subscripts($sinces::TIMESTAMPTZ[], 1) AS place
    ),
    made AS (
        SELECT f.scheduled_for, coalesce(f.observed_at, f.scheduled_for) AS seen_at
        FROM attempt f JOIN series s USING (series_key)
        WHERE (s.store, s.country, s.device, s.chart, s.category, s.source)
            = ($store, $country, $device, $chart, $category, $source)
    )
    SELECT
        max(m.scheduled_for),
        (SELECT w.every_s FROM watch w JOIN series s USING (series_key)
         WHERE (s.store, s.country, s.device, s.chart, s.category, s.source)
             = ($store, $country, $device, $chart, $category, $source)
         ORDER BY w.valid_from DESC LIMIT 1)
    FROM part p LEFT JOIN made m ON m.seen_at <= p.since
    GROUP BY p.place ORDER BY p.place
"""

WITHOUT_WATCH_S = 3600  # how long a capture holds where no rhythm is known


def rank_slots(
    connection: DuckDBPyConnection, series: Series, assistants: Sequence[str], since: datetime, until: datetime
) -> RankSlots:
    """The slots of [since, until), and the one before them, which may reach into the range."""
    return rank_slots_of(connection, series, assistants, [Window(since, until)])


def rank_slots_of(
    connection: DuckDBPyConnection, series: Series, assistants: Sequence[str], windows: Sequence[Window]
) -> RankSlots:
    """The slots of all windows (at least one) and between them, each window with the slot before it."""
    names = series_parameters(series)
    rows = connection.execute(SLOTS_BEFORE, names | {"sinces": [one.since for one in windows]}).fetchall()
    every_s = rows[0][1] or WITHOUT_WATCH_S
    # without an attempt before a window, a slot that nobody ran may still reach into it
    firsts = [before or one.since - timedelta(seconds=every_s) for (before, _), one in zip(rows, windows, strict=True)]
    until = max(one.until for one in windows)
    connection.execute(RANK_SLOTS, names | {"assistants": list(assistants), "before": min(firsts), "until": until})
    return RankSlots(connection, tuple(assistants), every_s, firsts)


def series_parameters(series: Series) -> dict[str, object]:
    """The names of a series as parameters of a query."""
    return {
        "store": series.store,
        "country": series.country,
        "device": series.device,
        "chart": series.chart,
        "category": series.category,
        "source": series.source,
    }
