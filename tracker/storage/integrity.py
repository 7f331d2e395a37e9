"""Is the database whole, and does it agree with itself? Each fault is named, with what to do about it."""

from collections.abc import Iterator
from typing import NamedTuple

import duckdb
from duckdb import DuckDBPyConnection

from tracker.config import Home
from tracker.errors import StorageError
from tracker.storage.backup_file import content, table_names
from tracker.storage.database import lock, reading, writing
from tracker.storage.place import lake_of
from tracker.storage.sql_text import first_line, quoted
from tracker.storage.summaries import DAY

PATIENCE = 60.0  # seconds to wait for an ingest


class Fault(NamedTuple):
    what: str  # and where
    advice: str


class Rule(NamedTuple):
    """Something that must never be so."""

    what: str  # "{n}" are how many
    counted: str  # SQL: how many
    advice: str


# Days of attempts whose sums do not say how many there are, and sums of attempts that are not there.
UNSUMMED = f"""
    SELECT coalesce(t.series_key, d.series_key) AS series_key, coalesce(t.day_utc, d.day_utc) AS day_utc
    FROM (
        SELECT
            t.series_key, {DAY.format(table="t")} AS day_utc, count(DISTINCT t.scheduled_for) AS attempts,
            count(DISTINCT t.scheduled_for) FILTER (t.snapshot_id IS NOT NULL) AS captures
        FROM attempt t GROUP BY ALL
    ) t
    FULL JOIN series_day d ON d.series_key = t.series_key AND d.day_utc = t.day_utc
    WHERE coalesce(t.attempts, 0) <> coalesce(d.attempts, -1) AND NOT (t.series_key IS NULL AND d.attempts = 0)
        OR coalesce(t.captures, 0) <> coalesce(d.captures, 0)
"""  # noqa: S608 - our own names

# None of them can come about in a file while one writer holds the lock; a hand that edits it, or a fault of ours, can.
# A lake has several writers, and what one of them had in hand when it was killed.
MEND = "it is put right by: rank-tracker maintain"
RESTORE = "restore the newest backup with: rank-tracker restore FILE --force"
RULES = (
    Rule(
        "{n} slots have more than one attempt",
        "SELECT count(*) FROM (SELECT 1 FROM attempt GROUP BY series_key, scheduled_for HAVING count(*) > 1)",
        MEND,
    ),
    Rule(
        "{n} attempts name a list that is not there",
        """SELECT count(*) FROM (FROM attempt WHERE snapshot_id IS NOT NULL) t
           ANTI JOIN snapshot n USING (series_key, snapshot_id)""",
        RESTORE,
    ),
    Rule(
        "{n} lists are stored twice",
        "SELECT count(*) FROM (SELECT 1 FROM snapshot GROUP BY series_key, snapshot_id HAVING count(*) > 1)",
        f"each is counted twice in observation; {MEND}",
    ),
    Rule(
        "{n} lists belong to no attempt",
        """SELECT count(*) FROM snapshot n
           ANTI JOIN (FROM attempt WHERE snapshot_id IS NOT NULL) t USING (series_key, snapshot_id)""",
        f"no answer shows them, they only take room; {MEND}",
    ),
    Rule(
        "{n} app keys in lists name no app",
        """SELECT count(*) FROM (SELECT DISTINCT unnest(apps) AS app_key FROM snapshot) k
           ANTI JOIN app a USING (app_key) WHERE k.app_key IS NOT NULL""",
        f"their ranks are missing in observation; {RESTORE}",
    ),
    Rule(
        "{n} apps have more than one key",
        "SELECT count(*) - count(DISTINCT (store, app_id)) FROM app",
        f"their ranks are counted twice; {MEND}",
    ),
    Rule(
        "{n} apps share a key with another one",
        "SELECT count(*) FROM (SELECT 1 FROM app GROUP BY app_key HAVING count(DISTINCT (store, app_id)) > 1)",
        f"their ranks are counted twice; {RESTORE}",
    ),
    Rule(
        "{n} series have more than one key",
        "SELECT count(*) - count(DISTINCT (store, country, device, chart, category, source)) FROM series",
        MEND,
    ),
    Rule(
        "{n} series share a key with another one",
        """SELECT count(*) FROM (
               SELECT 1 FROM series GROUP BY series_key
               HAVING count(DISTINCT (store, country, device, chart, category, source)) > 1
           )""",
        RESTORE,
    ),
    Rule(
        "{n} attempts belong to no series",
        "SELECT count(*) FROM attempt t ANTI JOIN series s USING (series_key)",
        f"no answer shows them; {RESTORE}",
    ),
    Rule("{n} days are not summed up", f"SELECT count(*) FROM ({UNSUMMED})", MEND),  # noqa: S608 - our own names
)

