"""What the story adds to the scores of the apps known by name: bumps, absences, and the pull of forced ranks."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tracker.simulation.parameters import LOG_DEMAND_A_UNIT, REFRESHES_A_DAY
from tracker.simulation.pool import Floats
from tracker.simulation.story import Story

NOT_SOLD = -10.0  # the effect on an app that is not sold: it falls below every other, and stays finite


@dataclass(frozen=True, slots=True)
class Pull:
    """What bends one app of one chart towards its forced ranks: a weighted sum of kernels."""

    refreshes: NDArray[np.float64]  # where the ranks are forced
    weights: NDArray[np.float64]


Pulls = Mapping[tuple[int, int], Pull]  # by chart and known app


def kernel(days: NDArray[np.float64]) -> NDArray[np.float64]:
    """The covariance of an app's score over time, up to a factor: some reverts within a week, some in a season.

    A rough summary of the fitted variogram (1 to 90 days), with more weight on the fast part.
    """
    days = np.abs(days)
    return 0.6 * np.exp(-days / 6) + 0.4 * np.exp(-days / 90)


class Effects:
    """Effects by refresh. Each is a shape in time times a map of where it acts, so that a day is one product."""

    def __init__(self, story: Story, pulls: Pulls) -> None:
        charts, known = len(story.series), len(story.known)
        bumps = story.bumps
        days = [
            (story.refresh_at(bump.start) / REFRESHES_A_DAY, bump.rise.total_seconds() / 86400,
             bump.half_life.total_seconds() / 86400) for bump in bumps
        ]  # fmt: skip
        self._start, self._rise, self._half_life = np.array(days or np.empty((0, 3))).T
        # double precision: the product may add in another order when fewer charts are simulated
        self._bump_map = np.zeros((len(bumps), charts, known))
        for i, bump in enumerate(bumps):
            hit = [bump.countries is None or series.country in bump.countries for series in story.series]
            self._bump_map[i, hit, story.known_number(bump.slug)] = bump.size / LOG_DEMAND_A_UNIT

        self._knots = np.concatenate([pull.refreshes for pull in pulls.values()] or [np.empty(0)])
        self._pull_map = np.zeros((len(self._knots), charts, known))
        first = 0
        for (chart, app), pull in pulls.items():
            self._pull_map[first : first + len(pull.weights), chart, app] = pull.weights
            first += len(pull.weights)
        self._absences = _absences(story)

    def at(self, refreshes: NDArray[np.int64]) -> Floats:
        """[refresh, chart, known app] what to add to the scores; NOT_SOLD where an app is not sold."""
        age = refreshes[:, None] / REFRESHES_A_DAY - self._start
        since_peak = np.maximum(age - self._rise, 0)
        swell = np.clip(age / self._rise, 0, 1) * 0.5 ** (since_peak / self._half_life)
        pull = kernel((refreshes[:, None] - self._knots) / REFRESHES_A_DAY)
        effect = np.tensordot(swell, self._bump_map, 1) + np.tensordot(pull, self._pull_map, 1)
        charts, apps, since, until = self._absences
        gone = (since <= refreshes[:, None]) & (refreshes[:, None] < until)
        refresh, absence = np.nonzero(gone)
        effect[refresh, charts[absence], apps[absence]] = NOT_SOLD
        return effect.astype(np.float32)


def _absences(story: Story) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.float64], NDArray[np.float64]]:
    """(chart, known app, first refresh, refresh after the last) of every absence."""
    rows = [
        (chart, story.known_number(absence.slug), story.refresh_at(absence.since), story.refresh_at(absence.until))
        for absence in story.absences
        if (chart := story.chart_of(absence.store, absence.country)) is not None
    ]
    charts, apps, since, until = np.array(rows or np.empty((0, 4)), float).T
    return charts.astype(np.int64), apps.astype(np.int64), since, until
