"""The rank chart says what was seen and nothing else."""

import itertools
from datetime import date
from math import log10
from typing import Any

import pytest

from dashboard.figures import Figure
from dashboard.figures.rank_history import rank_history_figure
from dashboard.figures.time_axis import stamp
from tests.dashboard.figures.charts import chart_of
from tests.dashboard.rows import DAY, HOUR, T0, event, spans_of
from tracker.queries.reported_ranks import ReportedRankRow


def trace(figure: Figure, name: str) -> dict[str, Any]:
    return next(trace for trace in figure["data"] if trace["name"] == name)


def names(figure: Figure) -> list[str]:
    return [trace["name"] for trace in figure["data"]]


def words(figure: Figure) -> list[str]:
    return [annotation["text"] for annotation in figure["layout"]["annotations"]]


def test_no_1_is_on_top_of_a_logarithmic_axis_with_named_ticks() -> None:
    axis = rank_history_figure(chart_of(spans_of("deepseek", (24, 3), depth=200)))["layout"]["yaxis2"]
    assert axis["type"] == "log"
    assert axis["range"] == [pytest.approx(log10(224)), pytest.approx(log10(0.88))]
    assert axis["tickvals"] == [1, 2, 3, 5, 10, 20, 50, 100, 200]
    assert axis["ticktext"][:2] == ["No. 1", "2"]


def test_the_axis_ends_where_nobody_looked_any_deeper() -> None:
    axis = rank_history_figure(chart_of(spans_of("deepseek", (24, 3), depth=100)))["layout"]["yaxis2"]
    assert axis["tickvals"][-1] == 100
    deep = rank_history_figure(chart_of(spans_of("deepseek", (24, 340), depth=500)))["layout"]["yaxis2"]
    assert 10 ** deep["range"][0] > 340


def test_lines_are_steps_that_hold_to_the_next_capture() -> None:
    line = trace(rank_history_figure(chart_of(spans_of("deepseek", (24, 9), (24, 3)))), "DeepSeek")
    assert line["line"]["shape"] == "hv"
    assert line["x"] == [stamp(T0), stamp(T0 + DAY), stamp(T0 + 2 * DAY), None]
    assert line["y"] == [9, 3, 3, None]


@pytest.mark.parametrize("absence", ["gap", "out", "unsold"])
def test_a_line_breaks_where_there_is_no_rank(absence: str) -> None:
    spans = spans_of("deepseek", (24, 9), (6, absence), (24, 3))
    line = trace(rank_history_figure(chart_of(spans)), "DeepSeek")
    assert line["y"] == [9, 9, None, 3, 3, None]
    assert line["x"][1] == stamp(T0 + DAY)
    assert line["x"][3] == stamp(T0 + 30 * HOUR)
    assert line["connectgaps"] is False


def test_what_was_not_observed_is_hatched_over_the_whole_height() -> None:
    figure = rank_history_figure(chart_of(spans_of("deepseek", (24, 9), (12, "gap"), (24, 3)), days=2.5))
    (hatch,) = [trace for trace in figure["data"] if trace["type"] == "bar"]
    assert hatch["marker"]["pattern"]["shape"] == "/"
    assert hatch["width"] == [12 * 3600 * 1000]
    assert hatch["x"] == [stamp(T0 + 30 * HOUR)]
    assert (hatch["base"], hatch["y"]) == ([0], [1])
    assert figure["layout"]["yaxis"]["domain"] == [0, 1]
    assert "not observed" in words(figure)


def test_the_future_is_not_hatched() -> None:
    figure = rank_history_figure(chart_of(spans_of("deepseek", (24, 9)), days=3, now=T0 + 2 * DAY))
    assert trace(figure, "not observed")["width"] == [24 * 3600 * 1000]


def test_a_narrow_hatch_has_no_room_for_a_word() -> None:
    figure = rank_history_figure(chart_of(spans_of("deepseek", (300, 9), (1, "gap"), (419, 3))))
    assert "not observed" in names(figure)
    assert "not observed" not in words(figure)


def test_not_in_the_chart_lies_in_its_own_lane_and_never_on_the_axis() -> None:
    figure = rank_history_figure(chart_of(spans_of("deepseek", (24, "out"), (24, 3))))
    lane = trace(figure, "not_in_chart DeepSeek")
    assert lane["yaxis"] == "y3"
    assert lane["x"] == [stamp(T0), stamp(T0 + DAY), None]
    assert max(rank for rank in trace(figure, "DeepSeek")["y"] if rank) == 3
    assert "Not in<br>top 100" in words(figure)


