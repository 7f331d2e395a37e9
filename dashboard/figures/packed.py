"""A figure as it is sent: the moments of its lines as the seconds from one to the next.

In gzip that is less than half of the moments written out; assets/paint.js makes moments of them again.
"""

from collections.abc import Sequence
from datetime import datetime
from itertools import pairwise
from typing import Any

from dashboard.figures import Figure

WORTH_IT = 8  # points


def packed(figure: Figure) -> Figure:
    """The same figure; `x` of a longer line is {"steps": [...]}: the first in seconds since 1970, null for a break."""
    return figure | {"data": [_packed(trace) for trace in figure["data"]]}


def _packed(trace: dict[str, Any]) -> dict[str, Any]:
    if trace.get("mode") != "lines" or len(trace["x"]) < WORTH_IT:
        return trace
    return trace | {"x": {"steps": _steps(trace["x"])}}


def _steps(stamps: Sequence[str | None]) -> list[int | None]:
    moments = [None if one is None else round(datetime.fromisoformat(f"{one}+00:00").timestamp()) for one in stamps]
    told = [one for one in moments if one is not None]
    steps = iter([*told[:1], *(later - earlier for earlier, later in pairwise(told))])
    return [None if one is None else next(steps) for one in moments]
