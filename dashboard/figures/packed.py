"""A figure as it is sent: the moments of its lines as the seconds from one to the next.

In gzip that is less than half of the moments written out; assets/paint.js makes moments of them again.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from itertools import pairwise
from typing import Any

from dashboard.figures import Figure

WORTH_IT = 8  # points
UNITS = (1, 10, 60, 300, 900, 3_600, 10_800, 21_600)  # seconds


def packed(figure: Figure, a_pixel: timedelta) -> Figure:
    """The same figure; `x` of a longer line is {"steps": [...], "unit": seconds}, null for a break.

    The first step counts from 1970. The unit is at most a quarter of a pixel: no eye can tell the rounding. A break
    that is shorter than that has no width to be seen, and is left out: each is an element of its own for Plotly, and
    two years of hours have thousands. The hatch behind the lines shows every one.
    """
    unit = max(unit for unit in UNITS if unit == 1 or unit <= a_pixel / timedelta(seconds=1) / 4)
    return figure | {"data": [_packed(trace, unit) for trace in figure["data"]]}


def _packed(trace: dict[str, Any], unit: int) -> dict[str, Any]:
    if trace.get("mode") != "lines" or len(trace["x"]) < WORTH_IT:
        return trace
    places = [None if one is None else round(_seconds(one) / unit) for one in trace["x"]]
    last = len(places) - 1
    kept = [
        index
        for index, place in enumerate(places)
        if place is not None or index in (0, last) or places[index - 1] != places[index + 1]
    ]
    steps = _steps([places[index] for index in kept])
    return trace | {"x": {"steps": steps, "unit": unit}, "y": [trace["y"][index] for index in kept]}


def _seconds(stamp: str) -> float:
    return datetime.fromisoformat(f"{stamp}+00:00").timestamp()


def _steps(places: Sequence[int | None]) -> list[int | None]:
    told = [one for one in places if one is not None]
    steps = iter([*told[:1], *(later - earlier for earlier, later in pairwise(told))])
    return [None if one is None else next(steps) for one in places]
