"""Ask the published charts in SQL, read-only. Without a QUERY: a prompt.

Exit  0 answered · 1 the query took too much time or memory, or the answer cannot be written · 2 the query is wrong
"""

import shlex
import sys
from dataclasses import dataclass, replace
from itertools import chain
from pathlib import Path
from typing import IO, Literal

import click
from rich.console import Console
from rich.table import Table
from rich.text import Text

from tracker.config import Home
from tracker.prepare import prepare
from tracker.queries.freshness import freshness
from tracker.storage.answers import cell_text, whole_file, write_csv, write_json
from tracker.storage.asking import NO_TEXT, Asker, Limits, QueryError, Result, asking
from tracker.storage.database import reading
from tracker.storage.export import parquet_copy
from tracker.text import terminal_text

Form = Literal["table", "csv", "json", "parquet"]
FORMS: tuple[Form, ...] = ("table", "csv", "json", "parquet")
TABLE_ROWS = 1000  # of a table, which is laid out as a whole


@dataclass(frozen=True, slots=True)
class Wish:
    """How answers are wanted."""

    form: Form
    limits: Limits  # but for the rows
    rows: int | None = None  # as wished; None: as many as the form has by default
    exact: bool = False  # CSV cells as they are

    def as_form(self, form: Form) -> "Wish":
        return replace(self, form=form)

    @property
    def to_ask(self) -> Limits:
        """The limits in this form: a table is short unless a number of rows was wished."""
        usual = TABLE_ROWS if self.form == "table" else self.limits.rows
        return replace(self.limits, rows=usual if self.rows is None else self.rows)


@click.command(epilog="Example: rank-tracker sql \"from rank_history('deepseek', country := 'de') limit 20\"")
@click.argument("query", required=False)
@click.option("--format", "form", type=click.Choice(FORMS), default="table", show_default=True)
@click.option("--output", type=click.Path(dir_okay=False, path_type=Path), help="Write there.", metavar="FILE")
@click.option("--memory", default=Limits().memory, show_default=True, help="At most so much memory.", metavar="SIZE")
@click.option("--timeout", default=Limits().seconds, show_default=True, type=click.FloatRange(0), metavar="SECONDS")
@click.option(
    "--rows",
    type=click.IntRange(0),
    metavar="N",
    help=f"At most so many rows; 0: all.  [default: {TABLE_ROWS} in a table, else {Limits().rows}]",
)
@click.option("--exact", is_flag=True, help="CSV cells as they are, not made safe for spreadsheets.")
@click.pass_obj
def sql(
    home: Home,
    query: str | None,
    form: Form,
    output: Path | None,
    memory: str,
    timeout: float,
    rows: int | None,
    exact: bool,
) -> None:
    """Ask the charts in SQL, read-only. Without a QUERY: a prompt, or standard input where there is no terminal.

    A limit of 0 seconds or rows is none. The file opens in any DuckDB from 1.5 on: duckdb -readonly HOME/charts.duckdb
    """
    if form == "parquet" and output is None:
        raise click.UsageError("--format parquet needs --output FILE: it is no text")
    wish = Wish(form, Limits(memory, timeout), rows, exact)
    prepare(home)
    if query is None and sys.stdin.isatty():
        from jobs.prompt import prompt  # imports us

        prompt(home, wish)
        return
    say_simulated(home)
    answer_query(home, query if query is not None else piped_query(), wish, output)


def piped_query() -> str:
    """What standard input says. Raises QueryError if it is no text."""
    try:
        return sys.stdin.read()
    except UnicodeDecodeError as error:
        raise QueryError(NO_TEXT) from error


def say_simulated(home: Home) -> bool:
    with reading(home.charts_file) as connection:
        simulated = freshness(connection).simulated
    if simulated:
        click.echo("SIMULATED: an invented world; no rank in it was observed.", err=True)
    return simulated


def say_nothing_captured(home: Home) -> None:
    """Why an answer may be empty, and what to do: for whoever saw the simulated world and asks the real home."""
    with reading(home.charts_file) as connection:
        if freshness(connection).last_observed_at is not None:
            return
    word = "No chart was captured yet; capture some: rank-tracker collect charts"
    demo = Home(home.root / "demo")
    if demo.charts_file.is_file():
        word += f"; the simulated world is a home of its own: rank-tracker --home {shlex.quote(str(demo.root))} sql"
    click.echo(word, err=True)


def answer_query(home: Home, query: str, wish: Wish, output: Path | None = None) -> None:
    """Run one query and write what comes out. Raises QueryError or LimitError; then no file was written."""
    if output is None:
        with asking(home.charts_file, wish.to_ask) as asker:
            count = _write(asker, query, wish, sys.stdout)
        if count == 0:
            say_nothing_captured(home)
        return
    with whole_file(output) as part, asking(home.charts_file, wish.to_ask, part) as asker:
        if wish.form == "parquet":
            _say_cut(parquet_copy(asker, query, part).was_cut, asker.limits.rows)
            return
        with part.open("w", encoding="utf-8", newline="") as file:
            _write(asker, query, wish, file)


def _write(asker: Asker, query: str, wish: Wish, file: IO[str]) -> int | None:
    """Write the answer. Returns how many rows it had; None: the statement has no answer."""
    answer = asker.ask(query)
    if answer is None:
        return None
    if wish.form == "csv":
        write_csv(answer, file, wish.exact)
    elif wish.form == "json":
        write_json(answer, file)
    else:
        write_table(answer, file)
    _say_cut(answer.was_cut, wish.to_ask.rows)
    return answer.taken


def _say_cut(was_cut: bool, rows: int) -> None:
    if was_cut:
        click.echo(f"The answer is cut: only its first {rows:,} rows are here; --rows N allows more, 0 all.", err=True)


def write_table(answer: Result, file: IO[str]) -> None:
    table = Table(*map(terminal_text, answer.columns), box=None, pad_edge=False, header_style="bold")
    for row in chain.from_iterable(answer.batches):
        table.add_row(*(Text(terminal_text(cell_text(value))) for value in row))
    # a pipe has no width: cutting names to 80 columns would lose data
    width = None if file.isatty() else 10_000
    Console(file=file, width=width).print(table)
