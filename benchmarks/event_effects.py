"""How long do the effects of 200 events in 175 countries take, on a year of captures every three hours?

    python -m benchmarks.event_effects                  builds the world first: some minutes, 1 GB of disk
    python -m benchmarks.event_effects --home DIR       measures a world that was built there before

The world is the simulation's; the events are invented, world-wide, of ten assistants, on days spread over the year.
Beside everything made anew: what the first ingest of a day takes, and what every other one takes.
"""

import argparse
import tempfile
import time
from collections.abc import Callable
from datetime import date, timedelta
from itertools import islice
from pathlib import Path

from duckdb import DuckDBPyConnection

from jobs.demo import history_of
from jobs.output import progress
from tracker.config import Home, read_watchlist
from tracker.prepare import prepare
from tracker.simulation.captures import captures
from tracker.simulation.parameters import REFRESHES_A_DAY
from tracker.simulation.scenario import START, demo_story
from tracker.simulation.world import World
from tracker.storage.database import lock, publish, stamp, writing
from tracker.storage.effects import refresh_effects
from tracker.storage.history import AppFact, add_apps, add_history

DAYS = 365
CHUNK = 10 * REFRESHES_A_DAY
ASSISTANTS = ("chatgpt", "gemini", "deepseek", "grok", "copilot", "perplexity", "meta-ai", "claude", "dola", "muse")
OVER = START.date() + timedelta(days=DAYS)

EVENT = """
    INSERT INTO event BY NAME
    SELECT
        'event-' || n AS event_id, $first::DATE + (n * $days // $events)::INTEGER AS start_date, 'day' AS precision,
        'Event ' || n AS title, 'model' AS category, 'product' AS kind,
        [$assistants[1 + n % len($assistants)]] AS assistants, ['*'] AS countries, 'high' AS confidence,
        start_date AS local_date, FALSE AS is_outcome, TRUE AS is_testable, 'own' AS origin, '' AS source_url
    FROM range($events) r(n)
"""


def build(home: Home, countries: int) -> None:
    prepare(home)
    chosen = sorted({watch.series.country for watch in read_watchlist(home).watches})[:countries]
    story = demo_story(START + timedelta(days=DAYS), chosen)
    charts = tuple(one for one in story.series if one.store == "apple")
    world = World(story.of_charts(charts, DAYS * REFRESHES_A_DAY))
    with lock(home, "ingest"), writing(home) as connection:
        stamp(connection, simulated="true")
        facts = [AppFact(app.store, app.app_id, app.name, app.developer) for app in world.apps]
        keys = add_apps(connection, facts, charts[0].country, START.isoformat())
        told = progress("Simulating", captures(world), world.story.refreshes)
        while some := list(islice(told, CHUNK)):
            connection.execute("BEGIN")
            add_history(connection, keys, history_of(world, some), "benchmark")
            connection.execute("COMMIT")
    publish(home)


def invent_events(connection: DuckDBPyConnection, events: int) -> None:
    connection.execute("DELETE FROM event; DELETE FROM effect; DELETE FROM effect_event; DELETE FROM effect_series")
    given = {"first": START.date(), "days": DAYS, "events": events, "assistants": list(ASSISTANTS)}
    connection.execute(EVENT, given)


def seconds(work: Callable[[], int]) -> tuple[float, int]:
    begun = time.perf_counter()
    made = work()
    return time.perf_counter() - begun, made


def measure(home: Home, events: int) -> None:
    with lock(home, "ingest"), writing(home) as connection:
        invent_events(connection, events)
        size = connection.execute("SELECT count(DISTINCT series_key), count(*) FROM attempt").fetchone()
        assert size is not None
        print(f"{size[0]} charts, {size[1]:,} captures, {events} events")

        def until(day: date, anew: bool = False) -> tuple[float, int]:
            return seconds(lambda: refresh_effects(connection, day, anew))

        for what, (took, made) in (
            ("all made anew", until(OVER - timedelta(days=1), anew=True)),
            ("a new day", until(OVER)),
            ("any other ingest", until(OVER)),
        ):
            print(f"{what:<20} {took:8.3f} s {made:8,} effects")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--home", type=Path)
    parser.add_argument("--countries", type=int, default=175)
    parser.add_argument("--events", type=int, default=200)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        home = Home(given.home or Path(folder) / "home")
        if not home.store_file.is_file():
            build(home, given.countries)
        measure(home, given.events)


if __name__ == "__main__":
    main()
