"""Who competes in each chart of a story, and from where they start.

Every array has a row for each chart and a column for each app that is simulated there; the apps known by name stand
in the first columns of every chart, in the order of the story.
"""

from dataclasses import dataclass
from statistics import NormalDist
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from tracker.models import Series
from tracker.simulation.names import WORLD, SimulatedApp, invented_app
from tracker.simulation.parameters import Parameters, Shares, region_of
from tracker.simulation.story import KnownApp, Story

Floats = NDArray[np.float32]
Ints = NDArray[np.int32]

WORLDWIDE, REGIONAL, LOCAL = range(3)  # where an app is sold


def random_stream(seed: int, *key: str) -> np.random.Generator:
    """A stream of its own for each key, so that a chart stays as it is whichever others are simulated."""
    return np.random.Generator(np.random.SFC64([seed, crc32("/".join(key).encode())]))


@dataclass(frozen=True, slots=True)
class Pool:
    regions: tuple[str, ...]
    region: Ints  # [chart] place in `regions`
    app: Ints  # [chart, column] number of the app in the pool
    scope: Ints  # [chart, column] WORLDWIDE, REGIONAL or LOCAL
    base: Floats  # [chart, column] score without movement
    volatility: Floats  # [chart, column] factor of fast movement
    weekday: Floats  # [chart, column] loading on the weekday pattern
    phase: Floats  # [chart, column] radians, of the daily wave
    worldwide: Ints  # [number] pool numbers of the apps with world-wide movement
    shared: Ints  # [number] pool numbers of the apps with regional movement


@dataclass(frozen=True, slots=True)
class _Traits:
    """What an app is wherever it is sold; arrays by number in the pool."""

    scope: Ints
    popularity: NDArray[np.float64]  # the world-wide part
    volatility: NDArray[np.float64]
    weekday: NDArray[np.float64]
    phase: NDArray[np.float64]


def build_pool(story: Story) -> Pool:
    numbers = story.parameters
    if not len(story.known) <= numbers.kept <= numbers.pool:
        raise ValueError(f"wanted known apps <= kept <= pool, got {len(story.known)}, {numbers.kept}, {numbers.pool}")
    regions = tuple(sorted({region_of(series.country) for series in story.series}))
    traits = _traits(story)
    rows = [_chart(story, traits, series) for series in story.series]
    app = np.array([row[0] for row in rows], np.int32)
    return Pool(
        regions,
        np.array([regions.index(region_of(series.country)) for series in story.series], np.int32),
        app,
        traits.scope[app],
        np.array([row[1] for row in rows], np.float32),
        traits.volatility[app].astype(np.float32),
        np.array([row[2] for row in rows], np.float32),
        traits.phase[app].astype(np.float32),
        np.flatnonzero(traits.scope == WORLDWIDE).astype(np.int32),
        np.flatnonzero(traits.scope != LOCAL).astype(np.int32),
    )


def _traits(story: Story) -> _Traits:
    numbers, known = story.parameters, len(story.known)
    draw = random_stream(story.seed, "apps")
    scope = draw.choice(3, numbers.pool, p=_parts(numbers.scope)).astype(np.int32)
    scope[:known] = WORLDWIDE
    popularity = draw.normal(size=numbers.pool)
    volatility = np.exp(numbers.volatility_sd * draw.normal(size=numbers.pool))
    # some apps live on weekends: the loading has heavier tails than a normal
    weekday = draw.normal(size=numbers.pool) * np.exp(0.5 * draw.normal(size=numbers.pool))
    weekday *= numbers.weekday_sd
    weekday[:known] = 0.06  # assistants lose a little at weekends: an assumption
    phase = draw.uniform(0, 2 * np.pi, numbers.pool)
    return _Traits(scope, popularity, volatility, weekday, phase)


def _chart(story: Story, traits: _Traits, series: Series) -> tuple[Ints, Floats, Floats]:
    """(pool numbers, base scores, weekday loadings) of the apps that are simulated in one chart."""
    numbers = story.parameters
    regional = random_stream(story.seed, "region", region_of(series.country)).normal(size=numbers.pool)
    national = random_stream(story.seed, "country", series.country).normal(size=numbers.pool)
    draw = random_stream(story.seed, "chart", series.store, series.country)
    own, own_weekday = draw.normal(size=(2, numbers.pool))

    world, region, local = np.sqrt(_parts(numbers.base))
    strength = np.select(
        [traits.scope == WORLDWIDE, traits.scope == REGIONAL],
        [world * traits.popularity + region * regional + local * own, 0.85 * regional + 0.53 * own],
        0.85 * national + 0.53 * own,
    )
    strength += _parts(numbers.head_start)[traits.scope]
    scores = np.empty(numbers.pool, np.float32)
    quantiles = _normal_scores(numbers)
    scores[np.argsort(-strength)] = quantiles  # the scores of a chart are exactly normal, whatever the mix
    for number, app in enumerate(story.known):
        place = min(_usual_rank(app, series), numbers.pool) - 1
        scores[number] = quantiles[place] + 0.25 * (region * regional[number] + local * own[number])

    known = np.arange(len(story.known))
    order = np.argsort(-scores[len(known) :])[: numbers.kept - len(known)] + len(known)
    kept = np.concatenate([known, np.sort(order)]).astype(np.int32)
    share = np.sqrt(numbers.weekday_own)
    own_weekday *= 1.28 * numbers.weekday_sd  # 1.28: the spread of the heavier tails above
    own_weekday[known] = 0
    weekday = np.sqrt(1 - numbers.weekday_own) * traits.weekday + share * own_weekday
    return kept, scores[kept], weekday[kept].astype(np.float32)


def _parts(shares: Shares) -> NDArray[np.float64]:
    return np.array([shares.world, shares.region, shares.local])


def _normal_scores(numbers: Parameters) -> Floats:
    """The score of each rank, best first: normal quantiles of (rank - 0.5) / pool."""
    normal = NormalDist()
    ranks = range(numbers.pool)
    return np.array([normal.inv_cdf(1 - (rank + 0.5) / numbers.pool) for rank in ranks], np.float32)


def _usual_rank(app: KnownApp, series: Series) -> int:
    return app.usual_rank.get(f"{series.store}/{series.country}", app.usual_rank[series.store])


def name_apps(story: Story, pool: Pool) -> tuple[list[SimulatedApp], Ints]:
    """All apps of the world, and for each chart and column the place of its app in that list."""
    places: dict[tuple[str, str, int], int] = {}
    apps: list[SimulatedApp] = []
    columns = np.empty(pool.app.shape, np.int32)
    for chart, series in enumerate(story.series):
        sold_in = (WORLD, region_of(series.country), series.country)
        rows = zip(pool.app[chart].tolist(), pool.scope[chart].tolist(), strict=True)
        for column, (number, scope) in enumerate(rows):
            key = (series.store, sold_in[scope], number)
            if key not in places:
                places[key] = len(apps)
                apps.append(_named(story, *key))
            columns[chart, column] = places[key]
    return apps, columns


def _named(story: Story, store: str, sold_in: str, number: int) -> SimulatedApp:
    if number >= len(story.known):
        return invented_app(store, sold_in, number)
    app = story.known[number]
    return SimulatedApp(store, app.app_ids[store], app.name, app.developer)
