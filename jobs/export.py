"""Write any view or table of the charts to a file: CSV, JSON or Parquet, whatever its size.

Exit  0 written · 1 the file cannot be written · 2 no such view or column, or a wrong condition
"""

import os
import shutil
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Thread

import click

from jobs.sql import say_simulated
from tracker.config import Home
from tracker.errors import StorageError, TrackerError
from tracker.prepare import prepare
from tracker.storage.answers import whole_file
from tracker.storage.asking import Limits, asking
from tracker.storage.database import reading
from tracker.storage.export import Export, ExportForm, exportables
from tracker.storage.export import export as write_export

FORMS: tuple[ExportForm, ...] = ("csv", "json", "parquet")


@click.command(
    epilog="Example: rank-tracker export observation --where \"assistant = 'deepseek'\" --output deepseek.parquet"
)
@click.argument("view", required=False)
@click.option("--format", "form", type=click.Choice(FORMS), help="[default: by the name of FILE, else csv]")
@click.option(
    "--output", type=click.Path(dir_okay=False, path_type=Path), metavar="FILE", help="[default: to be piped]"
)
@click.option("--where", metavar="SQL", help="Only rows of which this is true.")
@click.option("--columns", metavar="A,B", help="Only these columns, in this order.")
@click.option("--exact", is_flag=True, help="CSV cells as they are, not made safe for spreadsheets.")
@click.option("--memory", default="1GB", show_default=True, help="At most so much memory.", metavar="SIZE")
@click.pass_obj
def export(
    home: Home,
    view: str | None,
    form: ExportForm | None,
    output: Path | None,
    where: str | None,
    columns: str | None,
    exact: bool,
    memory: str,
) -> None:
    """Write a VIEW or table to a file, whatever its size. Without a VIEW: say what can be exported."""
    form = form or _form_of(output)
    if form == "parquet" and output is None:
        raise click.UsageError("--format parquet needs --output FILE: it is no text")
    limits = Limits(memory, seconds=0, rows=0)
    prepare(home)
    if view is None:
        list_exportables(home)
        return
    names = tuple(name.strip() for name in columns.split(",")) if columns else ()
    wanted = Export(view, form, names, where, exact)
    say_simulated(home)
    with whole_file(output) if output else piped() as target, asking(home.charts_file, limits, target) as asker:
        rows = write_export(asker, wanted, target)
    click.echo(f"{rows:,} rows of {view}" + (f" in {output}" if output else ""), err=True)


def _form_of(output: Path | None) -> ExportForm:
    suffix = output.suffix.lower().removeprefix(".") if output else ""
    return next((form for form in FORMS if form == suffix), "csv")


def list_exportables(home: Home) -> None:
    """Say every view and table, and what a row of it is."""
    with reading(home.charts_file) as connection:
        for one in exportables(connection):
            click.echo(f"{one.name:<20} {one.kind:<6} {one.comment or ''}".rstrip())


@contextmanager
def piped() -> Iterator[Path]:
    """A pipe with a name, since the engine writes to names only; what goes in comes out at standard output."""
    with tempfile.TemporaryDirectory() as folder:
        pipe = Path(folder) / "pipe"
        os.mkfifo(pipe, 0o600)
        source = os.open(pipe, os.O_RDONLY | os.O_NONBLOCK)
        os.set_blocking(source, True)
        keeper = os.open(pipe, os.O_WRONLY)  # so that the pipe ends when we say so, not before the engine opens it
        failures: list[OSError] = []
        pouring = Thread(target=_pour, args=(source, failures), daemon=True)
        pouring.start()
        try:
            yield pipe
        except TrackerError:
            if not failures:
                raise  # else the engine could not write because nobody reads any more
        finally:
            os.close(keeper)
            pouring.join()
        if failures and not isinstance(failures[0], BrokenPipeError):
            raise StorageError(f"standard output: cannot be written ({failures[0].strerror}); free some space")
        if failures:
            # `rank-tracker export ... | head` is no failure; Python would complain again at its exit
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            raise click.exceptions.Exit(0)


def _pour(source: int, failures: list[OSError]) -> None:
    with open(source, "rb") as pipe:  # closing it tells the engine to stop
        try:
            shutil.copyfileobj(pipe, sys.stdout.buffer, 1 << 20)
            sys.stdout.buffer.flush()
        except OSError as error:
            failures.append(error)
