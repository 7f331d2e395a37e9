"""How new is the database, and was any of it observed?"""

from datetime import datetime
from typing import NamedTuple

from duckdb import DuckDBPyConnection

from tracker.storage.database import read_meta


class Freshness(NamedTuple):
    last_observed_at: datetime | None  # UTC; None: nothing was captured yet
    published_at: datetime | None  # UTC
    simulated: bool  # invented for trying the program, wholly or in part


def freshness(connection: DuckDBPyConnection) -> Freshness:
    row = connection.execute("SELECT max(observed_at) FROM attempt WHERE status IN ('ok', 'suspect')").fetchone()
    meta = read_meta(connection)
    published = meta.get("published_at")
    return Freshness(
        row[0] if row else None,
        datetime.fromisoformat(published) if published else None,
        meta.get("simulated") == "true",
    )
