"""The scores of every app, one refresh after another.

score = base + slow drift + level shifts + trailing window of (fast movement + bursts) + weekday + hour + effects

Each movement is the sum of a world-wide, a regional and a local part. All of them are linear filters of noise, so
the parts are mixed as noise, and one state for each chart and column is filtered: memory is that of one day.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta

import numpy as np
from numpy.typing import NDArray

from tracker.simulation.effects import Effects
from tracker.simulation.parameters import REFRESHES_A_DAY, WEEKDAYS, Parameters
from tracker.simulation.pool import LOCAL, WORLDWIDE, Floats, Ints, Pool, random_stream
from tracker.simulation.story import Story

WARM_UP = 10  # days before the first refresh, so that bursts have become as many as ever


@dataclass(frozen=True, slots=True)
class _Shots:
    """Sudden changes of one day: when (refresh of the day), where (flat chart and column), how much."""

    refresh: NDArray[np.int64]
    place: NDArray[np.int64]
    size: Floats


@dataclass(frozen=True, slots=True)
class _Noise:
    """What drives one day."""

    fast: Floats  # [refresh of the day, chart, column]
    slow: Floats  # [chart, column]
    bursts: _Shots
    shifts: _Shots


class _Driver:
    """Draws the noise of one day after another, a stream each for the world, the regions and the charts."""

    def __init__(self, story: Story, pool: Pool) -> None:
        self._numbers, self._pool = story.parameters, pool
        self._world = random_stream(story.seed, "motion", "world")
        self._regions = [random_stream(story.seed, "motion", "region", region) for region in pool.regions]
        self._charts = [random_stream(story.seed, "motion", one.store, one.country) for one in story.series]
        self._in_world = _places(pool.worldwide, pool.app, story.parameters.pool)
        in_region = _places(pool.shared, pool.app, story.parameters.pool)
        self._in_regions = (in_region + len(pool.shared) * pool.region[:, None]).astype(np.intp)
        self._columns_of_world = _columns(pool.app, pool.worldwide, story.parameters.pool)
        self._columns_of_region = _columns(pool.app, pool.shared, story.parameters.pool)
        self._weights = _weights(story.parameters, pool)

    def day(self) -> _Noise:
        move, numbers = self._numbers.move, self._numbers
        columns = self._pool.app.shape[1]
        bursts: list[_Shots] = []
        shifts: list[_Shots] = []

        world = _normals([self._world], len(self._pool.worldwide))
        bursts.append(self._spread(_bursts(self._world, numbers, move.world, len(self._pool.worldwide)), None))
        shifts.append(self._spread(_shifts(self._world, numbers, move.world, len(self._pool.worldwide)), None))
        regions = _normals(self._regions, len(self._pool.shared))
        for i, stream in enumerate(self._regions):
            bursts.append(self._spread(_bursts(stream, numbers, move.region, len(self._pool.shared)), i))
            shifts.append(self._spread(_shifts(stream, numbers, move.region, len(self._pool.shared)), i))
        local = _normals(self._charts, columns)
        for i, stream in enumerate(self._charts):
            bursts.append(_moved(_bursts(stream, numbers, move.local, columns), i * columns))
            shifts.append(_moved(_shifts(stream, numbers, move.local, columns), i * columns))

        by_world, by_region, by_chart = self._weights
        local *= by_chart
        local += by_world * world[:, 0].take(self._in_world, axis=1)
        local += by_region * regions.reshape(REFRESHES_A_DAY + 1, -1).take(self._in_regions, axis=1)
        return _Noise(local[1:], local[0], _joined(bursts), _joined(shifts))

    def _spread(self, shots: _Shots, region: int | None) -> _Shots:
        """The shots that hit an app of the world (None) or of a region, in every chart where it is simulated."""
        if region is None:
            columns = self._columns_of_world[:, shots.place]
        else:
            columns = np.where((self._pool.region == region)[:, None], self._columns_of_region[:, shots.place], -1)
        chart, shot = np.nonzero(columns >= 0)
        place = chart * self._pool.app.shape[1] + columns[chart, shot]
        return _Shots(shots.refresh[shot], place, shots.size[shot])


def _places(members: Ints, app: Ints, pool: int) -> NDArray[np.intp]:
    """For each chart and column, the place of its app among `members`; 0 where it is none of them."""
    place = np.zeros(pool, np.intp)
    place[members] = np.arange(len(members))
    return place[app]


def _columns(app: Ints, members: Ints, pool: int) -> NDArray[np.int64]:
    """[chart, member] its column in the chart, -1 where it is not simulated."""
    column = np.full((len(app), pool), -1)
    np.put_along_axis(column, app.astype(np.intp), np.arange(app.shape[1])[None], 1)
    return column[:, members]


def _weights(numbers: Parameters, pool: Pool) -> tuple[Floats, Floats, Floats]:
    """[chart, column] weights of world, regional and local noise: squares add up to 1, wherever an app is sold."""
    move = numbers.move
    world = np.where(pool.scope == WORLDWIDE, np.sqrt(move.world), 0)
    region = np.where(pool.scope != LOCAL, np.sqrt(move.region), 0)
    local = np.sqrt(1 - world**2 - region**2)
    return world.astype(np.float32), region.astype(np.float32), local.astype(np.float32)


def _normals(streams: list[np.random.Generator], apps: int) -> Floats:
    """[1 + refresh of the day, stream, app] standard normals; the first is for the slow drift."""
    normals = np.empty((REFRESHES_A_DAY + 1, len(streams), apps), np.float32)
    for i, stream in enumerate(streams):
        normals[:, i] = stream.standard_normal((REFRESHES_A_DAY + 1, apps), dtype=np.float32)
    return normals


def _bursts(stream: np.random.Generator, numbers: Parameters, share: float, apps: int) -> _Shots:
    many = stream.poisson(numbers.burst_rate * apps * share)
    when, where, luck = stream.random((3, many))
    size = np.minimum(numbers.burst_smallest * (1 - luck) ** (-1 / numbers.burst_exponent), numbers.burst_largest)
    return _Shots((when * REFRESHES_A_DAY).astype(np.int64), (where * apps).astype(np.int64), size.astype(np.float32))


def _shifts(stream: np.random.Generator, numbers: Parameters, share: float, apps: int) -> _Shots:
    many = stream.poisson(numbers.shift_rate * apps * share)
    size = stream.standard_normal(many, np.float32) * np.float32(numbers.shift_sd)
    return _Shots(np.zeros(many, np.int64), (stream.random(many) * apps).astype(np.int64), size)


def _moved(shots: _Shots, by: int) -> _Shots:
    return _Shots(shots.refresh, shots.place + by, shots.size)


def _joined(shots: list[_Shots]) -> _Shots:
    return _Shots(
        np.concatenate([one.refresh for one in shots]),
        np.concatenate([one.place for one in shots]),
        np.concatenate([one.size for one in shots]),
    )


def scores(story: Story, pool: Pool, effects: Effects) -> Iterator[tuple[int, Floats]]:
    """(refresh, [chart, column] scores) of every refresh of the story; the array is used again by the next."""
    numbers = story.parameters
    driver, known = _Driver(story, pool), len(story.known)
    keep_fast, keep_burst = (np.exp(-1 / REFRESHES_A_DAY / days) for days in (numbers.fast_days, numbers.burst_days))
    newest = np.float32(1 - np.exp(-1 / REFRESHES_A_DAY / numbers.window_days))
    fast_sd = (numbers.fast_sd * pool.volatility).astype(np.float32)
    fast_drive = fast_sd * np.float32(np.sqrt(1 - keep_fast**2))
    hours = _hours(numbers, pool)

    drift = _Drift(story, pool, driver)
    fast = fast_sd * driver.day().slow  # any unit normals: the fast part starts in its stationary state
    burst, window, demand = np.zeros_like(fast), np.zeros_like(fast), np.empty_like(fast)
    score = np.empty_like(fast)
    for day in range(-WARM_UP, -(-story.refreshes // REFRESHES_A_DAY)):
        noise = driver.day()
        start, slope = drift.day(noise, (story.start + timedelta(days=day)).weekday())
        refreshes = np.arange(REFRESHES_A_DAY) + day * REFRESHES_A_DAY
        effect = effects.at(refreshes)
        for part in range(REFRESHES_A_DAY):
            fast *= keep_fast
            fast += fast_drive * noise.fast[part]
            burst *= keep_burst
            now = noise.bursts.refresh == part
            np.add.at(burst.reshape(-1), noise.bursts.place[now], noise.bursts.size[now])
            np.add(fast, burst, out=demand)
            demand -= window
            demand *= newest
            window += demand
            if not 0 <= refreshes[part] < story.refreshes:
                continue
            np.multiply(slope, np.float32(part / REFRESHES_A_DAY), out=score)
            score += start
            score += window
            score += hours[part]
            score[:, :known] += effect[part]
            yield int(refreshes[part]), score


def _hours(numbers: Parameters, pool: Pool) -> Floats:
    """[refresh of the day, chart, column] the daily wave."""
    angles = 2 * np.pi * np.arange(REFRESHES_A_DAY) / REFRESHES_A_DAY
    return (numbers.hour_sd * np.cos(angles[:, None, None] + pool.phase)).astype(np.float32)


class _Drift:
    """Base, slow drift, level shifts and weekdays: over a day they move in a straight line."""

    def __init__(self, story: Story, pool: Pool, driver: _Driver) -> None:
        self._numbers, self._base, self._weekday = story.parameters, pool.base, pool.weekday
        numbers, move = story.parameters, story.parameters.move
        # apps that are sold in fewer places are hit by fewer kinds of shifts
        hit = np.array([1.0, move.region + move.local, move.local])[pool.scope]
        shift_sd = numbers.shift_sd * np.sqrt(numbers.shift_rate * hit * numbers.shift_days / 2)
        # any unit normals: both start in their stationary state
        self._slow = numbers.slow_sd * driver.day().slow
        self._shift = (shift_sd * driver.day().slow).astype(np.float32)
        self._level = self._slow + self._shift

    def day(self, noise: _Noise, weekday: int) -> tuple[Floats, Floats]:
        """(value at the beginning of the day, change until its end)"""
        numbers, level = self._numbers, self._level
        keep = np.exp(-1 / numbers.slow_days)
        self._slow *= keep
        self._slow += np.float32(numbers.slow_sd * np.sqrt(1 - keep**2)) * noise.slow
        self._shift *= np.exp(-1 / numbers.shift_days)
        np.add.at(self._shift.reshape(-1), noise.shifts.place, noise.shifts.size)
        self._level = self._slow + self._shift
        today, tomorrow = (np.float32(WEEKDAYS[day % 7]) for day in (weekday, weekday + 1))
        start = self._base + level + self._weekday * today
        return start, self._level - level + self._weekday * (tomorrow - today)
