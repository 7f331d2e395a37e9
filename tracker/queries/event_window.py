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


class EventWindow(NamedTuple):
    assistant: str  # slug
    before: Side  # the DAYS days before the event's first day
    after: Side  # its first day and those that follow


# The day of the event belongs to what followed: the hour is seldom known. An archive may know only some ranks of a
# list: who is not among them was not observed that day.
WINDOW = """
    WITH one AS (
        SELECT series_key FROM series
        WHERE (store, country, device, chart, category, source)
            = ($store, $country, $device, $chart, $category, $source)
    ), day AS (
        SELECT d.day_utc, d.series_key, d.day_utc >= $day AS is_after, d.whole_captures > 0 AS is_whole
        FROM series_day d SEMI JOIN one USING (series_key)
        WHERE d.day_utc >= $day - $days::INTEGER AND d.day_utc < $day + $days::INTEGER
    )
    SELECT a.assistant, d.is_after, median(r.median_rank), min(r.best_rank), count(r.best_rank),
        count(*) FILTER (d.is_whole OR r.best_rank IS NOT NULL)
    FROM (SELECT unnest($assistants::VARCHAR[]) AS assistant) a
    CROSS JOIN day d
    LEFT JOIN rank_day r ON r.assistant = a.assistant AND r.series_key = d.series_key AND r.day_utc = d.day_utc
    GROUP BY a.assistant, d.is_after
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
