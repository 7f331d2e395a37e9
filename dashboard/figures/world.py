"""Best rank in every country over time: a heat map of seven bins, the best the most salient. From the back: the hatch
of what was not observed, the cells, the rule through what is not sold, the line of the day on the map.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from dashboard import theme
from dashboard.figures import Figure
from dashboard.figures.frame import Frame
from dashboard.figures.time_axis import stamp, ticks
from dashboard.text.language import Text
from tracker.queries.world import NOT_IN_CHART, NOT_OBSERVED, NOT_SOLD, CountryRanks, Steps

# The deepest rank of each bin but the last, which holds all the others; and their colours, the best first.
BINS = (1, 5, 10, 25, 50, 100)
BIN_TOKENS = tuple(f"--rank-{deepest}" for deepest in (*BINS, 200))
ABSENT = len(BIN_TOKENS)  # the place after the bins: looked for, not there
HALF_A_ROW = 0.44  # of the hatch; what is left shows the border between two rows
MILLISECOND = timedelta(milliseconds=1)

Run = tuple[int, int]  # columns, the second exclusive


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


def midnight(day: date) -> datetime:
    return datetime.combine(day, time(), UTC)


def bin_of(rank: int) -> int:
    """The place of the bin that holds this rank: 0 is No. 1."""
    return next((place for place, deepest in enumerate(BINS) if rank <= deepest), len(BINS))


def world_heat_figure(heat: WorldHeat) -> Figure:
    traces = [_hatch(heat), _cells(heat), _rules(heat)]
    return {"data": [trace for trace in traces if trace["x"]], "layout": _layout(heat)}


def _cells(heat: WorldHeat) -> dict[str, Any]:
    tokens = [*BIN_TOKENS, "--state-absent-bg"]
    many = len(tokens)
    scale = [[(place + side) / many, token] for place, token in enumerate(tokens) for side in (0, 1)]
    wide = heat.frame.plot_width / len(heat.steps.starts)
    return {
        "type": "heatmap", "name": "best rank", "hoverinfo": "skip", "showscale": False,
        "x": [stamp(edge) for edge in heat.edges], "y": list(range(len(heat.rows))),
        "z": [[_place(cell) for cell in row.cells] for row in heat.rows],
        "zmin": -0.5, "zmax": many - 0.5, "colorscale": scale,
        "xgap": 0.6 if wide > 5 else 0, "ygap": 1.5 if heat.frame.plot_height / len(heat.rows) > 12 else 0.5,
    }  # fmt: skip


def _place(cell: int) -> int | None:
    return bin_of(cell) if cell > 0 else ABSENT if cell == NOT_IN_CHART else None


def _hatch(heat: WorldHeat) -> dict[str, Any]:
    edges, ground = heat.edges, "--state-unobserved-bg"
    blocks = list(blocks_of([row.cells for row in heat.rows]))
    return {
        "type": "bar", "name": "not observed", "hoverinfo": "skip",
        "x": [stamp(edges[start] + (edges[end] - edges[start]) / 2) for (start, end), _, _ in blocks],
        "width": [(edges[end] - edges[start]) / MILLISECOND for (start, end), _, _ in blocks],
        "base": [top - HALF_A_ROW for _, top, _ in blocks],
        "y": [bottom - top + 2 * HALF_A_ROW for _, top, bottom in blocks],
        "marker": {
            "color": ground, "line": {"width": 0},
            "pattern": {
                "shape": "/", "fgcolor": "--state-unobserved", "bgcolor": ground, "size": 6, "solidity": 0.16,
            },
        },
    }  # fmt: skip


def blocks_of(rows: Sequence[Sequence[int]]) -> Iterator[tuple[Run, int, int]]:
    """What was not observed, as few blocks: columns, first row, last row. Rows with the same run share a block."""
    begun: dict[Run, int] = {}
    for place, row in enumerate([*rows, ()]):
        here = set(runs(row, NOT_OBSERVED))
        for run in [run for run in begun if run not in here]:
            yield run, begun.pop(run), place - 1
        for run in here:
            begun.setdefault(run, place)


def runs(row: Sequence[int], cell: int) -> list[Run]:
    """Where the same cell stands without a break."""
    found: list[Run] = []
    for place, here in enumerate(row):
        if here != cell:
            continue
        if found and found[-1][1] == place:
            found[-1] = (found[-1][0], place + 1)
        else:
            found.append((place, place + 1))
    return found


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
    frame, edges = heat.frame, heat.edges
    at, labels = ticks(edges[0], edges[-1], frame.plot_width, heat.text)
    still = {"zeroline": False, "fixedrange": True, "showgrid": False, "automargin": False}
    longest = 17 if frame.is_small else 24
    names = [name if len(name) <= longest else name[: longest - 1] + "…" for name in heat.names]
    return {
        "height": frame.height,
        "margin": {"l": frame.left, "r": frame.right, "t": frame.top, "b": frame.bottom, "autoexpand": False},
        "paper_bgcolor": "--surface", "plot_bgcolor": "rgba(0,0,0,0)",
        "font": {"family": "--font-ui", "size": 12, "color": "--text-2"},
        "showlegend": False, "hovermode": False, "dragmode": False, "bargap": 0, "barmode": "overlay",
        "xaxis": still | {
            "type": "date", "range": [stamp(edges[0]), stamp(edges[-1])], "tickvals": at, "ticktext": labels,
            "ticks": "outside", "ticklen": 4, "tickcolor": "--line-2", "tickangle": 0,
        },
        "yaxis": still | {
            "range": [len(heat.rows) - 0.5, -0.5], "tickvals": list(range(len(names))), "ticktext": names,
            "ticklabelstandoff": 4,
            "tickfont": {
                "size": 11 if frame.plot_height < 18.5 * len(names) else 12, "color": "--text",
            },
        },
        "shapes": _day_line(heat),
        "annotations": [*simulated_mark(heat.simulated, frame, heat.text), _day_word(heat)],
    }  # fmt: skip


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


def simulated_mark(simulated: bool, frame: Frame, text: Text) -> list[dict[str, Any]]:
    """SIMULATED across the picture; part of it, so that it stays in what is saved."""
    if not simulated:
        return []
    # Arabic letters join: turned, they are hard to read.
    angle = 0 if text.direction == "rtl" else -14
    size = min(76, max(30, frame.width // 12))
    return [{
        "text": text.simulated, "x": 0.5, "y": 0.5, "xref": "paper", "yref": "paper", "showarrow": False,
        "textangle": angle, "opacity": 0.2, "name": "simulated",
        "font": {"size": size, "color": theme.SIMULATED_MARK},
    }]  # fmt: skip
