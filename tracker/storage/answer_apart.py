"""One query in a process of its own, started by storage/asking_apart.py: what it breaks is this process.

An engine's memory limit counts what the engine caches, not every value it makes; so the process as a whole is bounded
by the system. It reads one request (JSON, one line), answers in JSON, and ends.
"""

import json
import math
import os
import resource
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict
from pathlib import Path
from time import monotonic
from typing import Any

from tracker.errors import TrackerError
from tracker.storage.answers import cell_text, write_csv
from tracker.storage.asking import Asker, LimitError, Limits, QueryError, Result, Row, restrict
from tracker.storage.database import reading
from tracker.storage.export import is_simulated, parquet_copy
from tracker.storage.request_apart import QueryRequest, Said

MEGABYTE = 1 << 20
THREADS = 2
LONGEST_CELL = 2_000  # characters of a value in a table that is looked at; downloads are whole
MOST_CHARACTERS = 2_000_000  # of all of them
LARGEST_FILE = 200 * MEGABYTE
POLITENESS = 10  # pages and collection come first
BESIDE_THE_ENGINE = 1_500 * MEGABYTE  # addresses: Python, DuckDB, threads; most of it is never memory
EXACT = 2**53  # larger whole numbers are no longer exact in a browser


def bound(limits: Limits, megabytes: int) -> None:
    """What the system lets this process have, whatever the engine thinks."""
    os.nice(POLITENESS)
    seconds = int(limits.seconds * THREADS) + 5  # of the processors: a backstop, should nobody be left to stop us
    for kind, most in (
        (resource.RLIMIT_AS, BESIDE_THE_ENGINE + megabytes * MEGABYTE),
        (resource.RLIMIT_CPU, seconds),
        (resource.RLIMIT_FSIZE, LARGEST_FILE),
        (resource.RLIMIT_CORE, 0),
    ):
        _, hard = resource.getrlimit(kind)
        most = most if hard == resource.RLIM_INFINITY else min(most, hard)
        try:
            resource.setrlimit(kind, (most, most))
        except (OSError, ValueError):
            continue  # not every system has every limit


def answer(request: QueryRequest) -> Said:
    """Ask, and write the file if one is wanted. Errors become a sentence and whose fault it is."""
    limits = request.limits
    target = Path(request.target) if request.target else None
    began = monotonic()
    try:
        with reading(Path(request.file)) as connection, ThreadPoolExecutor(1, "query") as worker:
            connection.execute(f"SET threads = {THREADS}")
            simulated = is_simulated(connection)
            restrict(connection, limits, target if request.form == "parquet" else None)
            asker = Asker(connection, limits, worker)
            if request.form == "parquet" and target is not None:
                copied = parquet_copy(asker, request.query, target)
                said = Said(taken=copied.rows, was_cut=copied.was_cut)
            else:
                answered = asker.ask(request.query)
                if answered is None:
                    raise QueryError("sql: this statement has no answer; ask with SELECT or FROM")
                said = _csv(answered, target, simulated) if target else _table(answered)
    except LimitError as error:
        return Said(error=str(error), reason="too slow" if isinstance(error.__cause__, TimeoutError) else "too large")
    except TrackerError as error:
        return Said(error=str(error), reason="wrong")
    except MemoryError:
        return Said(error=f"the query needs more memory than {limits.memory}", reason="too large")
    except OSError as error:
        return Said(error=f"the answer cannot be written ({error.strerror})", reason="too large")
    said.seconds = round(monotonic() - began, 3)
    return said


def _csv(answered: Result, target: Path, simulated: bool) -> Said:
    # a name or a notice is lost when a file is copied: an invented row says so itself
    if simulated and "simulated" not in answered.columns:
        answered.columns, answered.types = (*answered.columns, "simulated"), (*answered.types, "BOOLEAN")
        answered.batches = _marked(answered.batches)
    with target.open("w", encoding="utf-8", newline="") as file:
        taken = write_csv(answered, file)
    return Said(taken=taken, was_cut=answered.was_cut)


def _marked(batches: Iterator[list[Row]]) -> Iterator[list[Row]]:
    for batch in batches:
        yield [(*row, True) for row in batch]


def _table(answered: Result) -> Said:
    rows: list[list[Any]] = []
    characters = 0
    for batch in answered.batches:
        for row in batch:
            cells = [cell(value) for value in row]
            characters += sum(len(str(one)) for one in cells)
            if characters > MOST_CHARACTERS:
                return Said(answered.columns, answered.types, rows, len(rows), was_cut=True)
            rows.append(cells)
    return Said(answered.columns, answered.types, rows, len(rows), answered.was_cut)


def cell(value: object) -> str | int | float | bool | None:
    """A value as JSON has it: numbers that a browser can hold stay numbers, all else is text, cut."""
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, int) and abs(value) <= EXACT:
        return value
    if isinstance(value, float) and math.isfinite(value):
        return value
    text = cell_text(value)
    return text if len(text) <= LONGEST_CELL else text[:LONGEST_CELL] + "…"


def main() -> None:
    line = sys.stdin.readline()
    if not line:
        return  # the server ended before it asked
    request = QueryRequest.of(json.loads(line))
    bound(request.limits, request.megabytes)
    said = answer(request)
    json.dump(asdict(said), sys.stdout, ensure_ascii=True)
    sys.stdout.flush()
    os._exit(0)  # memory goes back at once; nothing here needs an orderly end


if __name__ == "__main__":
    main()
