"""Collect every due slot of the watchlist into the inbox, then ingest.

Cron  hourly; a second run in the same slot changes nothing
Exit  0 all stored · 1 some charts failed (each is named), the rest is stored · 2 unknown name · 3 another run is at it
"""

import logging
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import click

from jobs.collect_news import news
from jobs.ingest import report_failures
from jobs.output import progress
from tracker import catalog
from tracker.collect import collect as collect_slots
from tracker.collect import new_run_id
from tracker.config import Home, Watch, Watchlist, mirror_url, named_series, read_watchlist
from tracker.errors import ConfigurationError, StorageError
from tracker.fetch import Fetcher
from tracker.inbox import Inbox, read_payload
from tracker.ingest import ingest
from tracker.models import Series, Slot
from tracker.plan import due_slots, slots_now
from tracker.prepare import prepare, refuse_simulated
from tracker.queries.captured_slots import captured_slots
from tracker.storage.captures import Capture
from tracker.storage.database import lock, reading
from tracker.stores import APP_SOURCES, DEFAULT_SOURCE, SOURCES

log = logging.getLogger(__name__)

PATIENCE = 60.0  # seconds to wait for another ingest at the end; the payloads are safe meanwhile


@dataclass(frozen=True, slots=True)
class Filters:
    """Which part of the watchlist; None: all of it."""

    store: str | None = None
    country: str | None = None
    device: str | None = None
    chart: str | None = None
    category: str | None = None
    source: str | None = None

    def match(self, watch: Watch) -> bool:
        return all(
            wanted is None or wanted == getattr(watch.series, name)
            for name, wanted in ((name, getattr(self, name)) for name in self.__slots__)
        )


@click.group()
def collect() -> None:
    """Fetch every due slot into the inbox, then ingest."""


collect.add_command(news)


def _known_source(context: click.Context, parameter: click.Parameter, name: str | None) -> str | None:
    """The name, if a source is called so; they are asked when the command runs, for one may be added."""
    return click.Choice([*SOURCES, *APP_SOURCES]).convert(name, parameter, context) if name is not None else None


@collect.command("charts", epilog="Example: rank-tracker collect charts --store apple --country us")
@click.option("--store", type=click.Choice(catalog.STORES))
@click.option("--country", help="ISO 3166 code in lower case, like us.", metavar="CODE")
@click.option("--device", type=click.Choice([device for devices in catalog.DEVICES.values() for device in devices]))
@click.option("--chart", type=click.Choice(catalog.CHARTS))
@click.option("--category", help="A category's slug; 'all' is the overall chart.", metavar="SLUG")
@click.option("--source", callback=_known_source, metavar=f"[{'|'.join([*SOURCES, *APP_SOURCES])}]")
@click.option("--now", "due_or_not", is_flag=True, help="Capture also what is not due.")
@click.option("--no-ingest", is_flag=True, help="Only fetch.")
@click.pass_obj
def charts(home: Home, /, due_or_not: bool, no_ingest: bool, **names: str | None) -> None:
    """Capture the due charts of the watchlist, or of a part of it.

    A series named in full (--store --country --chart --category) is captured even if the watchlist lacks it.
    """
    watchlist = read_watchlist(home)
    fetcher = Fetcher(watchlist.fetch, mirror_url())
    watches = chosen_watches(watchlist, Filters(**names))
    failed = collect_charts(home, watchlist, watches, fetcher, due_or_not, no_ingest)
    raise click.exceptions.Exit(1 if failed else 0)


def chosen_watches(watchlist: Watchlist, filters: Filters) -> list[Watch]:
    """The watches that match; or the one series that is named in full. Raises ConfigurationError for neither."""
    if filters.country is not None and filters.country not in catalog.countries():
        raise ConfigurationError(
            f"--country: no country {filters.country!r}; wanted an ISO 3166 code in lower case, like us or de"
        )
    if filters.category is not None and filters.category not in catalog.categories():
        raise ConfigurationError(f"--category: no category {filters.category!r}; 'all' is the overall chart")
    found = [watch for watch in watchlist.watches if filters.match(watch)]
    return found or [_watch_named_in_full(filters)]


def _watch_named_in_full(filters: Filters) -> Watch:
    source_name = filters.source or DEFAULT_SOURCE.get(filters.store or "")
    if not (source_name in SOURCES and filters.country and filters.chart and filters.category):
        raise ConfigurationError(
            "nothing in the watchlist matches; name the series in full (--store --country --chart --category),"
            " or add it to watchlist.toml"
        )
    source = SOURCES[source_name]
    series = named_series(
        filters.store or source.store,
        filters.country,
        filters.device or source.devices[0],
        filters.chart,
        filters.category,
        source_name,
        "collect charts",
    )
    return Watch(series, timedelta(hours=1), source.depth)


def collect_charts(
    home: Home, watchlist: Watchlist, watches: list[Watch], fetcher: Fetcher, due_or_not: bool, no_ingest: bool
) -> int:
    """Capture and ingest; returns how many charts failed, each of which was named in the log."""
    prepare(home)
    refuse_simulated(home)
    with lock(home, "collect"):
        now = datetime.now(UTC)
        pick = slots_now if due_or_not else due_slots
        slots = list(pick(watches, now, already_captured(home, now)))
        fetch_slots(home, slots, fetcher, new_run_id(now))
        if no_ingest:
            log.info("fetched %d charts into %s", len(slots), home.inbox)
            return 0
        ingested = ingest(home, watchlist, PATIENCE)
        failed = report_failures(ingested)
        chains = {watch.series: watch.fallback for watch in watches}
        while instead := fallback_slots(chains, ingested.failures):
            log.info("asking other sources for %d charts", len(instead))
            fetch_slots(home, instead, fetcher, new_run_id(now))
            ingested = ingest(home, watchlist, PATIENCE)
            failed += report_failures(ingested)
    return failed


def fallback_slots(chains: dict[Series, tuple[Series, ...]], failures: list[Capture]) -> list[Slot]:
    """A slot of the next source in the chain of every series that failed, and of none that has no other.

    What a fallback gives is a series of its own, stored as itself. `chains` remembers how far each has come.
    """
    slots = []
    for failure in failures:
        chain = chains.get(failure.slot.series, ())
        if chain:
            chains[chain[0]] = chain[1:]
            slots.append(Slot(chain[0], failure.slot.scheduled_for, SOURCES[chain[0].source].depth))
    return slots


def fetch_slots(home: Home, slots: list[Slot], fetcher: Fetcher, run_id: str) -> None:
    payloads = collect_slots(slots, fetcher.fetch, Inbox(home.inbox), run_id)
    for _ in progress("Charts", payloads, len(slots)):
        pass


def already_captured(home: Home, now: datetime) -> set[tuple[str, datetime]]:
    """The slots of the last two days with a whole answer, in the database or waiting in the inbox."""
    with reading(home.charts_file) as connection:
        captured = captured_slots(connection, now - timedelta(days=2))
    for file in Inbox(home.inbox).files():
        try:
            payload = read_payload(file)
        except StorageError:
            continue  # ingest names it
        if payload.answer.error is None and payload.answer.http_status == 200:
            captured |= {(slot.series.name, slot.scheduled_for) for slot in payload.slots}
    return captured
