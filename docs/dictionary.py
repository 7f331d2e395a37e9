"""The generated parts of docs/sql.md, worked questions and dictionary: `make docs` writes them, a test compares."""

from pathlib import Path

import duckdb
from duckdb import DuckDBPyConnection

from tracker.storage.dictionary import BENEATH, meanings
from tracker.storage.migrate import migrate
from tracker.storage.questions import questions

PAGE = Path(__file__).parent / "sql.md"
BEGIN = "<!-- dictionary: written by make docs -->\n"
FIRST, LAST = "<!-- questions: written by make docs -->\n", "<!-- end of questions -->\n"

TABLES = """
    SELECT table_name, comment FROM duckdb_tables() WHERE schema_name = 'main'
    UNION ALL
    SELECT view_name, comment FROM duckdb_views() WHERE schema_name = 'main' AND NOT internal
    ORDER BY table_name
"""

COLUMNS = "SELECT column_name, data_type, comment FROM duckdb_columns() WHERE table_name = ? ORDER BY column_index"


def question_text() -> str:
    """Markdown: every worked question under a heading of its own."""
    return "\n".join(f"### {one.number}. {one.title}\n```sql\n{one.sql}\n```\n" for one in questions())


def dictionary() -> str:
    """Markdown: the macros, then the tables and views that people ask, then those beneath."""
    connection = duckdb.connect()
    migrate(connection)
    tables = dict(connection.execute(TABLES).fetchall())
    order = {one.name: number for number, one in enumerate(meanings())}
    names = sorted(tables, key=lambda name: (name in BENEATH, order.get(name, len(order)), name))
    parts = ["### Macros\n", *(f"- `{one.name}`: {one.text}" for one in meanings() if one.kind == "macro"), ""]
    parts += [table_text(connection, name, tables[name]) for name in names if name not in BENEATH]
    parts.append("### Beneath\n\nWhat the views stand on; it may change with a migration.\n")
    parts += [table_text(connection, name, tables[name]) for name in names if name in BENEATH]
    return "\n".join(parts)


def table_text(connection: DuckDBPyConnection, name: str, comment: str) -> str:
    rows = [
        f"| `{column}` | {short(kind)} | {text} |"
        for column, kind, text in connection.execute(COLUMNS, [name]).fetchall()
    ]
    return "\n".join([f"### `{name}`\n", f"{comment}\n", "| column | type | |", "|---|---|---|", *rows, ""])


def short(kind: str) -> str:
    return kind.replace("TIMESTAMP WITH TIME ZONE", "TIMESTAMPTZ")


def page_text(page: str) -> str:
    """The page with its generated parts written anew."""
    head, _, rest = page.partition(FIRST)
    between = rest.partition(LAST)[2].partition(BEGIN)[0].rstrip("\n")
    return f"{head}{FIRST}\n{question_text()}\n{LAST}{between}\n\n{BEGIN}\n{dictionary()}"


if __name__ == "__main__":
    PAGE.write_text(page_text(PAGE.read_text(encoding="utf-8")), encoding="utf-8")
