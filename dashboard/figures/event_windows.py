"""The two windows that an event's page compares, as grey grounds behind the ranks."""

from datetime import datetime

from dashboard.figures import Figure
from dashboard.figures.rank_chart import RankChart
from dashboard.figures.time_axis import stamp


def with_windows(figure: Figure, chart: RankChart, *windows: tuple[datetime, datetime]) -> Figure:
    """The figure with a ground for each window, from the lane of the absent to the top; the later one is darker."""
    grounds = [
        {
            "type": "rect", "xref": "x", "yref": "paper", "x0": stamp(max(start, chart.since)),
            "x1": stamp(min(end, chart.until)), "y0": chart.absent_bottom, "y1": 1, "line": {"width": 0},
            "fillcolor": ("--surface-2", "--surface-3")[place % 2], "layer": "below", "name": "window",
        }
        for place, (start, end) in enumerate(windows)
        if start < chart.until and end > chart.since
    ]  # fmt: skip
    layout = figure["layout"]
    return figure | {"layout": layout | {"shapes": [*grounds, *layout["shapes"]]}}
