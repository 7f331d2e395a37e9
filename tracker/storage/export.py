"""Any view or table → one file, by the engine itself: streaming, whatever the size, in bounded memory."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Literal, NamedTuple

import duckdb
from duckdb import DuckDBPyConnection

from tracker.errors import ConfigurationError
from tracker.storage.answers import FORMULA
from tracker.storage.asking import Asker, longer
from tracker.storage.database import read_meta
from tracker.storage.sql_text import literal, quoted

ExportForm = Literal["csv", "json", "parquet"]

LIST = """
    SELECT v.view_name AS name, 'view' AS kind, v.comment FROM duckdb_views() v
    WHERE v.database_name = current_database() AND NOT v.internal
    UNION ALL
    SELECT t.table_name, 'table', t.comment FROM duckdb_tables() t
    WHERE t.database_name = current_database() AND NOT t.internal
    ORDER BY ALL
"""


class Exportable(NamedTuple):
    name: str
    kind: str  # view or table
    comment: str | None


class Copied(NamedTuple):
    """What was written."""

    rows: int
    was_cut: bool  # there were more rows than the limit


@dataclass(frozen=True, slots=True)
class Export:
    """What is to be exported."""

    view: str
    form: ExportForm
    columns: tuple[str, ...] = ()  # none: all
    where: str | None = None  # SQL over the view's columns
    exact: bool = False  # CSV text as it is, not made safe for spreadsheets


def exportables(connection: DuckDBPyConnection) -> list[Exportable]:
    """Every view and table, by name."""
    return [Exportable(*row) for row in connection.execute(LIST).fetchall()]


def export(asker: Asker, wanted: Export, target: Path) -> int:
    """Write the view to a file or a named pipe; returns how many rows.

    In a simulated home each row ends in a column `simulated`: a name or a notice is lost when a file is copied.
    Raises ConfigurationError for a view or column that is not there, QueryError or LimitError as asking does.
    """
    query = export_query(asker.connection, wanted)
    if wanted.form == "parquet":
        return parquet_copy(asker, query, target).rows
    options = "FORMAT csv, HEADER" if wanted.form == "csv" else "FORMAT json, ARRAY true"
    asker.check(query)
    return _copy(asker, f"(\n{query}\n)", target, f"{options}, USE_TMP_FILE false")


def export_query(connection: DuckDBPyConnection, wanted: Export) -> str:
    """The SELECT behind an export. Raises ConfigurationError for a view or column that is not there."""
    names = [one.name for one in exportables(connection)]
    if wanted.view not in names:
        raise ConfigurationError(f"export: no view or table {wanted.view!r}; there are {', '.join(names)}")
    describe = f"SELECT column_name, column_type FROM (DESCRIBE {quoted(wanted.view)})"  # noqa: S608 - a name we listed
    described = connection.execute(describe).fetchall()
    types: dict[str, str] = dict(described)
    for column in wanted.columns:
        if column not in types:
            raise ConfigurationError(f"export: {wanted.view} has no column {column!r}; it has {', '.join(types)}")
    cells = [_cell(column, types[column], wanted) for column in wanted.columns or types]
    if is_simulated(connection):
        cells.append("true AS simulated")
    where = f"\nWHERE ({wanted.where}\n)" if wanted.where else ""
    return f"SELECT {', '.join(cells)}\nFROM {quoted(wanted.view)}{where}"


def is_simulated(connection: DuckDBPyConnection) -> bool:
    return read_meta(connection).get("simulated") is not None


def _cell(column: str, kind: str, wanted: Export) -> str:
    name = quoted(column)
    if kind == "TIMESTAMP WITH TIME ZONE" and wanted.form != "parquet":
        return f"replace(CAST({name} AS VARCHAR), ' ', 'T') || ':00' AS {name}"  # ISO 8601; the session is in UTC
    if kind == "VARCHAR" and wanted.form == "csv" and not wanted.exact:
        formula = ", ".join(f"chr({ord(sign)})" for sign in FORMULA)
        return f"CASE WHEN left({name}, 1) IN ({formula}) THEN '''' || {name} ELSE {name} END AS {name}"
    return name


def parquet_copy(asker: Asker, query: str, target: Path) -> Copied:
    """Write as many rows of a query as the limit allows, as Parquet that says where it comes from."""
    meta = read_meta(asker.connection)
    facts = {"simulated": str(is_simulated(asker.connection)).lower(), "published_at": meta.get("published_at", "")}
    listed = ", ".join(f"{name}: {literal(value)}" for name, value in facts.items())
    options = f"FORMAT parquet, COMPRESSION zstd, KV_METADATA {{{listed}}}, USE_TMP_FILE false"
    query, most = query.rstrip().rstrip(";"), asker.limits.rows
    asker.check(query)
    # one row more than may be: only so is an answer of just as many told from one that goes on
    rows = _copy(asker, f"(\n{query}\n) {f'LIMIT {most + 1}' if most else ''}", target, options)
    if not most or rows <= most:
        return Copied(rows, False)
    whole = longer(target)
    try:
        target.replace(whole)
        # read back rather than asked again, which could take as long once more
        rows = _copy(asker, f"read_parquet({literal(str(whole.absolute()))}) LIMIT {most}", target, options)
    finally:
        whole.unlink(missing_ok=True)
    return Copied(rows, True)


def _copy(asker: Asker, relation: str, target: Path, options: str) -> int:
    answer = asker.told(f"COPY (FROM {relation}) TO {literal(str(target.absolute()))} ({options})")
    assert answer is not None
    ((rows,),) = [row for batch in answer.batches for row in batch]
    assert isinstance(rows, int)
    return rows


def parquet_of_csv(text: str, types: Mapping[str, str]) -> bytes:
    """A CSV with a head, as Parquet; `types` are DuckDB's, by column, in order. What is empty is NULL."""
    columns = ", ".join(f"'{name}': '{kind}'" for name, kind in types.items())
    with TemporaryDirectory(prefix="rank-tracker-") as folder, duckdb.connect() as connection:
        rows, target = Path(folder) / "rows.csv", Path(folder) / "rows.parquet"
        rows.write_text(text, encoding="utf-8")
        connection.execute("SET TimeZone = 'UTC'")
        # every name in it is ours
        connection.execute(
            f"COPY (FROM read_csv('{rows}', auto_detect := false, header := true, delim := ',', quote := '\"',"
            f" nullstr := '', columns := {{{columns}}})) TO '{target}' (FORMAT parquet)"
        )
        return target.read_bytes()
