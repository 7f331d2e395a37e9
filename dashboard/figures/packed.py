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

    The first step counts from 1970. The unit is at most a quarter of a pixel: no eye can tell the rounding.
    """
    unit = max(unit for unit in UNITS if unit == 1 or unit <= a_pixel / timedelta(seconds=1) / 4)
    return figure | {"data": [_packed(trace, unit) for trace in figure["data"]]}


def _packed(trace: dict[str, Any], unit: int) -> dict[str, Any]:
    if trace.get("mode") != "lines" or len(trace["x"]) < WORTH_IT:
        return trace
    return trace | {"x": {"steps": _steps(trace["x"], unit), "unit": unit}}


def _steps(stamps: Sequence[str | None], unit: int) -> list[int | None]:
    moments = [
        None if one is None else round(datetime.fromisoformat(f"{one}+00:00").timestamp() / unit) for one in stamps
    ]
    told = [one for one in moments if one is not None]
    steps = iter([*told[:1], *(later - earlier for earlier, later in pairwise(told))])
    return [None if one is None else next(steps) for one in moments]
