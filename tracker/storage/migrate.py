"""Numbered migrations, forward only, each applied once and checked by its hash; views and macros replaced always."""

import hashlib
import re
from contextlib import suppress
from dataclasses import dataclass
from importlib.resources import files

import duckdb
from duckdb import DuckDBPyConnection

from tracker.errors import StorageError
from tracker.storage.dictionary import comments, dictionary_text

FOLDER = files("tracker.storage")

LEDGER = """
    CREATE TABLE IF NOT EXISTS schema_migration (
        version INTEGER NOT NULL, name VARCHAR NOT NULL, sha256 VARCHAR NOT NULL, applied_at TIMESTAMPTZ NOT NULL,
        engine VARCHAR NOT NULL
    )
"""


@dataclass(frozen=True, slots=True)
class Migration:
    version: int
    name: str
    sql: str

    @property
    def sha256(self) -> str:
        return hashlib.sha256(self.sql.encode()).hexdigest()


def shipped_migrations() -> list[Migration]:
    """Every migration of this program, in order."""
    found = []
    for file in (FOLDER / "migrations").iterdir():
        match = re.fullmatch(r"(\d{4})_(\w+)\.sql", file.name)
        if match:
            found.append(Migration(int(match[1]), match[2], file.read_text(encoding="utf-8")))
    return sorted(found, key=lambda migration: migration.version)


def views_sql() -> str:
    """The views and macros of this program, in the order in which they build on each other."""
    parts = {file.name: file for file in (FOLDER / "views").iterdir() if file.name.endswith(".sql")}
    return "\n".join(parts[name].read_text(encoding="utf-8") for name in sorted(parts))


def migrate(connection: DuckDBPyConnection) -> None:
    """Bring the database to this program's schema. Raises StorageError if it is newer, or was changed by hand."""
    migrate_tables(connection)
    _replace_views(connection)


def is_migrated(connection: DuckDBPyConnection) -> bool:
    """Has the database exactly the tables of this program? Nothing is written."""
    try:
        applied = dict(connection.execute("SELECT version, sha256 FROM schema_migration").fetchall())
    except duckdb.CatalogException:  # it has no tables yet
        return False
    return applied == {migration.version: migration.sha256 for migration in shipped_migrations()}


def migrate_tables(connection: DuckDBPyConnection) -> None:
    """Bring the tables to this program's schema. Raises what `migrate` raises."""
    connection.execute(LEDGER)
    applied = dict(connection.execute("SELECT version, sha256 FROM schema_migration").fetchall())
    shipped = shipped_migrations()
    newest = max(migration.version for migration in shipped)
    if applied and max(applied) > newest:
        raise StorageError(
            f"the database has schema {max(applied)}, this program knows {newest}:"
            " it was written by a newer program; upgrade"
        )
    for migration in shipped:
        if migration.version not in applied:
            _apply(connection, migration)
        elif applied[migration.version] != migration.sha256:
            raise StorageError(
                f"migration {migration.version} ({migration.name}) is not the one that this database was made with"
            )


# A restored database has the facts of the old one before it has its views.
HELD_VIEWS = """
    SELECT value FROM meta WHERE key = 'views' AND EXISTS (
        FROM duckdb_views() WHERE database_name = current_database() AND NOT internal
    )
"""


def _replace_views(connection: DuckDBPyConnection) -> None:
    # each open would write hundreds of comments again
    wanted = hashlib.sha256((views_sql() + dictionary_text()).encode()).hexdigest()
    if connection.execute(HELD_VIEWS).fetchone() == (wanted,):
        return
    connection.execute("BEGIN")
    connection.execute(views_sql())
    connection.execute(";\n".join(comments(connection)))
    connection.execute("DELETE FROM meta WHERE key = 'views'")
    connection.execute("INSERT INTO meta VALUES ('views', ?)", [wanted])
    connection.execute("COMMIT")


def _apply(connection: DuckDBPyConnection, migration: Migration) -> None:
    connection.execute("BEGIN")
    try:
        connection.execute(migration.sql)
        connection.execute(
            "INSERT INTO schema_migration VALUES (?, ?, ?, now(), ?)",
            [migration.version, migration.name, migration.sha256, duckdb.__version__],
        )
        connection.execute("COMMIT")
    except duckdb.Error:
        with suppress(duckdb.TransactionException):  # a commit that failed has rolled back already
            connection.execute("ROLLBACK")
        raise
