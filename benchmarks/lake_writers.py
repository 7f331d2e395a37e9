"""Do several machines store more in one lake than one does?

    python -m benchmarks.lake_writers                       in a PostgreSQL of its own, on loopback
    python -m benchmarks.lake_writers --away-ms 20          as if it were on another machine
    python -m benchmarks.lake_writers --host db --words "dbname=ranks"

Each writer is a process with a home of its own, and its inbox holds the same number of charts, of countries that no
other has. First one of them stores alone, then all at once; the last line is how many times more a second all store.
`--away-ms`: the catalog answers that much later, as where machines are apart. All countries were stored before, so that
keys and files are there, as in the second hour of every lake.
"""

import argparse
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import islice
from pathlib import Path

import numpy as np

from benchmarks.far_away import far_away
from benchmarks.storage_world import FOCUS
from jobs.demo import fill_inbox
from tests.lake.postgres import USER, postgres_running
from tracker.config import Home, read_watchlist
from tracker.ingest import ingest
from tracker.prepare import prepare
from tracker.simulation.captures import Refresh, captures
from tracker.simulation.parameters import REFRESH
from tracker.simulation.scenario import START, demo_story
from tracker.simulation.world import World
from tracker.storage.database import reading
from tracker.storage.integrity import faults
from tracker.storage.place import FILE

ROOT = Path(__file__).parents[1]
SLOTS = 3  # of each chart, in one inbox


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=5432)
    parser.add_argument("--words", help="what else libpq has to know: dbname=… user=…; without it one is started")
    parser.add_argument("--writers", type=int, default=4)
    parser.add_argument("--countries", type=int, default=20, help="of each writer; each has two charts")
    parser.add_argument("--away-ms", type=float, default=0.0)
    parser.add_argument("--rounds", type=int, default=3)
    given = parser.parse_args()
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        if given.words is None:
            server = stack.enter_context(postgres_running())
            given.host, given.port, given.words = "127.0.0.1", server.port, f"user={USER} dbname={USER}"
        port = given.port
        if given.away_ms:
            port = stack.enter_context(far_away(given.host, given.port, given.away_ms / 1e3))
        homes = [
            make_home(folder, name, given.words, given.host, given.port)
            for name in ("first", *(f"writer-{n}" for n in range(given.writers)))
        ]
        compare(homes, given, port)


def make_home(folder: Path, name: str, words: str, host: str, port: int) -> Home:
    home = Home(folder / name)
    home.make_folders()
    (home.root / FILE).write_text(
        f'[storage]\nurl = "ducklake:postgres:host={host} port={port} {words}"\n'
        f'data_path = "{folder}/files/"\nschema = "writers_{int(time.time())}"\n'
    )
    return home


def compare(homes: list[Home], given: argparse.Namespace, port: int) -> None:
    first, *writers = homes
    prepare(first)
    worlds = list(made_worlds(first, len(writers), given.countries))
    streams = [(as_today(n, one) for n, one in enumerate(captures(world))) for world in worlds]
    for home, world, stream in zip(writers, worlds, streams, strict=True):
        prepare(home)
        fill(home, world, stream)
        ingest(home, None)
    for home in writers:  # from here on they go the long way
        file = home.root / FILE
        file.write_text(file.read_text().replace(f"port={given.port}", f"port={port}"))
    alone, together = [], []
    for _ in range(given.rounds):
        fill(writers[0], worlds[0], streams[0])
        alone.append(stored_by(writers[:1]))
        for home, world, stream in zip(writers, worlds, streams, strict=True):
            fill(home, world, stream)
        together.append(stored_by(writers))
    charts = SLOTS * len(worlds[0].series)
    check(first, writers, charts * (len(writers) * (1 + given.rounds) + given.rounds))
    print(f"one writer: {charts} charts in {min(alone):.2f} s ({', '.join(f'{one:.2f}' for one in alone)})")
    print(f"{len(writers)} at once: {charts} each in {min(together):.2f} s ({', '.join(f'{s:.2f}' for s in together)})")
    print(f"{len(writers) * min(alone) / min(together):.2f} times as much a second")


def made_worlds(home: Home, number: int, countries: int) -> list[World]:
    everywhere = sorted({watch.series.country for watch in read_watchlist(home).watches})
    ordered = [*FOCUS, *(one for one in everywhere if one not in FOCUS)]
    until = START + 100 * REFRESH
    return [
        World(replace(demo_story(until, ordered[n * countries : (n + 1) * countries]), refreshes=100))
        for n in range(number)
    ]


def fill(home: Home, world: World, stream: Iterator[Refresh]) -> None:
    for refresh in islice(stream, SLOTS):
        fill_inbox(home, world, refresh)


def as_today(number: int, refresh: Refresh) -> Refresh:
    """A refresh as one of today, five minutes after the one before: captures of other days would change their sums."""
    midnight = datetime.now(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
    later = midnight + number * timedelta(minutes=5) - refresh.scheduled_for
    return replace(
        refresh,
        scheduled_for=refresh.scheduled_for + later,
        observed_at=refresh.observed_at + np.timedelta64(later),
        updated_at=refresh.updated_at + np.timedelta64(later),
    )


def stored_by(homes: list[Home]) -> float:
    """Seconds until the last of them has stored its inbox."""
    start = time.perf_counter()
    running = [
        subprocess.Popen(
            [sys.executable, "-c", "from jobs.command import main; main()", "--home", str(home.root), "ingest"],
            env=os.environ | {"PYTHONPATH": os.environ.get("WRITERS", str(ROOT))},
            stdout=subprocess.DEVNULL,
        )
        for home in homes
    ]  # fmt: skip
    codes = [one.wait() for one in running]
    took = time.perf_counter() - start
    if any(code not in {0, 1} for code in codes):  # 1: a simulated store gave no answer, which is stored too
        raise SystemExit(f"a writer failed: exit codes {codes}")
    return took


def check(first: Home, writers: list[Home], wanted: int) -> None:
    """Nothing lost, nothing double."""
    with reading(first.charts_file) as connection:
        row = connection.execute("SELECT count(*), count(DISTINCT (series_key, scheduled_for)) FROM attempt").fetchone()
    left = sum(len(list(home.inbox.glob("*.gz"))) for home in writers)
    found = faults(first)
    assert row is not None
    print(f"{row[0]:,} attempts, {row[1]:,} slots, {left} left in inboxes, of at most {wanted:,}; faults: {found}")


if __name__ == "__main__":
    main()
