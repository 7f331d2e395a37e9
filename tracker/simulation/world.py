"""Story → world: the charts of every refresh, in order."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from tracker.models import Series
from tracker.simulation.bridge import pulls_of
from tracker.simulation.effects import Effects
from tracker.simulation.motion import scores
from tracker.simulation.names import SimulatedApp
from tracker.simulation.pool import Floats, Ints, Pool, build_pool, name_apps
from tracker.simulation.story import Story

DEPTH = 200  # ranks that are sorted out of every chart

# A score and its column are sorted as one integer of 31 bits, ten times as fast as sorting scores for their places:
# 21 bits for scores between -16 and 16, ten for the column.
COLUMN_BITS = 10
SCORE_LIMIT, SCORE_STEPS = np.float32(16), np.float32(2**16)


@dataclass(frozen=True)
class World:
    """The same story makes the same world. Telling it of fewer charts leaves those charts as they are."""

    story: Story

    def __post_init__(self) -> None:
        if not DEPTH <= self.story.parameters.kept <= 2**COLUMN_BITS:
            raise ValueError(f"wanted {DEPTH} to {2**COLUMN_BITS} apps a chart, got {self.story.parameters.kept}")

    @property
    def series(self) -> tuple[Series, ...]:
        return self.story.series

    @cached_property
    def _pool(self) -> Pool:
        return build_pool(self.story)

    @cached_property
    def _names(self) -> tuple[list[SimulatedApp], Ints]:
        return name_apps(self.story, self._pool)

    @cached_property
    def _effects(self) -> Effects:
        return Effects(self.story, pulls_of(self.story))

    @property
    def apps(self) -> list[SimulatedApp]:
        """Every app of the world; charts point into this list."""
        return self._names[0]

    def charts(self) -> Iterator[tuple[int, Ints]]:
        """(refresh, [chart, rank - 1] places in `apps`) of every refresh, oldest first; DEPTH ranks."""
        _, places = self._names
        for refresh, score in scores(self.story, self._pool, self._effects):
            yield refresh, np.take_along_axis(places, best_columns(score, DEPTH), 1)


def best_columns(score: Floats, depth: int) -> Ints:
    """[chart, rank - 1] the columns of the highest scores, the highest first. Ties: the lower column first."""
    keys = ((SCORE_LIMIT - score) * SCORE_STEPS).astype(np.int32)
    keys <<= COLUMN_BITS
    keys |= np.arange(score.shape[1], dtype=np.int32)
    keys.sort(axis=1)
    columns: Ints = keys[:, :depth] & (2**COLUMN_BITS - 1)
    return columns
