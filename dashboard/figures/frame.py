"""The drawing's size in CSS pixels, and what its size decides.

The browser tells how wide its window is (assets/before_paint.js); the width of the plot follows from the same rules as
in assets/shell.css. It need not be exact: Plotly fits the drawing to the page, and only distances in pixels (merged
pins, the number of ticks) are decided here.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace

UNTOLD_WIDTH = 1440
EDGES = (240, 641, 1025, 1900)  # from here on assets/shell.css has other rules
STEP = 40  # pixels; Plotly fits the drawing to the page
WIDEST_LABEL = 230  # pixels


def is_small(width: int) -> bool:
    """A phone's: there labels are short, and margins narrow."""
    return width < 600


@dataclass(frozen=True, slots=True)
class Frame:
    width: int
    height: int
    left: int
    right: int
    top: int
    bottom: int

    @property
    def is_small(self) -> bool:
        return is_small(self.width)

    @property
    def plot_width(self) -> int:
        return max(1, self.width - self.left - self.right)

    @property
    def plot_height(self) -> int:
        return self.height - self.top - self.bottom

    def with_room_for(self, names: Iterable[str]) -> "Frame":
        """The same with a margin at the right in which a rank and the longest of these names stand."""
        if self.is_small:  # there the rank stands alone
            return self
        longest = max(map(len, names), default=0)
        return replace(self, right=max(self.right, min(WIDEST_LABEL, round(54 + 7.4 * longest))))


def step_of(window_width: int) -> int:
    """The width that a page is laid out for: readers whose windows differ by some pixels are given the same answer."""
    edge = max(edge for edge in EDGES if edge <= max(window_width, EDGES[0]))
    return max(edge, window_width - window_width % STEP)


def frame_for(window_width: int) -> Frame:
    """The frame of the main plot of a page in a window of this width."""
    width = plot_column(window_width)
    if width < 600:
        return Frame(width, 500, left=46, right=34, top=34, bottom=44)
    height = 780 if width > 1500 else 690 if width > 1250 else 630
    return Frame(width, height, left=74, right=118, top=34, bottom=44)


def plot_column(window_width: int) -> int:
    """As assets/shell.css: --page-pad, --page-max, --rail and the gap beside it."""
    inside = page_width(window_width)
    if window_width > 1024:
        inside -= (400 if window_width >= 1900 else 320) + 32
    return inside


def page_width(window_width: int) -> int:
    """The width of a plate that has no rail beside it."""
    padding = min(max(16.0, 0.022 * window_width), 40.0)
    return int(min(window_width, 2240 if window_width >= 1900 else 1760) - 2 * padding)
