"""Captures read again → the rows that differ, replaced.

The rule of a slot stays: the first whole payload counts, else the last failure. A row is held where no payload here
can speak for it: it came from an archive, or its payload is gone.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from duckdb import DuckDBPyConnection

from tracker.storage.captures import ADD_APPS, ADD_SNAPSHOTS, STAGE, Capture, stage_captures
from tracker.storage.summaries import summarise


class Lost(NamedTuple):
    """A slot that had a list, whose payload cannot be parsed any more."""

    series: str  # its name
    scheduled_for: datetime  # UTC
    status: str
    error: str | None


class Change(NamedTuple):
    """So many slots went from one status to another, or stayed there."""

    before: str  # a status, or "unknown": the database had no such slot
    after: str
    what: str  # status | list | reason (of a failure) | details (when, which payload) | nothing
    slots: int


@dataclass(frozen=True, slots=True)
class Repair:
    changes: tuple[Change, ...]
    lost: tuple[Lost, ...]
    renamed: frozenset[int]  # keys of apps
    facts: int  # rows of app details and badges that came out otherwise

    @property
    def is_needed(self) -> bool:
        return bool(self.renamed or self.facts) or any(change.what != "nothing" for change in self.changes)


# What speaks for each slot: n is a staged capture, or NULL for a row that is held.
CHOOSE = """
    CREATE OR REPLACE TEMP TABLE chosen_again AS
    WITH staged AS (
        SELECT s.series_key, c.scheduled_for, c.n, c.status, c.observed_at, c.payload
        FROM staged_capture c JOIN series s USING (store, country, device, chart, category, source)
    ), held AS (
        SELECT t.series_key, t.scheduled_for, t.status, t.observed_at, t.payload IS NULL AS imported
        FROM attempt t SEMI JOIN staged USING (series_key, scheduled_for)
        ANTI JOIN staged USING (series_key, scheduled_for, payload)
    ), voice AS (
        SELECT series_key, scheduled_for, n, status IN ('ok', 'suspect') AS whole, observed_at, false AS imported
        FROM staged
        UNION ALL
        SELECT series_key, scheduled_for, NULL, status IN ('ok', 'suspect'), observed_at, imported FROM held
    )
    SELECT DISTINCT ON (series_key, scheduled_for) series_key, scheduled_for, n FROM voice
    ORDER BY series_key, scheduled_for, imported DESC, whole DESC,
        CASE WHEN whole THEN epoch_us(observed_at) ELSE -epoch_us(observed_at) END, n NULLS FIRST
"""

COMPARE = """
    CREATE OR REPLACE TEMP TABLE changed_capture AS
    SELECT r.series_key, c.*, coalesce(t.status, 'unknown') AS old_status, t.snapshot_id AS old_snapshot_id,
        CASE
            WHEN t.status IS DISTINCT FROM c.status THEN 'status'
            WHEN t.snapshot_id IS DISTINCT FROM c.snapshot_id THEN 'list'
            WHEN t.error IS DISTINCT FROM c.error THEN 'reason'
            ELSE 'details'
        END AS what
    FROM chosen_again r
    JOIN staged_capture c USING (n)
    LEFT JOIN attempt t ON t.series_key = r.series_key AND t.scheduled_for = r.scheduled_for
    WHERE t.status IS DISTINCT FROM c.status OR t.snapshot_id IS DISTINCT FROM c.snapshot_id
        OR t.payload IS DISTINCT FROM c.payload OR t.error IS DISTINCT FROM c.error
        OR t.observed_at IS DISTINCT FROM c.observed_at OR t.feed_updated_at IS DISTINCT FROM c.feed_updated_at
        OR t.http_status IS DISTINCT FROM c.http_status OR t.tries IS DISTINCT FROM c.tries
        OR t.depth_requested IS DISTINCT FROM c.depth_requested OR t.run_id IS DISTINCT FROM c.run_id
"""

COUNT = """
    SELECT old_status, status, what, count(*) FROM changed_capture GROUP BY ALL
    UNION ALL
    SELECT t.status, t.status, 'nothing', count(*)
    FROM attempt t SEMI JOIN chosen_again USING (series_key, scheduled_for)
    ANTI JOIN changed_capture USING (series_key, scheduled_for)
    GROUP BY ALL
    ORDER BY ALL
"""

LOST = """
    SELECT concat_ws('/', store, country, device, chart, category, source), scheduled_for, status, error
    FROM changed_capture WHERE old_status IN ('ok', 'suspect') AND status NOT IN ('ok', 'suspect')
    ORDER BY ALL
"""

# The names that count are read off before the unchanged lists are put aside. As in captures.py, a source that gives no
# name must not take one away.
NAME = """
    CREATE OR REPLACE TEMP TABLE newest_name AS
    SELECT DISTINCT ON (c.store, e.app_id, c.country)
        c.store, e.app_id, c.country, c.observed_at, e.app_name, e.developer
    FROM staged_entry e JOIN staged_capture c USING (n) SEMI JOIN chosen_again USING (n)
    WHERE e.app_name <> e.app_id
    ORDER BY c.store, e.app_id, c.country, c.observed_at DESC
"""

PUT_ASIDE = "DELETE FROM staged_entry WHERE n NOT IN (SELECT n FROM changed_capture)"

SEE_EARLIER = """
    UPDATE app SET first_seen_at = seen.first_seen_at
    FROM (
        SELECT c.store, e.app_id, min(c.observed_at) AS first_seen_at
        FROM staged_entry e JOIN staged_capture c USING (n) GROUP BY ALL
    ) seen
    WHERE app.store = seen.store AND app.app_id = seen.app_id AND app.first_seen_at > seen.first_seen_at