def test_not_sold_is_a_thin_rule_in_that_lane() -> None:
    figure = rank_history_figure(chart_of(spans_of("deepseek", (24, "unsold"), (24, "out"), (24, 3))))
    thin, thick = trace(figure, "not_sold DeepSeek"), trace(figure, "not_in_chart DeepSeek")
    assert thin["yaxis"] == thick["yaxis"] == "y3"
    assert thin["line"]["width"] < thick["line"]["width"]


def test_without_absence_there_is_no_lane_for_it() -> None:
    figure = rank_history_figure(chart_of(spans_of("deepseek", (720, 3))))
    assert not any("top 100" in text for text in words(figure))
    assert all(shape["type"] == "line" for shape in figure["layout"]["shapes"])


def test_colours_are_names_of_tokens_and_each_assistant_keeps_its_own() -> None:
    figure = rank_history_figure(chart_of([*spans_of("deepseek", (24, 1)), *spans_of("poe", (24, 9))]))
    assert trace(figure, "DeepSeek")["line"]["color"] == "--s-deepseek"
    assert trace(figure, "Poe")["line"]["color"] == "--context-line"


def test_the_subject_has_the_stronger_line() -> None:
    spans = [*spans_of("deepseek", (24, 1)), *spans_of("chatgpt", (24, 2))]
    figure = rank_history_figure(chart_of(spans, subject="deepseek"))
    assert trace(figure, "DeepSeek")["line"]["width"] > trace(figure, "ChatGPT")["line"]["width"]


def test_lines_are_labelled_at_their_end_and_labels_do_not_touch() -> None:
    slugs = ["deepseek", "chatgpt", "gemini", "grok"]
    spans = [span for place, slug in enumerate(slugs) for span in spans_of(slug, (720, 20 + place))]
    chart = chart_of(spans)
    labels = [text for text in rank_history_figure(chart)["layout"]["annotations"] if "end " in text.get("name", "")]
    assert [label["text"] for label in labels][:2] == ["<b>20  DeepSeek</b>", "<b>21  ChatGPT</b>"]
    heights = sorted((1 - chart.rank_height(20 + place)) * chart.frame.plot_height - label["yshift"]
                     for place, label in enumerate(labels))  # fmt: skip
    assert all(lower - upper >= 18 - 1e-6 for upper, lower in itertools.pairwise(heights))


def test_a_label_keeps_the_last_rank_seen_when_nobody_looks_any_more() -> None:
    figure = rank_history_figure(chart_of(spans_of("deepseek", (24, 7), (24, "gap")), days=2))
    (label,) = [text for text in figure["layout"]["annotations"] if text.get("name") == "end deepseek"]
    assert label["text"] == "<b>7  DeepSeek</b>"
    assert label["x"] == stamp(T0 + DAY)


def test_who_is_absent_at_the_end_is_named_in_the_lane_and_has_no_rank() -> None:
    figure = rank_history_figure(chart_of(spans_of("deepseek", (24, 7), (24, "out")), days=2))
    kinds = [text["name"] for text in figure["layout"]["annotations"] if "deepseek" in text.get("name", "")]
    assert kinds == ["absent deepseek"]


def test_kinds_of_events_have_their_own_row_and_shape_and_no_lines_but_pins() -> None:
    events = [
        event(3, kind="release"),
        event(5, kind="incident"),
        event(8, kind="rule"),
        event(12, kind="attention", assistants=("grok", "chatgpt")),
    ]
    chart = chart_of([*spans_of("deepseek", (720, 3)), *spans_of("chatgpt", (720, 4))], events=events)
    figure = rank_history_figure(chart)
    marks = [trace(figure, kind) for kind in ("release", "incident", "rule", "attention")]
    assert len({mark["y"][0] for mark in marks}) == len({mark["marker"]["symbol"] for mark in marks}) == 4
    assert marks[0]["x"] == [stamp(T0 + 2 * DAY + 12 * HOUR)]
    # the colour is that of the assistant in view, not of the first one named
    assert marks[3]["marker"]["color"] == ["--s-chatgpt-text"]
    assert trace(figure, "stems")["x"].count(None) == len(chart.pinned)


