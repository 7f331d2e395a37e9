"""Days on which the level of a series changed, as description: such days are common, so the chance of one is told too.

Needs the optional package ruptures (`pip install 'assistant-rank-tracker[changepoints]'`).
"""

from importlib import import_module
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


def has_ruptures() -> bool:
    try:
        import_module("ruptures")
    except ImportError:
        return False
    return True


def change_days(y: Floats) -> list[int]:
    """Places of the first day of every new level: least squares, with a penalty of 3 ln(T) var(daily change) for each.

    The optimum of Killick and others (2012), min_size 5. No missing days.
    """
    if len(y) < LEAST_DAYS or np.ptp(y) == 0:
        return []
    penalty = 3 * np.log(len(y)) * np.var(np.diff(y))
    # the linear kernel is least squares, in C
    search = import_module("ruptures").KernelCPD(kernel="linear", min_size=SHORTEST).fit(y[:, None])
    return [int(place) for place in search.predict(pen=float(penalty))[:-1]]


def near_change(app: AppDays, day: int, depth: int) -> NearChange | None:
    """The change near a day (place in the arrays); None: too few days were observed, or ruptures is not there."""
    seen = np.flatnonzero((app.state == RANKED) | (app.state == NOT_IN_CHART))
    if len(seen) < LEAST_DAYS or not has_ruptures() or app.state[day] == NOT_SOLD:
        return None
    changed = seen[change_days(closeness(app.rank[seen], depth))]
    apart = np.abs(seen[:, None] - changed[None, :])
    chance = float(np.mean((apart <= NEAR).any(axis=1))) if len(changed) else 0.0
    near = [int(place - day) for place in changed if abs(place - day) <= NEAR]
    return NearChange(min(near, key=abs) if near else None, chance)
