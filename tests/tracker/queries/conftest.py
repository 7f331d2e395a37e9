"""A database made of a few captures, each said in one line."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from datetime import datetime, timedelta

import pytest
from duckdb import DuckDBPyConnection

from tests.conftest import US_IPHONE
from tracker.config import Home, Watch
from tracker.models import ChartEntry, Series, Slot
from tracker.prepare import prepare
from tracker.queries.rank_history import RankSpan, rank_spans
from tracker.queries.rank_slots import rank_slots
from tracker.storage.captures import Capture, add_captures, record_watches
from tracker.storage.database import lock, publish, reading, writing

CHATGPT, DEEPSEEK = "6448311069", "6737597349"
HOUR = timedelta(hours=1)

# Slot → the apps seen, best first; None: the fetch failed. A slot that is not there was never run.
Seen = Mapping[datetime, Sequence[str] | None]
Charts = Callable[..., AbstractContextManager[DuckDBPyConnection]]


def capture(series: Series, slot: datetime, apps: Sequence[str] | None, late: timedelta) -> Capture:
    entries = tuple(ChartEntry(rank, app_id, f"App {app_id}") for rank, app_id in enumerate(apps or (), start=1))
    ok = apps is not None
    return Capture(
        Slot(series, slot, 100), slot + late, "ok" if ok else "http_error", entries, None, 200 if ok else 500,
        None if ok else "HTTP 500", 1, "run-1", f"{slot:%Y%m%dT%H%M}.payload.gz",
    )  # fmt: skip


@pytest.fixture
def charts(home: Home) -> Charts:
    """Store what was seen, publish, and read it: `with charts(seen, watched_from=…) as connection`."""

    @contextmanager
    def opened(
        seen: Seen,
        series: Series = US_IPHONE,
        watched_from: datetime | None = None,
        every: timedelta = HOUR,
        late: timedelta = timedelta(0),
    ) -> Iterator[DuckDBPyConnection]:
        prepare(home)
        with lock(home, "ingest"):
            with writing(home) as connection:
                connection.execute("BEGIN")
                add_captures(connection, [capture(series, slot, apps, late) for slot, apps in seen.items()])
                if watched_from is not None:
                    record_watches(connection, [Watch(series, every, 100)], watched_from)
                connection.execute("COMMIT")
            publish(home)
        with reading(home.charts_file) as connection:
            yield connection

    return opened


def spans_of(
    connection: DuckDBPyConnection, series: Series, assistants: Sequence[str], since: datetime, until: datetime
) -> list[RankSpan]:
    return rank_spans(rank_slots(connection, series, assistants, since, until), since, until)
