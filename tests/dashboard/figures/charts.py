"""A rank chart in short."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from dashboard.figures.events import salient
from dashboard.figures.frame import frame_for
from dashboard.figures.rank_chart import RankChart
from dashboard.rank_view import RankQuery
from dashboard.text import text_for
from tests.dashboard.rows import T0
from tracker import catalog
from tracker.queries.events import EventRow
from tracker.queries.rank_history import RankSpan
from tracker.queries.reported_ranks import ReportedRankRow


def chart_of(
    spans: Sequence[RankSpan],
    days: float = 30,
    events: Sequence[EventRow] = (),
    reported: Sequence[ReportedRankRow] = (),
    window_width: int = 1440,
    lang: str = "en",
    simulated: bool = False,
    subject: str | None = None,
    now: datetime | None = None,
    around: EventRow | None = None,
) -> RankChart:
    """A chart of these spans from T0 on."""
    slugs = dict.fromkeys(span.assistant for span in spans)
    return RankChart(
        spans=spans,
        since=T0,
        until=T0 + timedelta(days=days),
        now=T0 + timedelta(days=days) if now is None else now,
        labels={slug: catalog.assistants()[slug].label for slug in slugs},
        subject=subject,
        events=events,
        pinned=salient(events, "us"),
        reported=reported,
        around=around,
        query=RankQuery(),
        depth=100,
        simulated=simulated,
        frame=frame_for(window_width),
        text=text_for(lang),
    )
