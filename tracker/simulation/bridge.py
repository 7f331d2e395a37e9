"""What must be added to the scores so that forced ranks come true.

A conditional simulation (Matheron's rule): an unconditional path, plus the residuals at the forced ranks spread in
time by kriging with the kernel of effects.py. Between forced ranks the path keeps its natural noise and its bends.
A forced rank is exact in its refresh only: a neighbour may pass it three hours later.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tracker.simulation.effects import NOT_SOLD, Effects, Pull, Pulls, kernel
from tracker.simulation.motion import scores
from tracker.simulation.parameters import REFRESHES_A_DAY
from tracker.simulation.pool import build_pool
from tracker.simulation.story import Story

ROUNDS = 12  # forced apps move each other; four rounds are mostly enough
ABOVE_ALL = 0.30  # score between the first and the second, where rank 1 is forced


@dataclass(frozen=True, slots=True)
class _Knot:
    """The scores of one chart in a refresh where ranks are forced."""

    chart: int
    refresh: int
    scores: NDArray[np.float64]  # [column], without pulls
    wanted: dict[int, int]  # known app → rank


def pulls_of(story: Story) -> Pulls:
    """The pull of every forced rank of the story. Raises ValueError if two apps want one rank at one time.

    A rank that is forced while the app is not sold there, or before or after the story, has no pull.
    """
    wanted = _wanted(story)
    if not wanted:
        return {}
    # only the charts with forced ranks, only until the last of them: a chart is the same whichever others there are
    charts, last = sorted({chart for chart, _ in wanted}), max(refresh for _, refresh in wanted)
    knots = _knots(story.of_charts(tuple(story.series[i] for i in charts), last + 1), charts, wanted)
    pulls: dict[tuple[int, int], Pull] = {}
    for _ in range(ROUNDS):
        residuals: dict[tuple[int, int], list[tuple[int, float]]] = {}
        for knot in knots:
            for app, residual in _residuals(knot, pulls).items():
                residuals.setdefault((knot.chart, app), []).append((knot.refresh, residual))
        for place, rows in residuals.items():
            pulls[place] = _krige(rows, pulls.get(place))
    return pulls


def _wanted(story: Story) -> dict[tuple[int, int], dict[int, int]]:
    """(chart, refresh) → known app → rank."""
    wanted: dict[tuple[int, int], dict[int, int]] = {}
    for forced in story.forced:
        chart, refresh = story.chart_of(forced.store, forced.country), round(story.refresh_at(forced.when))
        if chart is None or not 0 <= refresh < story.refreshes:
            continue
        ranks = wanted.setdefault((chart, refresh), {})
        if forced.rank in ranks.values():
            raise ValueError(f"two apps want rank {forced.rank} of {forced.store}/{forced.country}, {forced.when}")
        ranks[story.known_number(forced.slug)] = forced.rank
    return wanted


def _knots(told: Story, charts: list[int], wanted: dict[tuple[int, int], dict[int, int]]) -> list[_Knot]:
    knots = []
    refreshes = {refresh for _, refresh in wanted}
    for refresh, score in scores(told, build_pool(told), Effects(told, {})):
        if refresh not in refreshes:
            continue
        for row, chart in enumerate(charts):
            ranks = wanted.get((chart, refresh), {})
            sold = {app: rank for app, rank in ranks.items() if score[row, app] > NOT_SOLD / 2}
            if sold:
                knots.append(_Knot(chart, refresh, score[row].astype(float), sold))
    return knots


def _residuals(knot: _Knot, pulls: Pulls) -> dict[int, float]:
    """How far each forced app still is from a score halfway between its wanted neighbours."""
    score = knot.scores.copy()
    for (chart, app), pull in pulls.items():
        if chart == knot.chart:
            score[app] += kernel((knot.refresh - pull.refreshes) / REFRESHES_A_DAY) @ pull.weights
    others = np.sort(np.delete(score, list(knot.wanted)))[::-1]
    # forced apps that fit between the same two others share the gap between them
    gaps: dict[int, list[int]] = {}
    for place, (app, rank) in enumerate(sorted(knot.wanted.items(), key=lambda item: item[1])):
        gaps.setdefault(min(rank - 1 - place, len(others) - 1), []).append(app)
    residuals = {}
    for gap, apps in gaps.items():
        below = others[gap]
        above = others[gap - 1] if gap else below + ABOVE_ALL
        for i, app in enumerate(apps, start=1):
            residuals[app] = above - (above - below) * i / (len(apps) + 1) - score[app]
    return residuals


def _krige(residuals: list[tuple[int, float]], before: Pull | None) -> Pull:
    refreshes = np.array([refresh for refresh, _ in residuals], float)
    values = np.array([value for _, value in residuals])
    covariance = kernel((refreshes[:, None] - refreshes) / REFRESHES_A_DAY)
    weights = np.linalg.solve(covariance, values)
    return Pull(refreshes, weights if before is None else before.weights + weights)
