"""The first picture of an unknown answer: a number over time, or a number by name. Rows → Plotly dict.

It says only what the rows say: a line breaks where rows are farther apart than they usually are, for nobody knows what
was between them.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from html import escape
from itertools import pairwise
from math import log10
from typing import Any

from dashboard import theme
from dashboard.figures import Figure
from dashboard.figures.end_labels import apart
from dashboard.figures.frame import Frame
from dashboard.figures.ground import simulated_mark
from dashboard.figures.rank_chart import BEST, RANK_TICKS
from dashboard.figures.time_axis import stamp, ticks
from dashboard.text import Text

NUMBERS = ("TINYINT", "SMALLINT", "INTEGER", "BIGINT", "HUGEINT", "UTINYINT", "USMALLINT", "UINTEGER", "UBIGINT",
           "FLOAT", "DOUBLE", "DECIMAL")  # fmt: skip
TIMES = ("DATE", "TIMESTAMP")
MOST_LINES = 6
MOST_BARS = 25
MOST_MARKED = 80  # points of a line; more of them are not marked one by one
FAR = 1.6  # times the usual distance
DASHES = ("solid", "dash", "dot", "dashdot", "longdash", "longdashdot")
INKS = ("--text", "--text-2", "--line-control")

Cell = str | int | float | bool | None


@dataclass(frozen=True, slots=True)
class TimeLines:
    x: str
    y: str
    lines: Mapping[str, list[tuple[datetime, float | None]]]  # by name; "" where there is one without a name

    @property
    def is_rank(self) -> bool:
        """Best on top, logarithmic."""
        name = self.y.lower()
        return ("rank" in name or name == "position") and all(
            value is None or value >= 1 for line in self.lines.values() for _, value in line
        )


@dataclass(frozen=True, slots=True)
class Bars:
    x: str
    y: str
    bars: Sequence[tuple[str, float]]  # in the order of the answer


def plan(columns: Sequence[str], types: Sequence[str], rows: Sequence[Sequence[Cell]]) -> TimeLines | Bars | None:
    """What can be drawn of an answer; None: nothing simple."""
    times, numbers, names = _places(types, TIMES), _places(types, NUMBERS), _places(types, ("VARCHAR",))
    if not numbers or len(rows) < 2:
        return None
    if times:
        number = next((place for place in numbers if "rank" in columns[place].lower()), numbers[0])
        lines = _lines(rows, times[0], number, _naming(rows, names))
        return TimeLines(columns[times[0]], columns[number], lines) if lines else None
    if names and len(rows) <= MOST_BARS:
        bars = [(str(row[names[0]]), _number(row[numbers[0]])) for row in rows]
        return Bars(
            columns[names[0]], columns[numbers[0]], [(name, value) for name, value in bars if value is not None]
        )
    return None


def _places(types: Sequence[str], wanted: Sequence[str]) -> list[int]:
    return [place for place, kind in enumerate(types) if kind.upper().startswith(tuple(wanted)) and "[" not in kind]


def _naming(rows: Sequence[Sequence[Cell]], names: Sequence[int]) -> int | None:
    """The column that tells the lines apart: the first of text with a few values, or none."""
    return next((place for place in names if 1 < len({row[place] for row in rows}) <= MOST_LINES), None)


def _lines(
    rows: Sequence[Sequence[Cell]], time: int, number: int, naming: int | None
) -> dict[str, list[tuple[datetime, float | None]]]:
    """The points by line, each line in order of time; none if a line has two values at one time."""
    lines: dict[str, list[tuple[datetime, float | None]]] = {}
    for row in rows:
        moment = _moment(row[time])
        if moment is not None:
            lines.setdefault("" if naming is None else str(row[naming]), []).append((moment, _number(row[number])))
    for line in lines.values():
        line.sort(key=lambda point: point[0])
        if len({moment for moment, _ in line}) < len(line):
            return {}
    drawn = any(value is not None for line in lines.values() for _, value in line)
    return lines if drawn and len({moment for line in lines.values() for moment, _ in line}) > 1 else {}


def _moment(cell: Cell) -> datetime | None:
    try:
        moment = datetime.fromisoformat(str(cell))
    except ValueError:
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _number(cell: Cell) -> float | None:
    try:
        return float(cell) if cell is not None else None
    except ValueError:
        return None


def quick_figure(planned: TimeLines | Bars, frame: Frame, text: Text, simulated: bool) -> Figure:
    figure = _time_figure(planned, frame, text) if isinstance(planned, TimeLines) else _bar_figure(planned, frame)
    figure["layout"]["annotations"] += simulated_mark(simulated, text, 34 if frame.is_small else 60, 0.6)
    return figure


def _time_figure(planned: TimeLines, frame: Frame, text: Text) -> Figure:
    moments = [moment for line in planned.lines.values() for moment, _ in line]
    since, until = min(moments), max(moments)
    looks = {name: _look(name, number) for number, name in enumerate(planned.lines)}
    at, labels = ticks(since, until + timedelta(seconds=1), frame.plot_width, text)
    values = [value for line in planned.lines.values() for _, value in line if value is not None]
    y_axis, low, high = _rank_axis(values, text) if planned.is_rank else _number_axis(values)
    layout = _layout(frame) | {
        "xaxis": _still() | {
            "type": "date", "range": [stamp(since), stamp(until)], "tickvals": at, "ticktext": labels,
            "ticks": "outside", "ticklen": 4, "tickcolor": "--line-2", "showline": True, "linecolor": "--line-2",
        },
        "yaxis": y_axis,
    }  # fmt: skip
    layout["annotations"] = _end_labels(planned, looks, frame, low, high)
    return {"data": [_trace(name, line, looks[name]) for name, line in planned.lines.items()], "layout": layout}


def _look(name: str, number: int) -> tuple[str, str]:
    """Colour and dash of a line: an assistant's own colour, else ink, told apart by dashes."""
    if name in theme.hues():
        return theme.line_colour(name), "solid"
    return INKS[number % len(INKS)], DASHES[number % len(DASHES)]


