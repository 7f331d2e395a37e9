"""An answer → CSV or JSON, row by row; a file that is whole or absent.

CSV is opened in spreadsheets, which run a cell that begins like a formula: an app may be called =HYPERLINK(...). So
text that begins with one of `FORMULA` gets an apostrophe before it, unless exact cells are asked for. Numbers, JSON and
Parquet are always exact.
"""

import csv
import json
import math
import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime
from pathlib import Path
from typing import IO

from tracker.errors import ConfigurationError, StorageError
from tracker.inbox import fsync_folder
from tracker.storage.asking import Result

# What begins a formula in some spreadsheet; the wide ones do so in Chinese and Japanese settings.
FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


def spreadsheet_safe(text: str) -> str:
    """The text as a cell that no spreadsheet takes for a formula."""
    return f"'{text}" if text.startswith(FORMULA) else text


def cell_text(value: object) -> str:
    """A value as text: ISO 8601 for times, nothing for NULL."""
    if value is None:
        return ""
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, bool):
        return str(value).lower()  # as SQL writes it
    return str(value)


def write_csv(answer: Result, file: IO[str], exact: bool = False) -> int:
    """Write a heading and a line for each row; returns how many rows."""

    def cell(value: object) -> str:
        return spreadsheet_safe(value) if isinstance(value, str) and not exact else cell_text(value)

    writer = csv.writer(file, lineterminator="\n")
    writer.writerow([cell(name) for name in answer.columns])
    rows = 0
    for batch in answer.batches:
        writer.writerows([cell(value) for value in row] for row in batch)
        rows += len(batch)
    return rows


def write_json(answer: Result, file: IO[str]) -> int:
    """Write a list of objects, one a line; returns how many rows."""
    rows = 0
    file.write("[")
    for batch in answer.batches:
        for row in batch:
            line = json.dumps(
                {name: _jsonable(value) for name, value in zip(answer.columns, row, strict=True)},
                ensure_ascii=False,
                default=cell_text,
            )
            file.write((",\n " if rows else "\n ") + line)
            rows += 1
    file.write("\n]\n")
    return rows


def _jsonable(value: object) -> object:
    # JSON knows no NaN and no infinity, and no name but text
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if isinstance(value, list | tuple):
        return [_jsonable(one) for one in value]
    if isinstance(value, dict):
        return {cell_text(key): _jsonable(one) for key, one in value.items()}
    return value


@contextmanager
def whole_file(target: Path) -> Iterator[Path]:
    """A hidden name beside the target to write to; it takes the target's place only if all went well, on disk.

    Raises ConfigurationError if there is no such folder, StorageError if the file cannot be written.
    """
    if not target.parent.is_dir() or target.is_dir():
        raise ConfigurationError(f"{target}: wanted a file in a folder that exists")
    part = target.with_name(f".{target.name}.{os.getpid()}.part")
    try:
        yield part
        with part.open("rb") as file:
            os.fsync(file.fileno())
        part.replace(target)
        fsync_folder(target.parent)
    except OSError as error:
        raise StorageError(f"{target}: cannot be written ({error.strerror}); nothing was changed there") from error
    finally:
        part.unlink(missing_ok=True)
