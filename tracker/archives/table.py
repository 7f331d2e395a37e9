"""Tables of ranks: the columns of the view `observation`, as CSV or Parquet, a row for each rank.

Columns  observed_at, store, country, chart, category, rank, app_id; device, source, app_name, developer, origin,
         time_source and depth where there are; others are ignored. A column that is not there is said for all rows
         (--country us); who kept the ranks may also be called source_repo
Time     observed_at, UTC unless it has an offset
Chart    all rows of one series and time; ranks may be missing, and then nobody knows who held them
"""

import csv
import zlib
from collections.abc import Sequence
from dataclasses import dataclass

from tracker.archives.chart import Told
from tracker.errors import ParseError

NAME = "table"
PARQUET = b"PAR1"
GZIP = b"\x1f\x8b"
HEAD = 64 * 1024  # bytes that surely hold the names of the columns

ENOUGH = 3  # columns of ours; with fewer it is another kind of table

REQUIRED = ("observed_at", "store", "country", "chart", "category", "rank", "app_id")
COLUMNS = {
    **{name: (name,) for name in (*REQUIRED, "device", "source", "developer", "time_source")},
    "app_name": ("app_name", "name"),
    "origin": ("origin", "source_repo"),
    "depth": ("depth", "depth_requested"),
}


@dataclass(frozen=True, slots=True)
class Csv:
    columns: tuple[str, ...]
    delimiter: str
    is_gzip: bool


def is_parquet(head: bytes) -> bool:
    return head.startswith(PARQUET)


def csv_of(head: bytes) -> Csv | None:
    """How a CSV with ranks is written; None if it is something else."""
    is_gzip = head.startswith(GZIP)
    if is_gzip:
        try:
            head = zlib.decompressobj(wbits=31).decompress(head, HEAD)
        except zlib.error:
            return None
    lines = head.decode("utf-8-sig", errors="replace").splitlines()[:1]
    for delimiter in ",;\t":
        columns = tuple(name.strip() for name in next(csv.reader(lines, delimiter=delimiter), ()))
        if len(set(COLUMNS) & set(columns)) >= ENOUGH:
            return Csv(columns, delimiter, is_gzip)
    return None


def column_of(name: str, columns: Sequence[str]) -> str | None:
    """What a table calls one of our columns; None: it has none such."""
    return next((one for one in COLUMNS[name] if one in columns), None)


def check_columns(columns: Sequence[str], told: Told) -> None:
    """Raises ParseError that names every column that is missing and was not said."""
    said = {name for name, value in told.said._asdict().items() if value}
    said |= {"observed_at"} if told.observed_at else set()
    missing = [name for name in REQUIRED if column_of(name, columns) is None and name not in said]
    if missing:
        raise ParseError(f"no column {', '.join(missing)}; it has {', '.join(columns)}")
