"""The same tables in a lake (DuckLake): a catalog in PostgreSQL, Parquet files on disk or S3, many writers and readers.

The lake holds the tables and nothing else: it takes neither our macros (an argument that is NULL by default has no type
there) nor what columns of views mean, and each of its tables has a hidden column snapshot_id, which is also a name of
ours. So views, macros and meanings lie in a small file of each home, the surface, over views of the lake's tables.
"""

import hashlib
import importlib.util
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import duckdb
from duckdb import DuckDBPyConnection

from tracker.config import Home
from tracker.errors import StorageError
from tracker.inbox import fsync_folder
from tracker.storage.dictionary import comments, dictionary_text
from tracker.storage.migrate import is_migrated, migrate_tables, shipped_migrations, views_sql
from tracker.storage.place import Lake, masked
from tracker.storage.sql_text import first_line, literal, quoted
from tracker.storage.store_file import SURFACE
from tracker.storage.turns import alone, share

# So many rows of one commit stay in the catalog until maintain writes them out: a sweep makes no files of a few rows.
INLINED_ROWS = 1000

# Files of a lake never change: what was read of them once holds. The catalog's tables are small: to divide them among
# threads takes one more question to the server each time.
SETTINGS = (
    "SET parquet_metadata_cache = true",
    "SET validate_external_file_cache = 'NO_VALIDATION'",
    "SET pg_use_ctid_scan = false",
)

# A writer's connection is young: it need not ask at every use whether the server is still there. And a commit that
# another one came before is tried again.
WRITING = (
    "SET pg_pool_health_check_query = ''",
    "SET ducklake_max_retry_count = 30",
    "SET ducklake_retry_wait_ms = 20",
)

TABLES = "SELECT table_name FROM duckdb_tables() WHERE database_name = 'lake' AND schema_name = 'main' ORDER BY ALL"
NEWEST = "SELECT id FROM ducklake_current_snapshot('lake')"
DATA_PATH = "SELECT data_path FROM ducklake_settings('lake')"

# How a lake says that it does not take what is written.
FAILURES = (duckdb.IOException, duckdb.TransactionException, duckdb.FatalException)


@contextmanager
def lake_attached(lake: Lake, read_only: bool) -> Iterator[DuckDBPyConnection]:
    """A connection in UTC with the lake attached under that name. Raises StorageError."""
    connection = duckdb.connect()
    try:
        connection.execute("SET TimeZone = 'UTC'")
        try:
            _load(connection, lake)
            connection.execute("; ".join(SETTINGS if read_only else SETTINGS + WRITING))
            connection.execute(f"ATTACH {literal(f'ducklake:{lake.catalog}')} AS lake ({_options(lake, read_only)})")
        except duckdb.Error as error:
            raise StorageError(f"{lake.name}: cannot be opened: {masked(first_line(error))}") from error
        yield connection
    finally:
        connection.close()


def _options(lake: Lake, read_only: bool) -> str:
    options = [f"DATA_PATH {literal(lake.data_path)}", "OVERRIDE_DATA_PATH TRUE"]
    if lake.schema:
        options.append(f"METADATA_SCHEMA {literal(lake.schema)}")
    options.append("READ_ONLY" if read_only else f"DATA_INLINING_ROW_LIMIT {INLINED_ROWS}")
    return ", ".join(options)


def _load(connection: DuckDBPyConnection, lake: Lake) -> None:
    kinds = {"postgres": "postgres_scanner", "sqlite": "sqlite_scanner"}
    names = ["ducklake", kinds[lake.catalog.partition(":")[0]]]
    if lake.data_path.startswith("s3://"):
        names.append("httpfs")
    for name in names:
        file = extension_file(name)
        try:
            if file is None:
                connection.execute(f"INSTALL {name}")
            connection.execute(f"LOAD {literal(str(file))}" if file else f"LOAD {name}")
        except duckdb.Error as error:
            raise StorageError(
                f"{lake.name}: DuckDB {duckdb.__version__} has no extension {name} here; run in the folder of"
                " the program: pip install '.[lake]'"
            ) from error
    if lake.s3 is not None:
        told = lake.s3.model_dump()
        words = [
            f"{key} {literal(value) if isinstance(value, str) else value}" for key, value in told.items() if value != ""
        ]
        connection.execute(f"CREATE SECRET s3 (TYPE s3, {', '.join(words)})")


def extension_file(name: str) -> Path | None:
    """An extension that came as a Python package, made for exactly this DuckDB; None: DuckDB has to fetch it."""
    package = importlib.util.find_spec(f"duckdb_extension_{name}")
    if package is None or package.origin is None:
        return None
    file = Path(package.origin).parent / "extensions" / f"v{duckdb.__version__}" / f"{name}.duckdb_extension"
    return file if file.is_file() else None


