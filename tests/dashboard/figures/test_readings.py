"""What the browser is told of the moments under the cursor is true of them."""

import json
from datetime import date, timedelta
from itertools import accumulate
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from dashboard.figures import readings as module
from dashboard.figures.readings import NOT_IN_CHART, NOT_OBSERVED, NOT_SOLD, is_web, readings
from dashboard.spans import at
from tests.dashboard.figures.charts import chart_of
from tests.dashboard.rows import T0, event, spans_of
from tracker.queries.rank_history import RankSpan
from tracker.queries.reported_ranks import ReportedRankRow

SEEN = st.one_of(st.integers(1, 100), st.sampled_from(["out", "gap", "unsold"]))
HISTORIES = st.lists(st.tuples(st.integers(1, 900).map(lambda minutes: minutes / 60), SEEN), min_size=2, max_size=80)


def looked_up(series: dict[str, Any], moment: float) -> int | None:
    """As assets/as_of.js looks up."""
    index = sum(start <= moment for start in accumulate(series["steps"])) - 1
    return series["seen"][index] if 0 <= index < len(series["seen"]) else NOT_OBSERVED


def code(span: RankSpan | None) -> int | None:
    if span is None or span.state == "not_observed":
        return NOT_OBSERVED
    if span.state == "not_sold":
        return NOT_SOLD
    return span.rank or -(span.depth or 0)


def test_states_are_told_apart() -> None:
    spans = spans_of("deepseek", (1, 7), (1, "out"), (1, "gap"), (1, "unsold"))
    (series,) = readings(chart_of(spans), spans)["series"]
    assert series["seen"] == [7, -100, NOT_OBSERVED, NOT_SOLD]
    assert list(accumulate(series["steps"])) == [round(T0.timestamp()) + hour * 3600 for hour in range(5)]
    nowhere = spans_of("deepseek", (1, "out"), depth=None)
    assert readings(chart_of(nowhere), nowhere)["series"][0]["seen"] == [NOT_IN_CHART]


@settings(max_examples=100, deadline=None)
@given(HISTORIES, st.floats(0, 1))
def test_every_moment_has_the_span_that_holds_then(parts: list[tuple[float, int | str]], place: float) -> None:
    spans = spans_of("deepseek", *parts)
    (series,) = readings(chart_of(spans), spans)["series"]
    moment = T0 + timedelta(seconds=int(place * (spans[-1].end - T0).total_seconds()))
    assert looked_up(series, moment.timestamp()) == code(at(spans, moment))


@settings(max_examples=50, deadline=None)
@given(HISTORIES, st.integers(1, 8))
@example([(1 / 60, 1), (61 / 60, 2)], 8)  # what comes a minute after a step is not what held at it
def test_too_many_spans_become_steps_that_are_each_exact(parts: list[tuple[float, int | str]], most: int) -> None:
    spans = spans_of("deepseek", *parts)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(module, "MOST_SPANS", min(most, len(spans) - 1))
        told = readings(chart_of(spans), spans)
    assert told["step"] % 3600 == 0
    for moment in range(-(-round(T0.timestamp()) // told["step"]) * told["step"], round(spans[-1].end.timestamp()),
                        told["step"]):  # fmt: skip
        held = next(span for span in spans if span.start.timestamp() <= moment < span.end.timestamp())
        assert looked_up(told["series"][0], moment) == code(held)


def test_marks_have_title_publisher_date_and_the_event_whose_page_has_the_sources() -> None:
    row = event(26, title="DeepSeek becomes No. 1", publisher="Tech Edition", tier="press", kind="attention")
    spans = spans_of("deepseek", (720, 3))
    told = readings(chart_of(spans, events=[row]), spans)
    (mark,) = told["marks"]
    assert mark["title"] == "DeepSeek becomes No. 1"
    assert mark["said"] == ["Attention", "26 Jan 2025", "Tech Edition", "press"]
    assert (mark["id"], told["events"]) == (row.event_id, "/events/{id}")


def test_a_mark_whose_words_stand_beside_the_chart_comes_without_them() -> None:
    row = event(26, title="DeepSeek becomes No. 1")
    spans = spans_of("deepseek", (720, 3))
    (mark,) = readings(chart_of(spans, events=[row]), spans, {row.event_id})["marks"]
    assert set(mark) == {"at", "height", "id"}


def test_where_a_pixel_is_longer_than_an_hour_the_cursor_moves_in_whole_parts_of_a_day() -> None:
    spans = spans_of("deepseek", *((1, 1 + hour % 7) for hour in range(24 * 90)))
    chart = chart_of(spans, days=90)
    told = readings(chart, spans)
    a_pixel = (chart.until - chart.since).total_seconds() / chart.frame.plot_width
    assert 0 < told["step"] <= a_pixel
    assert 86_400 % told["step"] == 0
    assert len(told["series"][0]["seen"]) < len(spans)


def test_a_stated_rank_says_that_it_is_the_press_speaking() -> None:
    row = ReportedRankRow("deepseek", date(2025, 1, 24), date(2025, 1, 24), "day", 31, "https://example.org", "note")
    spans = spans_of("deepseek", (720, 3))
    (mark,) = readings(chart_of(spans, reported=[row]), spans)["marks"]
    assert mark["title"] == "DeepSeek: rank 31, stated by the press"
    assert mark["said"] == ["24 Jan 2025", "note"]


@pytest.mark.parametrize("url", ["javascript:alert(1)", "data:text/html,x", "//example.org", "HTTP s://", ""])
def test_only_web_addresses_become_links(url: str) -> None:
    assert not is_web(url)
    spans = spans_of("deepseek", (720, 3))
    row = ReportedRankRow("deepseek", date(2025, 1, 24), date(2025, 1, 24), "day", 31, url, "note")
    (mark,) = readings(chart_of(spans, reported=[row]), spans)["marks"]
    assert mark["url"] is None


def test_readings_are_json() -> None:
    spans = spans_of("deepseek", (24, 3), (24, "unsold"))
    assert json.loads(json.dumps(readings(chart_of(spans), spans)))["series"][0]["name"] == "DeepSeek"
