"""What followed an event in one chart, and how unusual that is for the app and among similar apps.

Every number is about the day's last list. A rank r in a chart of length N counts as y = -ln(min(r, N + 1)), so that a
step is proportional to log-demand relative to the chart, and who is not in the list stands just below it. The effect
d is the median y of the event's day and the six after it, minus that of the seven days before: whole weeks, because
charts have strong weekday cycles. A day that nobody observed is missing (NaN), never an absence.

Both tests ask in both directions. docs/method.md explains them, with the share of false alarms that was measured.
"""

from dataclasses import dataclass
from typing import Literal, NamedTuple

import numpy as np
from numpy.typing import NDArray

METHOD_VERSION = "1"

WEEK = 7  # days on each side
LEAST_DAYS = 5  # of a week that must be observed
HISTORY = 180  # days before the event whose ordinary changes are compared
LEAST_PLACEBO = 83  # days to compare with: those of 90 days of history
CHOOSING = 28  # days before the event by whose median rank similar apps are chosen
MOST_CONTROLS, LEAST_CONTROLS = 50, 19
FOLLOWED = 28  # days after the event within which a return half-way, or a stay at No. 1, is told
ALPHA = 0.05

RANKED, NOT_IN_CHART, NOT_OBSERVED, NOT_SOLD = range(4)  # what a day says of the app

Status = Literal[
    "tested", "too_little_history", "from_top", "from_outside", "not_observed", "open", "launched", "removed"
]
Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class AppDays:
    """One app in one chart, day after day without a break."""

    state: NDArray[np.int8]  # RANKED …
    rank: NDArray[np.int32]  # in the day's last list; 0: not in it


@dataclass(frozen=True, slots=True)
class ChartDays:
    """The apps that others are compared with, in the same chart on the same days."""

    depth: NDArray[np.int32]  # of the day's last whole list; 0: there is none
    rank: NDArray[np.int32]  # [day, app]; 0: not in it


class Test(NamedTuple):
    p: float | None  # None: too little to compare with
    compared: int  # placebo days, or control apps


class Effect(NamedTuple):
    """What followed one event for one app in one chart; ranks are medians of the day's last rank."""

    status: Status
    depth: int | None
    days_before: int  # observed, of WEEK
    days_after: int
    ranked_before: int  # days on which the list showed it
    ranked_after: int
    rank_before: float | None  # None: not in the list on most observed days, or none
    rank_after: float | None
    best_after: int | None
    days_to_best: int | None  # from the event's day
    days_to_half: int | None  # from the best day until half of the rise was gone; None: not within FOLLOWED, or no rise
    days_at_top: int  # days seen at No. 1 from the event's day on, until one that shows it elsewhere, within FOLLOWED
    first_ranked: int | None  # days from the event until a list showed it, where none did before
    entries: int  # times it came into the list in the HISTORY before
    change: float | None  # d
    p_time: float | None
    placebo_days: int
    change_against: float | None  # d minus the median d of the controls
    p_controls: float | None
    controls: int


def closeness(rank: NDArray[np.int32], depth: int) -> Floats:
    """The y of each rank; a rank of 0 is none."""
    return -np.log(np.where((rank == 0) | (rank > depth), depth + 1, rank))


