"""What the rank chart is drawn from, and where its parts lie."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property
from math import log10

from dashboard.figures.events import ROWS, moment_of
from dashboard.figures.focus import InFocus
from dashboard.figures.frame import Frame
from dashboard.rank_view import RankQuery
from dashboard.spans import by_assistant, holes
from dashboard.text.language import Text
from tracker.catalog import Kind
from tracker.queries.events import EventRow
from tracker.queries.rank_history import RankSpan
from tracker.queries.reported_ranks import ReportedRankRow

BEST = 0.88  # a little room above No. 1
USUAL_DEPTHS = (100, 200, 500)
RANK_TICKS = (1, 2, 3, 5, 10, 20, 50, 100, 200, 500)
LANE_ROW = 14  # pixels


@dataclass(frozen=True)
class RankChart(InFocus):
    spans: Sequence[RankSpan]  # within the range, by assistant, then time
    since: datetime  # UTC
    until: datetime  # UTC, exclusive
    now: datetime  # UTC; later than that nobody could look
    labels: dict[str, str]  # slug → name on the chart, in the order of the view
    subject: str | None  # the assistant that the title is about
    events: Sequence[EventRow]
    pinned: Sequence[EventRow]  # those of the events that have a pin, oldest first
    reported: Sequence[ReportedRankRow]
    around: EventRow | None  # whose days before and after are marked
    query: RankQuery  # for the addresses of other views
    depth: int | None  # the usual length of the list
    simulated: bool
    frame: Frame
    text: Text

    @cached_property
    def histories(self) -> dict[str, list[RankSpan]]:
        return by_assistant(self.spans)

    @cached_property
    def gaps(self) -> list[tuple[datetime, datetime]]:
        """When nobody looked, oldest first. The future is no gap."""
        return holes(self.spans, self.since, max(self.since, min(self.until, self.now)))

    @cached_property
    def absent(self) -> list[str]:
        """Those that were, at some time in view, not in the chart or not sold: a row each in their lane."""
        return [
            slug
            for slug, history in self.histories.items()
            if any(span.state in {"not_in_chart", "not_sold"} for span in history)
        ]

    @cached_property
    def worst(self) -> float:
        """The lower end of the axis: a little below the deepest list, for deeper nobody looked."""
        deepest = max((max(span.rank or 0, span.depth or 0) for span in self.spans), default=0)
        return 1.12 * next((depth for depth in USUAL_DEPTHS if deepest <= depth), deepest)

    # Heights as parts of the plot, from below: the lane of events, the lane of the absent, the ranks.

    def part(self, pixels: float) -> float:
        return pixels / self.frame.plot_height

    @property
    def events_top(self) -> float:
        return self.part(84 if self.frame.is_small else 104)

    @property
    def absent_bottom(self) -> float:
        return self.events_top + self.part(12)

    @property
    def absent_top(self) -> float:
        height = max(34, len(self.absent) * LANE_ROW + 10) if self.absent else 0
        return self.absent_bottom + self.part(height)

    @property
    def ranks_bottom(self) -> float:
        return self.absent_top + (self.part(14) if self.absent else 0)

    def event_height(self, kind: Kind) -> float:
        return self.events_top * (ROWS[kind] + 0.5) / len(ROWS)

    def rank_height(self, rank: float) -> float:
        """Where a rank lies, as a part of the whole plot."""
        depth = log10(self.worst) - log10(BEST)
        return self.ranks_bottom + (1 - self.ranks_bottom) * (log10(self.worst) - log10(rank)) / depth

    def shown_days(self, row: ReportedRankRow) -> tuple[datetime, timedelta]:
        """The middle of the days in view that a stated rank may mean, and half their length; 0 for a single day."""
        if row.start == row.end:
            return self.in_view(moment_of(row.start)), timedelta(0)
        half_a_day = timedelta(hours=12)
        first = self.in_view(moment_of(row.start) - half_a_day)
        last = self.in_view(moment_of(row.end) + half_a_day)
        return first + (last - first) / 2, (last - first) / 2

    def in_view(self, moment: datetime) -> datetime:
        """The moment, or the edge of the range nearest to it."""
        return min(max(moment, self.since), self.until)

    def last_seen(self, slug: str) -> RankSpan | None:
        """What was seen last; hours not observed at the end do not take it away."""
        seen = [span for span in self.histories.get(slug, []) if span.state != "not_observed"]
        return seen[-1] if seen else None
