"""Quiet hours, by the clock on the wall where someone sleeps. Pure."""

from datetime import datetime, time
from zoneinfo import ZoneInfo


def is_quiet(now: datetime, since: time, until: time, zone: ZoneInfo) -> bool:
    """Is it quiet? `since` belongs to the quiet hours, `until` does not; they may reach over midnight."""
    wall = now.astimezone(zone).time()
    return since <= wall < until if since <= until else wall >= since or wall < until