"""

# The day it was on before, and the day it is on now.
CHANGED_DAYS = """
    CREATE OR REPLACE TEMP TABLE changed_day AS
    SELECT series_key, observed_at, scheduled_for FROM changed_capture
    UNION ALL
    SELECT t.series_key, t.observed_at, t.scheduled_for
    FROM attempt t SEMI JOIN changed_capture USING (series_key, scheduled_for)
"""

DROP_ATTEMPTS = """
    DELETE FROM attempt USING changed_capture c
    WHERE attempt.series_key = c.series_key AND attempt.scheduled_for = c.scheduled_for
"""

ADD_ATTEMPTS = """
    INSERT INTO attempt
    SELECT
        series_key, scheduled_for, observed_at, status, depth_requested, snapshot_id, feed_updated_at, http_status,
        error, tries, run_id, payload
    FROM changed_capture ORDER BY series_key, scheduled_for
"""

DROP_SNAPSHOTS = """
    DELETE FROM snapshot USING changed_capture c
    WHERE snapshot.series_key = c.series_key AND snapshot.snapshot_id = c.old_snapshot_id
        AND NOT EXISTS (
            FROM attempt t WHERE t.series_key = snapshot.series_key AND t.snapshot_id = snapshot.snapshot_id
        )
"""

# Of an app that was renamed over the years, only the newest capture where it has its name from may say the name.
MISNAME = """
    CREATE OR REPLACE TEMP TABLE misnamed_app AS
    WITH other AS (
        SELECT
            a.app_key, a.store, a.named_in, w.observed_at, w.app_name, coalesce(w.developer, a.developer) AS developer
        FROM app a JOIN newest_name w ON w.store = a.store AND w.app_id = a.app_id AND w.country = a.named_in
        WHERE a.app_name <> w.app_name OR w.developer <> coalesce(a.developer, '')
    )
    SELECT * FROM other
    WHERE NOT EXISTS (
        FROM series s
        JOIN snapshot l ON l.series_key = s.series_key  -- not USING: a lake's tables each hide a snapshot_id
        JOIN attempt t ON t.series_key = l.series_key AND t.snapshot_id = l.snapshot_id
        WHERE s.store = other.store AND s.country = other.named_in AND list_contains(l.apps, other.app_key)
            AND t.observed_at > other.observed_at AND t.payload IS NOT NULL AND t.status IN ('ok', 'suspect')
    )
"""

RENAME = """
    UPDATE app SET app_name = m.app_name, developer = m.developer FROM misnamed_app m WHERE app.app_key = m.app_key
"""


# What a payload says of apps is replaced whole: its rows have no history of their own to keep.
CHANGED_FACTS = """
    CREATE OR REPLACE TEMP TABLE said AS
    SELECT d.* EXCLUDE (n) FROM {staged} d JOIN chosen_again USING (n);
    CREATE OR REPLACE TEMP TABLE unsaid AS
    SELECT DISTINCT f.* FROM {table} f
    SEMI JOIN (
        SELECT c.store, c.country, c.source, c.scheduled_for
        FROM staged_capture c JOIN chosen_again USING (n) WHERE c.source IN ('itunes_lookup', 'apple_badge')
    ) c USING (store, country, source, scheduled_for);
"""

COUNT_FACTS = """
    SELECT count(*) FROM ((FROM said EXCEPT FROM unsaid) UNION ALL (FROM unsaid EXCEPT FROM said))
"""

REPLACE_FACTS = """
    DELETE FROM {table} f USING unsaid u
    WHERE f.store = u.store AND f.country = u.country AND f.source = u.source AND f.scheduled_for = u.scheduled_for
        AND f.app_id = u.app_id;
    INSERT INTO {table} FROM said;
"""


def _repair_facts(connection: DuckDBPyConnection) -> int:
    """Make the details and badges of these slots what the captures say; returns how many rows came out otherwise."""
    changed = 0
    for table, staged in (("app_details", "staged_details"), ("badge_rank", "staged_badge")):
        connection.execute(CHANGED_FACTS.format(table=table, staged=staged))
        row = connection.execute(COUNT_FACTS).fetchone()
        if row is not None and row[0]:
            changed += int(row[0])
            connection.execute(REPLACE_FACTS.format(table=table))
    return changed


def repair(connection: DuckDBPyConnection, batches: Iterable[Sequence[Capture]]) -> Repair:
    """Make the rows of these slots say what the captures say, inside the caller's transaction.

    All payloads of a slot come in one call, in any order. Nothing is written where nothing changed.
    """
    connection.execute(STAGE)
    staged = 0
    for batch in batches:
        stage_captures(connection, batch, first=staged)
        staged += len(batch)
    for statement in (CHOOSE, COMPARE):
        connection.execute(statement)
    changes = tuple(Change(*row) for row in connection.execute(COUNT).fetchall())
    lost = tuple(Lost(*row) for row in connection.execute(LOST).fetchall())
    connection.execute(NAME)
    if any(change.what != "nothing" for change in changes):
        connection.execute(CHANGED_DAYS)
        for statement in (PUT_ASIDE, ADD_APPS, SEE_EARLIER, ADD_SNAPSHOTS, DROP_ATTEMPTS, ADD_ATTEMPTS, DROP_SNAPSHOTS):
            connection.execute(statement)
        summarise(connection, "FROM changed_day")
    facts = _repair_facts(connection)
    connection.execute(MISNAME)
    renamed = frozenset(int(key) for (key,) in connection.execute("SELECT app_key FROM misnamed_app").fetchall())
    if renamed:
        connection.execute(RENAME)
    return Repair(changes, lost, renamed, facts)
