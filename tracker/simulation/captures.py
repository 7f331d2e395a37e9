"""What a collector with faults sees of a world: one refresh after another, for loading in bulk or as entries.

Faults (assumed, except that 25 % of real Apple lists lack one to three rows): half a percent of captures fail, a list
freezes now and then and is seen again for six to 72 hours, the last one to three rows are missing in every fourth
list, and in the outages of the story nobody ran. Where the story forces a rank, the chart is captured: the demo
exists to show it.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

import numpy as np
from numpy.typing import NDArray

from tracker.models import ChartEntry, Status
from tracker.simulation.parameters import REFRESHES_A_DAY
from tracker.simulation.pool import Ints, random_stream
from tracker.simulation.story import DEPTHS, Story
from tracker.simulation.world import DEPTH, World

# What became of a capture; a refresh tells it as a place in this list.
OUTCOMES: tuple[Status, ...] = ("ok", "missed", "network_error", "http_error", "rate_limited")
HTTP_STATUS = (200, None, None, 503, 429)

FAILED = 0.005  # of captures
FREEZES = 0.0005  # of refreshes; a frozen list stays for 6 to 72 hours
FROZEN_FOR = (6 * REFRESHES_A_DAY // 24, 72 * REFRESHES_A_DAY // 24)  # refreshes
SHORT = 0.25  # of lists
LONGEST_GAP = 3  # rows

STORE_LEAD = timedelta(minutes=6)  # the list is that old when the first chart of a slot is asked for
LATEST = 170  # seconds from the slot to the request for a chart


@dataclass(frozen=True, slots=True)
class Refresh:
    """All charts of one refresh, in the order of `World.series`."""

    scheduled_for: datetime  # UTC, the slot
    observed_at: NDArray[np.datetime64]  # [chart] UTC, seconds: when the answer came, or its failure
    updated_at: NDArray[np.datetime64]  # [chart] UTC, seconds: when the store made the list; older if it is frozen
    outcome: NDArray[np.int8]  # [chart] place in OUTCOMES; 0 is a captured chart
    depth: NDArray[np.int16]  # [chart] rows that came; 0 without a capture
    apps: Ints  # [chart, 200] places in `World.apps`, best rank first; -1 from `depth` on

    @property
    def captured(self) -> NDArray[np.bool_]:
        return np.equal(self.outcome, 0)


@dataclass(frozen=True, slots=True)
class _Faults:
    """By refresh and chart, drawn from a stream for each chart."""

    outcome: NDArray[np.int8]
    frozen: NDArray[np.bool_]  # the list of the refresh before is seen again
    lacking: NDArray[np.int16]  # rows
    late: NDArray[np.int64]  # seconds from the slot to the answer


def captures(world: World) -> Iterator[Refresh]:
    """Every refresh of the world, oldest first."""
    story, faults = world.story, _faults(world.story)
    depths = np.array([DEPTHS[series.source] for series in story.series])
    shown = np.zeros((len(story.series), DEPTH), np.int32)
    made = np.full(len(story.series), np.datetime64(0, "s"))
    ranks = np.arange(DEPTH)
    for refresh, charts in world.charts():
        scheduled_for = story.time_of(refresh)
        slot = np.datetime64(scheduled_for.replace(tzinfo=None), "s")
        new = ~faults.frozen[refresh]
        np.copyto(shown, charts, where=new[:, None])
        np.copyto(made, slot - np.timedelta64(STORE_LEAD) - faults.late[0], where=new)
        outcome = faults.outcome[refresh]
        depth = np.where(outcome == 0, depths - faults.lacking[refresh], 0).astype(np.int16)
        yield Refresh(
            scheduled_for, slot + faults.late[refresh], made.copy(), outcome, depth,
            np.where(ranks < depth[:, None], shown, -1),
        )  # fmt: skip


def chart_entries(world: World, refresh: Refresh, chart: int) -> list[ChartEntry]:
    """The entries of one captured chart, best rank first; none without a capture."""
    places = refresh.apps[chart, : refresh.depth[chart]].tolist()
    apps = (world.apps[place] for place in places)
    return [ChartEntry(rank, app.app_id, app.name, app.developer) for rank, app in enumerate(apps, start=1)]


def _faults(story: Story) -> _Faults:
    shape = (story.refreshes, len(story.series))
    faults = _Faults(np.zeros(shape, np.int8), np.zeros(shape, bool), np.zeros(shape, np.int16), np.zeros(shape, int))
    for chart, series in enumerate(story.series):
        stream = random_stream(story.seed, "collector", series.store, series.country)
        offset = stream.integers(5, LATEST)
        # a row for each refresh, so that a longer story begins like a shorter one
        fails, how, freezes, thaws, shortens, gap, late = stream.random((story.refreshes, 7)).T
        faults.outcome[:, chart] = np.where(fails < FAILED, 2 + (how * (len(OUTCOMES) - 2)).astype(np.int8), 0)
        faults.lacking[:, chart] = np.where(shortens < SHORT, 1 + (gap * LONGEST_GAP).astype(np.int16), 0)
        faults.late[:, chart] = offset + (late * 20).astype(int)
        shortest, longest = FROZEN_FOR
        for begin in np.flatnonzero(freezes < FREEZES):
            stays = shortest + int(thaws[begin] * (longest - shortest + 1))
            faults.frozen[max(begin, 1) : begin + stays, chart] = True
    for outage in story.outages:
        since, until = (max(0, int(np.ceil(story.refresh_at(when)))) for when in (outage.since, outage.until))
        faults.outcome[since:until] = OUTCOMES.index("missed")
    for forced in story.forced:
        place, refresh = story.chart_of(forced.store, forced.country), round(story.refresh_at(forced.when))
        if place is not None and 0 <= refresh < story.refreshes:
            faults.outcome[refresh, place], faults.frozen[refresh, place] = 0, False
    return faults
