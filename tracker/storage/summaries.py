"""Captures → what was seen each day, kept up by every writer, so that a year of all countries needs no raw lists.

A day is made anew whenever one of its captures is added or changed: the same rows come out as when all days are made
from all captures.
"""

import hashlib
from datetime import datetime

from duckdb import DuckDBPyConnection

# Archives may lack a time of their own, so the slot's stands in for it, as in the views.
DAY = "CAST(coalesce({table}.observed_at, {table}.scheduled_for) AT TIME ZONE 'UTC' AS DATE)"

TOUCH = """
    CREATE OR REPLACE TEMP TABLE touched_day AS
    SELECT DISTINCT series_key, {day} AS day_utc FROM ({captures}) c
"""

BOUNDS = """
    SELECT
        CAST(min(day_utc) AS TIMESTAMP) AT TIME ZONE 'UTC', CAST(max(day_utc) + 1 AS TIMESTAMP) AT TIME ZONE 'UTC'
    FROM touched_day
"""

# Without its bounds the whole of attempt would be read for one day.
CAPTURES = """
    CREATE OR REPLACE TEMP TABLE day_capture AS
    SELECT t.series_key, {day} AS day_utc, t.scheduled_for, t.snapshot_id
    FROM attempt t JOIN touched_day d ON d.series_key = t.series_key AND d.day_utc = {day}
    WHERE coalesce(t.observed_at, t.scheduled_for) >= $since AND coalesce(t.observed_at, t.scheduled_for) < $until
"""

LISTS = """
    CREATE OR REPLACE TEMP TABLE day_list AS
    SELECT n.series_key, n.snapshot_id, list_count(n.apps) = len(n.apps) AS is_whole, n.apps
    FROM snapshot n
    SEMI JOIN (SELECT DISTINCT series_key, snapshot_id FROM day_capture WHERE snapshot_id IS NOT NULL) c
        USING (series_key, snapshot_id)
"""

PLACES = """
    CREATE OR REPLACE TEMP TABLE day_place AS
    SELECT p.series_key, p.snapshot_id, k.assistant, k.first_day, k.end_day, p.rank
    FROM (
        SELECT series_key, snapshot_id, unnest(apps) AS app_key, generate_subscripts(apps, 1) AS rank FROM day_list
    ) p
    JOIN (
        SELECT
            i.assistant, a.app_key, coalesce(i.valid_from, DATE '1970-01-01') AS first_day,
            coalesce(i.valid_to, DATE '9999-12-31') AS end_day
        FROM assistant_app i JOIN app a USING (store, app_id)
    ) k USING (app_key)
"""

FORGET = "DELETE FROM {table} r USING touched_day d WHERE r.series_key = d.series_key AND r.day_utc = d.day_utc"

ADD_SERIES_DAYS = """
    INSERT INTO series_day
    SELECT c.series_key, c.day_utc, count(*), count(c.snapshot_id), count(*) FILTER (l.is_whole)
    FROM day_capture c LEFT JOIN day_list l USING (series_key, snapshot_id)
    GROUP BY c.series_key, c.day_utc
    ORDER BY c.series_key, c.day_utc
"""

# Where the day ended for an assistant is told by the last capture that speaks of it: one that shows it or is whole.
ADD_RANK_DAYS = """
    INSERT INTO rank_day
    WITH last AS (
        SELECT c.series_key, c.day_utc, max(c.scheduled_for) AS whole_at
        FROM day_capture c JOIN day_list l USING (series_key, snapshot_id) WHERE l.is_whole
        GROUP BY c.series_key, c.day_utc
    ), best AS (
        SELECT p.assistant, c.series_key, c.day_utc, c.scheduled_for, min(p.rank) AS rank
        FROM day_capture c
        JOIN day_place p
            ON p.series_key = c.series_key AND p.snapshot_id = c.snapshot_id
            AND c.day_utc >= p.first_day AND c.day_utc < p.end_day
        GROUP BY ALL
    )
    SELECT
        b.assistant, b.series_key, b.day_utc, min(b.rank), median(b.rank),
        CASE
            WHEN l.whole_at IS NULL OR max(b.scheduled_for) >= l.whole_at THEN arg_max(b.rank, b.scheduled_for)
        END,
        count(*)
    FROM best b LEFT JOIN last l USING (series_key, day_utc)
    GROUP BY b.assistant, b.series_key, b.day_utc, l.whole_at
    ORDER BY b.series_key, b.day_utc, b.assistant
"""

