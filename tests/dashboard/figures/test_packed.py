"""A figure that is sent small is the same figure."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from dashboard.figures.packed import WORTH_IT, packed
from dashboard.figures.rank_history import rank_history_figure
from dashboard.figures.time_axis import stamp
from tests.dashboard.figures.charts import chart_of
from tests.dashboard.rows import T0, spans_of

MOMENTS = st.lists(st.none() | st.datetimes(T0.replace(tzinfo=None)).map(lambda one: one.replace(tzinfo=T0.tzinfo)))


def unpacked(steps: Sequence[int | None]) -> list[int | None]:
    """As assets/paint.js does it, in units."""
    seconds = 0
    found: list[int | None] = []
    for step in steps:
        seconds += step or 0
        found.append(None if step is None else seconds)
    return found


@given(MOMENTS, st.timedeltas(timedelta(0), timedelta(days=3)))
def test_every_moment_comes_out_within_an_eighth_of_a_pixel_and_so_does_every_break_that_is_wider(
    moments: list[Any], a_pixel: timedelta
) -> None:
    wanted = [*moments, *[None] * WORTH_IT]
    heights = [None if one is None else place for place, one in enumerate(wanted)]
    trace = {"mode": "lines", "x": [None if one is None else stamp(one) for one in wanted], "y": heights}
    (sent,) = packed({"data": [trace], "layout": {}}, a_pixel)["data"]
    unit = sent["x"]["unit"]
    assert unit == 1 or 4 * unit <= a_pixel.total_seconds()
    shown = dict(zip([one for one in heights if one is not None], [one for one in wanted if one], strict=True))
    before: tuple[int, int] | None = None  # the last place and height
    is_broken = False
    for place, height in zip(unpacked(sent["x"]["steps"]), sent["y"], strict=True):
        assert (place is None) == (height is None)
        if place is None or height is None:
            is_broken = True
            continue
        assert abs(place * unit - int(shown[height].timestamp())) <= unit / 2
        if before is not None and not is_broken and None in heights[before[1] : height]:
            assert before[0] == place  # a break is left out only where it has no width
        before, is_broken = (place, height), False
    assert [one for one in sent["y"] if one is not None] == [one for one in heights if one is not None]


def test_short_lines_marks_and_bars_stay_as_they_are() -> None:
    spans = spans_of("deepseek", (24, 5), (6, "gap"), (24, 9))
    figure = rank_history_figure(chart_of(spans))
    assert packed(figure, timedelta(hours=1)) == figure