@contextmanager
def writing_lake(home: Home, lake: Lake, shared: bool = False) -> Iterator[DuckDBPyConnection]:
    """A writer's connection, migrated, in UTC: the tables are those of the lake, the views those of the surface.

    `shared`: others write at the same time, each step in its turn (turns.py); else nobody does.

    Leaving it closes. Raises StorageError for a lake newer than the program, or one that does not take what is
    written: what was committed before stays. Raises LockedError where others write for longer than a few minutes.
    """
    with lake_attached(lake, read_only=False) as connection, ExitStack() as locks:
        try:
            connection.execute("USE lake")
            if not (shared and is_migrated(connection)):
                locks.enter_context(alone(connection, lake))
                migrate_tables(connection)
            _ready_surface(connection, home.charts_file)
            if shared:
                locks.close()
                share(connection, lake)
            connection.execute(f"ATTACH {literal(str(home.charts_file))} AS database (READ_ONLY)")
            connection.execute("SET search_path = 'lake.main,database.main'")
            yield connection
        except FAILURES as error:
            raise StorageError(
                f"{lake.name}: cannot be written ({masked(first_line(error))});"
                " what was stored before stays; run it again"
            ) from error


@contextmanager
def reading_lake(lake: Lake, surface: Path) -> Iterator[DuckDBPyConnection]:
    """A read-only connection to what is committed, in UTC. Raises StorageError."""
    with lake_attached(lake, read_only=True) as connection:
        try:
            connection.execute(f"ATTACH {literal(str(surface))} AS database (READ_ONLY)")
            connection.execute("USE database")
        except duckdb.Error as error:
            raise StorageError(f"{surface}: cannot be opened: {first_line(error)}") from error
        yield connection


def holder(connection: DuckDBPyConnection) -> str:
    """The name of the database that holds what is stored."""
    return "lake" if is_lake(connection) else "database"


def is_lake(connection: DuckDBPyConnection) -> bool:
    return connection.execute("FROM duckdb_databases() WHERE database_name = 'lake'").fetchone() is not None


def files_of(connection: DuckDBPyConnection) -> list[str]:
    """The folders that a reader's engine must reach: that of the lake's files, if it is a lake."""
    return [str(path) for (path,) in connection.execute(DATA_PATH).fetchall()] if is_lake(connection) else []


def newest_change(connection: DuckDBPyConnection) -> int:
    """The number of the lake's newest commit, whoever made it."""
    row = connection.execute(NEWEST).fetchone()
    assert row is not None
    return int(row[0])


def surface_version() -> str:
    """The hash of what the surface is made of."""
    parts = [migration.sha256 for migration in shipped_migrations()]
    return hashlib.sha256("\n".join([*parts, views_sql(), dictionary_text()]).encode()).hexdigest()


def _ready_surface(connection: DuckDBPyConnection, file: Path) -> None:
    """Make the file of views, macros and meanings where it is missing or another program's."""
    if file.is_file() and _version_of(connection, file) == surface_version():
        return
    part = file.with_name(f".{file.name}.part")
    try:
        part.unlink(missing_ok=True)  # of a run that was killed
        _build_surface(connection, part)
        part.chmod(0o444)
        part.replace(file)
        fsync_folder(file.parent)
    except OSError as error:
        raise StorageError(f"{file}: cannot be made ({error.strerror}); free some space, then run it again") from error
    finally:
        part.unlink(missing_ok=True)


def _of_tables(told: list[str]) -> list[str]:
    """What is said of tables, said of the views that took their place. Their columns go without: each takes long."""
    return [one.replace("ON TABLE", "ON VIEW", 1) for one in told if one.startswith("COMMENT ON TABLE")]


def _version_of(connection: DuckDBPyConnection, file: Path) -> str | None:
    connection.execute(f"ATTACH {literal(str(file))} AS surface (READ_ONLY)")
    try:
        row = connection.execute(SURFACE).fetchone()
        return str(row[0]) if row else None
    finally:
        connection.execute("DETACH surface")


def _build_surface(connection: DuckDBPyConnection, file: Path) -> None:
    tables = [name for (name,) in connection.execute(TABLES).fetchall()]
    connection.execute(f"ATTACH {literal(str(file))} AS surface (STORAGE_VERSION 'v1.5.0'); USE surface")
    try:
        # over empty tables first: each statement about a view asks for all beneath it, which takes long in a lake
        for table in tables:
            connection.execute(f"CREATE TABLE {quoted(table)} AS FROM lake.main.{quoted(table)} LIMIT 0")
        connection.execute(views_sql())
        told = list(comments(connection))
        connection.execute(";\n".join(told))
        for table in tables:
            connection.execute(f"DROP TABLE {quoted(table)}")
            connection.execute(f"CREATE VIEW {quoted(table)} AS FROM lake.main.{quoted(table)}")
        connection.execute(";\n".join(_of_tables(told)))
        connection.execute(f"CREATE MACRO surface_version() AS {literal(surface_version())}")
        connection.execute("CHECKPOINT surface")
    finally:
        connection.execute("USE lake; DETACH surface")
