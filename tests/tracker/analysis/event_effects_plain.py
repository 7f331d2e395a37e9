"""The tests of event effects once more, slow and plain: one number after another, no arrays."""

from collections.abc import Sequence
from math import log
from statistics import median

Days = Sequence[int | None]  # rank in the day's last list; 0: not in it; None: not observed


def y_of(rank: int | None, depth: int) -> float | None:
    return None if rank is None else -log(rank if 0 < rank <= depth else depth + 1)


def week(ranks: Days, depth: int, first: int) -> list[float]:
    """What was observed of seven days."""
    days = [ranks[day] if 0 <= day < len(ranks) else None for day in range(first, first + 7)]
    return [y for y in (y_of(rank, depth) for rank in days) if y is not None]


def change(ranks: Days, depth: int, day: int) -> float | None:
    before, after = week(ranks, depth, day - 7), week(ranks, depth, day)
    if day < 7 or day + 7 > len(ranks) or len(before) < 5 or len(after) < 5:
        return None
    return median(after) - median(before)


def placebo(ranks: Days, depth: int, day: int) -> tuple[float | None, int]:
    """(p, days compared)"""
    mine = change(ranks, depth, day)
    others = []
    for other in range(max(7, day - 180 + 7), day):
        found = change(ranks, depth, other)
        if found is None:
            continue
        begun = median(week(ranks, depth, other - 7))
        if -log(depth) <= begun < 0:
            others.append(found)
    if mine is None or len(others) < 83:
        return None, len(others)
    return (1 + sum(abs(one) >= abs(mine) - 1e-9 for one in others)) / (1 + len(others)), len(others)


def against(mine: float, controls: Sequence[float]) -> tuple[float, float]:
    """(how far from the others, p)"""
    everyone = [mine, *controls]
    apart = [one - median(everyone[:i] + everyone[i + 1 :]) for i, one in enumerate(everyone)]
    as_far = sum(abs(one) >= abs(apart[0]) - 1e-9 for one in apart[1:])
    return apart[0], (1 + as_far) / (1 + len(controls))


def q_values(ps: Sequence[float | None]) -> list[float | None]:
    there = [p for p in ps if p is not None]
    found: list[float | None] = []
    for p in ps:
        if p is None:
            found.append(None)
            continue
        larger = [one for one in there if one >= p]
        found.append(min(1.0, *(one * len(there) / sum(other <= one for other in there) for one in larger)))
    return found
