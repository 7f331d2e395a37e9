"""An endpoint and its values → an answer: rows with the query that made them, as JSON, CSV or Parquet.

Every query runs with limits on memory, time and rows, and reaches nothing but the published file.
"""

import io
import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Literal

from dashboard.api.endpoint import Endpoint, Values
from tracker.claim_report import claim_json
from tracker.config import Home
from tracker.errors import TrackerError
from tracker.queries.freshness import Freshness, freshness
from tracker.storage.answers import write_csv, write_json
from tracker.storage.asking import Asker, Limits, asking
from tracker.storage.database import reading, version_of
from tracker.storage.export import parquet_copy

Form = Literal["json", "csv", "parquet"]

MEMORY, SECONDS = "512MB", 10.0
AT_ONCE = threading.BoundedSemaphore(3)  # questions; pages need the server's threads too
PATIENCE = 5.0  # seconds a question waits for its turn


class BusyError(TrackerError):
    """Too many questions at once; this one was not begun."""


def etag_of(charts_file: Path, endpoint: Endpoint, values: Values, form: str, now: datetime) -> str:
    """Names an answer: the same as long as neither the data nor the question is another one."""
    hour = f"{now:%Y%m%d%H}" if endpoint.ages else ""
    said = f"{version_of(charts_file)} {hour} {endpoint.name} {sorted(values.items())} {form}"
    return sha256(said.encode()).hexdigest()[:32]


def claim_etag(charts_file: Path, claim_id: str) -> str:
    """Names what is said of one claim: the same as long as the data are."""
    return sha256(f"{version_of(charts_file)} claim {claim_id}".encode()).hexdigest()[:32]


def answer(charts_file: Path, endpoint: Endpoint, values: Values, form: Form) -> bytes:
    """The whole answer. Raises StorageError, LimitError or BusyError."""
    rows = int(values["limit"])
    with _turn():
        if form == "parquet":
            return _parquet(charts_file, endpoint, values, rows)
        with asking(charts_file, Limits(MEMORY, SECONDS, rows)) as asker:
            fresh = freshness(asker.connection)
            query = endpoint.query(values, _as_of(fresh))
            if form == "csv":
                return _csv(asker, _told(query, fresh))
            return _json(asker, query, fresh)


@contextmanager
def _turn() -> Iterator[None]:
    if not AT_ONCE.acquire(timeout=PATIENCE):
        raise BusyError("too many questions at once; ask again in some seconds")
    try:
        yield
    finally:
        AT_ONCE.release()


def _as_of(fresh: Freshness) -> datetime:
    """What "the last days" are counted from: the newest capture, so that the same data give the same answer."""
    return fresh.last_observed_at or fresh.published_at or datetime.now(UTC)


def _told(query: str, fresh: Freshness) -> str:
    # the query is the endpoint's; every value in it was checked and is quoted
    return f"SELECT *, {str(fresh.simulated).lower()} AS simulated FROM (\n{query}\n)"  # noqa: S608


def _json(asker: Asker, query: str, fresh: Freshness) -> bytes:
    found = asker.ask(query)
    assert found is not None  # a SELECT always answers
    rows = io.StringIO()
    count = write_json(found, rows)
    meta = {
        "rows": count,
        "was_cut": found.was_cut,
        "simulated": fresh.simulated,
        "published_at": fresh.published_at.isoformat() if fresh.published_at else None,
        "last_observed_at": fresh.last_observed_at.isoformat() if fresh.last_observed_at else None,
        "sql": query,
    }
    return f'{{"meta": {json.dumps(meta, ensure_ascii=False)}, "data": {rows.getvalue()}}}\n'.encode()


def _csv(asker: Asker, query: str) -> bytes:
    found = asker.ask(query)
    assert found is not None
    file = io.StringIO(newline="")
    write_csv(found, file)
    return file.getvalue().encode()


def _parquet(charts_file: Path, endpoint: Endpoint, values: Values, rows: int) -> bytes:
    with TemporaryDirectory(prefix="rank-tracker-") as folder:
        target = Path(folder) / "answer.parquet"
        with asking(charts_file, Limits(MEMORY, SECONDS, rows), writable=target) as asker:
            fresh = freshness(asker.connection)
            parquet_copy(asker, _told(endpoint.query(values, _as_of(fresh)), fresh), target)
        return target.read_bytes()


def claim_answer(charts_file: Path, claim_id: str) -> dict[str, object] | None:
    """What the charts and the sources say of one claim; None: there is no such claim."""
    with _turn(), reading(charts_file) as connection:
        return claim_json(connection, Home(charts_file.parent), claim_id)