# Days of a watch on which nobody ran. A rhythm divides a day, so each day has a slot and `greatest` changes nothing; it
# stays because another statement here makes every home count all its days anew.
ADD_MISSED_DAYS = """
    INSERT INTO series_day
    SELECT DISTINCT w.series_key, CAST(w.slot AT TIME ZONE 'UTC' AS DATE) AS day_utc, 0, 0, 0
    FROM (
        SELECT series_key, unnest(generate_series(
            valid_from, least(coalesce(valid_to, TIMESTAMPTZ '9999-12-31 00:00:00+00'), $now - to_seconds(every_s))
                - INTERVAL 1 MICROSECOND,
            to_seconds(greatest(every_s, 86400))
        )) AS slot
        FROM watch
    ) w
    ANTI JOIN series_day d ON d.series_key = w.series_key AND d.day_utc = CAST(w.slot AT TIME ZONE 'UTC' AS DATE)
    ORDER BY w.series_key, day_utc
"""


def summarise(connection: DuckDBPyConnection, captures: str) -> None:
    """Make the days of some captures anew, inside the caller's transaction.

    `captures` is SQL that gives their series_key, observed_at and scheduled_for.
    """
    connection.execute(TOUCH.format(captures=captures, day=DAY.format(table="c")))
    bounds = connection.execute(BOUNDS).fetchone()
    if bounds is None or bounds[0] is None:
        return
    connection.execute(CAPTURES.format(day=DAY.format(table="t")), {"since": bounds[0], "until": bounds[1]})
    for statement in (LISTS, PLACES, FORGET.format(table="series_day"), FORGET.format(table="rank_day")):
        connection.execute(statement)
    connection.execute(ADD_SERIES_DAYS)
    connection.execute(ADD_RANK_DAYS)
    for table in ("touched_day", "day_capture", "day_list", "day_place"):
        connection.execute(f"DROP TABLE {table}")


MONTHS = (
    "SELECT DISTINCT date_trunc('month', coalesce(observed_at, scheduled_for)) AS month FROM attempt ORDER BY month"
)

MONTH = """
    SELECT series_key, observed_at, scheduled_for FROM attempt
    WHERE date_trunc('month', coalesce(observed_at, scheduled_for)) = TIMESTAMPTZ '{month}'
"""


def days_fingerprint(connection: DuckDBPyConnection) -> str:
    """A hash of what the days are made with besides captures: the apps of each assistant, and the statements here."""
    apps = connection.execute("SELECT * FROM assistant_app ORDER BY ALL").fetchall()
    parts = [CAPTURES, LISTS, PLACES, ADD_SERIES_DAYS, ADD_RANK_DAYS, ADD_MISSED_DAYS, *map(str, apps)]
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()


def add_missed_days(connection: DuckDBPyConnection, now: datetime) -> None:
    """Add the days, until `now` (UTC), on which a series should have been captured and nobody ran."""
    connection.execute(ADD_MISSED_DAYS, {"now": now})


def rebuild(connection: DuckDBPyConnection, now: datetime) -> None:
    """Make every day anew from the captures, inside the caller's transaction; memory is bounded by a month of lists."""
    connection.execute("DELETE FROM series_day; DELETE FROM rank_day")
    for (month,) in connection.execute(MONTHS).fetchall():
        summarise(connection, MONTH.format(month=month.isoformat()))
    add_missed_days(connection, now)
