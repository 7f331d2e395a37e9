"""A query of the published database → a file for the reader: CSV that is safe in spreadsheets, or Parquet.

The same SQL that the page shows makes the file, so both hold the same numbers.
"""

import io
from base64 import b64encode
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Literal

from tracker.storage.answers import write_csv
from tracker.storage.asking import Asker, Limits, asking
from tracker.storage.database import read_meta
from tracker.storage.export import parquet_copy

Form = Literal["csv", "parquet"]

LIMITS = Limits(memory="500MB", seconds=20.0, rows=200_000)
TYPES = {
    "json": "application/json", "csv": "text/csv; charset=utf-8", "parquet": "application/vnd.apache.parquet",
}  # fmt: skip


def answer_file(charts_file: Path, query: str, form: Form, name: str) -> dict[str, Any]:
    """The answer of a query as a file of this name, with a column that says if it is invented; for dcc.Download.

    Raises StorageError, QueryError or LimitError.
    """
    content = _parquet(charts_file, query) if form == "parquet" else _csv(charts_file, query)
    return download_of(content, form, name)


def download_of(content: bytes, form: Form, name: str) -> dict[str, Any]:
    """What dcc.Download takes, for a file of this name."""
    return {"filename": f"{name}.{form}", "content": b64encode(content).decode(), "type": TYPES[form], "base64": True}


def _csv(charts_file: Path, query: str) -> bytes:
    with asking(charts_file, LIMITS) as asker:
        answer = asker.ask(_told(query, asker))
        assert answer is not None  # a SELECT always answers
        file = io.StringIO(newline="")
        write_csv(answer, file)
    return file.getvalue().encode()


def _parquet(charts_file: Path, query: str) -> bytes:
    with TemporaryDirectory(prefix="rank-tracker-") as folder:
        target = Path(folder) / "answer.parquet"
        with asking(charts_file, LIMITS, writable=target) as asker:
            parquet_copy(asker, _told(query, asker), target)
        return target.read_bytes()


def _told(query: str, asker: Asker) -> str:
    simulated = read_meta(asker.connection).get("simulated") == "true"
    # The query is one that our own page made and shows.
    return f"SELECT *, {str(simulated).lower()} AS simulated FROM (\n{query}\n)"  # noqa: S608
