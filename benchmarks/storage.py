"""How large, and how fast, is a billion observations?

    python -m benchmarks.storage                        builds the world first: half an hour, 10 GB of disk
    python -m benchmarks.storage --home DIR             measures a world that was built there before
    python -m benchmarks.storage --countries 20 --hourly 2 --copies 0     a small one, in some minutes

The same questions go to SQLite with covering indexes and to pandas with a CSV, where ten million of the same rows are
put: what somebody would use instead. Every time is the best of seven, warm, with the answer in memory as columns.
`limit` is the least time in which the bytes that the answer needs could be read from memory, at the speed that reading
had in this run.
"""

import argparse
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

import numpy as np
from duckdb import DuckDBPyConnection

from benchmarks.storage_peers import ROWS, TEN, peers
from benchmarks.storage_world import build
from tracker.config import Home
from tracker.models import ChartEntry, Series, Slot
from tracker.storage.captures import Capture, add_captures
from tracker.storage.database import lock, publish, reading, writing
from tracker.storage.summaries import add_missed_days


class Question(NamedTuple):
    name: str
    target_ms: float | None
    sql: str
    needs: str  # SQL: the bytes that the answer needs, about two a rank in a list and eight a row of rank_day
    peer: str = ""  # the same question in benchmarks/storage_peers.py


# Every rank, and nothing else, of every capture.
RANKS = """
    WITH wanted AS (
        SELECT a.app_key, i.assistant FROM assistant_app i JOIN app a USING (store, app_id)
        WHERE list_contains($ten::VARCHAR[], i.assistant) AND i.store = 'apple'
    ), one AS (
        SELECT series_key FROM series
        WHERE (store, country, chart, category) = ('apple', 'us', 'top-free', 'productivity')
    ), place AS (
        SELECT p.series_key, p.snapshot_id, w.assistant, p.rank FROM (
            SELECT series_key, snapshot_id, unnest(apps) AS app_key, generate_subscripts(apps, 1)::SMALLINT AS rank
            FROM snapshot SEMI JOIN one USING (series_key)
        ) p JOIN wanted w USING (app_key)
    )
    SELECT t.scheduled_for, p.rank
    FROM attempt t SEMI JOIN one USING (series_key) JOIN place p USING (series_key, snapshot_id)
"""

STATES = """
    SELECT scheduled_for, rank, depth FROM rank_states(
        $ten::VARCHAR[], country := 'us', store := 'apple', category := 'productivity'
    )
"""

LISTS = """
    SELECT sum(len(apps)) * 2.0 FROM snapshot SEMI JOIN (
        FROM series WHERE (store, country, category) = ('apple', 'us', 'productivity')
    ) USING (series_key)
"""

# As the page asks: a series by its key, and a time that bounds what is read.
LATEST = """
    WITH newest AS (
        SELECT max(observed_at) AS observed_at FROM attempt WHERE series_key = $series AND snapshot_id IS NOT NULL
    ), before AS (
        SELECT max(t.observed_at) AS observed_at FROM attempt t, newest n
        WHERE t.series_key = $series AND t.snapshot_id IS NOT NULL
            AND t.observed_at <= n.observed_at - INTERVAL 23 HOUR - INTERVAL 30 MINUTE
    ), entry AS (
        SELECT t.observed_at, unnest(l.apps) AS app_key, generate_subscripts(l.apps, 1)::SMALLINT AS rank
        FROM attempt t JOIN snapshot l USING (series_key, snapshot_id)
        WHERE t.series_key = $series AND l.series_key = $series
            AND t.observed_at IN (FROM newest UNION ALL FROM before)
    )
    SELECT e.rank, b.rank AS rank_before, a.app_name
    FROM entry e
    LEFT JOIN (FROM entry WHERE observed_at = (FROM before)) b USING (app_key)
    JOIN app a ON a.app_key = e.app_key
    WHERE e.observed_at = (FROM newest)
    ORDER BY e.rank
"""

