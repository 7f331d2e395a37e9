"""What one control of a series' page does to the address."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from dashboard.rank_view import LEAST_MEANT_FIRST, Query, RankQuery, changed
from tracker.models import Series


def after(query: Query, shown: RankQuery, key: str, value: Any, known: Sequence[Series]) -> Query | None:
    """The query once a control has a value; None: nothing changes. `shown` says everything that is in view."""
    if key == "dates":
        days = [date.fromisoformat(day) for day in value or [] if day]
        if len(days) < 2 or days == [shown.since, shown.until]:
            return None
        return replace(query, range=None, since=days[0], until=days[1])
    if key == "add":
        return replace(query, assistants=(*(shown.assistants or ()), value)) if value else None
    if key in LEAST_MEANT_FIRST and value and value != getattr(shown, key):
        series: dict[str, Any] = {name: getattr(shown, name) for name in LEAST_MEANT_FIRST if name != "source"}
        return changed(replace(query, **series), known, key, value)
    return None
