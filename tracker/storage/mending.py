"""What a crash between two steps, or two writers without a lock, can leave, put right: nothing is lost, nothing double.

A lake has no keys that would forbid it. Each fault has a count, and statements after which the count is nought; none of
them throws away what only one row says.
"""

from typing import NamedTuple

from duckdb import DuckDBPyConnection

from tracker.config import Home
from tracker.storage.database import lock, publish, writing
from tracker.storage.integrity import UNSUMMED
from tracker.storage.summaries import summarise
from tracker.storage.turns import step

PATIENCE = 60.0  # seconds to wait for an ingest

# The captures whose days are made anew once the rows are right.
STALE = "CREATE OR REPLACE TEMP TABLE stale AS SELECT series_key, observed_at, scheduled_for FROM attempt LIMIT 0"


class Mend(NamedTuple):
    what: str  # "{n}" are how many
    counted: str
    statements: tuple[str, ...]


SAME_SERIES = "(store, country, device, chart, category, source)"

# Of several keys the least one holds. What was made of the lists of the others is made again.
SERIES = Mend(
    "{n} series had more than one key",
    f"SELECT count(*) - count(DISTINCT {SAME_SERIES}) FROM series",  # noqa: S608 - our own names
    (
        f"""CREATE OR REPLACE TEMP TABLE taken_for AS
            SELECT s.series_key, min(s.series_key) OVER (PARTITION BY {SAME_SERIES[1:-1]}) AS held FROM series s
            QUALIFY count(*) OVER (PARTITION BY {SAME_SERIES[1:-1]}) > 1""",  # noqa: S608
        """INSERT INTO stale
           SELECT k.held, t.observed_at, t.scheduled_for FROM attempt t JOIN taken_for k USING (series_key)""",
        *(
            f"UPDATE {table} SET series_key = k.held FROM taken_for k"  # noqa: S608
            f" WHERE {table}.series_key = k.series_key AND k.series_key <> k.held"
            for table in ("attempt", "snapshot", "watch")
        ),
        *(
            f"DELETE FROM {table} x USING taken_for k WHERE x.series_key = k.series_key"  # noqa: S608
            for table in ("series_day", "rank_day", "effect", "effect_series")
        ),
        """CREATE OR REPLACE TEMP TABLE one_series AS
           SELECT DISTINCT ON (s.series_key) s.* FROM series s SEMI JOIN taken_for k ON s.series_key = k.held""",
        "DELETE FROM series s USING taken_for k WHERE s.series_key = k.series_key",
        "INSERT INTO series FROM one_series",
    ),
)

# A list names its apps by key: where two keys were one app, it names the least one from now on.
APPS = Mend(
    "{n} apps had more than one key",
    "SELECT count(*) - count(DISTINCT (store, app_id)) FROM app",
    (
        """CREATE OR REPLACE TEMP TABLE taken_for AS
           SELECT a.app_key, min(a.app_key) OVER (PARTITION BY a.store, a.app_id) AS held FROM app a
           QUALIFY count(*) OVER (PARTITION BY a.store, a.app_id) > 1""",
        """CREATE OR REPLACE TEMP TABLE listed_again AS
           SELECT l.snapshot_id, l.series_key, list(coalesce(k.held, l.app_key) ORDER BY l.place)::INTEGER[] AS apps
           FROM (
               SELECT n.snapshot_id, n.series_key, unnest(n.apps) AS app_key, generate_subscripts(n.apps, 1) AS place
               FROM snapshot n
               WHERE list_has_any(n.apps, (SELECT list(app_key) FROM taken_for WHERE app_key <> held))
           ) l LEFT JOIN taken_for k USING (app_key)
           GROUP BY l.snapshot_id, l.series_key""",
        """DELETE FROM snapshot n USING listed_again l
           WHERE n.snapshot_id = l.snapshot_id AND n.series_key = l.series_key""",
        "INSERT INTO snapshot SELECT snapshot_id, series_key, apps FROM listed_again",
        """CREATE OR REPLACE TEMP TABLE one_app AS
           SELECT DISTINCT ON (a.app_key) a.* FROM app a SEMI JOIN taken_for k ON a.app_key = k.held
           ORDER BY a.app_key, a.first_seen_at""",
        "DELETE FROM app a USING taken_for k WHERE a.app_key = k.app_key",
        "INSERT INTO app FROM one_app",
    ),
)

