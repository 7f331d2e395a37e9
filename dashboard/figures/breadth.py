"""In how many countries over time: stepped curves, and a dotted one of the countries observed, so that lost coverage
is not read as lost rank.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from dashboard.figures import Figure
from dashboard.figures.end_labels import apart
from dashboard.figures.frame import Frame
from dashboard.figures.ground import midnight
from dashboard.figures.heat import simulated_over
from dashboard.figures.time_axis import stamp, ticks
from dashboard.text.language import Text
from tracker.queries.world import Breadth

# The curve's field, its colour, its width; the best last, so that it lies on top.
CURVES = (
    ("top_50", "--rank-25", 2.0), ("top_10", "--rank-10", 2.0), ("top_5", "--rank-5", 2.25), ("at_1", "--rank-1", 2.75),
)  # fmt: skip
DAY = timedelta(days=1)


@dataclass(frozen=True)
class BreadthChart:
    points: Sequence[Breadth]  # one a day, oldest first; days may lack
    days: tuple[date, date]  # the first and the last in view
    names: dict[str, str]  # by field: the curves and "observed"
    simulated: bool
    frame: Frame
    text: Text


def breadth_frame(width: int) -> Frame:
    small = width < 420
    return Frame(width, 360, 40, 92 if small else 112, 12, 44)


def breadth_figure(chart: BreadthChart) -> Figure:
    drawn = [_curve(chart, "observed", {"width": 1.5, "dash": "dot", "color": "--text-3"})]
    drawn += [_curve(chart, field, {"width": width, "color": colour}) for field, colour, width in CURVES]
    return {"data": [trace for trace in drawn if trace["x"]], "layout": _layout(chart)}


def _curve(chart: BreadthChart, field: str, line: dict[str, Any]) -> dict[str, Any]:
    """A step a day; a break where no country was observed."""
    x: list[str | None] = []
    y: list[int | None] = []
    seen = [point for point in chart.points if point.observed]
    for point, later in zip(seen, [*seen[1:], None], strict=True):
        x.append(stamp(midnight(point.day)))
        y.append(getattr(point, field))
        if later is None or later.day - point.day > DAY:
            x += [stamp(midnight(point.day + DAY)), None]
            y += [getattr(point, field), None]
    return {
        "type": "scatter", "mode": "lines", "name": chart.names[field], "meta": field, "x": x, "y": y,
        "line": line | {"shape": "hv"}, "connectgaps": False, "hoverinfo": "skip", "cliponaxis": False,
    }  # fmt: skip


def _layout(chart: BreadthChart) -> dict[str, Any]:
    frame = chart.frame
    since, until = midnight(chart.days[0]), midnight(chart.days[1] + DAY)
    at, labels = ticks(since, until, frame.plot_width, chart.text)
    top = max((point.observed for point in chart.points), default=1)
    still = {"zeroline": False, "fixedrange": True, "automargin": False}
    return {
        "height": frame.height,
        "margin": {"l": frame.left, "r": frame.right, "t": frame.top, "b": frame.bottom, "autoexpand": False},
        "paper_bgcolor": "--surface", "plot_bgcolor": "rgba(0,0,0,0)",
        "font": {"family": "--font-ui", "size": 12, "color": "--text-2"},
        "showlegend": False, "hovermode": False, "dragmode": False,
        "xaxis": still | {
            "type": "date", "range": [stamp(since), stamp(until)], "tickvals": at, "ticktext": labels,
            "showgrid": False, "ticks": "outside", "ticklen": 4, "tickcolor": "--line-2", "tickangle": 0,
            "showline": True, "linecolor": "--line-2",
        },
        "yaxis": still | {
            "range": [0, top * 1.06], "rangemode": "tozero", "nticks": 5, "tickformat": ",d", "showgrid": True,
            "gridcolor": "--grid", "ticklabelstandoff": 4, **({"dtick": 1} if top < 5 else {}),
        },
        "annotations": [*simulated_over(chart.simulated, frame, chart.text), *_end_labels(chart, top * 1.06)],
    }  # fmt: skip


def _end_labels(chart: BreadthChart, top: float) -> list[dict[str, Any]]:
    seen = [point for point in chart.points if point.observed]
    if not seen:
        return []
    last, whole = seen[-1], chart.frame.plot_height
    fields = ["observed", *(field for field, _, _ in CURVES)]
    wanted = [(1 - getattr(last, field) / top) * whole for field in fields]
    labels = []
    for field, from_y, to_y in zip(fields, wanted, apart(wanted, 17, whole), strict=True):
        words = f"{getattr(last, field)}  {chart.names[field]}"
        labels.append({
            "x": stamp(midnight(last.day + DAY)), "y": getattr(last, field), "xanchor": "left", "yanchor": "middle",
            "xshift": 8, "yshift": from_y - to_y, "showarrow": False, "name": f"end {field}",
            "text": words if field == "observed" else f"<b>{words}</b>",
            "font": {"size": 12, "color": "--text-2" if field == "observed" else "--text"},
        })  # fmt: skip
    return labels
