"""Rows in short."""

from datetime import datetime, timedelta

from tests.conftest import at
from tracker.models import State
from tracker.queries.events import EventRow
from tracker.queries.rank_history import RankSpan

HOUR = timedelta(hours=1)
DAY = timedelta(days=1)
T0 = at("2025-01-01 00:00")
STATES: dict[str, State] = {"out": "not_in_chart", "gap": "not_observed", "unsold": "not_sold"}


def spans_of(
    assistant: str, *parts: tuple[float, int | str], start: datetime = T0, depth: int | None = 100
) -> list[RankSpan]:
    """How many hours each, and a rank or "out", "gap", "unsold"."""
    spans = []
    for hours, seen in parts:
        end = start + hours * HOUR
        state = "ranked" if isinstance(seen, int) else STATES[seen]
        rank = seen if isinstance(seen, int) else None
        spans.append(RankSpan(assistant, start, end, state, rank, None if state == "not_observed" else depth))
        start = end
    return spans


def event(day: int, title: str = "Something happened", **more: object) -> EventRow:
    """An event in January 2025."""
    start = at(f"2025-01-{day:02d} 00:00").date()
    row = EventRow(
        f"{day}-{title}", start, None, "day", title, "model", "release", ("deepseek",), ("*",), "high", "DeepSeek",
        "https://example.org/news", "official",
    )  # fmt: skip
    return row._replace(**more)  # type: ignore[arg-type]
