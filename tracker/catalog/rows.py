"""A table of the catalogue as rows that know where they stand: every fault names its file, its line and its fix."""

import csv
import io
import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from importlib.resources.abc import Traversable
from urllib.parse import urlsplit

from tracker.errors import ConfigurationError
from tracker.settings_file import settings_text


@dataclass(frozen=True, slots=True)
class Row:
    file: str
    line: int  # of the file, 1 is the head; 0: of no file
    cells: dict[str, str]  # without the space around them

    def __getitem__(self, column: str) -> str:
        return self.cells.get(column, "")

    def fault(self, what: str) -> ConfigurationError:
        return ConfigurationError(f"{self.file}, line {self.line}: {what}" if self.line else f"{self.file}: {what}")

    def parts(self, column: str) -> tuple[str, ...]:
        """A cell that holds several: "us|ca". An export writes them [us, ca]."""
        text = self[column]
        if text.startswith("[") and text.endswith("]"):
            return tuple(part.strip(" '\"") for part in text[1:-1].split(",") if part.strip(" '\""))
        return tuple(part.strip() for part in text.split("|") if part.strip())

    def needed(self, column: str) -> str:
        if not self[column]:
            raise self.fault(f"{column} is empty; fill it in")
        return self[column]

    def one_of(self, column: str, words: Collection[str]) -> str:
        if self[column] not in words:
            raise self.fault(f"{column} is {self[column]!r}; wanted one of {', '.join(words)}")
        return self[column]

    def known(self, column: str, names: Collection[str], file: str) -> tuple[str, ...]:
        """The parts of a cell, each a name that another table has."""
        for name in self.parts(column):
            if name not in names:
                raise self.fault(f"{column} names {name!r}, which {file} has not; correct it, or add it there first")
        return self.parts(column)

    def url(self, column: str) -> str:
        if not is_url(self[column]):
            raise self.fault(f"{column} is {self[column]!r}; wanted an address like https://example.org/page")
        return self[column]

    def first_day(self, column: str) -> date | None:
        """The first day that a date covers; None for an empty one."""
        try:
            return catalog_day(self[column])
        except (ConfigurationError, ValueError):
            raise self.fault(f"{column} is {self[column]!r}; wanted a date like 2025-01-26, 2025-01 or 2025") from None

    def day(self, column: str) -> date:
        """A whole date."""
        try:
            return date.fromisoformat(self[column] if len(self[column]) == 10 else "")
        except ValueError:
            raise self.fault(f"{column} is {self[column]!r}; wanted a date like 2025-01-26") from None

    def in_order(self, first: str, last: str) -> None:
        start, end = self.first_day(first), self.first_day(last)
        if start and end and end < start:
            raise self.fault(f"{last} ({self[last]}) is before {first} ({self[first]}); swap or correct them")


def read_rows(text: str, file: str, columns: Iterable[str]) -> list[Row]:
    """The rows of a CSV text, blank lines left out. Raises ConfigurationError if it is no table of these columns."""
    # newlines inside quotes are none of ours: splitting by line would cut them
    reader = csv.reader(io.StringIO(text.removeprefix("\ufeff"), newline=""), strict=True)
    rows: list[Row] = []
    try:
        head = next(reader, [])
        missing = [column for column in columns if column not in head]
        if missing:
            raise ConfigurationError(f"{file}, line 1: no column {missing[0]!r}; wanted {','.join(columns)}")
        line = reader.line_num + 1
        for cells in reader:
            row = Row(file, line, dict(zip(head, map(str.strip, cells), strict=False)))
            line = reader.line_num + 1
            if not any(cells):
                continue
            if len(cells) < len(head) or any(cells[len(head) :]):
                raise row.fault(f'not {len(head)} cells as the head has; put " around a text with a comma')
            rows.append(row)
    except csv.Error as error:
        raise ConfigurationError(f"{file}, line {reader.line_num}: no CSV: {error}; check the quotes") from error
    return rows


def read_table(folder: Traversable, name: str, columns: Iterable[str]) -> list[Row]:
    """The rows of one file of the catalogue. Raises ConfigurationError, also for bytes that are not UTF-8."""
    return read_file(folder / name, columns)


def read_file(file: Traversable, columns: Iterable[str]) -> list[Row]:
    return read_rows(settings_text(file), str(file), columns)


def check_unique(rows: Iterable[Row], *columns: str) -> None:
    """Raises ConfigurationError if two rows have the same cells in these columns."""
    seen: dict[tuple[str, ...], Row] = {}
    for row in rows:
        key = tuple(row[column] for column in columns)
        if key in seen:
            raise row.fault(f"{' '.join(key)!r} stands in line {seen[key].line} too; rename or remove one")
        seen[key] = row


def catalog_day(text: str) -> date | None:
    """The first day that a catalogue date covers; None for an empty one."""
    if not text:
        return None
    if not re.fullmatch(r"\d{4}(-\d{2}(-\d{2})?)?", text):
        raise ConfigurationError(f"catalogue: wanted a date like 2025-01-26, 2025-01 or 2025, got {text!r}")
    return date.fromisoformat(text + "-01" * ((10 - len(text)) // 3))


def is_url(text: str) -> bool:
    """Is this a whole http or https address, without what would hide another one?"""
    if not re.fullmatch(r"https?://[^\s\x00-\x20\x7f<>\"\\]+", text):
        return False
    try:
        parts = urlsplit(text)
        _ = parts.port  # raises for one that is no number
    except ValueError:
        return False
    host = parts.hostname or ""
    return "." in host.strip(".") and "@" not in parts.netloc
