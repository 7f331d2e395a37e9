"""What the heat maps share: the hatch of what was not observed, the axes, the word SIMULATED."""

from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from dashboard import theme
from dashboard.figures.frame import Frame
from dashboard.figures.time_axis import stamp, ticks
from dashboard.text.language import Text

HALF_A_ROW = 0.44  # of the hatch; what is left shows the border between two rows
MILLISECOND = timedelta(milliseconds=1)

Run = tuple[int, int]  # columns, the second exclusive


def midnight(day: date) -> datetime:
    return datetime.combine(day, time(), UTC)


def hatched(edges: Sequence[datetime], rows: Sequence[Sequence[int]], cell: int) -> dict[str, Any]:
    """A trace over every such cell. Only bars have patterns; neither shapes nor heat maps can hatch."""
    ground, blocks = "--state-unobserved-bg", list(blocks_of(rows, cell))
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


def blocks_of(rows: Sequence[Sequence[int]], cell: int) -> Iterator[tuple[Run, int, int]]:
    """Where such cells are, as few blocks: columns, first row, last row. Rows with the same run share a block."""
    begun: dict[Run, int] = {}
    for place, row in enumerate([*rows, ()]):
        here = set(runs(row, cell))
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


def steps_scale(tokens: Sequence[str]) -> dict[str, Any]:
    """The colours of a heat map whose values are the places of these tokens: never a colour between two."""
    many = len(tokens)
    scale = [[(place + side) / many, token] for place, token in enumerate(tokens) for side in (0, 1)]
    return {"zmin": -0.5, "zmax": many - 0.5, "colorscale": scale, "showscale": False}


def heat_layout(
    frame: Frame, edges: Sequence[datetime], names: Sequence[str], longest: int, text: Text
) -> dict[str, Any]:
    """Time to the right, one row a name from above; a name longer than `longest` is cut."""
    at, labels = ticks(edges[0], edges[-1], frame.plot_width, text)
    still = {"zeroline": False, "fixedrange": True, "showgrid": False, "automargin": False}
    shown = [name if len(name) <= longest else name[: longest - 1] + "…" for name in names]
    size = 11 if frame.plot_height < 18.5 * len(names) else 12
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
            "range": [len(names) - 0.5, -0.5], "tickvals": list(range(len(names))), "ticktext": shown,
            "ticks": "", "ticklabelstandoff": 6, "tickfont": {"size": size, "color": "--text"},
        },
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