def test_a_rank_of_the_press_is_a_hollow_diamond_apart_from_every_line() -> None:
    day, first, last = date(2025, 1, 20), date(2025, 1, 1), date(2025, 1, 31)
    reported = [
        ReportedRankRow("deepseek", day, day, "day", 31, "https://example.org", ""),
        ReportedRankRow("deepseek", first, last, "month", 3, "https://example.org", ""),
    ]
    figure = rank_history_figure(chart_of(spans_of("deepseek", (720, 9)), reported=reported))
    press = trace(figure, "stated by the press")
    assert (press["mode"], press["y"], press["marker"]["color"]) == ("markers", [31, 3], "--surface")
    assert press["error_x"]["array"] == [0, 15 * 24 * 3600 * 1000]
    assert 31 not in trace(figure, "DeepSeek")["y"]


def test_simulated_is_written_across_the_plot_in_the_language_of_the_page() -> None:
    spans = spans_of("deepseek", (720, 3))
    assert "SIMULATED" in words(rank_history_figure(chart_of(spans, simulated=True)))
    assert "محاكاة" in words(rank_history_figure(chart_of(spans, simulated=True, lang="ar")))
    assert "SIMULATED" not in words(rank_history_figure(chart_of(spans)))


def test_nothing_of_the_events_text_is_in_the_figure() -> None:
    hostile = event(9, title="<img src=x onerror=alert(1)>", publisher="<b>x</b>")
    assert "onerror" not in str(rank_history_figure(chart_of(spans_of("deepseek", (720, 3)), events=[hostile])))


def test_on_a_phone_labels_are_numbers_and_marks_are_smaller() -> None:
    spans = spans_of("deepseek", (720, 3))
    small = rank_history_figure(chart_of(spans, window_width=360, events=[event(9)]))
    wide = rank_history_figure(chart_of(spans, window_width=1440, events=[event(9)]))
    assert "<b>3</b>" in words(small)
    assert trace(small, "release")["marker"]["size"] < trace(wide, "release")["marker"]["size"]
    assert small["layout"]["margin"]["l"] < wide["layout"]["margin"]["l"]


def test_a_long_range_is_thinned() -> None:
    spans = spans_of("deepseek", *[(1, 1 + place % 9) for place in range(20_000)])
    line = trace(rank_history_figure(chart_of(spans, days=20_000 / 24)), "DeepSeek")
    assert len(line["x"]) <= 4 * 500 + 2


def test_the_days_before_and_after_an_event_are_two_grounds_that_meet_on_its_day() -> None:
    asked = event(10)
    figure = rank_history_figure(chart_of(spans_of("deepseek", (240, 3), (480, 1)), events=[asked], around=asked))
    grounds = {
        shape["name"]: (shape["x0"][:10], shape["x1"][:10]) for shape in figure["layout"]["shapes"] if "name" in shape
    }
    assert grounds == {"before": ("2025-01-01", "2025-01-10"), "after": ("2025-01-10", "2025-01-24")}


def test_an_event_whose_day_is_not_known_has_no_before_and_after() -> None:
    asked = event(10, precision="month")
    figure = rank_history_figure(chart_of(spans_of("deepseek", (240, 3)), events=[asked], around=asked))
    assert not [shape for shape in figure["layout"]["shapes"] if "name" in shape]


def test_beyond_the_first_six_lines_are_grey_and_lie_below_but_keep_their_names() -> None:
    slugs = ["deepseek", "chatgpt", "gemini", "grok", "claude", "meta-ai", "perplexity", "qwen"]
    spans = [span for place, slug in enumerate(slugs) for span in spans_of(slug, (720, 10 + 9 * place))]
    figure = rank_history_figure(chart_of(spans))
    lines = [one for one in figure["data"] if one.get("meta") in slugs]
    assert [one["meta"] for one in lines[:2]] == ["perplexity", "qwen"]
    assert {one["line"]["color"] for one in lines[:2]} == {"--context-line"}
    assert all(one["line"]["color"] == f"--s-{one['meta']}" for one in lines[2:])
    named = {one["name"] for one in figure["layout"]["annotations"] if "end " in one.get("name", "")}
    assert named == {f"end {slug}" for slug in slugs}


def test_a_label_that_had_to_move_has_a_line_to_its_end() -> None:
    spans = [span for slug, rank in (("deepseek", 20), ("chatgpt", 20)) for span in spans_of(slug, (720, rank))]
    chart = chart_of(spans)
    layout = rank_history_figure(chart)["layout"]
    (leader,) = [one for one in layout["shapes"] if one.get("xsizemode") == "pixel"]
    moved = next(one for one in layout["annotations"] if one.get("name", "").startswith("end ") and one["yshift"])
    assert leader["y1"] == moved["yshift"]
    assert leader["yanchor"] == chart.rank_height(20)
