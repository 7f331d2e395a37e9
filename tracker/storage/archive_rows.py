"""An archive as the view `archive_row`: a row for each rank, in the archive's own words; '' is what it does not say.

The view stands on the file itself, so that an archive may be larger than memory.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime
from pathlib import Path

from duckdb import DuckDBPyConnection

from tracker.archives.chart import ArchivedChart, Said
from tracker.archives.table import COLUMNS, Csv, column_of
from tracker.storage.rows import insert_rows
from tracker.storage.sql_text import literal, quoted
from tracker.text import stored_text

# Everything comes as text, so that a damaged row refuses its chart and not the file. DuckDB wants seconds before a
# zone, and makes 2 of 1.5.
ROWS = r"""
    CREATE OR REPLACE TEMP VIEW archive_row AS
    SELECT *, coalesce(said_at, {told_at}) AS observed_at
    FROM (
        SELECT
            {said}, time_source, app_id, nullif(app_name, '') AS app_name, nullif(developer, '') AS developer,
            TRY_CAST(regexp_replace(observed_at, '([ T]\d\d:\d\d)(Z|[+-].*)$', '\1:00\2') AS TIMESTAMPTZ) AS said_at,
            CASE WHEN TRY_CAST(rank AS DOUBLE) = TRY_CAST(rank AS INTEGER) THEN TRY_CAST(rank AS INTEGER) END AS rank,
            TRY_CAST(depth AS INTEGER) AS depth
        FROM (SELECT {columns} FROM {table})
    )
"""


def open_file(
    connection: DuckDBPyConnection, file: Path, csv: Csv | None, columns: Sequence[str], told_at: datetime | None
) -> None:
    """Make archive_row the rows of a CSV or, without one, of a Parquet file."""
    name = literal(str(file))
    if csv is None:
        _open(connection, f"read_parquet({name})", columns, told_at)
        return
    options = f"delim = {literal(csv.delimiter)}, compression = '{'gzip' if csv.is_gzip else 'none'}'"
    _open(connection, f"read_csv({name}, header = true, all_varchar = true, {options})", columns, told_at)


def parquet_columns(connection: DuckDBPyConnection, file: Path) -> tuple[str, ...]:
    described = connection.execute("SELECT column_name FROM (DESCRIBE FROM read_parquet($file))", {"file": str(file)})
    return tuple(name for (name,) in described.fetchall())


def open_charts(connection: DuckDBPyConnection, charts: Iterable[ArchivedChart], told_at: datetime | None) -> None:
    """Make archive_row the ranks of charts."""
    columns = ", ".join(f"{name} VARCHAR" for name in COLUMNS)
    connection.execute(f"CREATE OR REPLACE TEMP TABLE archive_entry ({columns})")
    rows = [tuple(row.get(name) for name in COLUMNS) for chart in charts for row in _rows(chart)]
    insert_rows(connection, "archive_entry", rows)
    _open(connection, "archive_entry", tuple(COLUMNS), told_at)


def _rows(chart: ArchivedChart) -> Iterable[dict[str, object]]:
    of_all = {"observed_at": chart.observed_at, "time_source": chart.time_source, "depth": chart.depth}
    for entry in chart.entries:
        app = {"rank": entry.rank, "app_id": stored_text(entry.app_id)}
        names = {"app_name": stored_text(entry.name or ""), "developer": stored_text(entry.developer or "")}
        yield chart.said._asdict() | of_all | app | names


def _open(connection: DuckDBPyConnection, table: str, columns: Sequence[str], told_at: datetime | None) -> None:
    def text_of(name: str) -> str:
        found = column_of(name, columns)
        return f"coalesce(trim(CAST({quoted(found) if found else 'NULL'} AS VARCHAR)), '') AS {name}"

    texts, said = ", ".join(map(text_of, COLUMNS)), ", ".join(Said._fields)
    when = f"TIMESTAMPTZ '{told_at.isoformat()}'" if told_at else "NULL"
    connection.execute(ROWS.format(said=said, columns=texts, table=table, told_at=when))
