"""Build a simulated world in HOME/demo, a home of its own, then serve it. Every page says SIMULATED.

The newest two days come as a store's bytes, through the inbox and the real parsers; the two years before them enter
as an archive does.
"""

import logging
import shutil
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, timedelta
from itertools import islice

import click
import duckdb
import numpy as np

from jobs.output import progress
from jobs.serve import host_option, listen, port_option, serve_home
from tracker import __version__
from tracker.config import Home, Watch
from tracker.errors import StorageError
from tracker.inbox import Inbox, payload_name
from tracker.ingest import ingest
from tracker.models import Answer, ChartEntry, Payload, Series, Slot
from tracker.prepare import prepare, published_surface, surface_fingerprint
from tracker.simulation.captures import HTTP_STATUS, OUTCOMES, Refresh, captures, chart_entries
from tracker.simulation.parameters import REFRESH
from tracker.simulation.scenario import demo_world
from tracker.simulation.story import DEPTHS
from tracker.simulation.wire import google_play_body, itunes_rss_body
from tracker.simulation.world import World
from tracker.storage.captures import record_watches
from tracker.storage.database import lock, read_meta, reading, stamp, writing
from tracker.storage.history import AppFact, History, add_apps, add_history
from tracker.stores import SOURCES

log = logging.getLogger(__name__)

NEWEST = timedelta(days=2)  # as a store's bytes; the rest as an archive
CHUNK = 365  # refreshes stored at once: bounds memory to some 12 MB a million ranks
FRESH = timedelta(days=1)  # a demo of this age is shown again as it is
RUN_ID = "demo"


@click.command(epilog="Example: rank-tracker demo --no-serve")
@host_option
@port_option
@click.option("--no-serve", is_flag=True, help="Only build.")
@click.pass_obj
def demo(home: Home, host: str, port: int, no_serve: bool) -> None:
    """Build a simulated world into HOME/demo, then serve it."""
    if no_serve:
        click.echo(f"SIMULATED world in {demo_home(home).root}")
        return
    listener = listen(host, port)
    serve_home(demo_home(home), listener, own_name=host)


def demo_home(home: Home, now: datetime | None = None) -> Home:
    """The home of the simulated world: the one built lately by this program, or a new one."""
    now = now or datetime.now(UTC)
    built = Home(home.root / "demo")
    if is_lately_built(built, now):
        return built
    home.make_folders()
    with lock(home, "demo"):
        part = Home(home.root / ".demo.part")
        shutil.rmtree(part.root, ignore_errors=True)
        build(part, demo_world(now), now)
        shutil.rmtree(built.root, ignore_errors=True)
        part.root.rename(built.root)
    return built


def is_lately_built(built: Home, now: datetime) -> bool:
    if published_surface(built) != surface_fingerprint():
        return False
    try:
        with reading(built.charts_file) as connection:
            text = read_meta(connection).get("demo", "")
    except (StorageError, duckdb.Error):
        return False
    version, _, when = text.partition(" ")
    return version == __version__ and now - FRESH < datetime.fromisoformat(when) <= now


def build(home: Home, world: World, now: datetime) -> None:
    """Write the whole world into an empty home and publish it."""
    prepare(home)
    newest: list[Refresh] = []
    with lock(home, "ingest"), writing(home) as connection:
        stamp(connection, simulated="true", demo=f"{__version__} {now.isoformat()}")
        watches = [Watch(series, REFRESH, DEPTHS[series.source]) for series in world.series]
        record_watches(connection, watches, world.story.start)
        record_watches(connection, [], now)  # nothing is expected after the day it was built
        facts = [AppFact(app.store, app.app_id, app.name, app.developer) for app in world.apps]
        keys = add_apps(connection, facts, world.series[0].country, world.story.start.isoformat())
        for chunk in _chunks(progress("Simulating", captures(world), world.story.refreshes)):
            newest += [refresh for refresh in chunk if refresh.scheduled_for >= now - NEWEST]
            old = [refresh for refresh in chunk if refresh.scheduled_for < now - NEWEST]
            if old:  # a transaction a chunk bounds memory; nobody reads this home before it is whole
                connection.execute("BEGIN")
                add_history(connection, keys, history_of(world, old), RUN_ID)
                connection.execute("COMMIT")
    for refresh in newest:
        fill_inbox(home, world, refresh)
    ingest(home, None)


def _chunks(refreshes: Iterable[Refresh]) -> Iterator[list[Refresh]]:
    waiting = iter(refreshes)
    while chunk := list(islice(waiting, CHUNK)):
        yield chunk


def history_of(world: World, refreshes: list[Refresh]) -> History:
    """Refreshes as one history, a row for each chart of each refresh."""
    charts = len(world.series)
    slots = np.array([refresh.scheduled_for.replace(tzinfo=None) for refresh in refreshes], dtype="datetime64[us]")
    asked = np.array([DEPTHS[series.source] for series in world.series], dtype=np.int16)
    return History(
        series=world.series,
        series_index=np.tile(np.arange(charts, dtype=np.int32), len(refreshes)),
        scheduled_for=np.repeat(slots, charts),
        observed_at=np.concatenate([refresh.observed_at for refresh in refreshes]),
        status=OUTCOMES,
        status_index=np.concatenate([refresh.outcome for refresh in refreshes]),
        depth=np.concatenate([refresh.depth for refresh in refreshes]),
        apps=np.concatenate([refresh.apps for refresh in refreshes]),
        depth_requested=np.tile(asked, len(refreshes)),
    )


def fill_inbox(home: Home, world: World, refresh: Refresh) -> None:
    """What a collector would have put there: the bytes of every chart, failures too."""
    inbox = Inbox(home.inbox)
    for chart, series in enumerate(world.series):
        outcome = int(refresh.outcome[chart])
        if OUTCOMES[outcome] == "missed":
            continue  # nobody ran
        slot = Slot(series, refresh.scheduled_for, DEPTHS[series.source])
        seen_at, updated_at = (_utc(times[chart]) for times in (refresh.observed_at, refresh.updated_at))
        entries = chart_entries(world, refresh, chart)
        body = chart_body(series, entries, updated_at) if outcome == 0 else b""
        failure = "simulated: no answer" if OUTCOMES[outcome] == "network_error" else None
        answer = Answer(seen_at, seen_at, HTTP_STATUS[outcome], {}, body, failure, tries=1)
        request = SOURCES[series.source].chart_request(series, slot.depth)
        inbox.put(Payload(payload_name([slot]), (slot,), request, answer, RUN_ID, simulated=True))


def chart_body(series: Series, entries: list[ChartEntry], updated_at: datetime) -> bytes:
    """A chart as the bytes that its source would send."""
    if series.source == "itunes_rss":
        return itunes_rss_body(series, entries, updated_at)
    return google_play_body(series, entries)


def _utc(time: np.datetime64) -> datetime:
    return datetime.fromtimestamp(int(time.astype("datetime64[s]").astype(np.int64)), UTC)
