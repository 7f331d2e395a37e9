"""Who is ahead of whom: day ends → places, overtakes, streaks, the lead. Pure.

The rules are those of the views `overtake` and `streak`: who is not in the list stands behind everyone who is; a day
that nobody observed ends nothing and counts for nothing, and where it may hide more, the result says so.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby, pairwise, permutations
from typing import NamedTuple

from tracker.models import State
from tracker.queries.race import DayEnd

DAY = timedelta(days=1)
STEPS = ("day", "week", "month")
BEHIND = 32_767  # behind every rank: not in the list


class Overtake(NamedTuple):
    assistant: str  # who passed
    passed: str
    day: date  # the first observed day that ended with the new order
    last_day_behind: date  # the last day on which either was seen that ended with the old order
    rank: int  # of who passed, at the end of the day
    passed_rank: int | None  # None: not in the list any more
    ended_on: date | None  # the first observed day that ended with the old order again; None: not seen to end
    days_ahead: int  # day ends on which it was seen ahead, until then
    certain: bool  # no day lies between the old order and the new one, at the begin and at the end


class Streak(NamedTuple):
    """Days on which an assistant was seen at No. 1 of the chart."""

    assistant: str
    first_day: date
    last_day: date
    days_seen: int
    at_least: bool  # a day within it, or right before or after it, was not observed


@dataclass(frozen=True, slots=True)
class Period:
    """A day, week or month of the race, as far as it lies in the range."""

    start: date
    end: date  # exclusive
    seen_on: date | None  # its last day with a whole list; None: not observed
    places: Mapping[str, int]  # 1 is the first of those that are in the chart
    ranks: Mapping[str, int]  # in the chart
    absent: Mapping[str, State]  # not_in_chart or not_sold


class Lead(NamedTuple):
    changes: int
    leader: str | None  # at the last day end on which any was ranked
    others: int  # assistants that led at some day end, the leader not counted
    gaps: bool  # days of the range were not observed


def overtakes(ends: Sequence[DayEnd]) -> list[Overtake]:
    """Every overtake among the assistants, by day, the ones nearer to the top first."""
    standing = _whole_days(ends)
    seen = {slug for ranks in standing.values() for slug, rank in ranks.items() if rank}
    found = [one for passing, passed in permutations(sorted(seen), 2) for one in _of_pair(standing, passing, passed)]
    return sorted(found, key=lambda one: (one.day, one.rank, one.assistant, one.passed))


def needed_for_overtakes(ends: Sequence[DayEnd], since: date) -> list[DayEnd]:
    """The day ends, given by day, on which the overtakes of `since` and later depend.

    Two are compared on the days on which either is in the list. Of the days before, only the last such day of a pair
    says who was ahead, and that is the last whole day on which one of the two was in the list.
    """
    last_seen = {end.assistant: end.day for end in ends if end.day < since and end.is_whole and end.last_rank}
    before = set(last_seen.values())
    return [end for end in ends if end.day >= since or end.day in before]


def _whole_days(ends: Sequence[DayEnd]) -> dict[date, dict[str, int | None]]:
    whole = [end for end in ends if end.is_whole]
    return {
        day: {end.assistant: end.last_rank for end in group} for day, group in groupby(whole, key=lambda end: end.day)
    }


def _of_pair(standing: Mapping[date, Mapping[str, int | None]], passing: str, passed: str) -> Iterator[Overtake]:
    """The runs of days on which one is ahead, each begun by a day on which it was behind."""
    compared = [
        (day, ranks.get(passing), ranks.get(passed))
        for day, ranks in standing.items()
        if ranks.get(passing) or ranks.get(passed)
    ]
    runs = [
        (ahead, list(group))
        for ahead, group in groupby(compared, key=lambda one: (one[1] or BEHIND) < (one[2] or BEHIND))
    ]
    for place, (ahead, run) in enumerate(runs):
        if not ahead or place == 0:
            continue
        day, rank, passed_rank = run[0]
        assert rank is not None  # only a ranked one is ahead
        behind = runs[place - 1][1][-1][0]
        ended = runs[place + 1][1][0][0] if place + 1 < len(runs) else None
        whole = all(day_after - one <= DAY for one, day_after in zip(
            [behind, *(one[0] for one in run)], [*(one[0] for one in run), ended or run[-1][0]], strict=True
        ))  # fmt: skip
        yield Overtake(passing, passed, day, behind, rank, passed_rank, ended, len(run), whole and ended is not None)


def streaks(ends: Sequence[DayEnd]) -> list[Streak]:
    """The days at No. 1 of the chart, by first day."""
    found = []
    for slug in dict.fromkeys(end.assistant for end in ends):
        # an archive's list that does not know who was first says nothing of those whom it does not show
        observed = [end.day for end in ends if end.assistant == slug and (end.is_whole or end.best_rank)]
        number = {day: place for place, day in enumerate(sorted(observed))}
        days = [end.day for end in ends if end.assistant == slug and end.best_rank == 1]
        for _, group in groupby(enumerate(days), key=lambda item: number[item[1]] - item[0]):
            island = [day for _, day in group]
            first, last = island[0], island[-1]
            edges = first - DAY in number and last + DAY in number
            holes = (last - first).days + 1 - len(island)
            found.append(Streak(slug, first, last, len(island), holes > 0 or not edges))
    return sorted(found, key=lambda one: (one.first_day, one.assistant))


def periods(ends: Sequence[DayEnd], since: date, last: date, step: str) -> list[Period]:
    """Every day, week (from Monday) or month from `since` to `last`, both inclusive, oldest first."""
    by_day = {day: list(group) for day, group in groupby(ends, key=lambda end: end.day)}
    found = []
    start = since
    while start <= last:
        end = min(_next(start, step), last + DAY)
        days = [day for day in by_day if start <= day < end and any(one.is_whole for one in by_day[day])]
        found.append(_period(start, end, days[-1] if days else None, by_day))
        start = end
    return found


def _next(day: date, step: str) -> date:
    if step == "day":
        return day + DAY
    if step == "week":
        return day + (7 - day.weekday()) * DAY
    return (day.replace(day=1) + 32 * DAY).replace(day=1)


def _period(start: date, end: date, seen_on: date | None, by_day: Mapping[date, Sequence[DayEnd]]) -> Period:
    if seen_on is None:
        return Period(start, end, None, {}, {}, {})
    day = by_day[seen_on]
    ranks = {one.assistant: one.last_rank for one in sorted(day, key=lambda one: one.last_rank or BEHIND)
             if one.last_rank}  # fmt: skip
    absent: dict[str, State] = {
        one.assistant: "not_sold" if one.state == "not_sold" else "not_in_chart" for one in day if not one.last_rank
    }
    return Period(start, end, seen_on, {slug: place for place, slug in enumerate(ranks, start=1)}, ranks, absent)


def lead(days: Sequence[Period]) -> Lead:
    """The lead at the ends of the days of a range, given as periods of a day each."""
    leaders = [min(one.places, key=one.places.__getitem__) for one in days if one.places]
    changes = sum(before != after for before, after in pairwise(leaders))
    last = leaders[-1] if leaders else None
    return Lead(changes, last, len(set(leaders) - {last}), any(one.seen_on is None for one in days))