def _trace(name: str, line: Sequence[tuple[datetime, float | None]], look: tuple[str, str]) -> dict[str, Any]:
    colour, dash = look
    x: list[str | None] = []
    y: list[float | None] = []
    steps = [later - sooner for (sooner, _), (later, _) in pairwise(line)]
    far = sorted(steps)[len(steps) // 2] * FAR if steps else timedelta(0)
    for place, (moment, value) in enumerate(line):
        if place and steps[place - 1] > far:
            x.append(None)
            y.append(None)
        x.append(stamp(moment))
        y.append(value)
    return {
        "type": "scatter", "mode": "lines+markers" if len(line) <= MOST_MARKED else "lines", "name": name,
        "x": x, "y": y, "connectgaps": False, "hoverinfo": "skip", "cliponaxis": False,
        "line": {"width": 2, "color": colour, "dash": dash}, "marker": {"size": 5, "color": colour},
    }  # fmt: skip


def _rank_axis(values: Sequence[float], text: Text) -> tuple[dict[str, Any], float, float]:
    worst = max(values) * 1.12
    shown = [rank for rank in RANK_TICKS if rank <= worst]
    low, high = log10(worst), log10(BEST)
    axis = _still() | {
        "type": "log", "range": [low, high], "tickvals": shown,
        "ticktext": [text.no_1 if rank == 1 else str(rank) for rank in shown],
        "showgrid": True, "gridcolor": "--grid", "ticklabelstandoff": 6,
    }  # fmt: skip
    return axis, low, high


def _number_axis(values: Sequence[float]) -> tuple[dict[str, Any], float, float]:
    low, high = min(0.0, min(values)), max(0.0, max(values))
    high = high + (high - low) * 0.06 or 1.0
    return _still() | {"range": [low, high], "showgrid": True, "gridcolor": "--grid", "nticks": 6}, low, high


def _end_labels(
    planned: TimeLines, looks: Mapping[str, tuple[str, str]], frame: Frame, low: float, high: float
) -> list[dict[str, Any]]:
    ends = [(name, [value for _, value in line if value is not None]) for name, line in planned.lines.items() if name]
    last = [(name, seen[-1]) for name, seen in ends if seen]
    heights = [((log10(value) if planned.is_rank else value) - low) / (high - low) for _, value in last]
    wanted = [(1 - height) * frame.plot_height for height in heights]
    labels = []
    for (name, _), y in zip(last, apart(wanted, 15, frame.plot_height), strict=True):
        colour = theme.text_colour(name) if name in theme.hues() else looks[name][0]
        labels.append({
            "x": 1, "xref": "paper", "y": 1 - y / frame.plot_height, "yref": "paper", "xanchor": "left", "xshift": 8,
            "yanchor": "middle", "showarrow": False, "text": _plain(name, 18), "align": "left",
            "font": {"size": 12, "color": "--text-2" if colour == "--line-control" else colour},
        })  # fmt: skip
    return labels


def _plain(name: str, longest: int) -> str:
    """A stranger's name, cut; Plotly would read tags and links in it."""
    return escape(name if len(name) <= longest else name[: longest - 1] + "…", quote=False)


def _bar_figure(planned: Bars, frame: Frame) -> Figure:
    names = [_plain(name, 8 if frame.is_small else 22) for name, _ in planned.bars]
    values = [value for _, value in planned.bars]
    places = list(range(len(names)))
    return {
        "data": [{
            "type": "bar", "orientation": "h", "x": values, "y": places, "hoverinfo": "skip", "name": planned.y,
            "marker": {"color": [
                theme.line_colour(name) if name in theme.hues() else "--context-line" for name, _ in planned.bars
            ]},
            "text": [f"{value:,.10g}" for value in values], "textposition": "outside", "cliponaxis": False,
        }],
        "layout": _layout(frame) | {
            "bargap": 0.35,
            "margin": {"l": 60 if frame.is_small else 150, "r": 60, "t": 10, "b": 30},
            "xaxis": _still() | {"showgrid": True, "gridcolor": "--grid", "nticks": 5, "zeroline": True,
                                 "zerolinecolor": "--line-2"},
            "yaxis": _still() | {"tickvals": places, "ticktext": names, "range": [len(names) - 0.4, -0.6]},
            "annotations": [],
        },
    }  # fmt: skip


def _still() -> dict[str, Any]:
    return {
        "zeroline": False, "fixedrange": True, "showgrid": False, "tickangle": 0, "automargin": False,
        "tickfont": {"size": 12, "color": "--text-2"},
    }  # fmt: skip


def _layout(frame: Frame) -> dict[str, Any]:
    return {
        "height": frame.height,
        "margin": {"l": frame.left, "r": frame.right, "t": frame.top, "b": frame.bottom, "autoexpand": False},
        "paper_bgcolor": "--surface", "plot_bgcolor": "rgba(0,0,0,0)",
        "font": {"family": "--font-ui", "size": 12.5, "color": "--text-2"},
        "showlegend": False, "hovermode": False, "dragmode": False,
    }  # fmt: skip
