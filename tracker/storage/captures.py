"""Captures → rows. A slot has one attempt; a list that comes again is stored once; doing it again changes nothing."""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from duckdb import DuckDBPyConnection

from tracker.config import Watch
from tracker.models import AppDetails, Badge, ChartEntry, Series, Slot, Status
from tracker.plan import slot_time
from tracker.storage.rows import insert_rows
from tracker.storage.summaries import summarise


@dataclass(frozen=True, slots=True)
class Capture:
    """What became of one slot: a list of apps, or the reason why there is none."""

    slot: Slot
    observed_at: datetime  # UTC
    status: Status
    entries: tuple[ChartEntry, ...]  # best rank first; empty unless the status is ok or suspect
    feed_updated_at: datetime | None
    http_status: int | None
    error: str | None
    tries: int
    run_id: str
    payload: str  # the payload file's name
    details: tuple[AppDetails, ...] = ()  # a lookup brings these instead of entries
    badge: Badge | None = None  # a product page brings this instead of entries


def snapshot_id(entries: Iterable[ChartEntry]) -> str:
    """16 hex digits of SHA-256 over the app ids, one a line, best rank first."""
    return hashlib.sha256("\n".join(entry.app_id for entry in entries).encode()).hexdigest()[:16]


STAGE = """
    CREATE OR REPLACE TEMP TABLE staged_capture (
        n INTEGER, store VARCHAR, country VARCHAR, device VARCHAR, chart VARCHAR, category VARCHAR, source VARCHAR,
        scheduled_for TIMESTAMPTZ, observed_at TIMESTAMPTZ, status VARCHAR, depth_requested SMALLINT,
        snapshot_id VARCHAR, feed_updated_at TIMESTAMPTZ, http_status SMALLINT, error VARCHAR, tries SMALLINT,
        run_id VARCHAR, payload VARCHAR
    );
    CREATE OR REPLACE TEMP TABLE staged_entry (
        n INTEGER, rank INTEGER, app_id VARCHAR, app_name VARCHAR, developer VARCHAR
    );
    CREATE OR REPLACE TEMP TABLE staged_details AS SELECT 0 AS n, * FROM app_details LIMIT 0;
    CREATE OR REPLACE TEMP TABLE staged_badge AS SELECT 0 AS n, * FROM badge_rank LIMIT 0;
"""

ADD_APPS = """
    INSERT INTO app
    WITH seen AS (
        SELECT c.store, e.app_id, c.country, c.observed_at, c.n, e.rank, e.app_name, e.developer
        FROM staged_entry e JOIN staged_capture c USING (n)
    ), fresh AS (
        SELECT DISTINCT ON (store, app_id) * FROM seen ANTI JOIN app USING (store, app_id)
        ORDER BY store, app_id, observed_at, n
    )
    SELECT
        coalesce((SELECT max(app_key) FROM app), 0) + row_number() OVER (ORDER BY observed_at, n, rank),
        store, app_id, app_name, developer, CASE WHEN app_name = app_id THEN 'import' ELSE country END, observed_at
    FROM fresh
"""

# An app is called what it is called where it was seen first, so that names do not flip between languages. What an
# archive calls it, or its id where a source gives no name ("import" instead of a country), holds until a store is seen
# to name it. A source that gives no name must not take one away.
NAME_AS_SEEN = """
    UPDATE app SET app_name = first.app_name, developer = coalesce(first.developer, app.developer),
        named_in = first.country
    FROM (
        SELECT DISTINCT ON (c.store, e.app_id) c.store, e.app_id, c.country, e.app_name, e.developer
        FROM staged_entry e JOIN staged_capture c USING (n)
        WHERE e.app_name <> e.app_id
        ORDER BY c.store, e.app_id, c.observed_at, c.n
    ) first
    WHERE app.store = first.store AND app.app_id = first.app_id AND app.named_in = 'import'
"""

RENAME_APPS = """
    UPDATE app SET app_name = newest.app_name, developer = coalesce(newest.developer, app.developer)
    FROM (
        SELECT DISTINCT ON (c.store, e.app_id, c.country) c.store, e.app_id, c.country, e.app_name, e.developer
        FROM staged_entry e JOIN staged_capture c USING (n)
        WHERE e.app_name <> e.app_id
        ORDER BY c.store, e.app_id, c.country, c.observed_at DESC
    ) newest
    WHERE app.store = newest.store AND app.app_id = newest.app_id AND app.named_in = newest.country
        AND (app.app_name <> newest.app_name OR newest.developer <> coalesce(app.developer, ''))
"""

