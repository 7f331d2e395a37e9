"""The week of one app in a table row: steps of six hours, drawn as a mask, so that it follows the colour scheme.

Its scale is its own, logarithmic, best on top. It breaks where the app was not in the list; where no capture exists,
there is a hatch.
"""

from collections.abc import Collection, Mapping
from math import log

from dash import html

from dashboard import theme
from dashboard.components.attributes import aria
from tracker.queries.store_chart import BUCKET, WEEK

BUCKETS = int(WEEK // BUCKET)
STEP, HEIGHT, STROKE = 5, 22, 1.6
WIDTH = BUCKETS * STEP


def row_spark(week: Mapping[int, int], captured: Collection[int], hold: int, colour: str) -> html.Span:
    """`week` maps buckets to ranks, `captured` are those with a capture, each holding for `hold` buckets."""
    spans = [_layer("hatch", _boxes(unseen(captured, hold)))] if unseen(captured, hold) else []
    return html.Span(
        [*spans, _layer("line", steps(week, captured, hold), theme.css(colour))],
        className="row-spark",
        **aria(hidden="true"),
    )


def unseen(captured: Collection[int], hold: int) -> list[int]:
    """The buckets that no capture reaches."""
    return [bucket for bucket in range(BUCKETS) if not any(bucket - back in captured for back in range(hold))]


def steps(week: Mapping[int, int], captured: Collection[int], hold: int) -> str:
    """The steps as an SVG path; a rank holds until the next capture, for `hold` buckets at most."""
    if not week:
        return ""
    best, worst = log(min(week.values())), log(max(week.values()))
    room = HEIGHT - 2 * STROKE - 2
    order = sorted(captured)
    ends = {one: min(later, one + hold) for one, later in zip(order, [*order[1:], BUCKETS], strict=True)}
    path, pen = [], (-1, -1.0)
    for bucket in sorted(week):
        height = (log(week[bucket]) - best) / (worst - best) if worst > best else 0.5
        y = round(STROKE + 1 + room * height, 1)
        left, right = bucket * STEP, ends[bucket] * STEP
        if pen[0] != left:
            path.append(f"M{left} {y:g}H{right}")
        else:
            path.append(f"H{right}" if pen[1] == y else f"V{y:g}H{right}")
        pen = (right, y)
    return "".join(path)


def _boxes(buckets: Collection[int]) -> str:
    return "".join(f"M{bucket * STEP} 0h{STEP}v{HEIGHT}h-{STEP}z" for bucket in buckets)


def _layer(name: str, path: str, colour: str = "") -> html.Span:
    paint = "" if name == "hatch" else f" fill='none' stroke='%23000' stroke-width='{STROKE}'"
    picture = (
        f"%3Csvg xmlns='http://www.w3.org/2000/svg' width='{WIDTH}' height='{HEIGHT}'%3E"
        f"%3Cpath d='{path}'{paint}/%3E%3C/svg%3E"
    )
    style = {"maskImage": f'url("data:image/svg+xml,{picture}")'}
    return html.Span(className=name, style=style | ({"background": colour} if colour else {}))
