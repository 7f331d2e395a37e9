"""What was seen of these assistants in every slot of one series? Read once, for several questions."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

from duckdb import DuckDBPyConnection

from tracker.models import Series


class RankSlots(NamedTuple):
    """The temporary table `rank_slot` of a connection: assistant, seen_at, scheduled_for, state, rank, depth."""

    connection: DuckDBPyConnection
    assistants: Sequence[str]  # slugs, in the order asked
    every_s: int  # the usual seconds between two slots


RANK_SLOTS = """
    CREATE OR REPLACE TEMP TABLE rank_slot AS
    SELECT assistant, coalesce(observed_at, scheduled_for) AS seen_at, scheduled_for, state, rank, depth
    FROM rank_states(
        $assistants::VARCHAR[], country := $country, store := $store, device := $device, chart := $chart,
        category := $category, source := $source, since := $before, until := $until
    )
"""

# The slot of the newest attempt made at or before the start of the range, and the usual time between slots there.
SLOT_BEFORE = """
    SELECT
        max(f.scheduled_for) FILTER (coalesce(f.observed_at, f.scheduled_for) <= $since),
        (SELECT w.every_s FROM watch w JOIN series s USING (series_key)
         WHERE (s.store, s.country, s.device, s.chart, s.category, s.source)
             = ($store, $country, $device, $chart, $category, $source)
         ORDER BY w.valid_from DESC LIMIT 1)
    FROM attempt f JOIN series s USING (series_key)
    WHERE (s.store, s.country, s.device, s.chart, s.category, s.source)
        = ($store, $country, $device, $chart, $category, $source)
"""

WITHOUT_WATCH_S = 3600  # how long a capture holds where no rhythm is known


def rank_slots(
    connection: DuckDBPyConnection, series: Series, assistants: Sequence[str], since: datetime, until: datetime
) -> RankSlots:
    """The slots of [since, until), and the one before them, which may reach into the range."""
    names = series_parameters(series)
    row = connection.execute(SLOT_BEFORE, names | {"since": since}).fetchone()
    before, every_s = row or (None, None)
    every_s = every_s or WITHOUT_WATCH_S
    # without an attempt before the range, a slot that nobody ran may still reach into it
    before = before or since - timedelta(seconds=every_s)
    connection.execute(RANK_SLOTS, names | {"assistants": list(assistants), "before": before, "until": until})
    return RankSlots(connection, tuple(assistants), every_s)


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