ADD_SNAPSHOTS = """
    INSERT INTO snapshot
    SELECT listed.snapshot_id, listed.series_key, listed.apps
    FROM (
        SELECT DISTINCT ON (s.series_key, c.snapshot_id)
            c.snapshot_id, s.series_key, e.apps
        FROM staged_capture c
        JOIN series s USING (store, country, device, chart, category, source)
        JOIN (
            SELECT e.n, a.store, list(a.app_key ORDER BY e.rank)::INTEGER[] AS apps
            FROM staged_entry e JOIN app a USING (app_id) GROUP BY e.n, a.store
        ) e USING (n, store)
    ) listed
    ANTI JOIN snapshot USING (series_key, snapshot_id)
    ORDER BY listed.series_key, listed.snapshot_id
"""

# Of several payloads for one slot the first whole one counts, else the last failure.
CHOOSE = """
    CREATE OR REPLACE TEMP TABLE chosen_capture AS
    SELECT DISTINCT ON (s.series_key, c.scheduled_for) s.series_key, c.*
    FROM staged_capture c JOIN series s USING (store, country, device, chart, category, source)
    ORDER BY s.series_key, c.scheduled_for, c.status NOT IN ('ok', 'suspect'),
        CASE WHEN c.status IN ('ok', 'suspect') THEN epoch_us(c.observed_at) ELSE -epoch_us(c.observed_at) END
"""

DROP_OUTDONE = """
    DELETE FROM attempt USING chosen_capture c
    WHERE attempt.series_key = c.series_key AND attempt.scheduled_for = c.scheduled_for
        AND attempt.status NOT IN ('ok', 'suspect')
        AND (c.status IN ('ok', 'suspect') OR c.observed_at > attempt.observed_at)
"""

ADD_ATTEMPTS = """
    INSERT INTO attempt
    SELECT
        c.series_key, c.scheduled_for, c.observed_at, c.status, c.depth_requested, c.snapshot_id, c.feed_updated_at,
        c.http_status, c.error, c.tries, c.run_id, c.payload
    FROM chosen_capture c ANTI JOIN attempt USING (series_key, scheduled_for)
    ORDER BY c.series_key, c.scheduled_for
"""


ADD_DETAILS = """
    INSERT INTO app_details
    SELECT d.* EXCLUDE (n) FROM staged_details d SEMI JOIN chosen_capture USING (n)
    ANTI JOIN app_details USING (store, country, app_id, scheduled_for, source)
"""

ADD_BADGES = """
    INSERT INTO badge_rank
    SELECT b.* EXCLUDE (n) FROM staged_badge b SEMI JOIN chosen_capture USING (n)
    ANTI JOIN badge_rank USING (store, country, app_id, scheduled_for, source)
"""


# The keys of apps, and what they are called; which capture speaks for a slot; rows that are only added.
KEYS = (ADD_APPS, NAME_AS_SEEN, RENAME_APPS)
CHOSEN = "SELECT series_key, observed_at, scheduled_for FROM chosen_capture"


def add_captures(connection: DuckDBPyConnection, captures: Sequence[Capture]) -> None:
    """Store captures, inside the caller's transaction."""
    connection.execute(STAGE)
    stage_captures(connection, captures)
    for statement in (*KEYS, CHOOSE, DROP_OUTDONE, *rows_of(captures)):
        connection.execute(statement)
    summarise(connection, CHOSEN)


def rows_of(captures: Sequence[Capture]) -> list[str]:
    """What adds the rows of these captures; a statement about nothing would cost a lake as much as any other."""
    statements = [ADD_SNAPSHOTS, ADD_ATTEMPTS]
    if any(one.details for one in captures):
        statements.append(ADD_DETAILS)
    if any(one.badge for one in captures):
        statements.append(ADD_BADGES)
    return statements


def stage_captures(connection: DuckDBPyConnection, captures: Sequence[Capture], first: int = 0) -> None:
    """Put captures into the tables of STAGE, numbered from `first`, and their series where they belong."""
    stage_rows(connection, captures, first)
    add_series(connection, {one.slot.series for one in captures})


