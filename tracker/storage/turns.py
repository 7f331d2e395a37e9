"""Who may write when, where several machines write into one lake.

PostgreSQL holds the locks for as long as the writer's connection lives, so that a killed writer gives them back. There
are three: of the whole lake, of whoever gives out keys or replaces rows (a turn), and one of each series.

    alone     nobody else writes: to move, restore or tidy a lake
    a step    one transaction in its turn, among others that only add rows
    together  one transaction that only adds rows, of series that nobody else adds to at that moment

A home's own file has one writer, under the lock of ingest: there a step is a transaction, and nothing is locked here.
"""

import hashlib
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress

import duckdb
from duckdb import DuckDBPyConnection

from tracker.errors import LockedError
from tracker.storage.place import Lake
from tracker.storage.sql_text import literal

PATIENCE = 300  # seconds to wait for the other writers
TRIES = 8  # of a transaction that another one came before

# Parameters of a lock: its number. Everybody holds the first one, alone or shared.
WHOLE, SHARED, MINE = (
    "pg_advisory_xact_lock({key})",
    "pg_advisory_xact_lock_shared({key})",
    "(SELECT count(pg_advisory_xact_lock(k)) FROM unnest(ARRAY[{key}]::BIGINT[]) k)",
)
ASK = "FROM postgres_query('turn', {statement})"
TIMED_OUT = "lock timeout"


@contextmanager
def alone(connection: DuckDBPyConnection, lake: Lake) -> Iterator[None]:
    """Nobody else writes until it is left. Raises LockedError where others write for longer than a few minutes."""
    if not _reaches_locks(connection, lake):
        yield
        return
    with _held(connection, lake.name, WHOLE.format(key=_number(lake.schema))):
        yield


def share(connection: DuckDBPyConnection, lake: Lake) -> None:
    """From here on this connection locks each step for itself."""
    if _reaches_locks(connection, lake):
        connection.execute(f"SET VARIABLE turn = {literal(lake.schema)}; SET VARIABLE turn_of = {literal(lake.name)}")


def is_shared(connection: DuckDBPyConnection) -> bool:
    """Do others write into the same tables while this connection is open?"""
    return _schema(connection) is not None


@contextmanager
def step(connection: DuckDBPyConnection) -> Iterator[None]:
    """A transaction in its turn: it sees what was committed before, and nobody else gives out keys or replaces rows.

    What fails inside takes all of it back, once the connection is closed. Raises LockedError.
    """
    schema = _schema(connection)
    if schema is None:
        with _transaction(connection):
            yield
        return
    with _held(connection, _name(connection), *_turn(schema)), _transaction(connection):
        yield


@contextmanager
def together(connection: DuckDBPyConnection, series: Iterable[str], in_turn: bool = False) -> Iterator[None]:
    """Nobody else adds to these series until it is left; the caller's transactions begin after it.

    `in_turn`: nor replaces rows, of whatever series. Who is in a step never waits for a series: nobody waits for ever.
    """
    schema = _schema(connection)
    if schema is None:
        yield
        return
    numbers = sorted(_number(schema, one) for one in set(series))
    locks = [SHARED.format(key=_number(schema)), MINE.format(key=", ".join(map(str, numbers)))]
    if in_turn:
        locks.append(WHOLE.format(key=_number(schema, "turn")))
    with _held(connection, _name(connection), *locks):
        yield


@contextmanager
def _transaction(connection: DuckDBPyConnection) -> Iterator[None]:
    connection.execute("BEGIN")
    yield
    connection.execute("COMMIT")


@contextmanager
def _held(connection: DuckDBPyConnection, name: str, *locks: str) -> Iterator[None]:
    with connection.cursor() as cursor:
        cursor.execute("BEGIN")
        try:
            # one question, as each takes as long as the way to the server; PostgreSQL goes through it from the left
            asked = ", ".join((f"set_config('lock_timeout', '{PATIENCE}s', true)", *locks))
            cursor.execute(ASK.format(statement=literal(f"SELECT {asked}"))).fetchall()
        except duckdb.Error as error:
            if TIMED_OUT not in str(error):
                raise
            raise LockedError(f"{name}: others have been writing for {PATIENCE} s; wait for their end") from error
        yield
        with suppress(duckdb.Error):  # a server that is gone has freed them already
            cursor.execute("ROLLBACK")


def _reaches_locks(connection: DuckDBPyConnection, lake: Lake) -> bool:
    kind, _, words = lake.catalog.partition(":")
    if kind != "postgres":
        return False
    connection.execute(f"ATTACH IF NOT EXISTS {literal(words)} AS turn (TYPE postgres, READ_ONLY)")
    return True


def _turn(schema: str) -> tuple[str, str]:
    return SHARED.format(key=_number(schema)), WHOLE.format(key=_number(schema, "turn"))


def _number(schema: str, what: str = "") -> int:
    return int.from_bytes(hashlib.sha256(f"rank-tracker {schema} {what}".rstrip().encode()).digest()[:7])


def _schema(connection: DuckDBPyConnection) -> str | None:
    row = connection.execute("SELECT getvariable('turn')").fetchone()
    return None if row is None or row[0] is None else str(row[0])


def _name(connection: DuckDBPyConnection) -> str:
    row = connection.execute("SELECT getvariable('turn_of')").fetchone()
    return str(row[0]) if row else ""
