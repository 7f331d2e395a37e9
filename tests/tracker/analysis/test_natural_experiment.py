"""One country against the others: where it happened is held against where it did not."""

import numpy as np
import pytest

from tests.tracker.analysis.event_effects_plain import against
from tests.tracker.analysis.test_event_effects import DEPTH, Ranks, app_of, wandering
from tracker.analysis.natural_experiment import CountryDays, natural_experiment

DAY = 30


def country(name: str, ranks: Ranks, not_sold: range = range(0)) -> CountryDays:
    return CountryDays(name, DEPTH, app_of(ranks, not_sold))


def elsewhere(number: int) -> list[CountryDays]:
    return [country(f"c{place:02}", wandering(DAY + 7, seed=place)) for place in range(number)]


def test_the_country_where_it_happened_stands_apart_from_the_others() -> None:
    here = country("it", [*wandering(DAY), *[2] * 7])
    found = natural_experiment([*elsewhere(25), here], frozenset({"it"}), DAY)
    first = found.countries[0]
    assert (first.country, first.happened, found.elsewhere) == ("it", True, 25)
    changes = [one.effect.change for one in found.countries[1:]]
    known = [change for change in changes if change is not None]
    assert found.median_elsewhere == pytest.approx(np.median(known))
    assert first.effect.change is not None
    assert (first.apart, first.p) == pytest.approx(against(first.effect.change, known))
    assert first.p == pytest.approx(1 / 26)


def test_where_it_did_not_happen_nothing_is_tested() -> None:
    found = natural_experiment(elsewhere(25), frozenset({"it"}), DAY)
    assert all(one.p is None and not one.happened for one in found.countries)


def test_fewer_than_nineteen_other_countries_give_no_test() -> None:
    here = country("it", [*wandering(DAY), *[2] * 7])
    first = natural_experiment([*elsewhere(18), here], frozenset({"it"}), DAY).countries[0]
    assert first.p is None
    assert first.apart is not None


def test_a_removal_is_told_and_not_measured() -> None:
    here = country("it", [*wandering(DAY), *[0] * 7], not_sold=range(DAY, DAY + 7))
    found = natural_experiment([*elsewhere(20), here], frozenset({"it"}), DAY)
    first = found.countries[0]
    assert (first.effect.status, first.effect.change, first.apart, first.p) == ("removed", None, None, None)
    assert found.elsewhere == 20


def test_a_country_that_nobody_observed_is_left_out() -> None:
    unseen: Ranks = [None] * (DAY + 7)
    found = natural_experiment([country("fr", unseen), *elsewhere(2)], frozenset({"it"}), DAY)
    assert [one.country for one in found.countries] == ["c00", "c01"]
