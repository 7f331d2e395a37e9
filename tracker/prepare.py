"""An empty folder → a home that answers: after it charts.duckdb exists, with the catalogue in it."""

import hashlib
import logging

import duckdb

from tracker import catalog
from tracker.config import Home
from tracker.errors import ConfigurationError, LockedError, StorageError
from tracker.ingest import refresh
from tracker.own_events import fingerprint, read_own_events
from tracker.queries.freshness import freshness
from tracker.storage.database import lock, now_text, publish, read_meta, reading, stamp, writing
from tracker.storage.dictionary import dictionary_text
from tracker.storage.migrate import shipped_migrations, views_sql

log = logging.getLogger(__name__)


def surface_fingerprint() -> str:
    """The hash of the schema, the views and the catalogue that this program publishes."""
    parts = [migration.sha256 for migration in shipped_migrations()]
    return hashlib.sha256(
        "\n".join([*parts, views_sql(), dictionary_text(), catalog.fingerprint()]).encode()
    ).hexdigest()


def prepare(home: Home, patience: float = 0.0) -> None:
    """Make the home usable by any verb. Nothing happens to one that is.

    Raises ConfigurationError if the home cannot be one, LockedError if a first run is at work on it.
    """
    home.make_folders()
    if _is_published(home):
        return
    try:
        with lock(home, "ingest", patience):
            with writing(home) as connection:
                refresh(connection, home, None)
                stamp(connection, published_at=now_text(), surface=surface_fingerprint())
            publish(home)
    except LockedError:
        # Whoever holds the lock is publishing; until then the last published file serves.
        if not home.charts_file.is_file():
            raise


def _is_published(home: Home) -> bool:
    """Has the published database this program's surface, and the home's events as far as they can be read?"""
    meta = _published_meta(home)
    if meta.get("surface") != surface_fingerprint():
        return False
    try:
        if meta.get("own_events", "") == fingerprint(home):
            return True
        read_own_events(home)
    except ConfigurationError as error:
        log.warning("%s; the events stay as they were", error)
        return True
    return False


def published_surface(home: Home) -> str | None:
    """The surface of the published database; None if there is none that can be read."""
    return _published_meta(home).get("surface")


def _published_meta(home: Home) -> dict[str, str]:
    try:
        with reading(home.charts_file) as connection:
            return read_meta(connection)
    except (StorageError, duckdb.Error):
        return {}


def refuse_simulated(home: Home) -> None:
    """Raises ConfigurationError in a home of simulated charts: observed ones must never mix with them."""
    with reading(home.charts_file) as connection:
        if freshness(connection).simulated:
            raise ConfigurationError(
                f"home {home.root}: it holds simulated charts, and observed ones must not mix with them;"
                " name another with --home"
            )
