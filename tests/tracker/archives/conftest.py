"""A home, and archives that are imported into it."""

import csv
import io
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from duckdb import DuckDBPyConnection

from tests.conftest import US_IPHONE
from tests.tracker.archives.written import CHATGPT, DEEPSEEK, app_id
from tests.tracker.queries.conftest import capture
from tracker.archives.chart import Said, Told
from tracker.config import Home
from tracker.import_archives import import_archives
from tracker.prepare import prepare
from tracker.storage.archives import Stored
from tracker.storage.captures import add_captures
from tracker.storage.database import lock, publish, reading, writing

UNSAID = Told(Said())
COLUMNS = ("observed_at", "store", "country", "chart", "category", "source_repo", "rank", "app_id", "app_name")

Rows = list[tuple[Any, ...]]


def row(rank: object, app: str, when: str = "2025-01-26 22:10:00", name: str = "", **changes: str) -> dict[str, str]:
    whole = {"observed_at": when, "store": "apple", "country": "us", "chart": "top-free", "category": "all"}
    return whole | {"source_repo": "tea/ranks", "rank": str(rank), "app_id": app, "app_name": name} | changes


def table(rows: Sequence[dict[str, str]], delimiter: str = ",") -> bytes:
    text = io.StringIO()
    writer = csv.DictWriter(text, rows[0].keys() if rows else COLUMNS, delimiter=delimiter, lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue().encode()


class Archive:
    """A home and the files that are imported into it."""

    def __init__(self, home: Home, folder: Path) -> None:
        self.home = home
        self.folder = folder
        prepare(home)

    def take(self, raw: bytes, told: Told = UNSAID, name: str = "ranks.csv", dry_run: bool = False) -> Stored:
        file = self.folder / name
        file.write_bytes(raw)
        (imported,) = import_archives(self.home, [file], told, dry_run)
        return imported.stored

    def observe(self, seen: dict[datetime, list[str]]) -> None:
        """Capture the overall US chart, as collect and ingest do."""
        with lock(self.home, "ingest"):
            with writing(self.home) as connection:
                add_captures(connection, [capture(US_IPHONE, *one, timedelta(0)) for one in seen.items()])
            publish(self.home)

    def reasons(self, raw: bytes, told: Told = UNSAID) -> list[str]:
        return [refusal.reason for refusal in self.take(raw, told).refused]

    def ask(self, query: str) -> Rows:
        with self.reading() as connection:
            return connection.execute(query).fetchall()

    @contextmanager
    def reading(self) -> Iterator[DuckDBPyConnection]:
        with reading(self.home.charts_file) as connection:
            yield connection


@pytest.fixture
def archive(home: Home, tmp_path: Path) -> Archive:
    return Archive(home, tmp_path)


TOP_3 = [row(1, CHATGPT, name="ChatGPT"), row(2, app_id(2), name="Kettle"), row(3, DEEPSEEK, name="DeepSeek")]