def stage_rows(connection: DuckDBPyConnection, captures: Sequence[Capture], first: int = 0) -> None:
    """Put captures into the tables of STAGE, numbered from `first`; nothing else is written."""
    insert_rows(connection, "staged_capture", [_capture_row(n, one) for n, one in enumerate(captures, first)])
    insert_rows(
        connection,
        "staged_entry",
        [
            (n, entry.rank, entry.app_id, entry.name, entry.developer)
            for n, one in enumerate(captures, first)
            for entry in one.entries
        ],
    )
    details = [_details_row(n, one, app) for n, one in enumerate(captures, first) for app in one.details]
    insert_rows(connection, "staged_details", details)
    badges = [_badge_row(n, one, one.badge) for n, one in enumerate(captures, first) if one.badge]
    insert_rows(connection, "staged_badge", badges)


def _capture_row(n: int, one: Capture) -> tuple[object, ...]:
    series = one.slot.series
    return (
        n, series.store, series.country, series.device, series.chart, series.category, series.source,
        one.slot.scheduled_for, one.observed_at, one.status, one.slot.depth,
        snapshot_id(one.entries) if one.entries else None,
        one.feed_updated_at, one.http_status, one.error, one.tries, one.run_id, one.payload,
    )  # fmt: skip


def _details_row(n: int, one: Capture, app: AppDetails) -> tuple[object, ...]:
    series = one.slot.series
    return (
        n, series.store, series.country, app.app_id, one.slot.scheduled_for, one.observed_at, app.offered, app.name,
        app.developer, app.bundle_id, app.version, app.release_date, app.version_date, app.ratings_count, app.rating,
        app.genre, app.price, app.currency, series.source,
    )  # fmt: skip


def _badge_row(n: int, one: Capture, badge: Badge) -> tuple[object, ...]:
    return (
        n, one.slot.series.store, badge.country, badge.device, badge.chart, badge.category, badge.app_id, badge.rank,
        one.slot.scheduled_for, one.observed_at, one.slot.series.source,
    )  # fmt: skip


def add_series(connection: DuckDBPyConnection, wanted: Iterable[Series]) -> dict[Series, int]:
    """The key of every known series, after adding those that are new."""
    rows = connection.execute(
        "SELECT store, country, device, chart, category, source, series_key FROM series"
    ).fetchall()
    keys = {Series(*row[:6]): int(row[6]) for row in rows}
    next_key = max(keys.values(), default=0) + 1
    fresh = sorted(set(wanted) - keys.keys())
    added = {series: next_key + i for i, series in enumerate(fresh)}
    insert_rows(
        connection,
        "series",
        [(key, one.store, one.country, one.device, one.chart, one.category, one.source) for one, key in added.items()],
    )
    return keys | added


OPEN_WATCHES = """
    SELECT s.store, s.country, s.device, s.chart, s.category, s.source, w.every_s, w.depth_requested
    FROM watch w JOIN series s USING (series_key) WHERE w.valid_to IS NULL
"""


def are_recorded(connection: DuckDBPyConnection, watches: Sequence[Watch]) -> bool:
    """Are exactly these watches what should be captured now?"""
    wanted = {
        (one.series.store, one.series.country, one.series.device, one.series.chart, one.series.category,
         one.series.source, int(one.every.total_seconds()), one.depth)
        for one in watches
    }  # fmt: skip
    return set(connection.execute(OPEN_WATCHES).fetchall()) == wanted


def record_watches(connection: DuckDBPyConnection, watches: Sequence[Watch], now: datetime) -> None:
    """Keep the watchlist's history: what should have been captured from when to when.

    A watch that is gone ends now; a new one begins with its newest slot. Where a series has another rhythm or depth,
    the old watch ends where the new one begins: a slot is due once.
    """
    keys = add_series(connection, [watch.series for watch in watches])
    wanted = {(keys[one.series], int(one.every.total_seconds()), one.depth) for one in watches}
    open_rows = set(
        connection.execute("SELECT series_key, every_s, depth_requested FROM watch WHERE valid_to IS NULL").fetchall()
    )
    fresh = [
        (key, every_s, depth, slot_time(now, timedelta(seconds=every_s)), None)
        for key, every_s, depth in sorted(wanted - open_rows)
    ]
    begun = {key: valid_from for key, _, _, valid_from, _ in fresh}
    for gone in open_rows - wanted:
        connection.execute(
            "UPDATE watch SET valid_to = ?"
            " WHERE valid_to IS NULL AND series_key = ? AND every_s = ? AND depth_requested = ?",
            [begun.get(gone[0], now), *gone],
        )
    insert_rows(connection, "watch", fresh)
