"""Bump chart: the order of assistants among themselves. Dots are observed, the lines between them only guide the eye.

From the back: the hatch of periods without a capture, the lines, the dots, the lane of those not in the chart.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property
from typing import Any

from dashboard.figures import Figure
from dashboard.figures.focus import InFocus
from dashboard.figures.frame import Frame
from dashboard.figures.ground import Block, hatch, midnight, simulated_mark
from dashboard.figures.time_axis import stamp, ticks
from dashboard.race_order import Overtake, Period
from dashboard.text.language import Text
from dashboard.text.race import RaceWords

Trace = dict[str, Any]
LARGE_DOT, SMALL_DOT = 10, 4  # pixels


@dataclass(frozen=True)
class RaceChart(InFocus):
    periods: Sequence[Period]
    labels: dict[str, str]  # slug → name on the chart, in the order of the view
    pinned: Sequence[Overtake]  # those with a numbered disc, in the order of the list
    simulated: bool
    frame: Frame
    text: Text
    words: RaceWords

    @cached_property
    def since(self) -> datetime:
        return midnight(self.periods[0].start)

    @cached_property
    def until(self) -> datetime:
        return midnight(self.periods[-1].end)

    @cached_property
    def absent(self) -> list[str]:
        """Those that were, in some period, not in the chart or not sold: a row each in their lane."""
        return [slug for slug in self.labels if any(slug in period.absent for period in self.periods)]

    @property
    def dot(self) -> float:
        """How large a dot is, so that it leaves as much of the line to be seen as it hides."""
        apart = self.frame.plot_width / len(self.periods)
        return min(LARGE_DOT, max(SMALL_DOT, round(0.55 * apart, 1)))

    @property
    def lane_top(self) -> float:
        return len(self.labels) + 0.75

    def lane(self, slug: str) -> float:
        return self.lane_top + 0.3 + self.absent.index(slug) * 0.3

    @property
    def bottom(self) -> float:
        return self.lane_top + 0.3 * len(self.absent) + 0.3 if self.absent else len(self.labels) + 0.5


def moment(period: Period) -> datetime:
    """Where the dot of a period stands: on the day of its last capture."""
    return midnight(period.seen_on or period.start) + timedelta(hours=12)


def race_figure(chart: RaceChart) -> Figure:
    gaps = (Block(midnight(one.start), midnight(one.end)) for one in chart.periods if one.seen_on is None)
    traces = [hatch(gaps), *(_line(chart, slug) for slug in chart.labels)]
    traces += [trace for slug in chart.absent for trace in _absence(chart, slug)]
    return {"data": [trace for trace in traces if trace["x"]], "layout": _layout(chart)}


def _line(chart: RaceChart, slug: str) -> Trace:
    """A line that breaks at every period in which the assistant has no place."""
    x: list[str | None] = []
    y: list[int | None] = []
    for period in chart.periods:
        place = period.places.get(slug)
        x.append(stamp(moment(period)) if place else None)
        y.append(place)
    size = chart.dot
    return {
        "type": "scatter", "mode": "lines+markers", "name": chart.labels[slug], "meta": slug, "yaxis": "y2",
        "x": x, "y": y, "connectgaps": False, "hoverinfo": "skip", "cliponaxis": False,
        "line": {"width": 2.25 if slug in chart.focus else 1.25, "color": chart.line_colour(slug)},
        "marker": {
            "size": size, "color": chart.line_colour(slug),
            "line": {"width": 1.5 if size > SMALL_DOT else 0, "color": "--surface"},
        },
    }  # fmt: skip


def _absence(chart: RaceChart, slug: str) -> list[Trace]:
    """Thick where it was looked for and not in the chart, thin where it is not sold."""
    found = []
    for state, width in (("not_in_chart", 4.0), ("not_sold", 1.25)):
        x: list[str | None] = []
        for period in chart.periods:
            if period.absent.get(slug) == state:
                x += [stamp(midnight(period.start)), stamp(midnight(period.end)), None]
        found.append({
            "type": "scatter", "mode": "lines", "name": f"{state} {chart.labels[slug]}", "yaxis": "y2", "x": x,
            "y": [None if one is None else chart.lane(slug) for one in x], "connectgaps": False, "hoverinfo": "skip",
            "cliponaxis": False, "line": {"width": width, "color": chart.line_colour(slug)},
        })  # fmt: skip
    return found


def _layout(chart: RaceChart) -> dict[str, Any]:
    frame = chart.frame
    at, labels = ticks(chart.since, chart.until, frame.plot_width, chart.text)
    still = {"zeroline": False, "fixedrange": True, "showgrid": False, "tickangle": 0, "automargin": False}
    words = {"size": 12, "color": "--text-2"}
    places = list(range(1, len(chart.labels) + 1))
    return {
        "height": frame.height,
        "margin": {"l": frame.left, "r": frame.right, "t": frame.top, "b": frame.bottom, "autoexpand": False},
        "paper_bgcolor": "--surface", "plot_bgcolor": "rgba(0,0,0,0)",
        "font": {"family": "--font-ui", "size": 12.5, "color": "--text-2"},
        "showlegend": False, "hovermode": False, "dragmode": False, "bargap": 0,
        "xaxis": still | {
            "type": "date", "range": [stamp(chart.since), stamp(chart.until)], "anchor": "free", "position": 0,
            "tickvals": at, "ticktext": labels, "ticks": "outside", "ticklen": 4, "tickcolor": "--line-2",
            "showline": True, "linecolor": "--line-2", "tickfont": words,
        },
        "yaxis": still | {"range": [0, 1], "domain": [0, 1], "showticklabels": False},
        "yaxis2": still | {
            "range": [chart.bottom, 0.45], "domain": [0, 1], "tickvals": places,
            "ticktext": [chart.words.first if place == 1 else str(place) for place in places],
            "showgrid": True, "gridcolor": "--grid", "gridwidth": 1, "ticklabelstandoff": 6, "tickfont": words,
        },
        "shapes": _ground(chart),
        "annotations": [
            *simulated_mark(chart.simulated, chart.text, 40 if frame.is_small else 76, 0.55), *_lane_name(chart),
            *_discs(chart), *_end_labels(chart),
        ],
    }  # fmt: skip


def _ground(chart: RaceChart) -> list[dict[str, Any]]:
    if not chart.absent:
        return []
    return [{
        "type": "rect", "xref": "paper", "yref": "y2", "x0": 0, "x1": 1, "y0": chart.lane_top, "y1": chart.bottom,
        "layer": "below", "line": {"width": 0}, "fillcolor": "--surface-2",
    }]  # fmt: skip


def _lane_name(chart: RaceChart) -> list[dict[str, Any]]:
    if not chart.absent:
        return []
    return [{
        "x": 0, "xref": "paper", "yref": "y2", "y": (chart.lane_top + chart.bottom) / 2, "xanchor": "right",
        "yanchor": "middle", "align": "right", "xshift": -8, "showarrow": False,
        "text": chart.words.not_in_chart.replace("\n", "<br>"), "font": {"size": 11, "color": "--text-2"},
    }]  # fmt: skip


def _discs(chart: RaceChart) -> list[dict[str, Any]]:
    """Numbers of the overtakes over the dot that shows them first; those of one dot share a disc."""
    at_dot: dict[tuple[str, int], list[int]] = {}
    for number, one in enumerate(chart.pinned, start=1):
        period = next((period for period in chart.periods if period.start <= one.day < period.end), None)
        place = period and period.places.get(one.assistant)
        if period and place:
            at_dot.setdefault((stamp(moment(period)), place), []).append(number)
    return [
        {
            "x": x, "y": place, "xref": "x", "yref": "y2", "yanchor": "bottom", "yshift": 8, "showarrow": False,
            "text": f"<b>{_joined(numbers)}</b>", "font": {"size": 11.5, "color": "--text-on-ink"},
            "bgcolor": "--accent", "borderpad": 3, "width": 7 * len(_joined(numbers)) + 7, "height": 14, "name": "pin",
        }
        for (x, place), numbers in at_dot.items()
    ]  # fmt: skip


def _joined(numbers: Sequence[int]) -> str:
    if len(numbers) > 2 and numbers[-1] - numbers[0] == len(numbers) - 1:
        return f"{numbers[0]}–{numbers[-1]}"
    return ",".join(map(str, numbers))


def _end_labels(chart: RaceChart) -> list[dict[str, Any]]:
    """The place and the name beside the last dot of each line, if it is in the last observed period."""
    seen = [period for period in chart.periods if period.seen_on]
    if not seen:
        return []
    last = seen[-1]
    found = []
    for slug, label in chart.labels.items():
        place = last.places.get(slug)
        if place is None and slug not in last.absent:
            continue
        named = f"<b>{place}</b>" if chart.frame.is_small else f"<b>{place}  {label}</b>"
        if place is None:
            named = "" if chart.frame.is_small else label
        found.append({
            "x": 1, "xref": "paper", "yref": "y2", "y": place or chart.lane(slug), "xanchor": "left",
            "yanchor": "middle", "xshift": 12, "showarrow": False, "text": named, "name": f"end {slug}",
            "font": {"size": 13 if place else 11, "color": chart.text_colour(slug)},
        })  # fmt: skip
    return [one for one in found if one["text"]]
