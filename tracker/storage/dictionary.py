"""What every table, view, column and macro means: one file, told to DuckDB as comments."""

import tomllib
from collections.abc import Iterator
from importlib.resources import files
from typing import NamedTuple

from duckdb import DuckDBPyConnection

from tracker.storage.sql_text import literal

FILE = files("tracker.storage") / "dictionary.toml"

# What the views stand on; it may change with a migration.
BENEATH = (
    "offer_answer", "slot_fate", "series", "watch", "snapshot", "attempt", "series_day", "rank_day", "import_file",
    "feed_watch", "feed_fetch", "news_event", "meta", "schema_migration", "effect", "effect_series", "effect_event",
)  # fmt: skip


class Meaning(NamedTuple):
    kind: str  # table | macro
    name: str
    text: str
    columns: dict[str, str]  # those of which it must say more than `words` does


def dictionary_text() -> str:
    return FILE.read_text(encoding="utf-8")


def words() -> dict[str, str]:
    """What a column of this name means wherever it stands."""
    said: dict[str, str] = tomllib.loads(dictionary_text())["words"]
    return said


def meanings() -> list[Meaning]:
    """Every table, view and macro that the dictionary knows."""
    said = tomllib.loads(dictionary_text())
    return [
        Meaning(kind, name, entry["is"], {key: text for key, text in entry.items() if key != "is"})
        for kind in ("table", "macro")
        for name, entry in said[kind].items()
    ]


COLUMNS = """
    SELECT c.table_name, c.column_name, v.view_name IS NOT NULL
    FROM duckdb_columns() c
    LEFT JOIN duckdb_views() v ON v.database_name = c.database_name AND v.view_name = c.table_name
    WHERE c.database_name = current_database() AND c.schema_name = 'main'
    ORDER BY c.table_name, c.column_index
"""


def comments(connection: DuckDBPyConnection) -> Iterator[str]:
    """The statements that tell a database what is in it; what it does not have is left out."""
    shared, of_table = words(), {one.name: one for one in meanings() if one.kind == "table"}
    told = set()
    for table, column, is_view in connection.execute(COLUMNS).fetchall():
        meaning = of_table.get(table)
        if meaning is None:
            continue
        if table not in told:
            told.add(table)
            yield f"COMMENT ON {'VIEW' if is_view else 'TABLE'} {table} IS {literal(meaning.text)}"
        text = meaning.columns.get(column, shared.get(column))
        if text is not None:
            yield f'COMMENT ON COLUMN {table}."{column}" IS {literal(text)}'
    for one in meanings():
        if one.kind == "macro":
            yield f"COMMENT ON MACRO TABLE {one.name} IS {literal(one.text)}"
