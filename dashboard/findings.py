"""What can be said about the ranks in view: spans → one finding, the title of the page.

The subject is the assistant that moved or led most. A finding says nothing about time that was not observed:
`gaps` and `certain` tell the words that follow to be careful.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import groupby
from math import log
from typing import Literal

from tracker.queries.rank_history import RankSpan

# Below a doubling or halving of the rank nobody moved: No. 90 to No. 80 is noise.
MOVED = log(2)


@dataclass(frozen=True, slots=True)
class ReachedTop:
    """It came to No. 1 within the range."""

    assistant: str
    on: datetime  # UTC, the first capture that shows it
    again: bool  # it had been No. 1 in the range before
    certain: bool  # the capture before shows it elsewhere; otherwise nobody looked, and it may be earlier
    lasted: timedelta  # to the end of the last capture that shows it there
    gaps: bool  # hours not observed lie between
    ending: Literal["left", "unseen", "still"]  # seen elsewhere after; nobody looked after; there at the end


@dataclass(frozen=True, slots=True)
class StayedTop:
    assistant: str
    gaps: bool


@dataclass(frozen=True, slots=True)
class LostTop:
    assistant: str
    on: datetime  # UTC, the first capture that shows it elsewhere
    certain: bool


@dataclass(frozen=True, slots=True)
class Moved:
    """The longest way up or down, on the logarithmic axis."""

    assistant: str
    up: bool
    from_rank: int | None  # None: not in the chart
    from_day: datetime
    to_rank: int | None
    to_day: datetime
    depth: int | None  # of the list it was not in


@dataclass(frozen=True, slots=True)
class Steady:
    """Nobody moved much; this one ranks best."""

    assistant: str
    best: int
    worst: int


@dataclass(frozen=True, slots=True)
class OneLook:
    """There is a single capture: nothing to compare."""

    assistant: str
    rank: int


@dataclass(frozen=True, slots=True)
class NoneRanked:
    depth: int | None


@dataclass(frozen=True, slots=True)
class NothingObserved:
    pass


Finding = ReachedTop | StayedTop | LostTop | Moved | Steady | OneLook | NoneRanked | NothingObserved


def find(spans: Sequence[RankSpan], captures: int | None = None) -> Finding:
    """The finding of spans that are sorted by assistant, then by time, and lie within the range in view.

    `captures` is how many captures the spans are made of, where that is known.
    """
    histories = [list(group) for _, group in groupby(spans, key=lambda span: span.assistant)]
    if not any(span.state != "not_observed" for span in spans):
        return NothingObserved()
    if not any(span.rank for span in spans):
        return NoneRanked(_depth(spans))
    if captures == 1:
        best = min((span for span in spans if span.rank), key=lambda span: span.rank or 0)
        return OneLook(best.assistant, best.rank or 0)
    reached = [finding for history in histories if (finding := _reached_top(history))]
    if reached:
        climbs = {history[0].assistant: _way(history, up=True) for history in histories}
        return max(reached, key=lambda top: (_length(climbs[top.assistant]), top.lasted))
    for history in histories:
        if kept := _kept_or_lost_top(history):
            return kept
    ways = [way for history in histories for up in (True, False) if (way := _way(history, up))]
    widest = max(ways, key=_length, default=None)
    return widest if widest and _length(widest) >= MOVED else _steady(histories)


def _depth(spans: Sequence[RankSpan]) -> int | None:
    return max((span.depth for span in spans if span.depth), default=None)


def _stays_at_1(history: Sequence[RankSpan]) -> Iterator[tuple[int, int]]:
    """The first and the last index of every stay at No. 1; hours not observed inside do not end it."""
    first: int | None = None
    last = 0
    for index, span in enumerate(history):
        if span.rank == 1:
            first = index if first is None else first
            last = index
        elif span.state != "not_observed" and first is not None:
            yield first, last
            first = None
    if first is not None:
        yield first, last


def _reached_top(history: Sequence[RankSpan]) -> ReachedTop | None:
    stays = list(_stays_at_1(history))
    arrivals = [(first, last) for first, last in stays if _came_from_elsewhere(history, first)]
    if not arrivals:
        return None
    first, last = max(arrivals, key=lambda stay: history[stay[1]].end - history[stay[0]].start)
    return ReachedTop(
        assistant=history[first].assistant,
        on=history[first].start,
        again=first > stays[0][0],
        certain=history[first - 1].state != "not_observed",
        lasted=history[last].end - history[first].start,
        gaps=any(span.state == "not_observed" for span in history[first:last]),
        ending=_ending(history, last),
    )


def _came_from_elsewhere(history: Sequence[RankSpan], index: int) -> bool:
    return any(span.state != "not_observed" for span in history[:index])


def _ending(history: Sequence[RankSpan], last: int) -> Literal["left", "unseen", "still"]:
    if last + 1 == len(history):
        return "still"
    return "left" if history[last + 1].state != "not_observed" else "unseen"


def _kept_or_lost_top(history: Sequence[RankSpan]) -> StayedTop | LostTop | None:
    """For an assistant that was No. 1 in the first capture and never came back to it."""
    stays = list(_stays_at_1(history))
    if not stays:
        return None
    first, last = stays[0]
    later = next((span for span in history[last + 1 :] if span.state != "not_observed"), None)
    gaps = any(span.state == "not_observed" for span in history[first:last])
    if later is None:
        return StayedTop(history[0].assistant, gaps)
    return LostTop(history[0].assistant, later.start, history[last + 1].state != "not_observed")


def _way(history: Sequence[RankSpan], up: bool) -> Moved | None:
    """The longest way between two captures in this direction, the earlier one first."""
    seen = [span for span in history if span.state in {"ranked", "not_in_chart"}]
    places = [_place(span) for span in seen]
    start, best, longest = 0, None, 0.0
    for index, place in enumerate(places):
        if (place >= places[start]) if up else (place <= places[start]):
            start = index
        elif (length := abs(log(places[start] / place))) > longest:
            best, longest = (start, index), length
    if best is None:
        return None
    first, last = seen[best[0]], seen[best[1]]
    depth = first.depth if first.rank is None else last.depth
    return Moved(last.assistant, up, first.rank, first.end, last.rank, last.start, depth)


def _place(span: RankSpan) -> int:
    """The rank; out of the chart counts as the first place behind it."""
    return span.rank or (span.depth or 0) + 1


def _length(way: Moved | None) -> float:
    if way is None:
        return 0.0
    behind = (way.depth or 0) + 1
    return abs(log(way.from_rank or behind) - log(way.to_rank or behind))


def _steady(histories: Sequence[Sequence[RankSpan]]) -> Steady:
    def best_and_worst(history: Sequence[RankSpan]) -> tuple[int, int]:
        ranks = [span.rank for span in history if span.rank]
        return min(ranks), max(ranks)

    ranked = [history for history in histories if any(span.rank for span in history)]
    best = min(ranked, key=best_and_worst)
    return Steady(best[0].assistant, *best_and_worst(best))
