"""What can be asked: every table, view and macro with what it means, as the database itself says it."""

from typing import NamedTuple

from duckdb import DuckDBPyConnection

from tracker.storage.dictionary import BENEATH, meanings


class Column(NamedTuple):
    name: str
    kind: str  # its type; "" for a parameter
    text: str


class Named(NamedTuple):
    name: str
    kind: str  # view | table | macro
    text: str
    columns: tuple[Column, ...]  # of a macro: its parameters


SURFACE = """
    SELECT v.view_name, 'view', coalesce(v.comment, '') FROM duckdb_views() v
    WHERE v.database_name = current_database() AND NOT v.internal
    UNION ALL
    SELECT t.table_name, 'table', coalesce(t.comment, '') FROM duckdb_tables() t
    WHERE t.database_name = current_database() AND NOT t.internal
"""

COLUMNS = """
    SELECT table_name, column_name, replace(data_type, 'TIMESTAMP WITH TIME ZONE', 'TIMESTAMPTZ'), coalesce(comment, '')
    FROM duckdb_columns() WHERE database_name = current_database() AND NOT internal
    ORDER BY table_name, column_index
"""

MACROS = """
    SELECT function_name, any_value(coalesce(comment, '')), arg_max(parameters, len(parameters))
    FROM duckdb_functions() WHERE database_name = current_database() AND NOT internal AND function_type = 'table_macro'
    GROUP BY function_name
"""


def surface(connection: DuckDBPyConnection) -> tuple[list[Named], list[Named]]:
    """What people ask, macros first; and what lies beneath it."""
    columns: dict[str, list[Column]] = {}
    for table, *column in connection.execute(COLUMNS).fetchall():
        columns.setdefault(table, []).append(Column(*column))
    tables = [
        Named(name, kind, text, tuple(columns.get(name, ())))
        for name, kind, text in connection.execute(SURFACE).fetchall()
    ]
    macros = [
        Named(name, "macro", text, tuple(Column(parameter, "", "") for parameter in parameters))
        for name, text, parameters in connection.execute(MACROS).fetchall()
    ]
    order = {one.name: number for number, one in enumerate(meanings())}

    def place(one: Named) -> tuple[bool, int, str]:
        return one.kind != "macro", order.get(one.name, len(order)), one.name

    named = sorted([*macros, *tables], key=place)
    asked = [one for one in named if one.name not in BENEATH]
    return asked, [one for one in named if one.name in BENEATH]