BEST = """
    SELECT r.series_key, r.day_utc, r.best_rank
    FROM rank_day r SEMI JOIN (
        FROM series WHERE (store, chart, category) = ('apple', 'top-free', 'all')
    ) USING (series_key)
    WHERE list_contains($ten::VARCHAR[], r.assistant) AND r.day_utc >= DATE '2025-11-21'
"""

DAYS_AT_1 = """
    SELECT r.assistant, s.country, count(*) AS days FROM rank_day r JOIN series s USING (series_key)
    WHERE r.best_rank = 1 AND (s.store, s.chart, s.category) = ('apple', 'top-free', 'all')
    GROUP BY ALL
"""

RANK_DAYS = "SELECT count(*) * 8.0 FROM rank_day"

SIZES = """
    SELECT sum(len(l.apps)), count(*), (SELECT count(*) FROM app), (SELECT count(*) FROM rank_day)
    FROM attempt t JOIN snapshot l USING (series_key, snapshot_id)
"""

SERIES = "SELECT series_key FROM series WHERE (store, country, category) = ('apple', 'us', 'all')"

QUESTIONS = (
    Question("ranks of 10 assistants, 2 years hourly", 50, RANKS, LISTS, "ranks"),
    Question("the same, with the state of every slot: rank_states", None, STATES, LISTS),
    Question("newest chart with movement", 10, LATEST, "SELECT 800.0", "newest"),
    Question("best rank a day, 10 assistants, every country, a year", 60, BEST, RANK_DAYS, "best"),
    Question("days at No. 1, every country, 2 years", 60, DAYS_AT_1, RANK_DAYS, "at_1"),
    Question("movers('us')", None, "FROM movers('us')", "SELECT 800.0"),
    Question("rank_daily of one assistant", None, "FROM rank_daily WHERE assistant = 'deepseek'", RANK_DAYS),
    Question("breadth_daily of one assistant", None, "FROM breadth_daily WHERE assistant = 'deepseek'", RANK_DAYS),
)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--home", type=Path, help="a world that was built before")
    parser.add_argument("--countries", type=int, default=175)
    parser.add_argument("--hourly", type=int, default=12)
    parser.add_argument("--copies", type=int, default=2)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        home = Home(given.home or Path(folder))
        if not given.home:
            build(home, given.countries, given.hourly, given.copies)
        print_sizes(home)
        speed = read_speed()
        print(f"\nreading memory: {speed / 1e9:.1f} GB/s\n")
        print_questions(home, speed)
        print_sweep(home)


def print_sizes(home: Home) -> None:
    with reading(home.charts_file) as connection:
        observations, captures, apps, days = one_row(connection, SIZES)
    size = home.charts_file.stat().st_size
    print(f"{observations / 1e6:,.1f} M observations in {captures:,} captures of {apps:,} apps; {days:,} ranked days")
    print(f"{size / 1e6:,.0f} MB: {size / observations:.2f} bytes an observation")


def one_row(connection: DuckDBPyConnection, query: str) -> tuple[float, ...]:
    row = connection.execute(query).fetchone()
    assert row is not None
    return row


def read_speed() -> float:
    """Bytes a second at which one core sums up memory that is not in its caches."""
    memory = np.ones(2**27, np.int64)
    return memory.nbytes / best_of(lambda: memory.sum(), 3)


def best_of(question: Callable[[], object], times: int = 7) -> float:
    """Seconds, the best of several: the least disturbed one on a machine that does other things too."""
    found = []
    for _ in range(times):
        start = time.perf_counter()
        question()
        found.append(time.perf_counter() - start)
    return min(found)


