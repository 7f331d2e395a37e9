from datetime import date, timedelta
from itertools import combinations

import pytest

from tracker import catalog
from tracker.errors import ConfigurationError


def test_every_row_of_the_catalogue_can_be_true() -> None:
    assert len(catalog.assistants()) >= 40
    assert len(catalog.events()) >= 190
    assert len(catalog.reported_ranks()) >= 90
    assert sum(country.in_apple for country in catalog.countries().values()) == 175


def test_an_app_id_stands_for_one_assistant_at_a_time() -> None:
    for one, two in combinations(catalog.identities(), 2):
        if (one.store, one.app_id) == (two.store, two.app_id):
            ends = [(period.valid_from or date.min, period.valid_to or date.max) for period in (one, two)]
            assert max(ends[0][0], ends[1][0]) >= min(ends[0][1], ends[1][1]), f"{one} overlaps {two}"


def test_a_withdrawn_app_is_offered_until_that_day_and_elsewhere_on() -> None:
    offered = {
        period.country: period.valid_to
        for period in catalog.app_periods()
        if (period.assistant, period.store) == ("deepseek", "apple")
    }
    assert offered["it"] == date(2025, 1, 29)
    assert offered["kr"] == date(2025, 2, 15)
    assert offered["us"] is None


def test_an_app_that_was_never_offered_in_a_country_has_no_period_there() -> None:
    assert not [one for one in catalog.app_periods() if one.assistant == "chatgpt" and one.country == "cn"]


def test_every_event_has_a_link_and_its_lane() -> None:
    for event in catalog.events():
        assert event.sources[0].url.startswith(("http://", "https://"))
        assert event.kind == catalog.KINDS[event.category]
        assert event.end is None or event.start <= event.end
        assert event.start < date.today() + timedelta(days=1)


def test_only_a_plain_number_is_a_position() -> None:
    stated = {one.rank: one.position for one in catalog.reported_ranks()}
    assert stated["1"] == 1
    assert stated["<=10"] is None


@pytest.mark.parametrize(("text", "day"), [("2023", date(2023, 1, 1)), ("2023-07", date(2023, 7, 1)), ("", None)])
def test_a_vague_date_stands_for_its_first_day(text: str, day: date | None) -> None:
    assert catalog.catalog_day(text) == day


def test_a_date_that_is_none_is_refused() -> None:
    with pytest.raises(ConfigurationError, match="wanted a date like"):
        catalog.catalog_day("July 2023")
