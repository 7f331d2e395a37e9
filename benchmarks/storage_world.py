"""A home of up to a billion simulated observations, laid out as collection and `maintain` leave it.

The overall charts of every country of the App Store, and of as many on Google Play, every three hours for two years,
come out of the simulation: 350 charts, 300 million ranks, apps sold world-wide, in a region or in one country.
Twelve countries hourly are simulated too, each step of the simulation standing for an hour: it moves more than a real
hour does, which makes lists repeat less. More categories are copies of the overall charts whose other apps are others.
"""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from itertools import islice

import duckdb
import numpy as np
from duckdb import DuckDBPyConnection

from jobs.demo import history_of
from jobs.output import progress
from tracker.config import Home, Watch, read_watchlist
from tracker.prepare import prepare
from tracker.simulation.captures import Refresh, captures
from tracker.simulation.parameters import REFRESH, REFRESHES_A_DAY
from tracker.simulation.scenario import START, demo_story
from tracker.simulation.story import DEPTHS
from tracker.simulation.world import World
from tracker.storage.captures import record_watches
from tracker.storage.database import FORMAT, lock, publish, stamp, writing
from tracker.storage.history import AppFact, add_apps, add_history
from tracker.storage.layout import copy_arranged
from tracker.storage.migrate import migrate

YEARS_2 = 730 * REFRESHES_A_DAY
HOURS = 730 * 24
FOCUS = ("us", "gb", "de", "fr", "jp", "kr", "in", "br", "ca", "sa", "ae", "eg")
COPIES = ("education", "entertainment")
CHUNK = 10 * REFRESHES_A_DAY  # refreshes stored at once


def build(home: Home, countries: int, hourly: int, copies: int) -> None:
    """The overall charts of so many countries, hourly ones of so many, so many copies in other categories; publish."""
    prepare(home)
    everywhere = sorted({watch.series.country for watch in read_watchlist(home).watches})
    chosen = [*FOCUS, *(country for country in everywhere if country not in FOCUS)][:countries]
    until = START + YEARS_2 * REFRESH
    with lock(home, "ingest"), writing(home) as connection:
        stamp(connection, simulated="true")
        world = World(replace(demo_story(until, chosen), refreshes=YEARS_2))
        _store(connection, world, captures(world), "every 3 h")
        hours = World(replace(demo_story(until, FOCUS[:hourly]), refreshes=HOURS, seed=6, forced=(), bumps=()))
        _store(connection, hours, (_as_hours(one) for one in captures(hours)), "hourly", category="productivity")
        for number, category in enumerate(COPIES[:copies], start=1):
            _copy(connection, category, number)
        connection.execute(NAME_PAYLOADS)
        watches = [Watch(series, REFRESH, DEPTHS[series.source]) for series in world.series]
        record_watches(connection, watches, START)
        record_watches(connection, [], until)
    _arrange(home)
    publish(home)


def _arrange(home: Home) -> None:
    """Lay the rows out as `maintain` does."""
    fresh = home.root / "fresh.duckdb"
    fresh.unlink(missing_ok=True)
    with duckdb.connect() as connection:
        connection.execute(f"ATTACH '{home.store_file}' AS old (READ_ONLY)")
        connection.execute(f"ATTACH '{fresh}' AS fresh (STORAGE_VERSION '{FORMAT}')")
        connection.execute("SET TimeZone = 'UTC'; USE fresh")
        migrate(connection)
        copy_arranged(connection, "old", "fresh")
    fresh.replace(home.store_file)


def _as_hours(refresh: Refresh) -> Refresh:
    """Step n of the simulation as hour n."""
    steps = (refresh.scheduled_for - START) // REFRESH
    slot = START + steps * timedelta(hours=1)
    back = np.timedelta64(refresh.scheduled_for - slot)
    return replace(
        refresh, scheduled_for=slot, observed_at=refresh.observed_at - back, updated_at=refresh.updated_at - back
    )


