"""What is drawn of an unknown answer."""

from typing import Any

from dashboard.figures.frame import frame_for
from dashboard.figures.quick_chart import Bars, TimeLines, plan, quick_figure
from dashboard.text import text_for

DAYS = [f"2025-01-{day:02d}" for day in range(1, 11)]
FRAME = frame_for(1440)


def figure_of(columns: list[str], types: list[str], rows: list[list[Any]], simulated: bool = False) -> dict[str, Any]:
    planned = plan(columns, types, rows)
    assert planned is not None
    return quick_figure(planned, FRAME, text_for("en"), simulated)


def test_a_time_and_a_number_become_a_line() -> None:
    rows: list[list[Any]] = [[day, place] for place, day in enumerate(DAYS)]
    planned = plan(["day", "n"], ["DATE", "BIGINT"], rows)
    assert isinstance(planned, TimeLines)
    assert list(planned.lines) == [""]
    assert [value for _, value in planned.lines[""]] == list(range(10))


def test_a_name_with_a_few_values_tells_the_lines_apart_in_the_assistants_colours() -> None:
    rows = [[day, slug, 3] for day in DAYS for slug in ("deepseek", "nobody")]
    figure = figure_of(["day", "assistant", "best_rank"], ["DATE", "VARCHAR", "INTEGER"], rows)
    assert {trace["name"]: trace["line"]["color"] for trace in figure["data"]} == {
        "deepseek": "--s-deepseek", "nobody": "--text-2",
    }  # fmt: skip


def test_ranks_have_the_best_on_top() -> None:
    rows: list[list[Any]] = [[day, place + 1] for place, day in enumerate(DAYS)]
    low, high = figure_of(["day", "rank"], ["DATE", "INTEGER"], rows)["layout"]["yaxis"]["range"]
    assert low > high
    low, high = figure_of(["day", "captures"], ["DATE", "INTEGER"], rows)["layout"]["yaxis"]["range"]
    assert low < high


def test_a_line_breaks_where_rows_are_missing() -> None:
    rows = [[day, 1] for day in DAYS if day not in {"2025-01-05", "2025-01-06"}]
    (trace,) = figure_of(["day", "n"], ["DATE", "BIGINT"], rows)["data"]
    assert trace["x"].count(None) == 1
    assert trace["x"][trace["x"].index(None) - 1] == "2025-01-04 00:00:00"


def test_two_values_at_one_time_are_no_line() -> None:
    rows: list[list[Any]] = [[day, 1] for day in DAYS] * 2
    assert plan(["day", "n"], ["DATE", "BIGINT"], rows) is None


def test_names_and_numbers_become_bars_in_the_order_of_the_answer() -> None:
    rows: list[list[Any]] = [["<a href='https://evil.example'>b</a>", 2], ["chatgpt", "3.5"], ["nothing", None]]
    planned = plan(["name", "n"], ["VARCHAR", "DECIMAL(3,1)"], rows)
    assert isinstance(planned, Bars)
    assert planned.bars == [(rows[0][0], 2.0), ("chatgpt", 3.5)]
    layout = quick_figure(planned, FRAME, text_for("en"), simulated=False)["layout"]
    assert layout["yaxis"]["ticktext"][0].startswith("&lt;a href"), "Plotly would make a link of it"


def test_what_cannot_be_drawn_simply_is_not_drawn() -> None:
    assert plan(["name"], ["VARCHAR"], [["a"], ["b"]]) is None
    assert plan(["day", "n"], ["DATE", "BIGINT"], [["2025-01-01", 1]]) is None
    assert plan(["list", "n"], ["DATE[]", "BIGINT"], [["x", 1], ["y", 2]]) is None


def test_an_invented_answer_says_so_in_the_picture() -> None:
    rows = [[day, 1] for day in DAYS]
    annotations = figure_of(["day", "n"], ["DATE", "BIGINT"], rows, simulated=True)["layout"]["annotations"]
    assert [one["text"] for one in annotations] == ["SIMULATED"]
