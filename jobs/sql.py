"""Ask the published charts in SQL, read-only.

Exit  0 answered · 2 the query is wrong
"""

import csv
import json
import sys
from collections.abc import Sequence
from contextlib import ExitStack
from datetime import date, datetime
from pathlib import Path
from typing import IO

import click
import duckdb
from duckdb import DuckDBPyConnection
from rich.console import Console
from rich.table import Table
from rich.text import Text

from tracker.config import Home
from tracker.errors import ConfigurationError
from tracker.prepare import prepare
from tracker.queries.freshness import freshness
from tracker.storage.database import reading
from tracker.text import terminal_text

FORMATS = ("table", "csv", "json", "parquet")
SHOWN = 1000  # rows of a table on a terminal

Rows = list[tuple[object, ...]]


@click.command(epilog="Example: rank-tracker sql \"from rank_history('deepseek', country := 'de') limit 20\"")
@click.argument("query", required=False)
@click.option("--format", "form", type=click.Choice(FORMATS), default="table", show_default=True)
@click.option("--output", type=click.Path(dir_okay=False, path_type=Path), help="Write there.", metavar="FILE")
@click.pass_obj
def sql(home: Home, query: str | None, form: str, output: Path | None) -> None:
    """Ask the charts in SQL, read-only. Without a QUERY: a prompt, or standard input where there is no terminal."""
    if form == "parquet" and output is None:
        raise click.UsageError("--format parquet needs --output FILE: it is no text")
    prepare(home)
    if query is None and sys.stdin.isatty():
        prompt(home)
        return
    with reading(home.charts_file) as connection:
        say_simulated(connection)
        restrict(connection, output if form == "parquet" else None)
        answer(connection, query if query is not None else sys.stdin.read(), form, output)


def restrict(connection: DuckDBPyConnection, writable: Path | None = None) -> None:
    """Let queries reach nothing but the charts (and one file to write, if named)."""
    if writable is not None:
        connection.execute("SET allowed_paths = [?]", [str(writable.absolute())])
    connection.execute("SET enable_external_access = false")
    connection.execute("SET lock_configuration = true")


def say_simulated(connection: DuckDBPyConnection) -> None:
    if freshness(connection).simulated:
        click.echo("SIMULATED: an invented world; no rank in it was observed.", err=True)


def answer(connection: DuckDBPyConnection, query: str, form: str, output: Path | None) -> None:
    """Run one query and write what comes out. Raises ConfigurationError for a query that cannot be run."""
    try:
        if form == "parquet":
            target = str(output).replace("'", "''")
            connection.execute(f"COPY ({query.rstrip().rstrip(';')}) TO '{target}' (FORMAT parquet)")
            return
        cursor = connection.execute(query)
        if cursor.description is None:
            return
        columns = [str(column[0]) for column in cursor.description]
        rows: Rows = cursor.fetchall()
    except duckdb.Error as error:
        raise ConfigurationError(f"sql: {str(error).strip()}") from error
    with ExitStack() as stack:
        file = stack.enter_context(output.open("w", encoding="utf-8", newline="")) if output else sys.stdout
        WRITERS[form](columns, rows, file)


def write_table(columns: Sequence[str], rows: Rows, file: IO[str]) -> None:
    table = Table(*columns, box=None, pad_edge=False, header_style="bold")
    for row in rows[:SHOWN]:
        table.add_row(*(Text(terminal_text(_text(value))) for value in row))
    # a pipe has no width: cutting names to 80 columns would lose data
    width = None if file.isatty() else 10_000
    Console(file=file, width=width).print(table)
    if len(rows) > SHOWN:
        click.echo(f"{len(rows) - SHOWN:,} more rows: use --format csv for all", err=True)


def write_csv(columns: Sequence[str], rows: Rows, file: IO[str]) -> None:
    writer = csv.writer(file, lineterminator="\n")
    writer.writerow(columns)
    writer.writerows([_text(value) for value in row] for row in rows)


def write_json(columns: Sequence[str], rows: Rows, file: IO[str]) -> None:
    objects = [dict(zip(columns, row, strict=True)) for row in rows]
    json.dump(objects, file, ensure_ascii=False, default=_text, indent=1)
    file.write("\n")


WRITERS = {"table": write_table, "csv": write_csv, "json": write_json}


def _text(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, datetime | date):
        return value.isoformat()
    return str(value)


def prompt(home: Home) -> None:
    """Answer queries, each ended by a semicolon, until the input ends."""
    click.echo(f"{home.charts_file}, read-only. End a query with ;  Leave with Ctrl-D.")
    lines: list[str] = []
    while True:
        try:
            lines.append(input("...> " if lines else "sql> "))
        except EOFError:
            return
        if not lines[-1].rstrip().endswith(";"):
            continue
        query, lines = "\n".join(lines), []
        # opened anew each time: the next publish is seen, and an idle prompt holds nothing
        with reading(home.charts_file) as connection:
            restrict(connection)
            try:
                answer(connection, query, "table", None)
            except ConfigurationError as error:
                click.echo(str(error), err=True)
