"""Inbox → rows, by one writer under a lock; then publish; then file the payloads away. Doing it again changes nothing.

The order is what makes it safe: a payload leaves the inbox only after what it says is committed and published, so
a crash between any two steps leaves work to repeat, never to lose.
"""

import logging
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from duckdb import DuckDBPyConnection

from tracker import catalog
from tracker.config import Home, Watchlist
from tracker.errors import ConfigurationError, StorageError
from tracker.inbox import Inbox, file_payload, read_payload
from tracker.ingest_news import known_news, place_news, store_news
from tracker.interpret import Interpreter
from tracker.interpret_news import FeedFetch, is_news
from tracker.models import Payload
from tracker.news_config import News
from tracker.own_events import OwnEvents, read_own_events
from tracker.storage.articles import record_feeds
from tracker.storage.captures import Capture, are_recorded, record_watches
from tracker.storage.catalog_tables import is_current, load_catalogue
from tracker.storage.database import lock, publish, read_meta, stamp, writing
from tracker.storage.effects import refresh_effects
from tracker.storage.storing import finish_captures, store_captures
from tracker.storage.summaries import days_fingerprint, rebuild
from tracker.storage.turns import is_shared, step

log = logging.getLogger(__name__)

BATCH = 200  # payloads a transaction: bounds memory, and the work that a crash repeats


@dataclass(frozen=True, slots=True)
class Ingested:
    """What one run of ingest stored."""

    captures: tuple[Capture, ...]  # without their entries
    damaged: tuple[str, ...]  # payload files that could not be read: one sentence each
    fetches: tuple[FeedFetch, ...] = ()  # looks at feeds, without their articles
    candidates: int | None = None  # events that the newest weeks propose; None: no news came in

    @property
    def failures(self) -> list[Capture]:
        return [capture for capture in self.captures if capture.status not in {"ok", "suspect"}]

    @property
    def suspects(self) -> list[Capture]:
        return [capture for capture in self.captures if capture.status == "suspect"]


def ingest(home: Home, watchlist: Watchlist | None, patience: float = 0.0, news: News | None = None) -> Ingested:
    """Store everything that waits in the inbox, publish, file the payloads.

    `watchlist` and `news` are recorded as what should have been captured; None: as before.

    Raises LockedError if another ingest holds the lock for longer than `patience` seconds.
    """
    with lock(home, "ingest", patience):
        waiting = Inbox(home.inbox).files()
        captures: list[Capture] = []
        fetches: list[FeedFetch] = []
        damaged: list[str] = []
        filed: list[tuple[Path, datetime]] = []
        with writing(home, shared=True) as connection:
            own = refresh(connection, home, watchlist)
            for batch in _batches(waiting):
                payloads = _read(batch, damaged)
                captures += _store(connection, [one for one in payloads if not is_news(one)])
                fetches += store_news(connection, home, [one for one in payloads if is_news(one)])
                filed += [(home.inbox / one.name, one.slots[0].scheduled_for) for one in payloads]
            finish_captures(connection, datetime.now(UTC))
            candidates = place_news(connection, home, own, news) if fetches or news else None
            refresh_effects(connection, datetime.now(UTC).date())
        publish(home)
        for file, scheduled_for in filed:
            file_payload(file, home.payloads, scheduled_for)
    return Ingested(tuple(captures), tuple(damaged), tuple(fetches), candidates)


def refresh(connection: DuckDBPyConnection, home: Home, watchlist: Watchlist | None) -> OwnEvents | None:
    """Take in the program's catalogue, the home's events and the watchlist, where they changed; returns those events.

    Events that cannot be read stop nothing: charts of today are worth more. Those of the last good file stay; None.
    """
    try:
        own = read_own_events(home)
    except ConfigurationError as error:
        log.warning("%s; the events stay as they were", error)
        own = None
    if is_shared(connection) and _is_refreshed(connection, own, watchlist):
        return own  # so that nobody has to wait for a turn
    with step(connection):
        if own is not None and not is_current(connection, own):
            load_catalogue(connection, own)
            record_feeds(connection, known_news(home).feeds)
        elif own is None and read_meta(connection).get("catalogue") != catalog.fingerprint():
            load_catalogue(connection, OwnEvents((), ""))
        if watchlist is not None and read_meta(connection).get("simulated") is None:
            record_watches(connection, watchlist.watches, datetime.now(UTC))
        if read_meta(connection).get("days") != days_fingerprint(connection):
            rebuild(connection, datetime.now(UTC))
            stamp(connection, days=days_fingerprint(connection))
    return own


def _is_refreshed(connection: DuckDBPyConnection, own: OwnEvents | None, watchlist: Watchlist | None) -> bool:
    """Would taking it all in change nothing?"""
    connection.execute("BEGIN")
    meta = read_meta(connection)
    held = meta.get("catalogue") == catalog.fingerprint() and (
        own is None or meta.get("own_events", "") == own.fingerprint
    )
    same_watches = watchlist is None or "simulated" in meta or are_recorded(connection, watchlist.watches)
    same_days = meta.get("days") == days_fingerprint(connection)
    connection.execute("COMMIT")
    return held and same_watches and same_days


def rebuild_days(home: Home, now: datetime) -> None:
    """Make the sums of every day and the effects of every event anew from the lists, and publish.

    Raises LockedError if another run is at work.
    """
    with lock(home, "ingest"):
        with writing(home) as connection:
            with step(connection):
                rebuild(connection, now)
            refresh_effects(connection, now.date(), anew=True)
        publish(home)


def _batches(files: Sequence[Path]) -> list[Sequence[Path]]:
    return [files[start : start + BATCH] for start in range(0, len(files), BATCH)]


def _read(files: Sequence[Path], damaged: list[str]) -> list[Payload]:
    payloads = []
    for file in files:
        try:
            payloads.append(read_payload(file))
        except StorageError as error:
            # It stays in the inbox: whoever looks may still read what we cannot.
            damaged.append(str(error))
            log.warning("%s", error)
    return payloads


def _store(connection: DuckDBPyConnection, payloads: Sequence[Payload]) -> list[Capture]:
    captures = Interpreter(connection).captures(payloads)
    if any(payload.simulated for payload in payloads) and read_meta(connection).get("simulated") is None:
        with step(connection):
            stamp(connection, simulated="true")
    store_captures(connection, captures)
    return [replace(capture, entries=()) for capture in captures]
