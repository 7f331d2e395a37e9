"""Rows in the order in which they are asked for, in a file without holes.

Collection appends slot after slot, so the rows of one series lie everywhere and a question about it would read
everything. Here the rows of a month lie together, in it those of a series: a question about one series, or about the
newest days of all, reads little. DuckDB keeps the least and the largest value of every block of rows, no index.
"""

from duckdb import DuckDBPyConnection

FIRST_SEEN = """
    CREATE OR REPLACE TEMP TABLE first_seen AS
    SELECT series_key, snapshot_id, min(scheduled_for) AS first_for, date_trunc('month', min(scheduled_for)) AS month
    FROM {source}.attempt WHERE snapshot_id IS NOT NULL GROUP BY series_key, snapshot_id
"""

MONTHS = "SELECT DISTINCT date_trunc('month', scheduled_for) AS month FROM {source}.attempt ORDER BY month"

# A month at a time, so that sorting lists needs no more memory than a month of them.
COPY_SNAPSHOTS = """
    INSERT INTO {target}.snapshot
    SELECT n.* FROM {source}.snapshot n JOIN first_seen f USING (series_key, snapshot_id)
    WHERE f.month = TIMESTAMPTZ '{month}'
    ORDER BY n.series_key, f.first_for
"""

COPY_ATTEMPTS = """
    INSERT INTO {target}.attempt
    SELECT t.* FROM {source}.attempt t WHERE date_trunc('month', t.scheduled_for) = TIMESTAMPTZ '{month}'
    ORDER BY t.series_key, t.scheduled_for
"""

# A list that no attempt names is a fault, which is for the integrity check to tell, not for a copy to hide.
COPY_UNNAMED = """
    INSERT INTO {target}.snapshot
    SELECT n.* FROM {source}.snapshot n ANTI JOIN first_seen USING (series_key, snapshot_id)
"""

COPY = "INSERT INTO {target}.{table} SELECT * FROM {source}.{table} {order}"

ORDERS = {
    "series_day": "ORDER BY series_key, day_utc",
    "rank_day": "ORDER BY assistant, series_key, day_utc",
    "app": "ORDER BY app_key",
    "app_details": "ORDER BY store, country, app_id, scheduled_for",
}


def copy_arranged(connection: DuckDBPyConnection, source: str, target: str) -> None:
    """Copy every table of one attached database into the empty tables of another, in the order of questions."""
    connection.execute(FIRST_SEEN.format(source=source))
    for (month,) in connection.execute(MONTHS.format(source=source)).fetchall():
        names = {"source": source, "target": target, "month": month.isoformat()}
        connection.execute(COPY_SNAPSHOTS.format(**names))
        connection.execute(COPY_ATTEMPTS.format(**names))
    connection.execute(COPY_UNNAMED.format(source=source, target=target))
    connection.execute("DROP TABLE first_seen")
    tables = connection.execute(
        "SELECT table_name FROM duckdb_tables() WHERE database_name = ? ORDER BY table_name", [source]
    ).fetchall()
    for (table,) in tables:
        if table not in {"snapshot", "attempt"}:
            order = ORDERS.get(table, "")
            connection.execute(COPY.format(table=table, source=source, target=target, order=order))
