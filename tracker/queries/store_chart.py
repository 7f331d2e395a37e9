"""What did the whole chart look like at one capture, and where was each app before?"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import NamedTuple

from duckdb import DuckDBPyConnection

from tracker.models import State
from tracker.queries.capture_times import CaptureTime

BUCKET = timedelta(hours=6)
WEEK = timedelta(days=7)

Ranks = Sequence[int | None]  # keys into app, best rank first; an archive may not know all of them


class ChartRow(NamedTuple):
    rank: int  # 1 is the top
    rank_before: int | None  # in the list compared with; None: not in it, or there is none
    app_id: str
    app_name: str
    developer: str | None
    assistant: str | None  # slug, if the app was an assistant's that day
    best: int  # of the captures of the last 7 days, this one included
    captures: int  # of the last 7 days that show it
    week: dict[int, int]  # 6 hours of the last 7 days (0 is the oldest) → rank in their last capture


class StoreChart(NamedTuple):
    rows: list[ChartRow]  # best rank first
    depth: int  # ranks returned
    is_whole: bool  # every rank is known
    depth_before: int | None  # of the list compared with; None: there is none
    was_whole: bool  # every rank of that one is known
    captures: int  # of the last 7 days
    buckets: frozenset[int]  # the 6 hours of the last 7 days with a capture


class Absent(NamedTuple):
    assistant: str  # slug
    state: State


class App(NamedTuple):
    app_id: str
    app_name: str
    developer: str | None
    assistant: str | None


# Asked for by their ids, few lists are read of many.
LISTS = """
    SELECT snapshot_id, apps FROM snapshot
    WHERE series_key = $series AND list_contains($snapshots::VARCHAR[], snapshot_id)
"""

APPS = """
    SELECT a.app_key, a.app_id, a.app_name, a.developer, p.assistant
    FROM app a
    LEFT JOIN assistant_app p
        ON p.store = a.store AND p.app_id = a.app_id
        AND $day >= coalesce(p.valid_from, DATE '1970-01-01') AND $day < coalesce(p.valid_to, DATE '9999-12-31')
    WHERE list_contains($apps::INTEGER[], a.app_key)
"""

# In the order of the states of rank_states: what the store said itself comes before what the catalogue says.
ABSENT = """
    SELECT
        k.assistant,
        CASE
            WHEN NOT a.offered THEN 'not_sold'
            WHEN NOT $is_whole THEN 'not_observed'
            WHEN a.offered THEN 'not_in_chart'
            WHEN NOT EXISTS (
                FROM assistant_offer o
                WHERE o.assistant = k.assistant AND o.store = $store AND o.country = $country
                    AND $day >= coalesce(o.valid_from, DATE '1970-01-01')
                    AND $day < coalesce(o.valid_to, DATE '9999-12-31')
            ) THEN 'not_sold'
            ELSE 'not_in_chart'
        END
    FROM (
        SELECT DISTINCT p.assistant FROM assistant_app p JOIN assistant s USING (assistant)
        WHERE p.store = $store AND s.role = 'assistant' AND NOT list_contains($present::VARCHAR[], p.assistant)
    ) k
    LEFT JOIN (
        FROM offer_answer WHERE store = $store AND country = $country AND since <= $at AND until > $at
    ) a ON a.assistant = k.assistant
    ORDER BY k.assistant
"""


def store_chart(
    connection: DuckDBPyConnection,
    key: int,
    week: Sequence[CaptureTime],
    before: CaptureTime | None,
) -> StoreChart:
    """The list of the last capture of `week`, the captures of 7 days, oldest first; `before` is what to compare with.

    `key` is that of the series.
    """
    shown = week[-1]
    wanted = [capture.snapshot_id for capture in (*week, *([before] if before else []))]
    lists = _lists(connection, key, wanted)
    listed = lists[shown.snapshot_id]
    apps = _apps(connection, [app for app in listed if app is not None], shown.observed_at.date())
    ranks_before = lists[before.snapshot_id] if before else None
    ranks_of_week = [_ranks(lists[capture.snapshot_id]) for capture in week]
    numbers = [bucket_of(capture.observed_at, shown.observed_at) for capture in week]
    last_of_bucket = dict(zip(numbers, ranks_of_week, strict=True))  # a later capture takes the place of an earlier one
    compared = _ranks(ranks_before or ())
    rows = []
    for rank, app in enumerate(listed, start=1):
        if app is None or app not in apps:
            continue
        seen = [ranks[app] for ranks in ranks_of_week if app in ranks]
        path = {bucket: ranks[app] for bucket, ranks in last_of_bucket.items() if app in ranks}
        rows.append(ChartRow(rank, compared.get(app), *apps[app], min(seen), len(seen), path))
    return StoreChart(
        rows,
        len(listed),
        None not in listed,
        None if ranks_before is None else len(ranks_before),
        ranks_before is not None and None not in ranks_before,
        len(week),
        frozenset(numbers),
    )


def bucket_of(observed_at: datetime, end: datetime) -> int:
    """Which 6 hours of the 7 days up to `end` a capture belongs to; the newest end with `end` itself."""
    return int(WEEK // BUCKET) - 1 - int((end - observed_at) // BUCKET)


def absent_assistants(
    connection: DuckDBPyConnection, store: str, country: str, at: datetime, is_whole: bool, present: Iterable[str]
) -> list[Absent]:
    """Every assistant with an app in the store that the list does not show, by slug, and why."""
    wanted = {
        "store": store, "country": country, "at": at, "day": at.date(), "is_whole": is_whole,
        "present": sorted(set(present)),
    }  # fmt: skip
    return [Absent(*row) for row in connection.execute(ABSENT, wanted).fetchall()]


def _lists(connection: DuckDBPyConnection, key: int, snapshots: Iterable[str]) -> dict[str, Ranks]:
    wanted = {"series": key, "snapshots": sorted(set(snapshots))}
    return dict(connection.execute(LISTS, wanted).fetchall())


def _apps(connection: DuckDBPyConnection, keys: Sequence[int], day: date) -> Mapping[int, App]:
    rows = connection.execute(APPS, {"apps": keys, "day": day}).fetchall()
    return {key: App(*rest) for key, *rest in rows}


def _ranks(listed: Ranks) -> dict[int, int]:
    return {app: rank for rank, app in reversed(list(enumerate(listed, start=1))) if app is not None}
