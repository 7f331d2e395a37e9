"""Where did these assistants stand in the days before an event, and in the days after?"""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import NamedTuple

from duckdb import DuckDBPyConnection

from tracker.models import Series
from tracker.queries.rank_slots import series_parameters

DAYS = 14  # on each side


class Side(NamedTuple):
    """The days of one side of an event."""

    median_rank: float | None  # over the days on which it was ranked; None: on none
    best_rank: int | None
    days_ranked: int
    days_observed: int  # of DAYS
    days_not_sold: int = 0  # of those observed: the store did not offer it


class EventWindow(NamedTuple):
    assistant: str  # slug
    before: Side  # the DAYS days before the event's first day
    after: Side  # its first day and those that follow


# The day of the event belongs to what followed: the hour is seldom known. An archive may know only some ranks of a
# list: who is not among them was not observed that day.
WINDOW = """
    SELECT assistant, day_utc >= $day AS is_after, median(median_rank), min(best_rank), count(best_rank),
        count(*) FILTER (state <> 'not_observed'), count(*) FILTER (state = 'not_sold')
    FROM rank_daily
    WHERE (store, country, device, chart, category, source) = ($store, $country, $device, $chart, $category, $source)
        AND list_contains($assistants::VARCHAR[], assistant)
        AND day_utc >= $day - $days::INTEGER AND day_utc < $day + $days::INTEGER
    GROUP BY assistant, is_after
"""

NOBODY_LOOKED = Side(None, None, 0, 0)


def event_windows(
    connection: DuckDBPyConnection, series: Series, assistants: Sequence[str], day: date
) -> list[EventWindow]:
    """One row an assistant, in the order given, around the UTC day on which an event began."""
    asked = series_parameters(series) | {"assistants": list(assistants), "day": day, "days": DAYS}
    found = {(row[0], row[1]): Side(*row[2:]) for row in connection.execute(WINDOW, asked).fetchall()}
    return [
        EventWindow(slug, found.get((slug, False), NOBODY_LOOKED), found.get((slug, True), NOBODY_LOOKED))
        for slug in assistants
    ]


def window_days(day: date) -> tuple[date, date]:
    """The first day of what was before, and the day after the last of what followed."""
    return day - timedelta(days=DAYS), day + timedelta(days=DAYS)
