"""The prompt of `sql`: history, completion, many lines a query, Ctrl-C for what runs too long.

It is the standard library's readline: the line editor that every terminal user's fingers know.
"""

import os
import shlex
from collections.abc import Callable
from pathlib import Path

import click

from jobs.sql import FORMS, Wish, answer_query, say_simulated
from tracker.config import Home
from tracker.errors import TrackerError
from tracker.storage.asking import Limits, asking
from tracker.storage.database import reading
from tracker.text import terminal_text

try:
    import readline
except ImportError:  # a Python that was built without it: the prompt works, without history and completion
    readline = None  # type: ignore[assignment]

HISTORY = 2000  # lines
BREAKS = " \t\n,;()[]=<>+-*/'\""  # what ends a word; a dot does not

HELP = """\
  SELECT ...;          a query ends with a semicolon and may have many lines; Ctrl-C stops it
  .tables              what can be asked
  .schema NAME         the columns of a view, the definition of a macro
  .format FORMAT       table, csv or json
  .help                this
  .quit                leave (or Ctrl-D)
Tab completes names and words of SQL."""

NAMES = """
    SELECT name FROM (
        SELECT view_name AS name, 1 AS place FROM duckdb_views()
            WHERE database_name = current_database() AND NOT internal
        UNION SELECT table_name, 1 FROM duckdb_tables() WHERE database_name = current_database()
        UNION SELECT function_name || '(', 1 FROM duckdb_functions()
            WHERE database_name = current_database() AND NOT internal
        UNION SELECT column_name, 2 FROM duckdb_columns() WHERE database_name = current_database() AND NOT internal
        UNION SELECT keyword_name, 3 FROM duckdb_keywords() WHERE keyword_category = 'reserved'
        UNION SELECT unnest(['group by', 'order by', 'partition by', 'between', 'count(', 'min(', 'max(', 'median(']), 4
    )
    GROUP BY name ORDER BY min(place), name
"""

TABLES = """
    SELECT 'view' AS kind, v.view_name AS name, v.comment FROM duckdb_views() v
    WHERE v.database_name = current_database() AND NOT v.internal
    UNION ALL SELECT 'table', t.table_name, t.comment FROM duckdb_tables() t WHERE t.database_name = current_database()
    UNION ALL SELECT DISTINCT 'macro', f.function_name, f.comment FROM duckdb_functions() f
    WHERE f.database_name = current_database() AND NOT f.internal
    ORDER BY 1 DESC, 2
"""

COLUMNS = """
    SELECT c.column_name AS "column", c.data_type AS type, c.comment FROM duckdb_columns() c
    WHERE c.database_name = current_database() AND c.table_name = ? ORDER BY c.column_index
"""

MACRO = """
    SELECT f.parameters, f.macro_definition, f.comment FROM duckdb_functions() f
    WHERE f.database_name = current_database() AND f.function_name = ? LIMIT 1
"""


class Prompt:
    """One conversation; each query opens the published file anew, so that an idle prompt holds nothing."""

    def __init__(self, home: Home, wish: Wish) -> None:
        self.home = home
        self.wish = wish

    def answer(self, query: str) -> None:
        """Write the answer, or the sentence that says why there is none."""
        try:
            answer_query(self.home, query, self.wish)
        except TrackerError as error:
            click.echo(terminal_text(str(error)), err=True)
        except KeyboardInterrupt:
            click.echo("stopped", err=True)

    def obey(self, line: str) -> bool:
        """Do what a line that begins with a dot says; returns whether the conversation goes on."""
        word, *rest = line.split()
        if word in {".quit", ".exit"}:
            return False
        if word == ".tables":
            self.answer(TABLES)
        elif word == ".schema" and len(rest) == 1:
            self.show_schema(rest[0])
        elif word == ".format" and len(rest) == 1 and rest[0] in FORMS and rest[0] != "parquet":
            self.wish = self.wish.as_form(next(form for form in FORMS if form == rest[0]))
        else:
            click.echo(HELP)
        return True

    def show_schema(self, name: str) -> None:
        """Say the columns of a view or table, or what a macro takes and does."""
        with reading(self.home.charts_file) as connection:
            columns = connection.execute(COLUMNS, [name]).fetchall()
            macro = connection.execute(MACRO, [name.rstrip("(")]).fetchone()
        for column, kind, comment in columns:
            click.echo(f"  {column:<20} {kind:<26} {comment or ''}".rstrip())
        if not columns and macro:
            parameters, definition, comment = macro
            click.echo(f"{name.rstrip('(')}({', '.join(parameters)})\n{comment or ''}\n{definition}")
        elif not columns:
            click.echo(f"no view, table or macro is called {terminal_text(name)}; .tables lists them", err=True)

    def words(self) -> list[str]:
        """What can be completed: names first, words of SQL last."""
        with asking(self.home.charts_file, Limits()) as asker:
            answer = asker.ask(NAMES)
            assert answer is not None
            return [str(name) for batch in answer.batches for (name,) in batch]


def completions(text: str, words: list[str]) -> list[str]:
    """The words that go on as the text does, in their order; after a dot what follows it counts."""
    before, dot, begun = text.rpartition(".")
    return [before + dot + word for word in words if word.lower().startswith(begun.lower())]


def completer(words: list[str]) -> Callable[[str, int], str | None]:
    """A function as readline wants it: the text and 0, 1, 2 … → the next completion, None after the last."""
    dotted = [".tables", ".schema ", ".format ", ".help", ".quit"]

    def complete(text: str, state: int) -> str | None:
        found = [word for word in dotted if word.startswith(text)] if text.startswith(".") else completions(text, words)
        return found[state] if state < len(found) else None

    return complete


def prompt(home: Home, wish: Wish) -> None:
    """Answer queries, each ended by a semicolon, until the input ends."""
    conversation = Prompt(home, wish)
    click.echo(f"{home.charts_file}, read-only. The same in DuckDB's own prompt:")
    click.echo(f"  duckdb -readonly {shlex.quote(str(home.charts_file))}")
    click.echo("End a query with ;  .help says more. Leave with Ctrl-D.")
    say_simulated(home)
    history = home.root / ".sql_history"
    _edit_lines(history, conversation.words())
    try:
        _converse(conversation)
    finally:
        _keep_history(history)


def _converse(conversation: Prompt) -> None:
    lines: list[str] = []
    while True:
        try:
            try:
                lines.append(input("...> " if lines else "sql> "))
            except EOFError:
                click.echo()
                return
            if lines[0].startswith(".") and not conversation.obey(lines.pop()):
                return
            if lines and lines[-1].rstrip().endswith(";"):
                query, lines = "\n".join(lines), []
                conversation.answer(query)
            elif not "".join(lines).strip():
                lines = []
        except KeyboardInterrupt:  # wherever it strikes: it never ends the conversation
            click.echo("^C")
            lines = []


def _edit_lines(history: Path, words: list[str]) -> None:
    if readline is None:
        return
    readline.set_completer(completer(words))
    readline.set_completer_delims(BREAKS)
    # Apple's Python has libedit under the same name, with bindings of its own
    is_libedit = "libedit" in (readline.__doc__ or "")
    readline.parse_and_bind("bind ^I rl_complete" if is_libedit else "tab: complete")
    readline.set_history_length(HISTORY)
    if history.is_file():
        readline.read_history_file(history)


def _keep_history(history: Path) -> None:
    if readline is None:
        return
    # others need not know what was asked
    os.close(os.open(history, os.O_CREAT | os.O_WRONLY, 0o600))
    history.chmod(0o600)
    readline.write_history_file(history)
