"""Rows in the order in which they are asked for, in a file without holes.

Collection appends slot after slot, so the rows of one series lie everywhere and a question about it would read
everything. Here the rows of a series lie together, by time: DuckDB keeps the least and the largest value of every
block of rows, and skips the blocks that cannot hold an answer.
"""

from itertools import accumulate, groupby

from duckdb import DuckDBPyConnection

CHUNK = 250_000  # lists sorted at once: some 200 MB of them

FIRST_SEEN = """
    CREATE OR REPLACE TEMP TABLE first_seen AS
    SELECT series_key, snapshot_id, min(scheduled_for) AS first_for
    FROM {source}.attempt WHERE snapshot_id IS NOT NULL GROUP BY series_key, snapshot_id
"""

LISTS_OF_SERIES = "SELECT series_key, count(*) FROM first_seen GROUP BY series_key ORDER BY series_key"

COPY_SNAPSHOTS = """
    INSERT INTO {target}.snapshot
    SELECT n.* FROM {source}.snapshot n JOIN first_seen f USING (series_key, snapshot_id)
    WHERE n.series_key BETWEEN $first AND $last AND f.series_key BETWEEN $first AND $last
    ORDER BY n.series_key, f.first_for
"""

# A list that no attempt names is a fault, which is for the integrity check to tell, not for a copy to hide.
COPY_UNNAMED = """
    INSERT INTO {target}.snapshot
    SELECT n.* FROM {source}.snapshot n ANTI JOIN first_seen USING (series_key, snapshot_id)
"""

# Whoever made a table of their own in the writer's file keeps it.
MAKE = "CREATE TABLE IF NOT EXISTS {target}.{table} AS FROM {source}.{table} LIMIT 0"

FORGET = "DELETE FROM {target}.{table}"

COPY = "INSERT INTO {target}.{table} SELECT * FROM {source}.{table} {order}"

ORDERS = {
    "attempt": "ORDER BY series_key, scheduled_for",
    "series_day": "ORDER BY series_key, day_utc",
    "rank_day": "ORDER BY assistant, series_key, day_utc",
    "effect": "ORDER BY event_id, assistant, series_key",
    "app": "ORDER BY app_key",
    "app_details": "ORDER BY store, country, app_id, scheduled_for",
}


def copy_arranged(connection: DuckDBPyConnection, source: str, target: str) -> None:
    """Copy every table of one attached database into those of another that is migrated, in this order, in one
    transaction: what was in them is replaced.
    """
    connection.execute(FIRST_SEEN.format(source=source))
    # Several threads would leave half-filled blocks behind: a third of the file at a billion observations.
    connection.execute("SET threads = 1; BEGIN")
    connection.execute(FORGET.format(table="snapshot", target=target))
    for first, last in _chunks(connection):
        given = {"first": first, "last": last}
        connection.execute(COPY_SNAPSHOTS.format(source=source, target=target), given)
    connection.execute(COPY_UNNAMED.format(source=source, target=target))
    tables = connection.execute(
        "SELECT table_name FROM duckdb_tables() WHERE database_name = ? ORDER BY table_name", [source]
    ).fetchall()
    for (table,) in tables:
        if table != "snapshot":
            order = ORDERS.get(table, "")
            connection.execute(MAKE.format(table=table, source=source, target=target))
            connection.execute(FORGET.format(table=table, target=target))  # what migrating wrote there
            connection.execute(COPY.format(table=table, source=source, target=target, order=order))
    connection.execute("COMMIT; RESET threads")
    connection.execute("DROP TABLE first_seen")


def _chunks(connection: DuckDBPyConnection) -> list[tuple[int, int]]:
    """(first, last) series of each chunk."""
    counted = connection.execute(LISTS_OF_SERIES).fetchall()
    sums = accumulate(count for _, count in counted)
    numbered = [(total // CHUNK, key) for total, (key, _) in zip(sums, counted, strict=True)]
    chunks = [[key for _, key in group] for _, group in groupby(numbered, key=lambda one: one[0])]
    return [(chunk[0], chunk[-1]) for chunk in chunks]