VIEWS = """
    SELECT v.view_name FROM duckdb_views() v WHERE v.database_name = current_database() AND NOT v.internal ORDER BY ALL
"""


def faults(home: Home) -> list[Fault]:
    """What is wrong with the writer's database and the published one.

    Nothing of both is changed, but for a writer's file that cannot be opened: as before any writing, the published one
    takes its place.

    Raises LockedError if another run writes for longer than a minute.
    """
    if lake_of(home) is not None:
        return _faults_of_lake(home)
    if not home.store_file.is_file():
        advice = f"copy {home.charts_file.name} to it and make it writable, or restore a backup"
        return [Fault(f"{home.store_file}: the writer's database is gone", advice)]
    found = []
    with lock(home, "ingest", PATIENCE):
        try:
            with writing(home) as connection:
                found += [Fault(f"{home.store_file}: {what}", advice) for what, advice in faults_of(connection)]
        except (StorageError, duckdb.Error) as error:
            advice = f"keep a copy of it; {RESTORE}, then run: rank-tracker reparse"
            found.append(Fault(f"{home.store_file}: cannot be read whole: {first_line(error)}", advice))
    try:
        with reading(home.charts_file) as connection:
            found += [Fault(f"{home.charts_file}: {what}", "run: rank-tracker publish") for what in unread(connection)]
    except (StorageError, duckdb.Error) as error:
        found.append(Fault(f"{home.charts_file}: {first_line(error)}", "run: rank-tracker publish"))
    return found


def _faults_of_lake(home: Home) -> list[Fault]:
    """A lake is written and read in one place."""
    try:
        with lock(home, "ingest", PATIENCE), writing(home) as connection:
            return list(faults_of(connection))
    except (StorageError, duckdb.Error) as error:
        return [Fault(f"the lake cannot be read whole: {first_line(error)}", "look at its catalog and its files")]


def faults_of(connection: DuckDBPyConnection) -> Iterator[Fault]:
    """What is wrong with one database."""
    damaged = list(unread(connection))
    yield from (Fault(what, f"keep a copy of the file; {RESTORE}") for what in damaged)
    if damaged:
        return  # the rules would fail at the same block
    for rule in RULES:
        row = connection.execute(rule.counted).fetchone()
        if row and row[0]:
            yield Fault(rule.what.format(n=row[0]), rule.advice)
    for (view,) in connection.execute(VIEWS).fetchall():
        try:
            connection.execute(f"SELECT * FROM {quoted(view)} LIMIT 0")  # noqa: S608 - quoted
        except duckdb.Error as error:
            yield Fault(
                f"view {view} does not answer: {first_line(error)}", "run: rank-tracker ingest; it makes it anew"
            )


def unread(connection: DuckDBPyConnection) -> Iterator[str]:
    """The tables that cannot be read whole; DuckDB checks the sum of each block that it reads."""
    for table in table_names(connection):
        try:
            content(connection, quoted(table))
        except duckdb.Error as error:
            yield f"table {table} cannot be read whole: {first_line(error)}"
