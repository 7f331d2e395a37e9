"""What a backup is: a tar that any tool opens, each table in it a Parquet file, and last of all what must be in it.

tables/NAME.parquet   every table, rows in their order, compressed by zstandard
home/NAME             the home's own settings, where it has some
inbox/… payloads/…    raw payloads, if they were asked for
manifest.json         tables with their columns, rows and sums; files with their SHA-256; a tar without it is torn
"""

import hashlib
import json
import tarfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path, PurePosixPath
from typing import IO, NamedTuple

from duckdb import DuckDBPyConnection
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from tracker.errors import StorageError
from tracker.storage.lake import holder
from tracker.storage.sql_text import literal, quoted
from tracker.storage.stopping import stoppable

FORMAT = 1
MANIFEST = "manifest.json"
# What a user may have put into the home. Not storage.toml: it says where this home stores, may hold what opens that
# place, and a backup is restored into a home with a file of its own.
SETTINGS = ("watchlist.toml", "events.csv", "alerts.toml", "feeds.csv", "news.toml")
PAYLOADS = ("inbox", "payloads")
BLOCK = 1 << 20  # bytes read at once

TABLES = """
    SELECT t.table_name FROM duckdb_tables() t
    WHERE t.database_name = ? AND t.schema_name = 'main' AND NOT t.internal AND NOT t.temporary
    ORDER BY ALL
"""
COLUMNS = """
    SELECT c.column_name, c.data_type FROM duckdb_columns() c
    WHERE c.database_name = ? AND c.table_name = ? ORDER BY c.column_index
"""


class Content(NamedTuple):
    """What is in a table, whatever the order of its rows."""

    rows: int
    digest: str  # of the values, by DuckDB's hash: the same only within one version of DuckDB


class TableEntry(BaseModel):
    model_config = ConfigDict(frozen=True)

    name: str
    columns: dict[str, str]  # name: type, in their order
    rows: int
    digest: str
    bytes: int
    sha256: str  # of the Parquet file

    @property
    def member(self) -> str:
        return f"tables/{self.name}.parquet"


class FileEntry(BaseModel):
    model_config = ConfigDict(frozen=True)

    name: str  # inside the tar and, without "home/", inside the home
    bytes: int
    sha256: str


class Manifest(BaseModel):
    model_config = ConfigDict(frozen=True)

    format: int
    made_at: str  # UTC
    published_at: str | None
    program: str
    engine: str
    migrations: dict[int, str] = Field(min_length=1)  # number: SHA-256
    simulated: bool
    tables: list[TableEntry]
    files: list[FileEntry]

    @property
    def schema_version(self) -> int:
        return max(self.migrations)


def table_names(connection: DuckDBPyConnection, database: str = "") -> list[str]:
    """The tables of a database, by name; if none is named, of the one that holds what is stored."""
    return [str(name) for (name,) in connection.execute(TABLES, [database or holder(connection)]).fetchall()]


def table_columns(connection: DuckDBPyConnection, table: str) -> dict[str, str]:
    return dict(connection.execute(COLUMNS, [holder(connection), table]).fetchall())


def content(connection: DuckDBPyConnection, relation: str) -> Content:
    """Count and sum up every value of a table or of a SELECT in parentheses; reading a table checks its blocks."""
    query = f"SELECT count(*), sum(hash(t)::HUGEINT) FROM {relation} t"  # noqa: S608 - our own names
    row = stoppable(connection, lambda: connection.execute(query).fetchone())
    assert row is not None
    return Content(int(row[0]), str(row[1] or 0))


def contents(connection: DuckDBPyConnection, database: str) -> dict[str, Content]:
    """What is in each table of a database."""
    return {name: content(connection, f"{database}.{quoted(name)}") for name in table_names(connection, database)}


