"""The heat map and the curves: the four states apart, no colour between two bins, breaks where nobody looked."""

from datetime import date, timedelta
from itertools import pairwise
from typing import Any

import pytest

from dashboard.figures.breadth import BreadthChart, breadth_figure, breadth_frame
from dashboard.figures.cells import cells
from dashboard.figures.heat import blocks_of, runs
from dashboard.figures.world import BIN_TOKENS, WorldHeat, bin_of, heat_frame, world_heat_figure
from dashboard.text import text_for
from dashboard.text.world import ENGLISH
from tests.dashboard.test_theme import DARK, LIGHT, tokens
from tracker.queries.world import NOT_IN_CHART, NOT_OBSERVED, NOT_SOLD, Breadth, CountryRanks, Steps

FIRST = date(2025, 1, 26)


def heat(*rows: tuple[int, ...], simulated: bool = False, width: int = 1200) -> WorldHeat:
    many = len(rows[0])
    steps = Steps("day", tuple(FIRST + timedelta(place) for place in range(many)), FIRST + timedelta(many))
    told = [CountryRanks("us", row, None, None, 0, 0, 0) for row in rows]
    names = [f"country {place}" for place in range(len(rows))]
    return WorldHeat(told, names, steps, FIRST, simulated, heat_frame(width, len(rows)), text_for("en"))


def traces(figure: dict[str, Any]) -> dict[str, Any]:
    return {trace["name"]: trace for trace in figure["data"]}


@pytest.mark.parametrize(
    ("rank", "place"),
    [(1, 0), (2, 1), (5, 1), (6, 2), (10, 2), (11, 3), (25, 3), (50, 4), (100, 5), (101, 6), (500, 6)],
)
def test_a_rank_has_one_bin(rank: int, place: int) -> None:
    assert bin_of(rank) == place


def test_the_four_states_are_four_different_marks() -> None:
    figure = world_heat_figure(heat((1, NOT_IN_CHART, NOT_OBSERVED, NOT_SOLD), (30, 30, 30, NOT_SOLD)))
    drawn = traces(figure)
    assert drawn["best rank"]["z"] == [[0, len(BIN_TOKENS), None, None], [4, 4, 4, None]]
    assert drawn["not observed"]["marker"]["pattern"]["shape"] == "/"
    assert drawn["not observed"]["x"] == ["2025-01-28 12:00:00"]
    assert drawn["not sold"]["x"][:2] == ["2025-01-29 00:00:00", "2025-01-30 00:00:00"]
    assert drawn["not sold"]["y"] == [0, 0, None, 1, 1, None]


def test_every_bin_is_one_colour_the_best_the_most_salient() -> None:
    scale = traces(world_heat_figure(heat((1, 2, 200))))["best rank"]["colorscale"]
    assert [token for _, token in scale[::2]] == [*BIN_TOKENS, "--state-absent-bg"]
    assert all(left[1] == right[1] for left, right in zip(scale[::2], scale[1::2], strict=True))
    for part in (LIGHT, DARK):
        colours = tokens(part)
        surface = lightness(colours["--surface"])
        away = [abs(lightness(colours[token]) - surface) for token in BIN_TOKENS]
        assert all(better > worse for better, worse in pairwise(away))


def lightness(colour: str) -> float:
    channels = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def test_what_is_not_there_draws_nothing_and_simulated_is_in_the_picture() -> None:
    figure = world_heat_figure(heat((1, 2), (3, 4), simulated=True))
    assert set(traces(figure)) == {"best rank"}
    assert "SIMULATED" in [word["text"] for word in figure["layout"]["annotations"]]


def test_the_day_of_the_map_is_ink_with_a_halo() -> None:
    lines = world_heat_figure(heat((1, 2)))["layout"]["shapes"]
    assert [line["line"]["color"] for line in lines] == ["--surface", "--text"]
    assert {line["x0"] for line in lines} == {"2025-01-26 12:00:00"}


def test_hatches_of_neighbours_are_one_block_and_cover_exactly_the_cells() -> None:
    rows = [(0, 0, 5, 0), (0, 0, 5, 5), (3, 0, 5, 0)]
    assert runs(rows[0], 0) == [(0, 2), (3, 4)]
    blocks = list(blocks_of(rows, 0))
    covered = [
        (row, place)
        for (start, end), top, bottom in blocks
        for row in range(top, bottom + 1)
        for place in range(start, end)
    ]
    assert sorted(covered) == [(y, x) for y, row in enumerate(rows) for x, cell in enumerate(row) if cell == 0]
    assert ((0, 2), 0, 1) in blocks


def test_a_long_name_is_cut_and_a_small_picture_has_lower_rows() -> None:
    wide, small = heat((1,), (2,)), heat((1,), (2,), width=328)
    assert small.frame.height < wide.frame.height
    long = WorldHeat(
        wide.rows, ["x" * 40, "y"], wide.steps, FIRST, False, wide.frame, wide.text
    )  # fmt: skip
    assert world_heat_figure(long)["layout"]["yaxis"]["ticktext"] == ["x" * 23 + "…", "y"]


def curve(*points: Breadth) -> dict[str, Any]:
    days = (points[0].day, points[-1].day)
    chart = BreadthChart(points, days, dict(ENGLISH.curves), False, breadth_frame(400), text_for("en"))
    return breadth_figure(chart)


def test_a_curve_is_a_step_a_day_and_breaks_where_no_country_was_observed() -> None:
    figure = curve(
        Breadth(FIRST, 1, 2, 2, 2, 2, 5),
        Breadth(FIRST + timedelta(1), 0, 0, 0, 0, 0, 0),
        Breadth(FIRST + timedelta(2), 3, 3, 3, 3, 3, 5),
    )
    at_1 = next(trace for trace in figure["data"] if trace["meta"] == "at_1")
    assert at_1["y"] == [1, 1, None, 3, 3, None]
    assert at_1["x"][1] == "2025-01-27 00:00:00"
    assert at_1["line"]["shape"] == "hv"
    observed = next(trace for trace in figure["data"] if trace["meta"] == "observed")
    assert observed["line"]["dash"] == "dot"
    said = [word["text"] for word in figure["layout"]["annotations"]]
    assert "5  observed" in said
    assert "<b>3  No. 1</b>" in said


def test_what_is_said_of_a_cell_is_sent_in_words() -> None:
    one = heat((1, NOT_SOLD))
    told = cells(one.frame, one.edges, ["26 Jan", "27 Jan"], one.names, [row.cells for row in one.rows], {"1": "No. 1"})
    assert told["values"] == [[1, NOT_SOLD]]
    assert [edge - told["edges"][0] for edge in told["edges"]] == [0, 86400, 2 * 86400]
    assert told["margin"]["left"] == one.frame.left