def _store(
    connection: DuckDBPyConnection, world: World, refreshes: Iterator[Refresh], what: str, category: str = "all"
) -> None:
    facts = [AppFact(app.store, app.app_id, app.name, app.developer) for app in world.apps]
    keys = add_apps(connection, facts, world.series[0].country, START.isoformat())
    told = progress(f"Simulating {what}", refreshes, world.story.refreshes)
    series = tuple(replace(one, category=category) for one in world.series)
    while some := list(islice(told, CHUNK)):
        connection.execute("BEGIN")
        add_history(connection, keys, replace(history_of(world, some), series=series), "benchmark")
        connection.execute("COMMIT")


# Assistants are the same in every category; every other app is one of that category's own.
COPY = """
    CREATE OR REPLACE TEMP TABLE twin AS
    SELECT series_key, series_key + $number * 1000 AS twin_key FROM series WHERE category = 'all';
    CREATE OR REPLACE TEMP TABLE twin_app AS
    SELECT app_key, CASE WHEN i.app_id IS NULL THEN app_key + $number * $apps ELSE app_key END AS twin_key
    FROM (FROM app WHERE app_key <= $apps) a
    LEFT JOIN (SELECT DISTINCT store, app_id FROM assistant_app) i USING (store, app_id);
    INSERT INTO series SELECT twin_key, store, country, device, chart, $category, source
    FROM series JOIN twin USING (series_key);
    INSERT INTO app SELECT twin_key, store, app_id || '.' || $category, app_name, developer, named_in, first_seen_at
    FROM app JOIN twin_app USING (app_key) WHERE twin_key <> app_key;
"""

COPY_SNAPSHOTS = """
    INSERT INTO snapshot
    SELECT md5(snapshot_id || $category)[:16], twin_key,
        list_transform(apps, lambda key: CASE WHEN list_contains($same::INTEGER[], key) THEN key ELSE key + $step END)
    FROM snapshot JOIN twin USING (series_key)
"""

COPY_ATTEMPTS = """
    INSERT INTO attempt
    SELECT twin_key, t.* EXCLUDE (series_key) REPLACE (md5(snapshot_id || $category)[:16] AS snapshot_id)
    FROM attempt t JOIN twin USING (series_key)
"""

COPY_DAYS = """
    INSERT INTO series_day SELECT twin_key, d.* EXCLUDE (series_key) FROM series_day d JOIN twin USING (series_key);
    INSERT INTO rank_day
    SELECT assistant, twin_key, d.* EXCLUDE (assistant, series_key) FROM rank_day d JOIN twin USING (series_key);
"""

# What collecting writes into every row, which a simulation that is loaded at once does not.
NAME_PAYLOADS = """
    UPDATE attempt SET http_status = 200, tries = 1, feed_updated_at = observed_at - INTERVAL 6 MINUTE,
        run_id = strftime(scheduled_for, '%Y%m%dT%H%M%SZ') || '-' || md5(scheduled_for::VARCHAR)[:6],
        payload = strftime(scheduled_for, '%Y%m%dT%H%M%SZ')
            || concat_ws('.', '', store, country, device, chart, category, source, '')
            || md5(attempt.series_key || scheduled_for::VARCHAR)[:8] || '.json.gz'
    FROM series s WHERE s.series_key = attempt.series_key
"""


def _copy(connection: DuckDBPyConnection, category: str, number: int) -> None:
    apps = connection.execute("SELECT max(app_key) FROM app WHERE app_id NOT LIKE '%.education'").fetchone()
    assert apps is not None
    given = {"number": number, "category": category, "apps": apps[0], "step": number * apps[0]}
    for statement in COPY.split(";")[:-1]:
        connection.execute(statement, {key: value for key, value in given.items() if f"${key}" in statement})
    same = [key for (key,) in connection.execute("SELECT app_key FROM twin_app WHERE app_key = twin_key").fetchall()]
    connection.execute(COPY_SNAPSHOTS, {"category": category, "same": same, "step": number * apps[0]})
    connection.execute(COPY_ATTEMPTS, {"category": category})
    connection.execute(COPY_DAYS)
