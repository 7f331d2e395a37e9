"""Best rank in every country over time: a heat map of seven bins, the best the most salient. From the back: the hatch
of what was not observed, the cells, the rule through what is not sold, the line of the day on the map.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from dashboard.figures import Figure
from dashboard.figures.frame import Frame
from dashboard.figures.ground import midnight
from dashboard.figures.heat import hatched, heat_layout, runs, simulated_over, steps_scale
from dashboard.figures.time_axis import stamp
from dashboard.text.language import Text
from tracker.queries.world import NOT_IN_CHART, NOT_OBSERVED, NOT_SOLD, CountryRanks, Steps

# The deepest rank of each bin but the last, which holds all the others; and their colours, the best first.
BINS = (1, 5, 10, 25, 50, 100)
BIN_TOKENS = tuple(f"--rank-{deepest}" for deepest in (*BINS, 200))
ABSENT = len(BIN_TOKENS)  # the place after the bins: looked for, not there


@dataclass(frozen=True)
class WorldHeat:
    """What the heat map is drawn from."""

    rows: Sequence[CountryRanks]
    names: Sequence[str]  # of the rows
    steps: Steps
    day: date  # on the map
    simulated: bool
    frame: Frame
    text: Text

    @property
    def edges(self) -> list[datetime]:
        """Where the columns begin, and where the last one ends; UTC."""
        return [midnight(day) for day in (*self.steps.starts, self.steps.end)]


def heat_frame(width: int, rows: int) -> Frame:
    """Rows of a height that still reads; the more rows, the lower."""
    small = width < 600
    height = 18 if small else 21 if rows <= 40 else 16
    return Frame(width, rows * height + 30 + 44, 118 if small else 168, 8, 30, 44)


def bin_of(rank: int) -> int:
    """The place of the bin that holds this rank: 0 is No. 1."""
    return next((place for place, deepest in enumerate(BINS) if rank <= deepest), len(BINS))


def world_heat_figure(heat: WorldHeat) -> Figure:
    unseen = hatched(heat.edges, [row.cells for row in heat.rows], NOT_OBSERVED)
    traces = [unseen, _cells(heat), _rules(heat)]
    return {"data": [trace for trace in traces if trace["x"]], "layout": _layout(heat)}


def _cells(heat: WorldHeat) -> dict[str, Any]:
    wide = heat.frame.plot_width / len(heat.steps.starts)
    return {
        "type": "heatmap", "name": "best rank", "hoverinfo": "skip",
        "x": [stamp(edge) for edge in heat.edges], "y": list(range(len(heat.rows))),
        "z": [[_place(cell) for cell in row.cells] for row in heat.rows],
        "xgap": 0.6 if wide > 5 else 0, "ygap": 1.5 if heat.frame.plot_height / len(heat.rows) > 12 else 0.5,
    } | steps_scale([*BIN_TOKENS, "--state-absent-bg"])  # fmt: skip


def _place(cell: int) -> int | None:
    return bin_of(cell) if cell > 0 else ABSENT if cell == NOT_IN_CHART else None


def _rules(heat: WorldHeat) -> dict[str, Any]:
    x: list[str | None] = []
    y: list[int | None] = []
    edges = heat.edges
    for place, row in enumerate(heat.rows):
        for start, end in runs(row.cells, NOT_SOLD):
            x += [stamp(edges[start]), stamp(edges[end]), None]
            y += [place, place, None]
    return {
        "type": "scatter", "mode": "lines", "name": "not sold", "hoverinfo": "skip", "connectgaps": False,
        "x": x, "y": y, "line": {"width": 1.25, "color": "--state-unsold"},
    }  # fmt: skip


def _layout(heat: WorldHeat) -> dict[str, Any]:
    frame = heat.frame
    return heat_layout(frame, heat.edges, heat.names, 17 if frame.is_small else 24, heat.text) | {
        "shapes": _day_line(heat),
        "annotations": [*simulated_over(heat.simulated, frame, heat.text), _day_word(heat)],
    }


def _noon(heat: WorldHeat) -> str:
    return stamp(midnight(heat.day) + timedelta(hours=12))


def _day_line(heat: WorldHeat) -> list[dict[str, Any]]:
    """Ink with a halo of the surface, so that it reads on the best and on the worst."""
    line = {"type": "line", "xref": "x", "yref": "paper", "x0": _noon(heat), "x1": _noon(heat), "y0": 0, "y1": 1}
    return [
        line | {"line": {"width": 4, "color": "--surface"}, "name": "halo"},
        line | {"line": {"width": 1.5, "color": "--text"}, "name": "day"},
    ]


def _day_word(heat: WorldHeat) -> dict[str, Any]:
    edges = heat.edges
    part = (midnight(heat.day) - edges[0]) / (edges[-1] - edges[0])
    side = "left" if part < 0.1 else "right" if part > 0.9 else "center"
    return {
        "x": _noon(heat), "y": 1, "yref": "paper", "yanchor": "bottom", "yshift": 4, "showarrow": False,
        "xanchor": side, "text": heat.text.day(heat.day), "font": {"size": 12, "color": "--text"}, "name": "day",
    }  # fmt: skip
