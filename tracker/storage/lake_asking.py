"""What a stranger's query may name in a lake. The engine alone cannot hold it there: whoever reads a lake also reaches
its catalog's server, and the folder of its files can be written by COPY.
"""

import json
from collections.abc import Iterator
from typing import Any

import duckdb
from duckdb import DuckDBPyConnection

from tracker.errors import ConfigurationError
from tracker.storage.lake import is_lake

# Table functions that reach nothing but the database itself; our own macros are beside them.
HARMLESS = frozenset({
    "range", "generate_series", "unnest", "repeat", "json_each", "json_tree", "duckdb_tables", "duckdb_views",
    "duckdb_columns", "duckdb_functions", "duckdb_types", "duckdb_keywords",
})  # fmt: skip

OWN_MACROS = """
    SELECT DISTINCT function_name FROM duckdb_functions()
    WHERE database_name = 'database' AND function_type = 'table_macro'
"""
OWN_TABLES = """
    SELECT view_name FROM duckdb_views() WHERE database_name = 'database' AND schema_name = 'main'
"""
CATALOGS = ("", "database", "memory", "temp")
SCHEMAS = ("", "main", "information_schema", "pg_catalog")


class ReachError(ConfigurationError):
    """The query names something beside the charts."""


def check_reach(connection: DuckDBPyConnection, query: str) -> None:
    """Nothing for a query of the charts alone, or where a file is asked. Raises ReachError."""
    if not is_lake(connection):
        return
    tree = _tree(connection, query)
    functions = HARMLESS | {name for (name,) in connection.execute(OWN_MACROS).fetchall()}
    tables = {name for (name,) in connection.execute(OWN_TABLES).fetchall()} | _own_names(tree)
    for node in _nodes(tree):
        kind = node.get("type")
        if kind == "TABLE_FUNCTION" and node["function"]["function_name"].lower() not in functions:
            raise ReachError(f"sql: {node['function']['function_name']} cannot be asked here; ask the views and macros")
        if kind == "BASE_TABLE" and not _is_ours(node, tables):
            raise ReachError(f"sql: there is no table or view {node['table_name']!r} that can be asked here")


def _tree(connection: DuckDBPyConnection, query: str) -> Any:
    try:
        row = connection.execute("SELECT json_serialize_sql(?::VARCHAR)", [query]).fetchone()
    except duckdb.Error as error:
        raise ReachError(f"sql: {str(error).strip()}") from error
    assert row is not None
    tree = json.loads(row[0])
    if tree["error"]:
        message = tree["error_message"]
        raise ReachError("sql: one SELECT can be asked here" if "Only SELECT" in message else f"sql: {message}")
    return tree


def _is_ours(node: dict[str, Any], tables: set[str]) -> bool:
    if node["catalog_name"].lower() not in CATALOGS or node["schema_name"].lower() not in SCHEMAS:
        return False
    return node["schema_name"].lower() in SCHEMAS[2:] or node["table_name"].lower() in tables


def _own_names(tree: Any) -> set[str]:
    """The names that the query itself gives in WITH."""
    return {one["key"].lower() for node in _nodes(tree) for one in (node.get("cte_map") or {}).get("map", ())}


def _nodes(tree: Any) -> Iterator[dict[str, Any]]:
    if isinstance(tree, dict):
        yield tree
        for value in tree.values():
            yield from _nodes(value)
    elif isinstance(tree, list):
        for value in tree:
            yield from _nodes(value)
