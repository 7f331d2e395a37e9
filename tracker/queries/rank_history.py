"""How did these assistants rank in one series over time?"""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import NamedTuple

from duckdb import DuckDBPyConnection

from tracker.models import Series, State


class RankSpan(NamedTuple):
    """A time in which what was seen of an assistant did not change."""

    assistant: str  # slug
    start: datetime  # UTC: when the capture that shows it was made; scheduled, if nothing was observed
    end: datetime  # UTC, exclusive: the next span's start
    state: State
    rank: int | None  # 1 is the top; only when ranked
    depth: int | None  # length of the list looked at; None when nothing was observed, or only some of its ranks


# Neighbours that look the same are one span. The capture before the range is carried in; the last capture holds
# until the next slot was due, and never beyond the range or the present.
RANK_SPANS = """
    WITH slot AS (
        SELECT assistant, coalesce(observed_at, scheduled_for) AS seen_at, scheduled_for, state, rank, depth
        FROM rank_states(
            $assistants::VARCHAR[], country := $country, store := $store, device := $device, chart := $chart,
            category := $category, source := $source, since := $before, until := $until
        )
    ),
    step AS (
        SELECT *, lead(seen_at) OVER (PARTITION BY assistant ORDER BY seen_at, scheduled_for) AS next_at FROM slot
    ),
    shown AS (
        SELECT
            assistant, greatest(seen_at, $since::TIMESTAMPTZ) AS start,
            least(coalesce(next_at, seen_at + to_seconds($every_s)), now(), $until::TIMESTAMPTZ) AS stop,
            state, rank, depth
        FROM step
    ),
    marked AS (
        SELECT *,
            coalesce(
                state IS DISTINCT FROM lag(state) OVER w OR rank IS DISTINCT FROM lag(rank) OVER w, TRUE
            ) AS is_first
        FROM shown WHERE start < stop
        WINDOW w AS (PARTITION BY assistant ORDER BY start)
    ),
    numbered AS (
        SELECT *, sum(is_first::INTEGER) OVER (PARTITION BY assistant ORDER BY start) AS span FROM marked
    )
    SELECT assistant, epoch_us(min(start)), epoch_us(max(stop)), any_value(state), any_value(rank), max(depth)
    FROM numbered GROUP BY assistant, span ORDER BY list_position($assistants::VARCHAR[], assistant), span
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

EPOCH, MICROSECOND = datetime(1970, 1, 1, tzinfo=UTC), timedelta(microseconds=1)
WITHOUT_WATCH_S = 3600  # how long a capture holds where no rhythm is known


def rank_spans(
    connection: DuckDBPyConnection, series: Series, assistants: Sequence[str], since: datetime, until: datetime
) -> list[RankSpan]:
    """What was seen of each assistant in [since, until), in the order given, then by time.

    The spans of one assistant follow each other without holes from the first capture to the last; before and after
    there is no span: nothing was watched.
    """
    names = series_parameters(series)
    row = connection.execute(SLOT_BEFORE, names | {"since": since}).fetchone()
    before, every_s = row or (None, None)
    every_s = every_s or WITHOUT_WATCH_S
    # without an attempt before the range, a slot that nobody ran may still reach into it
    before = before or since - timedelta(seconds=every_s)
    wanted = names | {"since": since, "until": until, "before": before, "every_s": every_s}
    wanted |= {"assistants": list(assistants)}
    # microseconds as numbers: DuckDB takes five times as long to make times of them
    return [
        RankSpan(assistant, EPOCH + start * MICROSECOND, EPOCH + stop * MICROSECOND, *what)
        for assistant, start, stop, *what in connection.execute(RANK_SPANS, wanted).fetchall()
    ]


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