LISTS = Mend(
    "{n} lists were stored twice",
    "SELECT count(*) - count(DISTINCT (series_key, snapshot_id)) FROM snapshot",
    (
        """CREATE OR REPLACE TEMP TABLE one_list AS
           SELECT any_value(n.snapshot_id) AS snapshot_id, any_value(n.series_key) AS series_key, first(n.apps) AS apps
           FROM snapshot n GROUP BY n.series_key, n.snapshot_id HAVING count(*) > 1""",
        """DELETE FROM snapshot n USING one_list l
           WHERE n.series_key = l.series_key AND n.snapshot_id = l.snapshot_id""",
        "INSERT INTO snapshot SELECT snapshot_id, series_key, apps FROM one_list",
    ),
)

# The rule of a slot: the first whole capture counts, else the last failure.
SLOTS = Mend(
    "{n} slots had more than one attempt",
    "SELECT count(*) - count(DISTINCT (series_key, scheduled_for)) FROM attempt",
    (
        """CREATE OR REPLACE TEMP TABLE one_attempt AS
           SELECT DISTINCT ON (t.series_key, t.scheduled_for) t.* FROM attempt t
           SEMI JOIN (
               SELECT series_key, scheduled_for FROM attempt GROUP BY ALL HAVING count(*) > 1
           ) d USING (series_key, scheduled_for)
           ORDER BY t.series_key, t.scheduled_for, t.status NOT IN ('ok', 'suspect'),
               epoch_us(t.observed_at) * CASE WHEN t.status IN ('ok', 'suspect') THEN 1 ELSE -1 END""",
        """INSERT INTO stale SELECT t.series_key, t.observed_at, t.scheduled_for FROM attempt t
           SEMI JOIN one_attempt USING (series_key, scheduled_for)""",
        """DELETE FROM attempt t USING one_attempt o
           WHERE t.series_key = o.series_key AND t.scheduled_for = o.scheduled_for""",
        "INSERT INTO attempt FROM one_attempt",
    ),
)

UNNAMED = """SELECT n.series_key, n.snapshot_id FROM snapshot n
    ANTI JOIN (FROM attempt WHERE snapshot_id IS NOT NULL) t USING (series_key, snapshot_id)"""
LEFT_LISTS = Mend(
    "{n} lists belonged to no attempt",
    f"SELECT count(*) FROM ({UNNAMED})",  # noqa: S608
    (
        f"CREATE OR REPLACE TEMP TABLE unnamed AS {UNNAMED}",
        "DELETE FROM snapshot n USING unnamed u WHERE n.series_key = u.series_key AND n.snapshot_id = u.snapshot_id",
    ),
)

DAYS = Mend(
    "{n} days were not summed up",
    f"SELECT count(DISTINCT (series_key, day_utc)) FROM ({UNSUMMED})",  # noqa: S608
    (f"INSERT INTO stale SELECT series_key, NULL, CAST(day_utc AS TIMESTAMP) AT TIME ZONE 'UTC' FROM ({UNSUMMED})",),  # noqa: S608
)

MENDS = (SERIES, APPS, SLOTS, LISTS, LEFT_LISTS, DAYS)  # what two keys made double is found after them


def mend(home: Home) -> list[str]:
    """Put right what can be, in one transaction, and publish; returns what was wrong, a sentence each.

    Raises LockedError if another run writes for longer than a minute.
    """
    with lock(home, "ingest", PATIENCE):
        with writing(home) as connection:
            told = mend_rows(connection)
        if told:
            publish(home)
    return told


def mend_rows(connection: DuckDBPyConnection) -> list[str]:
    told = []
    with step(connection):
        connection.execute(STALE)
        for one in MENDS:
            row = connection.execute(one.counted).fetchone()
            if row and row[0]:
                told.append(one.what.format(n=row[0]))
                for statement in one.statements:
                    connection.execute(statement)
        summarise(connection, "SELECT DISTINCT * FROM stale")
    return told
