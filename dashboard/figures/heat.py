"""What the heat maps share: their hatch, the scale of their colours, the axes."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

from dashboard.figures.frame import Frame
from dashboard.figures.ground import Block, hatch, simulated_mark
from dashboard.figures.time_axis import stamp, ticks
from dashboard.text.language import Text

HALF_A_ROW = 0.44  # of the hatch; what is left shows the border between two rows

Run = tuple[int, int]  # columns, the second exclusive


def hatched(edges: Sequence[datetime], rows: Sequence[Sequence[int]], cell: int) -> dict[str, Any]:
    """The hatch over every such cell."""
    return hatch(
        Block(edges[start], edges[end], top - HALF_A_ROW, bottom - top + 2 * HALF_A_ROW)
        for (start, end), top, bottom in blocks_of(rows, cell)
    )


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


def simulated_over(simulated: bool, frame: Frame, text: Text) -> list[dict[str, Any]]:
    """SIMULATED on cells: stronger than between lines, and as large as the width has room for."""
    return simulated_mark(simulated, text, min(76, max(30, frame.width // 12)), opacity=0.2)
