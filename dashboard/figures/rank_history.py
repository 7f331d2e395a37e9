"""Rank history of chosen assistants: steps on a logarithmic axis, breaks where nobody looked or nobody ranked.

From the back: the hatch of what was not observed, the stems of the pins, the lines, the lane of those not in the
chart, the ranks that the press stated, the lane of events.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import log10
from typing import Any

from dashboard.figures import Figure
from dashboard.figures.end_labels import apart
from dashboard.figures.events import ROWS, SHAPES, moment_of, pins
from dashboard.figures.ground import Block, hatch, midnight, simulated_mark
from dashboard.figures.rank_chart import BEST, RANK_TICKS, RankChart
from dashboard.figures.time_axis import stamp, ticks
from dashboard.spans import thin
from tracker.catalog import Kind
from tracker.queries.event_window import window_days
from tracker.queries.rank_history import RankSpan

BUCKET = 2  # pixels, as wide as a line: ranks that are nearer cannot be told apart
WORD_FITS = 14  # pixels of hatch that hold a word
LEADER = 14  # pixels from the end of a line to its label
ROW_SIGNS: dict[Kind, str] = {"release": "▲", "incident": "✕", "rule": "■", "attention": "●"}

Trace = dict[str, Any]


def rank_history_figure(chart: RankChart) -> Figure:
    thinned = thin(chart.spans, chart.since, chart.until, max(1, chart.frame.plot_width // BUCKET))
    traces = [hatch(Block(*gap) for gap in chart.gaps), _stems(chart)]
    # what is in focus lies over what is not
    traces += [_line(chart, slug, thinned) for slug in sorted(chart.labels, key=chart.focus.__contains__)]
    traces += [_absence(chart, slug, thinned) for slug in chart.absent]
    traces += [_not_sold(chart, slug, thinned) for slug in chart.absent]
    traces += [_reported(chart), *(_events(chart, kind) for kind in ROWS)]
    return {"data": [trace for trace in traces if trace["x"]], "layout": _layout(chart)}


def _stems(chart: RankChart) -> Trace:
    x: list[str | None] = []
    y: list[float | None] = []
    for event in chart.pinned:
        at = stamp(chart.in_view(moment_of(event.start)))
        x += [at, at, None]
        y += [1, chart.event_height(event.kind), None]
    return _drawn("stems", "y", x, y, {"width": 1, "color": "--line-2"})


def _drawn(name: str, axis: str, x: Sequence[str | None], y: Sequence[float | None], line: dict[str, Any]) -> Trace:
    return {
        "type": "scatter", "mode": "lines", "name": name, "yaxis": axis, "x": list(x), "y": list(y), "line": line,
        "connectgaps": False, "hoverinfo": "skip", "cliponaxis": False,
    }  # fmt: skip


def _line(chart: RankChart, slug: str, spans: Sequence[RankSpan]) -> Trace:
    """Steps from capture to capture; a span that is not a rank breaks the line."""
    x: list[str | None] = []
    y: list[float | None] = []
    history = [span for span in spans if span.assistant == slug]
    for span, later in zip(history, [*history[1:], None], strict=True):
        if span.rank is None:
            continue
        x.append(stamp(span.start))
        y.append(span.rank)
        if later is None or later.rank is None:
            x += [stamp(span.end), None]
            y += [span.rank, None]
    width = 2.75 if slug == chart.subject else 2.25 if slug in chart.focus else 1.25
    line = {"shape": "hv", "width": width, "color": chart.line_colour(slug)}
    return _drawn(chart.labels[slug], "y2", x, y, line) | {"meta": slug}


def _lane(chart: RankChart, slug: str, spans: Sequence[RankSpan], state: str, width: float) -> Trace:
    x: list[str | None] = []
    for span in spans:
        if span.assistant == slug and span.state == state:
            x += [stamp(span.start), stamp(span.end), None]
    row = chart.absent.index(slug)
    y = [None if moment is None else row for moment in x]
    line = {"width": width, "color": chart.line_colour(slug)}
    return _drawn(f"{state} {chart.labels[slug]}", "y3", x, y, line)


def _absence(chart: RankChart, slug: str, spans: Sequence[RankSpan]) -> Trace:
    return _lane(chart, slug, spans, "not_in_chart", 4)


def _not_sold(chart: RankChart, slug: str, spans: Sequence[RankSpan]) -> Trace:
    return _lane(chart, slug, spans, "not_sold", 1.25)


def _reported(chart: RankChart) -> Trace:
    """Hollow diamonds, never joined to a line; a whisker spans the days that the date may mean."""
    rows = chart.reported
    shown = [chart.shown_days(row) for row in rows]
    half = [length / timedelta(milliseconds=1) for _, length in shown]
    colours = [chart.text_colour(row.assistant) for row in rows]
    return {
        "type": "scatter", "mode": "markers", "name": "stated by the press", "yaxis": "y2", "hoverinfo": "skip",
        "x": [stamp(middle) for middle, _ in shown], "y": [row.rank for row in rows],
        "cliponaxis": False,
        "error_x": {
            "type": "data", "array": half, "symmetric": True, "thickness": 1.2, "width": 4,
            "color": "--text-3", "visible": any(half),
        },
        "marker": {
            "symbol": "diamond", "size": 9 if chart.frame.is_small else 11, "color": "--surface",
            "line": {"width": 1.8, "color": colours},
        },
    }  # fmt: skip


def _events(chart: RankChart, kind: Kind) -> Trace:
    events = [event for event in chart.events if event.kind == kind]
    shape, size = SHAPES[kind]
    shown = [next((slug for slug in event.assistants if slug in chart.labels), "") for event in events]
    return {
        "type": "scatter", "mode": "markers", "name": kind, "yaxis": "y", "hoverinfo": "skip", "cliponaxis": False,
        "x": [stamp(chart.in_view(moment_of(event.start))) for event in events],
        "y": [chart.event_height(kind)] * len(events),
        "marker": {
            "symbol": shape, "size": size - 1 if chart.frame.is_small else size,
            "color": [chart.text_colour(slug) for slug in shown],
            "line": {"width": 0.8 if chart.frame.is_small else 1.5, "color": "--surface"},
        },
    }  # fmt: skip


def _layout(chart: RankChart) -> dict[str, Any]:
    frame = chart.frame
    at, labels = ticks(chart.since, chart.until, frame.plot_width, chart.text)
    still = {"zeroline": False, "fixedrange": True, "showgrid": False, "tickangle": 0, "automargin": False}
    small_words = {"size": 12, "color": "--text-2"}
    rank_ticks = [rank for rank in RANK_TICKS if rank < chart.worst]
    return {
        "height": frame.height,
        "margin": {"l": frame.left, "r": frame.right, "t": frame.top, "b": frame.bottom, "autoexpand": False},
        # The paper has the colour: a coloured plot would hide the hatch under the axes above it.
        "paper_bgcolor": "--surface", "plot_bgcolor": "rgba(0,0,0,0)",
        "font": {"family": "--font-ui", "size": 12.5, "color": "--text-2"},
        "showlegend": False, "hovermode": False, "dragmode": False, "bargap": 0,
        "xaxis": still | {
            "type": "date", "range": [stamp(chart.since), stamp(chart.until)], "anchor": "free", "position": 0,
            "tickvals": at, "ticktext": labels, "ticks": "outside", "ticklen": 4, "tickcolor": "--line-2",
            "showline": True, "linecolor": "--line-2", "tickfont": small_words,
        },
        "yaxis": still | {"range": [0, 1], "domain": [0, 1], "showticklabels": False},
        "yaxis2": still | {
            "type": "log", "range": [log10(chart.worst), log10(BEST)], "domain": [chart.ranks_bottom, 1],
            "tickvals": rank_ticks, "ticktext": [chart.text.no_1 if rank == 1 else str(rank) for rank in rank_ticks],
            "showgrid": True, "gridcolor": "--grid", "gridwidth": 1, "ticklabelstandoff": 6, "tickfont": small_words,
        },
        "yaxis3": still | {
            "range": [max(len(chart.absent), 1) - 0.3, -0.7],
            "domain": [chart.absent_bottom, max(chart.absent_top, chart.absent_bottom + 0.001)],
            "showticklabels": False,
        },
        "shapes": [*_grounds(chart), *_leaders(chart)],
        "annotations": [
            *simulated_mark(chart.simulated, chart.text, 40 if frame.is_small else 76, 0.7), *_hatch_words(chart),
            *_row_names(chart), *_pin_discs(chart), *_end_labels(chart), *_lane_labels(chart),
        ],
    }  # fmt: skip


def _grounds(chart: RankChart) -> list[dict[str, Any]]:
    across = {"xref": "paper", "yref": "paper", "x0": 0, "x1": 1, "layer": "below"}
    lane = across | {
        "type": "rect", "y0": chart.absent_bottom, "y1": chart.absent_top, "line": {"width": 0},
        "fillcolor": "--surface-2",
    }  # fmt: skip
    rows = [
        across | {"type": "line", "y0": height, "y1": height, "line": {"width": 1, "color": "--grid"}}
        for height in map(chart.event_height, ROWS)
    ]
    return [*_around(chart), *([lane] if chart.absent else []), *rows]


def _around(chart: RankChart) -> list[dict[str, Any]]:
    """The days before an event and the days after it, as two grounds that meet on its day."""
    if chart.around is None or chart.around.precision != "day":
        return []
    first, end = (midnight(day) for day in window_days(chart.around.start))
    middle = midnight(chart.around.start)
    return [
        {
            "type": "rect", "xref": "x", "yref": "paper", "y0": chart.ranks_bottom, "y1": 1, "layer": "below",
            "x0": stamp(chart.in_view(begin)), "x1": stamp(chart.in_view(finish)), "fillcolor": colour,
            "line": {"width": 0}, "name": name,
        }
        for name, begin, finish, colour in (
            ("before", first, middle, "--surface-2"), ("after", middle, end, "--accent-quiet"),
        )
        if chart.in_view(begin) < chart.in_view(finish)
    ]  # fmt: skip


def _hatch_words(chart: RankChart) -> list[dict[str, Any]]:
    a_pixel = (chart.until - chart.since) / chart.frame.plot_width
    middle = chart.ranks_bottom + (1 - chart.ranks_bottom) * 0.55
    return [
        {
            "x": stamp(start + (end - start) / 2), "y": middle, "yref": "paper", "yanchor": "middle",
            "text": chart.text.not_observed, "showarrow": False, "bgcolor": "--surface", "borderpad": 1,
            "textangle": -90 if (end - start) < 100 * a_pixel else 0, "font": {"size": 11, "color": "--text-3"},
        }
        for start, end in chart.gaps
        if end - start >= WORD_FITS * a_pixel
    ]  # fmt: skip


def _row_names(chart: RankChart) -> list[dict[str, Any]]:
    beside = {"x": 0, "xref": "paper", "yref": "paper", "xanchor": "right", "xshift": -8, "showarrow": False}
    # Without an anchor of its own a label moves up in the upper third of the plot and down in the lower.
    beside |= {"yanchor": "middle", "align": "right"}
    names = [
        beside | {
            "y": chart.event_height(kind), "font": {"size": 12, "color": "--text-2"},
            "text": ROW_SIGNS[kind] if chart.frame.is_small else chart.text.kinds[kind],
        }
        for kind in ROWS
    ]  # fmt: skip
    if chart.absent:
        words = chart.text.not_in_top_lane if chart.depth else chart.text.not_in_chart_lane
        names.append(beside | {
            "y": (chart.absent_bottom + chart.absent_top) / 2,
            "text": words.format(n=chart.depth).replace("\n", "<br>"),
            "font": {"size": 10 if chart.frame.is_small else 11.5, "color": "--text-2"},
        })  # fmt: skip
    return names


def _pin_discs(chart: RankChart) -> list[dict[str, Any]]:
    return [
        {
            "x": stamp(pin.at), "y": 1, "yref": "paper", "yanchor": "bottom", "yshift": 6, "showarrow": False,
            "text": f"<b>{pin.label}</b>", "font": {"size": 11.5, "color": "--text-on-ink"}, "bgcolor": "--accent",
            "borderpad": 3, "width": 14 + 7 * (len(pin.label) - 1), "height": 14, "name": "pin",
        }
        for pin in pins(chart.pinned, chart.since, chart.until, chart.frame)
    ]  # fmt: skip


@dataclass(frozen=True, slots=True)
class EndLabel:
    """The last rank and the name of an assistant, beside its line."""

    slug: str
    rank: int
    at: datetime  # UTC, where its line ends
    lower: float  # pixels below that end, so that it touches no other label


def end_labels(chart: RankChart) -> list[EndLabel]:
    """One for each assistant whose last captured state is a rank."""
    ends = [(slug, span, span.rank) for slug in chart.labels if (span := chart.last_seen(slug)) and span.rank]
    whole = chart.frame.plot_height
    wanted = [(1 - chart.rank_height(rank)) * whole for _, _, rank in ends]
    lowest = (1 - chart.ranks_bottom) * whole - 4
    placed = apart(wanted, 15 if chart.frame.is_small else 18, lowest)
    return [
        EndLabel(slug, rank, min(span.end, chart.until), to_y - from_y)
        for (slug, span, rank), from_y, to_y in zip(ends, wanted, placed, strict=True)
    ]


def _end_labels(chart: RankChart) -> list[dict[str, Any]]:
    small = chart.frame.is_small
    return [
        {
            "x": stamp(one.at), "y": log10(one.rank), "xref": "x", "yref": "y2", "xanchor": "left", "yanchor": "middle",
            "xshift": (5 if small else LEADER) + 1, "yshift": -one.lower, "align": "left", "name": f"end {one.slug}",
            "text": f"<b>{one.rank}{'' if small else f'  {chart.labels[one.slug]}'}</b>", "borderpad": 0,
            "showarrow": False, "bgcolor": "--surface",
            "font": {"size": 12 if small else 13, "color": chart.text_colour(one.slug)},
        }
        for one in end_labels(chart)
    ]  # fmt: skip


def _leaders(chart: RankChart) -> list[dict[str, Any]]:
    """A thin line to each label that had to move. As shapes: annotations with arrows take Plotly five times as long."""
    if chart.frame.is_small:
        return []
    whole = (chart.until - chart.since) / timedelta(1)
    return [
        {
            "type": "line", "xref": "paper", "yref": "paper", "xsizemode": "pixel", "ysizemode": "pixel",
            "xanchor": (one.at - chart.since) / timedelta(1) / whole, "yanchor": chart.rank_height(one.rank),
            "x0": 2, "x1": LEADER, "y0": 0, "y1": -one.lower,
            "line": {"width": 1, "color": chart.text_colour(one.slug)},
        }
        for one in end_labels(chart)
        if abs(one.lower) > 2
    ]  # fmt: skip


def _lane_labels(chart: RankChart) -> list[dict[str, Any]]:
    """The name of each assistant that is absent at the end, beside its row."""
    if chart.frame.is_small:
        return []
    ends = [(row, slug, chart.last_seen(slug)) for row, slug in enumerate(chart.absent)]
    return [
        {
            "x": stamp(min(span.end, chart.until)), "y": row, "xref": "x", "yref": "y3", "xanchor": "left",
            "xshift": 14, "yanchor": "middle", "showarrow": False, "text": chart.labels[slug], "name": f"absent {slug}",
            "font": {"size": 12, "color": chart.text_colour(slug)},
        }
        for row, slug, span in ends
        if span and span.rank is None
    ]  # fmt: skip
