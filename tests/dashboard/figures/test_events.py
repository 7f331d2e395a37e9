"""Which events get a pin, and which pins share a disc."""

import itertools
from datetime import timedelta

from dashboard.figures.events import MOST_PINS, pins, salient
from dashboard.figures.frame import frame_for
from tests.dashboard.rows import DAY, T0, event


def test_at_most_nine_events_have_a_pin_in_the_order_of_time() -> None:
    events = [event(day) for day in range(1, 29)]
    chosen = salient(events, "us")
    assert len(chosen) == MOST_PINS
    assert [one.start for one in chosen] == sorted(one.start for one in chosen)


def test_pins_tell_the_whole_range() -> None:
    events = [event(day) for day in range(1, 31)]
    days = [one.start.day for one in salient(events, "us")]
    assert (min(days), max(days)) == (1, 30)
    assert all(later - day >= 2 for day, later in itertools.pairwise(days))


def test_what_is_well_sourced_comes_first() -> None:
    weak = [event(day, confidence="low", tier="repository data") for day in range(1, 10)]
    strong = [event(day, title="Strong") for day in range(12, 21)]
    assert {one.title for one in salient([*weak, *strong], "us")} == {"Strong"}


def test_two_of_one_kind_on_one_day_share_no_two_pins() -> None:
    both = [event(9, title="one"), event(9, title="two"), event(9, title="three", kind="incident")]
    assert len(salient(both, "us")) == 2


def test_a_decision_of_another_country_weighs_less_than_news_of_this_one() -> None:
    here = event(9, title="here", kind="rule", category="policy", countries=("us",))
    there = event(9, title="there", kind="rule", category="policy", countries=("kr",))
    assert [one.title for one in salient([there, here], "us", most=1)] == ["here"]


def test_pins_that_would_touch_are_one_disc_with_both_numbers() -> None:
    frame = frame_for(1440)
    found = pins([event(3), event(4), event(5), event(25)], T0, T0 + 90 * DAY, frame)
    assert [pin.label for pin in found] == ["1–3", "4"]
    assert sum(len(pin.events) for pin in found) == 4


def test_the_same_pins_stand_apart_where_there_is_room() -> None:
    found = pins([event(3), event(4), event(5)], T0, T0 + 7 * DAY, frame_for(1440))
    assert [pin.label for pin in found] == ["1", "2", "3"]


def test_discs_never_overlap() -> None:
    frame = frame_for(360)
    found = pins([event(day) for day in range(1, 29)], T0, T0 + 90 * DAY, frame)
    a_pixel = 90 * DAY / frame.plot_width
    distances = [later.at - pin.at for pin, later in itertools.pairwise(found)]
    assert all(distance >= 20 * a_pixel for distance in distances)


def test_an_event_that_began_before_the_range_stands_at_its_edge() -> None:
    (pin,) = pins([event(1)], T0 + 5 * DAY, T0 + 10 * DAY, frame_for(1440))
    assert pin.at == T0 + 5 * DAY
    assert timedelta(0) <= pin.at - T0
