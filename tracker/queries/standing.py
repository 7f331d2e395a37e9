"""Where does each assistant stand now, and what did it reach in the range?"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

from tracker.models import State
from tracker.queries.rank_slots import RankSlots


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


# A slot's own jitter of some minutes must not turn "24 h before" into "27 h before", hence the half hour. Only of those
# that were at No. 1 is it asked how long: the order of all slots takes as long as all the rest.
STANDINGS = """
    WITH slot AS (
        SELECT assistant, seen_at, state, rank FROM rank_slot WHERE list_contains($assistants::VARCHAR[], assistant)
    ),
    edge AS (SELECT assistant, max(seen_at) AS last_at FROM slot GROUP BY assistant),
    at_1 AS (
        SELECT assistant, sum(epoch(next_at - seen_at)) AS seconds
        FROM (
            SELECT assistant, seen_at, rank, lead(seen_at) OVER (PARTITION BY assistant ORDER BY seen_at) AS next_at
            FROM slot SEMI JOIN (FROM slot WHERE rank = 1 AND seen_at >= $since) l USING (assistant)
        )
        WHERE rank = 1 AND seen_at >= $since
        GROUP BY assistant
    )
    SELECT
        s.assistant, arg_max(state, seen_at), arg_max_null(rank, seen_at),
        arg_max_null(rank, seen_at) FILTER (seen_at <= last_at - INTERVAL 24 HOUR + INTERVAL 30 MINUTE),
        arg_max_null(rank, seen_at) FILTER (seen_at <= last_at - INTERVAL 7 DAY + INTERVAL 30 MINUTE),
        min(rank) FILTER (seen_at >= $since),
        coalesce(any_value(l.seconds), 0) / 86400,
        count(rank) FILTER (seen_at >= $since), count(*) FILTER (seen_at >= $since AND state <> 'not_observed')
    FROM slot s JOIN edge USING (assistant) LEFT JOIN at_1 l USING (assistant)
    GROUP BY s.assistant HAVING bool_or(seen_at >= $since)
    ORDER BY list_position($assistants::VARCHAR[], s.assistant)
"""


# What came before the range is looked at too: its own start must not hide it.
BEFORE = timedelta(days=8)


def standings(slots: RankSlots, assistants: Sequence[str], since: datetime) -> list[Standing]:
    """One row an assistant, in the order given; an assistant without any slot since then has none.

    The slots begin BEFORE that, for the changes against a day and a week before.
    """
    wanted = {"since": since, "assistants": list(assistants)}
    return [Standing(*row) for row in slots.connection.execute(STANDINGS, wanted).fetchall()]
