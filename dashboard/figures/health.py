"""Expected against arrived, by series and day: whole, in part, every try failed, nobody ran, nothing due."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from dashboard.figures import Figure
from dashboard.figures.frame import Frame, is_small
from dashboard.figures.ground import midnight
from dashboard.figures.heat import hatched, heat_layout, simulated_over, steps_scale
from dashboard.figures.time_axis import stamp
from dashboard.text.language import Text
from tracker.queries.ledger import LedgerDay, LedgerRow

WHOLE, PART, FAILED, MISSED, NONE_DUE = 0, 1, 2, 3, 4
TOKENS = ("--rank-25", "--rank-100", "--no-bg")  # of the first three; the others are a hatch and nothing
MOST_CROSSES = 2_000  # more would not be told apart, and would be slow
DAY = timedelta(days=1)
LETTER = 6.0  # pixels of one in a label, on average


@dataclass(frozen=True)
class HealthHeat:
    """What the heat map is drawn from."""

    rows: Sequence[LedgerRow]
    names: Sequence[str]
    days: tuple[date, date]
    simulated: bool
    frame: Frame
    text: Text

    @property
    def edges(self) -> list[datetime]:
        many = (self.days[1] - self.days[0]) // DAY + 1
        return [midnight(self.days[0] + place * DAY) for place in range(many + 1)]


def health_frame(width: int, names: Sequence[str]) -> Frame:
    """With room for the names, but for no more of them than leaves most of the width to the days."""
    rows, small = len(names), is_small(width)
    height = 18 if small else 22 if rows <= 40 else 15
    left = min(max(max(map(len, names), default=0) * LETTER + 6, 160), 0.36 * width)
    return Frame(width, max(rows, 2) * height + 6 + 44, 126 if small else round(left), 8, 6, 44)


def state_of(day: LedgerDay) -> int:
    """What a cell shows."""
    if not day.expected:
        return NONE_DUE
    if day.captured:
        return WHOLE if day.captured >= day.expected else PART
    return FAILED if day.tried else MISSED


def health_heat_figure(heat: HealthHeat) -> Figure:
    states = [[state_of(day) for day in row.days] for row in heat.rows]
    traces = [hatched(heat.edges, states, MISSED), _cells(heat, states), _crosses(heat, states)]
    layout = heat_layout(heat.frame, heat.edges, heat.names, int((heat.frame.left - 6) / LETTER), heat.text)
    layout["annotations"] = simulated_over(heat.simulated, heat.frame, heat.text)
    return {"data": [trace for trace in traces if trace["x"]], "layout": layout}


def _cells(heat: HealthHeat, states: Sequence[Sequence[int]]) -> dict[str, Any]:
    wide = heat.frame.plot_width / len(heat.edges)
    return {
        "type": "heatmap", "name": "coverage", "hoverinfo": "skip", "x": [stamp(edge) for edge in heat.edges],
        "y": list(range(len(states))), "z": [[one if one < len(TOKENS) else None for one in row] for row in states],
        "xgap": 1.5 if wide > 6 else 0.5, "ygap": 1.5,
    } | steps_scale(TOKENS)  # fmt: skip


def _crosses(heat: HealthHeat, states: Sequence[Sequence[int]]) -> dict[str, Any]:
    edges = heat.edges
    failed = [
        (stamp(edges[place] + DAY / 2), row)
        for row, line in enumerate(states)
        for place, state in enumerate(line)
        if state == FAILED
    ][:MOST_CROSSES]
    return {
        "type": "scatter", "mode": "markers", "name": "every try failed", "hoverinfo": "skip",
        "x": [at for at, _ in failed], "y": [row for _, row in failed],
        "marker": {"symbol": "x-thin", "size": 6, "line": {"width": 1.75, "color": "--no"}},
    }  # fmt: skip
