"""What figures share besides what was measured: the hatch of what was not observed, the word SIMULATED."""

from collections.abc import Iterable
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, NamedTuple

from dashboard import theme
from dashboard.figures.time_axis import stamp
from dashboard.text.language import Text

MILLISECOND = timedelta(milliseconds=1)


class Block(NamedTuple):
    """Where nobody looked; of a chart of lines the whole height."""

    start: datetime
    end: datetime
    base: float = 0
    height: float = 1


def midnight(day: date) -> datetime:
    return datetime.combine(day, time(), UTC)


def hatch(blocks: Iterable[Block]) -> dict[str, Any]:
    """A trace over these blocks. Only bars have patterns; neither shapes nor heat maps can hatch."""
    blocks, ground = list(blocks), "--state-unobserved-bg"
    return {
        "type": "bar", "name": "not observed", "yaxis": "y", "hoverinfo": "skip",
        "x": [stamp(one.start + (one.end - one.start) / 2) for one in blocks],
        "width": [(one.end - one.start) / MILLISECOND for one in blocks],
        "base": [one.base for one in blocks], "y": [one.height for one in blocks],
        "marker": {
            "color": ground, "line": {"width": 0},
            "pattern": {
                "shape": "/", "fgcolor": "--state-unobserved", "bgcolor": ground, "size": 6, "solidity": 0.16,
            },
        },
    }  # fmt: skip


def simulated_mark(
    simulated: bool, text: Text, size: int, height: float = 0.5, opacity: float = 0.16
) -> list[dict[str, Any]]:
    """SIMULATED across the picture, so many pixels high; part of it, so that it stays in what is saved."""
    if not simulated:
        return []
    # Arabic letters join: turned, they are hard to read.
    angle = 0 if text.direction == "rtl" else -14
    return [{
        "text": text.simulated, "x": 0.5, "y": height, "xref": "paper", "yref": "paper", "showarrow": False,
        "textangle": angle, "opacity": opacity, "name": "simulated",
        "font": {"size": size, "color": theme.SIMULATED_MARK},
    }]  # fmt: skip
