"""Where a time axis is marked, and with which words."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

from dashboard.text.language import END, RIGHT_TO_LEFT, Text

MINUTE = timedelta(minutes=1)
DAY = timedelta(days=1)
MINUTES = (5, 15, 30, 60, 180, 360, 720)
DAYS = (1, 2, 7, 14)  # weeks begin on Monday
MONTHS = (1, 2, 3, 6, 12, 24)
ROOM = 90  # pixels for one label
ROOM_WHEN_SMALL = 72


def stamp(moment: datetime) -> str:
    """A moment as Plotly reads it: UTC, without a zone."""
    return moment.astimezone(UTC).isoformat(" ", "seconds")[:19]  # strftime takes three times as long


def ticks(since: datetime, until: datetime, width: int, text: Text) -> tuple[list[str], list[str]]:
    """Positions and labels of about as many ticks as fit; the year stands once, under its first tick."""
    most = max(2, round(width / (ROOM_WHEN_SMALL if width < 420 else ROOM)))
    moments, in_hours = _moments(since, until, most)
    labels: list[str] = []
    before: datetime | None = None
    for moment in moments:
        day_is_new = before is None or moment.date() != before.date()
        year_is_new = before is None or moment.year != before.year
        lines = [f"{moment:%H:%M}"] if in_hours else [text.short_day(moment)]
        if in_hours and day_is_new:
            lines.append(text.short_day(moment))
        elif not in_hours and year_is_new:
            lines.append(str(moment.year))
        labels.append("<br>".join(_isolated(line, text) for line in lines))
        before = moment
    return [stamp(moment) for moment in moments], labels


def _isolated(line: str, text: Text) -> str:
    # Without a mark of its own each line, a label of two lines swaps day and month.
    return f"{RIGHT_TO_LEFT}{line}{END}" if text.direction == "rtl" else line


def _moments(since: datetime, until: datetime, most: int) -> tuple[list[datetime], bool]:
    span = until - since
    for minutes in MINUTES:
        if span / (minutes * MINUTE) <= most:
            return list(_every_minutes(since, until, minutes)), True
    for days in DAYS:
        if span / (days * DAY) <= most:
            return list(_every_days(since, until, days)), False
    for months in MONTHS:
        if span / (months * 30.44 * DAY) <= most:
            return list(_every_months(since, until, months)), False
    return list(_every_months(since, until, 60)), False


def _every_minutes(since: datetime, until: datetime, minutes: int) -> Iterator[datetime]:
    moment = since.replace(hour=0, minute=0, second=0, microsecond=0)
    while moment <= until:
        if moment >= since:
            yield moment
        moment += minutes * MINUTE


def _every_days(since: datetime, until: datetime, days: int) -> Iterator[datetime]:
    moment = since.replace(hour=0, minute=0, second=0, microsecond=0)
    if moment < since:
        moment += DAY
    if days >= 7:
        moment += (-moment.weekday() % 7) * DAY
    while moment <= until:
        yield moment
        moment += days * DAY


def _every_months(since: datetime, until: datetime, months: int) -> Iterator[datetime]:
    first = since.replace(day=1, hour=0, minute=0, second=0, microsecond=0)
    number = first.year * 12 + first.month - 1
    number += -number % months
    while (moment := first.replace(year=number // 12, month=number % 12 + 1)) <= until:
        if moment >= since:
            yield moment
        number += months
