"""A stepped line of one assistant in a table row, drawn by CSS alone: a coloured box, clipped to the steps.

So it follows the colour scheme without a script. Its scale is its own; hours not observed are hatched.
"""

from collections.abc import Sequence
from datetime import datetime
from math import log

from dash import html

from dashboard import theme
from dashboard.components.attributes import aria
from dashboard.spans import clip, thin
from tracker.queries.rank_history import RankSpan

WIDTH, HEIGHT, STROKE = 240, 30, 1.75
BUCKET = 2  # pixels, as wide as the line


def sparkline(assistant: str, history: Sequence[RankSpan], since: datetime, until: datetime) -> html.Span:
    seen = thin(clip(history, since, until), since, until, WIDTH // BUCKET)
    unseen = [span for span in seen if span.state == "not_observed"]
    layers = [
        _layer("hatch", [_box(_x(span.start, since, until), _x(span.end, since, until), 0, HEIGHT) for span in unseen]),
        _layer("line", _steps(seen, since, until), theme.css(theme.line_colour(assistant))),
    ]
    return html.Span(layers, className="sparkline", **aria(hidden="true"))


def _layer(name: str, boxes: Sequence[str], colour: str | None = None) -> html.Span:
    style = {"clipPath": f"path('{' '.join(boxes) or 'M0 0'}')"}
    return html.Span(className=name, style=style | ({"background": colour} if colour else {}))


def _x(moment: datetime, since: datetime, until: datetime) -> float:
    return WIDTH * ((moment - since) / (until - since))


def _box(left: float, right: float, top: float, bottom: float) -> str:
    return f"M{left:.0f} {top:.1f}H{max(right, left + 1):.0f}V{bottom:.1f}H{left:.0f}Z"


def _steps(history: Sequence[RankSpan], since: datetime, until: datetime) -> list[str]:
    ranks = [span.rank for span in history if span.rank]
    if not ranks:
        return []
    best, worst = log(min(ranks)), log(max(ranks))
    room = HEIGHT - 2 * STROKE

    def y(rank: int) -> float:
        # A rank that never changes lies in the middle.
        return STROKE + room * ((log(rank) - best) / (worst - best) if worst > best else 0.5)

    boxes = []
    before: float | None = None
    for span in history:
        if span.rank is None:
            before = None
            continue
        left, right, middle = _x(span.start, since, until), _x(span.end, since, until), y(span.rank)
        boxes.append(_box(left, right, middle - STROKE / 2, middle + STROKE / 2))
        if before is not None and before != middle:
            top, bottom = sorted((before, middle))
            boxes.append(_box(left - STROKE / 2, left + STROKE / 2, top - STROKE / 2, bottom + STROKE / 2))
        before = middle
    return boxes
