"""What must be true of a home after a crash: each function tells, in sentences, what is not."""

import re
import shutil
from collections.abc import Iterator, Mapping
from datetime import datetime
from pathlib import Path

import duckdb
from duckdb import DuckDBPyConnection

from tracker.config import Home
from tracker.inbox import SUFFIX, read_payload
from tracker.storage.database import reading
from tracker.storage.summaries import rebuild

KEYS = {
    "attempt": "series_key, scheduled_for",
    "snapshot": "series_key, snapshot_id",
    "series": "store, country, device, chart, category, source",
    "app": "store, app_id",
    "series_day": "series_key, day_utc",
    "rank_day": "assistant, series_key, day_utc",
    "effect": "event_id, assistant, series_key",
}
BELONGS = re.compile(
    r"watchlist\.toml|(store|charts)\.duckdb|backups/damaged-\w+\.\w+\.duckdb|(collect|ingest)\.lock|payloads/\d{4}-\d{2}/[^./][^/]*\.payload\.gz"
)

Payloads = Mapping[str, bytes]  # what the files hold, by name


def acknowledged(home: Home) -> dict[str, bytes]:
    """The payloads that were reported to be on disk: in the inbox, or filed already."""
    files = [*home.inbox.glob(f"*{SUFFIX}"), *home.payloads.rglob(f"*{SUFFIX}")]
    return {file.name: file.read_bytes() for file in files}


def unreadable(file: Path) -> Iterator[str]:
    """Every value is read: DuckDB checks the sum of each block that it reads."""
    try:
        with reading(file) as connection:
            for (table,) in _tables(connection):
                connection.execute(f"SELECT bit_xor(hash(t)) FROM {table} t").fetchone()
    except Exception as error:
        yield f"{file.name} cannot be read: {error}"


def _tables(connection: DuckDBPyConnection) -> list[tuple[str]]:
    return connection.execute(
        "SELECT table_name FROM duckdb_tables() WHERE database_name = current_database() AND NOT temporary"
    ).fetchall()


def lost(home: Home, kept: Payloads) -> Iterator[str]:
    """Acknowledged payloads that are not filed as they were, or of which the published charts do not know."""
    with reading(home.charts_file) as connection:
        known = connection.execute("SELECT payload, scheduled_for FROM attempt WHERE status = 'ok'").fetchall()
    filed = {file.name: file for file in home.payloads.rglob(f"*{SUFFIX}")}
    for name, content in kept.items():
        if name not in filed or filed[name].read_bytes() != content:
            yield f"payload {name} was acknowledged and is not filed"
        elif any((name, slot.scheduled_for) not in known for slot in read_payload(filed[name]).slots):
            yield f"payload {name} is filed, and its rows are not in the charts"


def doubled(home: Home) -> Iterator[str]:
    with reading(home.charts_file) as connection:
        for table, key in KEYS.items():
            query = f"SELECT {key}, count(*) FROM {table} GROUP BY ALL HAVING count(*) > 1"
            yield from (f"{table} has {row} twice or more" for row in connection.execute(query).fetchall())


def different_days(home: Home, now: datetime) -> Iterator[str]:
    """The days that ingest kept up are those that are made anew from the captures, in a copy."""
    copy = home.root.with_name(f"{home.root.name}.rebuilt.duckdb")
    shutil.copyfile(home.store_file, copy)
    with duckdb.connect(str(copy)) as connection:
        connection.execute("SET TimeZone = 'UTC'")
        for table in ("series_day", "rank_day"):
            connection.execute(f"CREATE TEMP TABLE kept_{table} AS FROM {table}")
        rebuild(connection, now)
        for table in ("series_day", "rank_day"):
            query = f"(FROM kept_{table} EXCEPT ALL FROM {table}) UNION ALL (FROM {table} EXCEPT ALL FROM kept_{table})"
            yield from (f"{table}: {row} is only in one" for row in connection.execute(query).fetchall())
    copy.unlink()


def strays(home: Home) -> Iterator[str]:
    """Files that have no place in a home at rest: temporary ones, logs of transactions, payloads that wait."""
    names = sorted(str(file.relative_to(home.root)) for file in home.root.rglob("*") if not file.is_dir())
    yield from (f"{name} was left behind" for name in names if not BELONGS.fullmatch(name))
