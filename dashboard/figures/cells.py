"""What the browser needs to say what is under the cursor: words for every cell of a picture. For assets/cells.js."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from dashboard.figures.frame import Frame


def cells(
    frame: Frame,
    edges: Sequence[datetime],
    columns: Sequence[str],
    rows: Sequence[str],
    values: Sequence[Sequence[int | str]],
    words: Mapping[str, str],
    whole_column: bool = False,
    picks: str = "",
) -> dict[str, Any]:
    """JSON: `edges` (UTC) are one more than `columns`; `values` a row each; `words` says each value that needs it.

    With `whole_column` all rows of a column are said at once. `picks` is the key of the address that a click sets to
    the day of the column.
    """
    return {
        "margin": margin(frame),
        "edges": [round(edge.timestamp()) for edge in edges],
        "columns": list(columns),
        "rows": list(rows),
        "values": [list(row) for row in values],
        "words": dict(words),
        "whole": whole_column,
        "picks": picks,
    }


def span(frame: Frame, edges: Sequence[datetime]) -> dict[str, Any]:
    """JSON for assets/brush.js: what part of the time is marked with the mouse."""
    return {"since": round(edges[0].timestamp()), "until": round(edges[-1].timestamp()), "margin": margin(frame)}


def margin(frame: Frame) -> dict[str, int]:
    return {"left": frame.left, "right": frame.right, "top": frame.top, "bottom": frame.bottom}
