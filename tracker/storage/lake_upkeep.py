"""What a lake needs now and then, and how much room it takes."""

from datetime import timedelta

from duckdb import DuckDBPyConnection

KEPT = timedelta(days=2)  # so long a reader may go on reading a state that was replaced

# What readers may still use stays until KEPT is over: first forgotten, then its files removed.
STEPS = (
    "CALL ducklake_flush_inlined_data('lake')",
    f"CALL ducklake_expire_snapshots('lake', older_than => now() - INTERVAL '{KEPT.days} days')",
    "CALL ducklake_rewrite_data_files('lake', delete_threshold => 0)",
    "CALL ducklake_merge_adjacent_files('lake')",
    f"CALL ducklake_cleanup_old_files('lake', older_than => now() - INTERVAL '{KEPT.days} days')",
)

# Files that a killed writer wrote and no commit names.
ORPHANS = f"CALL ducklake_delete_orphaned_files('lake', older_than => now() - INTERVAL '{KEPT.days} days')"

BYTES = (
    "SELECT coalesce(sum(file_size_bytes), 0)::BIGINT FROM ducklake_table_info('lake') WHERE table_name = ? OR ? = ''"
)


def tidy(connection: DuckDBPyConnection) -> None:
    """Write out what the catalog holds, merge small files, forget states older than KEPT, remove what nobody names."""
    for step in (*STEPS, ORPHANS):
        connection.execute(step).fetchall()


def file_bytes(connection: DuckDBPyConnection, table: str = "") -> int:
    """Of the Parquet files of a table, or of all; rows that the catalog still holds have none."""
    row = connection.execute(BYTES, [table, table]).fetchone()
    assert row is not None
    return int(row[0])
