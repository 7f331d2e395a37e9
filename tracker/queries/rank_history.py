"""How did these assistants rank in one series over time?"""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import NamedTuple

from tracker.models import State, Window
from tracker.queries.rank_slots import RankSlots


class RankSpan(NamedTuple):
    """A time in which what was seen of an assistant did not change."""

    assistant: str  # slug
    start: datetime  # UTC: when the capture that shows it was made; scheduled, if nothing was observed
    end: datetime  # UTC, exclusive: the next span's start
    state: State
    rank: int | None  # 1 is the top; only when ranked
    depth: int | None  # length of the list looked at; None when nothing was observed, or only some of its ranks


# Neighbours that look the same are one span. The capture before the range is carried in; the last capture holds
# until the next slot was due, and never beyond the range or the present. Every window is seen as if it were the only
# one: the slots after it are not known in it.
RANK_SPANS = """
    WITH part AS (
        SELECT
            generate_subscripts($sinces::TIMESTAMPTZ[], 1) - 1 AS place, unnest($firsts::TIMESTAMPTZ[]) AS first_slot,
            unnest($sinces::TIMESTAMPTZ[]) AS since, unnest($untils::TIMESTAMPTZ[]) AS until
    ),
    step AS (
        SELECT
            p.place, p.since, p.until, r.*,
            lead(r.seen_at) OVER (PARTITION BY p.place, r.assistant ORDER BY r.seen_at, r.scheduled_for) AS next_at
        FROM rank_slot r JOIN part p ON r.scheduled_for >= p.first_slot AND r.scheduled_for < p.until
    ),
    shown AS (
        SELECT
            place, assistant, greatest(seen_at, since) AS start,
            least(coalesce(next_at, seen_at + to_seconds($every_s)), now(), until) AS stop,
            state, rank, depth
        FROM step
    ),
    marked AS (
        SELECT *,
            coalesce(
                state IS DISTINCT FROM lag(state) OVER w OR rank IS DISTINCT FROM lag(rank) OVER w, TRUE
            ) AS is_first
        FROM shown WHERE start < stop
        WINDOW w AS (PARTITION BY place, assistant ORDER BY start)
    ),
    numbered AS (
        SELECT *, sum(is_first::INTEGER) OVER (PARTITION BY place, assistant ORDER BY start) AS span FROM marked
    )
    SELECT place, assistant, epoch_us(min(start)), epoch_us(max(stop)), any_value(state), any_value(rank), max(depth)
    FROM numbered GROUP BY place, assistant, span
    ORDER BY place, list_position($assistants::VARCHAR[], assistant), span
"""

EPOCH, MICROSECOND = datetime(1970, 1, 1, tzinfo=UTC), timedelta(microseconds=1)


def rank_spans(slots: RankSlots, since: datetime, until: datetime) -> list[RankSpan]:
    """What was seen of each assistant in [since, until), in the order of the slots' assistants, then by time.

    The spans of one assistant follow each other without holes from the first capture to the last; before and after
    there is no span: nothing was watched.
    """
    (spans,) = rank_spans_of(slots, [Window(since, until)])
    return spans


def rank_spans_of(slots: RankSlots, windows: Sequence[Window]) -> list[list[RankSpan]]:
    """For each window what rank_spans says of it; `slots` were asked for as many windows, in this order."""
    wanted = {
        "firsts": slots.firsts,
        "sinces": [one.since for one in windows],
        "untils": [one.until for one in windows],
        "every_s": slots.every_s,
        "assistants": list(slots.assistants),
    }
    found: list[list[RankSpan]] = [[] for _ in windows]
    # microseconds as numbers: DuckDB takes five times as long to make times of them
    for place, assistant, start, stop, *what in slots.connection.execute(RANK_SPANS, wanted).fetchall():
        found[place].append(RankSpan(assistant, EPOCH + start * MICROSECOND, EPOCH + stop * MICROSECOND, *what))
    return found
