"""Where does each assistant stand now, and what did it reach in the range?"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from itertools import pairwise
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


class Seen(NamedTuple):
    at: datetime
    state: State
    rank: int | None


HISTORY = """
    SELECT assistant, coalesce(observed_at, scheduled_for) AS seen_at, state, rank
    FROM rank_states(
        $assistants::VARCHAR[], country := $country, store := $store, device := $device, chart := $chart,
        category := $category, source := $source, since := $since, until := $until
    )
    ORDER BY assistant, seen_at
"""


def standings(
    connection: DuckDBPyConnection, series: Series, assistants: Sequence[str], since: datetime, until: datetime
) -> list[Standing]:
    """One row an assistant, in the order given; an assistant without any slot in the range has none."""
    # A week before the range is read too: the range's own start must not hide what came before.
    wanted = series_parameters(series) | {"since": since - 8 * DAY, "until": until, "assistants": list(assistants)}
    histories: dict[str, list[Seen]] = {assistant: [] for assistant in assistants}
    for assistant, *seen in connection.execute(HISTORY, wanted).fetchall():
        histories[assistant].append(Seen(*seen))
    return [
        standing(assistant, history, since)
        for assistant, history in histories.items()
        if any(seen.at >= since for seen in history)
    ]


def standing(assistant: str, history: Sequence[Seen], since: datetime) -> Standing:
    """The standing at the end of a history that is sorted by time and may begin before `since`."""
    last = history[-1]
    inside = [seen for seen in history if seen.at >= since]
    ranks = [seen.rank for seen in inside if seen.rank is not None]
    at_1 = sum(((later.at - seen.at) for seen, later in pairwise(inside) if seen.rank == 1), timedelta())
    return Standing(
        assistant,
        last.state,
        last.rank,
        _rank_at(history, last.at - DAY),
        _rank_at(history, last.at - 7 * DAY),
        min(ranks, default=None),
        at_1 / DAY,
        len(ranks),
        sum(seen.state != "not_observed" for seen in inside),
    )


def _rank_at(history: Sequence[Seen], moment: datetime) -> int | None:
    before = [seen for seen in history if seen.at <= moment]
    # A slot's own jitter of some minutes must not turn "24 h before" into "25 h before".
    near = [seen for seen in history if abs(seen.at - moment) <= timedelta(minutes=30)]
    if near:
        return min(near, key=lambda seen: abs(seen.at - moment)).rank
    return before[-1].rank if before else None