def medians(values: Floats, least: int = 1) -> Floats:
    """The median over the first axis without what is missing; NaN where fewer than `least` are there."""
    ordered = np.sort(values, axis=0)  # NaN last
    there = np.sum(~np.isnan(values), axis=0)
    low = np.take_along_axis(ordered, np.maximum(there - 1, 0)[None] // 2, 0)[0]
    high = np.take_along_axis(ordered, np.minimum(there, len(values) - 1)[None] // 2, 0)[0]
    middle: Floats = np.where(there >= max(least, 1), (low + high) / 2, np.nan)
    return middle


def week_medians(y: Floats) -> Floats:
    """[day] the median y of the seven days that begin with each day; NaN where they are not observed well enough."""
    found = np.full(len(y), np.nan)
    if len(y) >= WEEK:
        found[: len(y) - WEEK + 1] = medians(np.lib.stride_tricks.sliding_window_view(y, WEEK).T, LEAST_DAYS)
    return found


def changes(weeks: Floats) -> Floats:
    """[day] the change d around each day, from the medians of weeks; NaN where there is none."""
    found = np.full(len(weeks), np.nan)
    found[WEEK:] = weeks[WEEK:] - weeks[:-WEEK]
    return found


def placebo_in_time(y: Floats, depth: int, day: int) -> Test:
    """How many earlier days had a change at least as large, of those that began as the event did: in the list, and
    not at No. 1.

    The days just before, whose week after reaches into the event's, are among them: large changes come in clusters,
    and without its own cluster the event would look rarer than it is.
    """
    weeks = week_medians(y)
    all_changes = changes(weeks)
    days = np.arange(max(WEEK, day - HISTORY + WEEK), day)
    begun = weeks[days - WEEK]
    days = days[(begun >= -np.log(depth)) & (begun < 0) & ~np.isnan(all_changes[days])]
    if len(days) < LEAST_PLACEBO or np.isnan(all_changes[day]):
        return Test(None, len(days))
    return Test(share_as_large(all_changes[day], all_changes[days]), len(days))


def share_as_large(change: float, others: Floats) -> float:
    """(1 + how many are at least as far from 0) / (1 + how many): the p of a permutation test, in both directions."""
    return float((1 + np.sum(np.abs(others) >= abs(change) - 1e-9)) / (1 + len(others)))


def against_controls(change: float, controls: Floats) -> tuple[float | None, Test]:
    """(change minus the median of the controls', the test of it): each control against the others in the same way."""
    if len(controls) < LEAST_CONTROLS:
        return None, Test(None, len(controls))
    everyone = np.concatenate([[change], controls])
    apart = everyone - _medians_of_others(everyone)
    return float(apart[0]), Test(share_as_large(apart[0], apart[1:]), len(controls))


def _medians_of_others(values: Floats) -> Floats:
    """[i] the median of all values but the i-th."""
    order = np.argsort(values, kind="stable")
    ordered, left = values[order], len(values) - 1
    place = np.arange(len(values))
    low, high = (left - 1) // 2, left // 2
    found = np.empty(len(values))
    found[order] = (ordered[low + (place <= low)] + ordered[high + (place <= high)]) / 2
    return found


def nearest_controls(chart: ChartDays, app: AppDays, day: int, depth: int) -> Ints:
    """The columns of the apps whose median rank before the event is nearest to the app's, the nearest first.

    Only those that were themselves in the list on most days; none without a week of lists.
    """
    before = slice(max(0, day - CHOOSING), day)
    seen = chart.depth[before] > 0
    if np.sum(seen) < WEEK:
        return np.empty(0, np.int64)
    ranks = chart.rank[before][seen]
    often = np.flatnonzero(np.sum((ranks > 0) & (ranks <= depth), axis=0) * 2 > len(ranks))
    middle = medians(-closeness(ranks[:, often], depth))
    own = medians(-_observed(app, depth, before)[:, None])[0]
    distance = np.abs(middle - own)
    order = np.argsort(distance, kind="stable")[:MOST_CONTROLS]
    return often[order]


def control_changes(chart: ChartDays, columns: Ints, day: int, depth: int) -> Floats:
    """The change d around the event of each of these apps; empty where their weeks are not observed well enough."""
    y = []
    for week in (slice(max(0, day - WEEK), day), slice(day, day + WEEK)):
        seen = chart.depth[week] > 0
        if np.sum(seen) < LEAST_DAYS:
            return np.empty(0)
        y.append(medians(closeness(chart.rank[week][:, columns][seen], depth)))
    return y[1] - y[0]


def _observed(app: AppDays, depth: int, days: slice) -> Floats:
    """The y of these days; NaN where the app was not observed or not sold."""
    state = app.state[days]
    seen = (state == RANKED) | (state == NOT_IN_CHART)
    return np.where(seen, closeness(app.rank[days], depth), np.nan)


def usual_depth(chart: ChartDays, day: int) -> int | None:
    """N: the median length of the lists in both weeks; None without any."""
    depths = chart.depth[max(0, day - WEEK) : day + WEEK]
    depths = depths[depths > 0]
    return int(np.median(depths)) if len(depths) else None


def effect_of(app: AppDays, chart: ChartDays, day: int) -> Effect | None:
    """What followed an event on this day (place in the arrays); None: nobody looked, or the app was never near.

    The arrays end with the last day that is over. Never near: in no list of the CHOOSING days before, nor of the
    week after.
    """
    depth = usual_depth(chart, day)
    near = app.rank[max(0, day - CHOOSING) : day + WEEK]
    if depth is None or not near.any():
        return None
    said = described(app, depth, day)
    if said.status != "tested":
        return said
    time = placebo_in_time(_history(app, chart, depth, day), depth, min(day, HISTORY))
    change = week_change(app, depth, day)
    columns = nearest_controls(chart, app, day, depth)
    apart, controls = against_controls(change, control_changes(chart, columns, day, depth))
    return said._replace(
        status="too_little_history" if time.p is None and controls.p is None else "tested",
        change=change, p_time=time.p, placebo_days=time.compared, change_against=apart, p_controls=controls.p,
        controls=controls.compared,
    )  # fmt: skip


def _history(app: AppDays, chart: ChartDays, depth: int, day: int) -> Floats:
    """The y from HISTORY days before the event to the end of its week.

    Of a list that is much shorter than usual, only who is in it was observed.
    """
    days = slice(max(0, day - HISTORY), day + WEEK)
    y = _observed(app, depth, days)
    short = chart.depth[days] < 0.9 * depth
    y[short & (app.rank[days] == 0)] = np.nan
    return y


def described(app: AppDays, depth: int, day: int) -> Effect:
    """The part that is no test. Its status says why there is no d; "tested": there is one."""
    said = _around(app, day, depth)
    return said._replace(status=_status(app, said, day))


def week_change(app: AppDays, depth: int, day: int) -> float:
    """The change d around one day; NaN where a week is not observed well enough."""
    weeks = (slice(max(0, day - WEEK), day), slice(day, day + WEEK))
    before, after = (medians(_observed(app, depth, week)[:, None], LEAST_DAYS)[0] for week in weeks)
    return float(after - before)


def _status(app: AppDays, said: Effect, day: int) -> Status:
    before, after = app.state[max(0, day - WEEK) : day], app.state[day : day + WEEK]
    gone_before, gone_after = np.any(before == NOT_SOLD), np.any(after == NOT_SOLD)
    if gone_after and said.days_before:
        return "removed"
    if gone_before and said.days_after:
        return "launched"
    if len(after) < WEEK:
        return "open"
    if said.days_before < LEAST_DAYS or said.days_after < LEAST_DAYS:
        return "not_observed"
    if said.rank_before is None:
        return "from_outside"
    return "from_top" if said.rank_before == 1 else "tested"


def _around(app: AppDays, day: int, depth: int) -> Effect:
    before, after = slice(max(0, day - WEEK), day), slice(day, day + WEEK)
    y = _observed(app, depth, slice(0, day + FOLLOWED))
    ranks = app.rank[after]
    best = int(ranks[ranks > 0].min()) if ranks.any() else None
    days_to_best = int(np.flatnonzero(ranks == best)[0]) if best else None
    usual = float(medians(y[before][:, None])[0]) if day else np.nan
    return Effect(
        status="open", depth=depth,
        days_before=int(np.sum(~np.isnan(y[before]))), days_after=int(np.sum(~np.isnan(y[after]))),
        ranked_before=int(np.sum(app.rank[before] > 0)), ranked_after=int(np.sum(ranks > 0)),
        rank_before=_median_rank(app, before, depth), rank_after=_median_rank(app, after, depth),
        best_after=best, days_to_best=days_to_best,
        days_to_half=None if days_to_best is None else _days_to_half(y[day:], days_to_best, usual),
        days_at_top=_days_at_top(app, day),
        first_ranked=None if not ranks.any() or app.rank[before].any() else int(np.flatnonzero(ranks)[0]),
        entries=_entries(app, day),
        change=None, p_time=None, placebo_days=0, change_against=None, p_controls=None, controls=0,
    )  # fmt: skip


def _median_rank(app: AppDays, days: slice, depth: int) -> float | None:
    y = _observed(app, depth, days)
    ranks = np.where((app.rank[days] == 0) | (app.rank[days] > depth), depth + 1, app.rank[days])[~np.isnan(y)]
    middle = float(np.median(ranks)) if len(ranks) else depth + 1.0
    return middle if middle <= depth else None


def _days_to_half(y: Floats, best: int, usual: float) -> int | None:
    if np.isnan(usual) or not y[best] > usual:
        return None
    fallen = np.flatnonzero(y[best:] <= (y[best] + usual) / 2)  # a day that nobody observed is no return
    return int(fallen[0]) if len(fallen) else None


def _days_at_top(app: AppDays, day: int) -> int:
    after = slice(day, day + FOLLOWED)
    seen = (app.state[after] == RANKED) | (app.state[after] == NOT_IN_CHART)
    elsewhere = np.flatnonzero(seen & (app.rank[after] != 1))
    until = elsewhere[0] if len(elsewhere) else FOLLOWED
    return int(np.sum(app.rank[after][:until] == 1))


def _entries(app: AppDays, day: int) -> int:
    """How often it came into the list; days that nobody observed are passed over."""
    days = slice(max(0, day - HISTORY), day)
    state = app.state[days]
    ranked = (app.rank[days] > 0)[state != NOT_OBSERVED]
    return int(np.sum(ranked[1:] & ~ranked[:-1]))