def parquet_relation(file: Path, columns: dict[str, str]) -> str:
    """The rows of a Parquet file in the types of their table."""
    casts = ", ".join(f"CAST({quoted(name)} AS {kind}) AS {quoted(name)}" for name, kind in columns.items())
    return f"(SELECT {casts} FROM read_parquet({literal(str(file))}))"  # noqa: S608 - quoted


def sha256_of(file: IO[bytes], into: IO[bytes] | None = None) -> str:
    """The SHA-256 of what is left to read, in hex; it is copied on the way, if wished."""
    digest = hashlib.sha256()
    while block := file.read(BLOCK):
        digest.update(block)
        if into is not None:
            into.write(block)
    return digest.hexdigest()


@contextmanager
def opened_backup(file: Path) -> Iterator[tuple[tarfile.TarFile, Manifest]]:
    """A backup and what must be in it. Raises StorageError if it is none, torn, or holds what no backup holds."""
    with ExitStack() as stack:
        try:
            tar = stack.enter_context(tarfile.open(file, "r:"))
            manifest = _read_manifest(file, tar)
        except FileNotFoundError as error:
            raise StorageError(f"{file}: no backup is here") from error
        except (tarfile.TarError, OSError) as error:
            raise StorageError(f"{file}: not a whole backup ({error}); take another one") from error
        yield tar, manifest  # what goes wrong with what is made of it is no fault of the backup


def _read_manifest(file: Path, tar: tarfile.TarFile) -> Manifest:
    members = tar.getmembers()
    if not members or members[-1].name != MANIFEST:
        raise StorageError(f"{file}: not a whole backup (it does not end in {MANIFEST}); take another one")
    text = _stream(tar, members[-1]).read()
    try:
        number = json.loads(text)["format"]
        if number > FORMAT:
            raise StorageError(
                f"{file}: written by a newer program (format {number}, this one knows {FORMAT}); upgrade"
            )
        manifest = Manifest.model_validate_json(text)
    except (ValueError, LookupError, TypeError, ValidationError) as error:
        raise StorageError(f"{file}: its {MANIFEST} is not one of ours ({type(error).__name__})") from error
    promised = [one.member for one in manifest.tables] + [one.name for one in manifest.files]
    for member, name in zip(members, [*promised, MANIFEST], strict=False):
        if member.name != name or not member.isreg() or not is_our_name(name):
            raise StorageError(f"{file}: holds {member.name!r}, where its {MANIFEST} promises {name!r}")
    if len(members) != len(promised) + 1:
        raise StorageError(f"{file}: holds {len(members) - 1} files, its {MANIFEST} promises {len(promised)}")
    return manifest


def is_our_name(name: str) -> bool:
    """May a backup hold a member of this name? None that leads out of its folder. Pure."""
    parts = PurePosixPath(name).parts
    if (
        not parts
        or name != "/".join(parts)
        or any(part.startswith((".", "/")) or "\\" in part or "\0" in part for part in parts)
    ):
        return False
    if name == MANIFEST or (len(parts) == 2 and parts[0] == "home" and parts[1] in SETTINGS):
        return True
    return (len(parts), parts[0]) in {(2, "tables"), (2, "inbox"), (3, "payloads")}


def extract(tar: tarfile.TarFile, name: str, sha256: str, into: Path) -> None:
    """Write one member to a file of its owner alone. Raises StorageError if it is not the one that was stored."""
    into.touch(mode=0o600)
    with into.open("wb") as file:
        try:
            found = sha256_of(_stream(tar, tar.getmember(name)), file)
        except tarfile.TarError as error:
            raise StorageError(f"{tar.name!s}: {name} cannot be read ({error}); take another backup") from error
    if found != sha256:
        raise StorageError(f"{tar.name!s}: {name} is damaged (its SHA-256 is {found[:12]}…, wanted {sha256[:12]}…)")


def _stream(tar: tarfile.TarFile, member: tarfile.TarInfo) -> IO[bytes]:
    stream = tar.extractfile(member)
    if stream is None:
        raise tarfile.ReadError(f"{member.name!r} is no file")
    return stream
