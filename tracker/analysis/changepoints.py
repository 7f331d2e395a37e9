"""Days on which the level of a series changed, as description: such days are common, so their share is told too."""

from typing import NamedTuple

import numpy as np

from tracker.analysis.event_effects import NOT_IN_CHART, NOT_SOLD, RANKED, AppDays, Floats, closeness

SHORTEST = 5  # days between two changes
NEAR = 2  # days
LEAST_DAYS = 28


class NearChange(NamedTuple):
    """The change of level nearest to a day, if one is near."""

    offset: int | None  # days from the day to the change; None: none within NEAR
    chance: float  # the share of observed days that lie as near to a change


def change_days(y: Floats) -> list[int]:
    """Places of the first day of every new level: least squares, with a penalty of 3 ln(T) var(daily change) for each.

    No missing days. It is the optimum that PELT finds (Killick and others, 2012), by plain dynamic programming: a year
    takes some milliseconds.
    """
    days = len(y)
    if days < LEAST_DAYS or np.ptp(y) == 0:
        return []
    penalty = 3 * np.log(days) * np.var(np.diff(y))
    sums, squares = (np.concatenate([[0.0], np.cumsum(values)]) for values in (y, y * y))
    best, begins = np.full(days + 1, np.inf), np.zeros(days + 1, np.int64)
    best[0] = -penalty
    for end in range(SHORTEST, days + 1):
        start = np.arange(end - SHORTEST + 1)
        scatter = squares[end] - squares[start] - (sums[end] - sums[start]) ** 2 / (end - start)
        cost = best[start] + scatter + penalty
        begins[end] = np.argmin(cost)
        best[end] = cost[begins[end]]
    changes, end = [], int(begins[days])
    while end > 0:
        changes.append(end)
        end = int(begins[end])
    return changes[::-1]


def near_change(app: AppDays, day: int, depth: int) -> NearChange | None:
    """The change near a day (place in the arrays); None: too few days were observed, or the app was not sold."""
    seen = np.flatnonzero((app.state == RANKED) | (app.state == NOT_IN_CHART))
    if len(seen) < LEAST_DAYS or app.state[day] == NOT_SOLD:
        return None
    changed = seen[change_days(closeness(app.rank[seen], depth))]
    apart = np.abs(seen[:, None] - changed[None, :])
    chance = float(np.mean((apart <= NEAR).any(axis=1))) if len(changed) else 0.0
    near = [int(place - day) for place in changed if abs(place - day) <= NEAR]
    return NearChange(min(near, key=abs) if near else None, chance)
