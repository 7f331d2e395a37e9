"""The bump chart: dots where something was observed, and nothing across what was not."""

from datetime import date, timedelta
from typing import Any

from dashboard.figures.frame import frame_for
from dashboard.figures.race import RaceChart, race_figure
from dashboard.race_order import Overtake, Period
from dashboard.text import text_for
from dashboard.text.race import race_words
from tracker.models import State

FIRST = date(2025, 1, 6)
WEEK = timedelta(days=7)


def period(number: int, order: str, **absent: State) -> Period:
    """A week with this order of assistants, each named by a letter; none: not observed."""
    start = FIRST + number * WEEK
    places = {slug: place for place, slug in enumerate(order, start=1)}
    seen_on = start + timedelta(days=6) if order or absent else None
    return Period(start, start + WEEK, seen_on, places, places, absent)


def chart(*periods: Period, pinned: tuple[Overtake, ...] = (), code: str = "en", simulated: bool = False) -> RaceChart:
    text = text_for(code)
    labels = {"a": "Anna", "b": "Berta", "c": "Cleo"}
    return RaceChart(periods, labels, pinned, simulated, frame_for(1440), text, race_words(text))


def trace(figure: dict[str, Any], name: str) -> dict[str, Any]:
    found: dict[str, Any] = next(one for one in figure["data"] if one["name"] == name)
    return found


WHOLE = (period(0, "abc"), period(1, "bac"), period(2, ""), period(3, "ba", c="not_in_chart"))


def test_the_first_is_on_top_and_a_dot_stands_on_the_day_that_was_seen() -> None:
    figure = race_figure(chart(*WHOLE))
    low, high = figure["layout"]["yaxis2"]["range"]
    assert low > high
    line = trace(figure, "Anna")
    assert line["y"] == [1, 2, None, 2]
    assert line["x"] == ["2025-01-12 12:00:00", "2025-01-19 12:00:00", None, "2025-02-02 12:00:00"]
    assert not line["connectgaps"]


def test_a_week_that_nobody_observed_is_hatched_over_its_whole_width() -> None:
    hatch = trace(race_figure(chart(*WHOLE)), "not observed")
    assert hatch["x"] == ["2025-01-23 12:00:00"]
    assert hatch["width"] == [7 * 86_400_000]


def test_who_is_not_in_the_chart_has_a_bar_in_the_lane_below_every_place() -> None:
    drawn = chart(*WHOLE)
    bar = trace(race_figure(drawn), "not_in_chart Cleo")
    assert bar["x"][:2] == ["2025-01-27 00:00:00", "2025-02-03 00:00:00"]
    assert min(height for height in bar["y"] if height) > 3
    assert trace(race_figure(drawn), "Cleo")["y"] == [3, 3, None, None]


def test_not_sold_is_drawn_otherwise_than_not_in_the_chart() -> None:
    figure = race_figure(chart(period(0, "a", b="not_sold", c="not_in_chart")))
    assert trace(figure, "not_sold Berta")["line"]["width"] < trace(figure, "not_in_chart Cleo")["line"]["width"]


def test_overtakes_of_one_dot_share_a_disc() -> None:
    behind = FIRST + timedelta(days=5)
    passes = [Overtake("b", one, FIRST + WEEK, behind, 1, 2, None, 3, False) for one in ("a", "c")]
    discs = [one for one in race_figure(chart(*WHOLE, pinned=tuple(passes)))["layout"]["annotations"]
             if one.get("name") == "pin"]  # fmt: skip
    assert [(one["text"], one["y"]) for one in discs] == [("<b>1,2</b>", 1)]


def test_lines_end_in_their_place_and_name() -> None:
    ends = {one["name"]: one["text"] for one in race_figure(chart(*WHOLE))["layout"]["annotations"]
            if str(one.get("name")).startswith("end")}  # fmt: skip
    assert ends == {"end a": "<b>2  Anna</b>", "end b": "<b>1  Berta</b>", "end c": "Cleo"}


def test_simulated_stands_in_the_figure() -> None:
    words = [one["text"] for one in race_figure(chart(*WHOLE, simulated=True))["layout"]["annotations"]]
    assert "SIMULATED" in words
    assert "SIMULATED" not in [one["text"] for one in race_figure(chart(*WHOLE))["layout"]["annotations"]]


def test_many_dots_are_small_ones_that_do_not_touch() -> None:
    many = [period(number, "ab") for number in range(120)]
    assert trace(race_figure(chart(*WHOLE)), "Anna")["marker"]["size"] == 10
    drawn = chart(*many)
    assert trace(race_figure(drawn), "Anna")["marker"]["size"] < drawn.frame.plot_width / len(many)


def test_colours_are_tokens() -> None:
    for one in race_figure(chart(*WHOLE))["data"]:
        colour = one.get("line", one.get("marker", {})).get("color", "--x")
        assert colour.startswith("--")
