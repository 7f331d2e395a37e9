"""An event of one country against the same app in the countries where it did not happen.

A removal, a block or a launch in one country is the nearest thing to an experiment that charts offer: the product, its
news and the season are the same elsewhere. What remains is that countries differ, and that news knows no borders.
"""

from collections.abc import Iterable
from typing import NamedTuple

import numpy as np

from tracker.analysis.event_effects import AppDays, Effect, against_controls, described, week_change


class CountryDays(NamedTuple):
    country: str
    depth: int  # of its chart
    app: AppDays


class CountryChange(NamedTuple):
    """What followed in one country. Where it happened, its change is held against those of the others."""

    country: str
    happened: bool
    effect: Effect  # without its tests, but with the change where there is one
    apart: float | None  # change minus the median of the countries where nothing happened
    p: float | None  # share of those countries that stand as far apart from the others; None: fewer than 19


class NaturalExperiment(NamedTuple):
    countries: tuple[CountryChange, ...]  # where it happened first, then by country
    elsewhere: int  # countries with a change where it did not happen
    median_elsewhere: float | None


def natural_experiment(countries: Iterable[CountryDays], happened_in: frozenset[str], day: int) -> NaturalExperiment:
    """The app in each country around a day (place in the arrays); a country that nobody observed is left out."""
    looked = [
        CountryChange(one.country, one.country in happened_in, _effect(one, day), None, None) for one in countries
    ]
    looked = [one for one in looked if one.effect.days_before or one.effect.days_after]
    others = np.array([one.effect.change for one in looked if not one.happened and one.effect.change is not None])
    judged = [_judged(one, others) if one.happened else one for one in looked]
    return NaturalExperiment(
        tuple(sorted(judged, key=lambda one: (not one.happened, one.country))),
        len(others),
        float(np.median(others)) if len(others) else None,
    )


def _effect(one: CountryDays, day: int) -> Effect:
    effect = described(one.app, one.depth, day)
    if effect.status != "tested":
        return effect
    change = week_change(one.app, one.depth, day)
    return effect._replace(change=None if np.isnan(change) else change)


def _judged(one: CountryChange, others: np.ndarray[tuple[int], np.dtype[np.float64]]) -> CountryChange:
    change = one.effect.change
    if change is None or not len(others):
        return one
    _, test = against_controls(change, others)
    return one._replace(apart=change - float(np.median(others)), p=test.p)