def print_questions(home: Home, speed: float) -> None:
    with reading(home.charts_file) as connection:
        given = {"ten": TEN, "series": one_row(connection, SERIES)[0]}
        found = dict(peers(connection, best_of))
        print("| question | target ms | ms | rows | limit ms |", *(f" {name} |" for name in found), sep="")
        print("|---|---|---|---|---|", *("---|" for _ in found), sep="")
        for one in QUESTIONS:
            used = {key: value for key, value in given.items() if f"${key}" in one.sql}

            def ask(one: Question = one, used: dict[str, object] = used) -> dict[str, object]:
                return connection.execute(one.sql, used).fetchnumpy()

            seconds, rows = best_of(ask), len(next(iter(ask().values())))  # type: ignore[arg-type]
            limit = float(one_row(connection, one.needs)[0]) / speed
            target = f"{one.target_ms:g}" if one.target_ms else ""
            beside = "".join(f" {peer.ms[one.peer]:,.1f} |" if one.peer else " |" for peer in found.values())
            print(f"| {one.name} | {target} | {seconds * 1e3:.1f} | {rows:,} | {limit * 1e3:.2f} |{beside}")
        for name, peer in found.items():
            print(f"{name}: {peer.disk_bytes / 1e6:,.0f} MB for {ROWS:,} rows, {peer.disk_bytes / ROWS:.0f} bytes each")


class Swept(NamedTuple):
    """Seconds from the start, as an ingest goes."""

    captures: int
    stored: float  # in a transaction, with the days that nobody captured
    written: float  # to disk
    published: float


def swept(home: Home) -> Swept:
    """Store one capture of each of 610 charts, and publish."""
    now = datetime.now(UTC).replace(minute=0, second=0, microsecond=0)
    with lock(home, "ingest"):
        with writing(home) as connection:
            captures = next_captures(connection, now)
            start = time.perf_counter()
            connection.execute("BEGIN")
            add_captures(connection, captures)
            add_missed_days(connection, now)
            connection.execute("COMMIT")
            stored = time.perf_counter() - start
        written = time.perf_counter() - start
        publish(home)
    return Swept(len(captures), stored, written, time.perf_counter() - start)


def print_sweep(home: Home) -> None:
    took = swept(home)
    size = home.charts_file.stat().st_size
    print(
        f"\n{took.captures} captures into a file of {size / 1e6:,.0f} MB: stored in {took.stored:.2f} s, written"
        f" to disk in {took.written - took.stored:.2f} s, published in {took.published - took.written:.2f} s:"
        f" {took.published:.2f} s (target 2 s at 500 MB)"
    )


def next_captures(connection: DuckDBPyConnection, now: datetime) -> list[Capture]:
    """The newest list of each of 610 charts, two places turned round, as if captured now."""
    rows = connection.execute(NEWEST_LISTS).fetchall()
    return [
        Capture(
            Slot(Series(*row[:6]), now, 200), now, "ok",
            tuple(ChartEntry(rank, app, name) for rank, (app, name) in enumerate(turned(row[6]), start=1)),
            None, 200, None, 1, "benchmark", "benchmark.json.gz",
        )
        for row in rows
    ]  # fmt: skip


def turned(apps: list[tuple[str, str]]) -> list[tuple[str, str]]:
    return [apps[1], apps[0], *apps[2:]]


NEWEST_LISTS = """
    WITH newest AS (
        SELECT series_key, max(scheduled_for) AS scheduled_for FROM attempt
        WHERE snapshot_id IS NOT NULL GROUP BY series_key ORDER BY series_key LIMIT 610
    ), entry AS (
        SELECT n.series_key, unnest(l.apps) AS app_key, generate_subscripts(l.apps, 1) AS rank
        FROM newest n JOIN attempt t USING (series_key, scheduled_for) JOIN snapshot l USING (series_key, snapshot_id)
    )
    SELECT s.store, s.country, s.device, s.chart, s.category, s.source,
        list((a.app_id, a.app_name) ORDER BY e.rank)
    FROM entry e JOIN series s USING (series_key) JOIN app a USING (app_key)
    GROUP BY ALL
"""


if __name__ == "__main__":
    main()
