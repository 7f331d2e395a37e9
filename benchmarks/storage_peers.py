"""The same questions to what somebody would use instead: SQLite with covering indexes, and pandas with a CSV.

Ten million of the same rows: the hourly chart whole, and as many of the newest days of every App Store chart as fit.
"""

import sqlite3
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

from duckdb import DuckDBPyConnection

ROWS = 10_000_000

LONG = """
    CREATE OR REPLACE TEMP TABLE long AS
    SELECT t.series_key, epoch(t.scheduled_for)::BIGINT AS at, unnest(l.apps) AS app_key,
        generate_subscripts(l.apps, 1)::INTEGER AS rank
    FROM (
        SELECT t.* FROM attempt t JOIN series s USING (series_key)
        WHERE t.snapshot_id IS NOT NULL AND s.store = 'apple'
            AND (s.category = 'all' OR (s.category, s.country) = ('productivity', 'us'))
        ORDER BY s.category = 'productivity' DESC, t.scheduled_for DESC LIMIT {captures}
    ) t JOIN snapshot l USING (series_key, snapshot_id)
"""


TEN = ["chatgpt", "gemini", "claude", "deepseek", "grok", "meta-ai", "copilot", "perplexity", "character-ai", "dola"]

OURS = """
    SELECT DISTINCT app_key FROM assistant_app JOIN app USING (store, app_id)
    WHERE store = 'apple' AND list_contains($1::VARCHAR[], assistant)
"""

CHART = "SELECT series_key FROM series WHERE (store, country, category) = ('apple', 'us', $1)"


class Peer(NamedTuple):
    ms: dict[str, float]  # by question
    disk_bytes: int


Timer = Callable[[Callable[[], object]], float]


def peers(connection: DuckDBPyConnection, best_of: Timer) -> Iterator[tuple[str, Peer]]:
    """(name, its times and size) of each peer that is installed. The connection's temporary tables are used."""
    connection.execute(LONG.format(captures=ROWS // 100))
    hourly, newest = (one(connection, CHART, category) for category in ("productivity", "all"))
    wanted = connection.execute(OURS, [TEN]).fetchall()
    keys = [int(key) for (key,) in wanted]
    with tempfile.TemporaryDirectory() as folder:
        yield "SQLite", sqlite_peer(connection, Path(folder) / "peer.sqlite", keys, hourly, newest, best_of)
        found = pandas_peer(connection, Path(folder) / "peer.csv", keys, hourly, newest, best_of)
        if found:
            yield "pandas", found


def one(connection: DuckDBPyConnection, query: str, category: str) -> int:
    row = connection.execute(query, [category]).fetchone()
    assert row is not None
    return int(row[0])


HISTORY = "SELECT at, app_key, rank FROM long WHERE series_key = {hourly} AND app_key IN ({keys})"
NEWEST = """
    SELECT e.rank, b.rank FROM long e LEFT JOIN long b
        ON b.series_key = e.series_key AND b.app_key = e.app_key
        AND b.at = (SELECT max(at) FROM long WHERE series_key = {newest}) - 86400
    WHERE e.series_key = {newest} AND e.at = (SELECT max(at) FROM long WHERE series_key = {newest})
"""
BEST = "SELECT series_key, at / 86400, app_key, min(rank) FROM long WHERE app_key IN ({keys}) GROUP BY 1, 2, 3"
AT_1 = "SELECT series_key, app_key, count(DISTINCT at / 86400) FROM long WHERE rank = 1 GROUP BY 1, 2"


def sqlite_peer(
    connection: DuckDBPyConnection, file: Path, keys: list[int], hourly: int, newest: int, best_of: Timer
) -> Peer:
    names = {"hourly": hourly, "newest": newest, "keys": ", ".join(map(str, keys))}
    with sqlite3.connect(file) as peer:
        peer.execute("CREATE TABLE long (series_key INTEGER, at INTEGER, app_key INTEGER, rank INTEGER)")
        rows = connection.execute("FROM long")
        while some := rows.fetchmany(200_000):
            peer.executemany("INSERT INTO long VALUES (?, ?, ?, ?)", some)
        peer.execute("CREATE INDEX by_app ON long (app_key, series_key, at, rank)")
        peer.execute("CREATE INDEX by_time ON long (series_key, at, rank, app_key)")
        peer.commit()
        asked = {"ranks": HISTORY, "newest": NEWEST, "best": BEST, "at_1": AT_1}
        times = {
            name: 1e3 * best_of(lambda sql=sql: peer.execute(sql.format(**names)).fetchall())  # type: ignore[misc]
            for name, sql in asked.items()
        }
    return Peer(times, file.stat().st_size)


def pandas_peer(
    connection: DuckDBPyConnection, file: Path, keys: list[int], hourly: int, newest: int, best_of: Timer
) -> Peer | None:
    """What a notebook does: read the CSV, then filter. None where pandas is not installed."""
    try:
        import pandas as pd  # type: ignore[import-not-found, import-untyped, unused-ignore]
    except ImportError:
        return None
    connection.execute(f"COPY (FROM long) TO '{file}' (FORMAT csv)")

    def read() -> "pd.DataFrame":
        return pd.read_csv(file)

    def newest_of(rows: "pd.DataFrame") -> "pd.DataFrame":
        chart = rows[rows.series_key == newest]
        last = chart[chart["at"] == chart["at"].max()]
        before = chart[chart["at"] == chart["at"].max() - 86400]
        return last.merge(before, on="app_key", how="left")

    def best(rows: "pd.DataFrame") -> object:
        ours = rows[rows.app_key.isin(keys)]
        return ours.groupby(["series_key", ours["at"] // 86400, "app_key"])["rank"].min()

    def at_1(rows: "pd.DataFrame") -> object:
        first = rows[rows["rank"] == 1]
        return (first["at"] // 86400).groupby([first.series_key, first.app_key]).nunique()

    asked: dict[str, Callable[[pd.DataFrame], object]] = {
        "ranks": lambda rows: rows[(rows.series_key == hourly) & rows.app_key.isin(keys)],
        "newest": newest_of, "best": best, "at_1": at_1,
    }  # fmt: skip
    load = best_of(read)
    rows = read()
    times = {name: 1e3 * (load + best_of(lambda ask=ask: ask(rows))) for name, ask in asked.items()}  # type: ignore[misc]
    return Peer(times, file.stat().st_size)
