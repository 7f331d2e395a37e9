"""An empty folder → a home that answers: after it charts.duckdb exists, with the catalogue in it."""

import hashlib

import duckdb

from tracker import catalog
from tracker.config import Home
from tracker.errors import LockedError, StorageError
from tracker.ingest import refresh
from tracker.storage.database import lock, now_text, publish, read_meta, reading, stamp, writing
from tracker.storage.dictionary import dictionary_text
from tracker.storage.migrate import shipped_migrations, views_sql


def surface_fingerprint() -> str:
    """The hash of the schema, the views and the catalogue that this program publishes."""
    parts = [migration.sha256 for migration in shipped_migrations()]
    return hashlib.sha256(
        "\n".join([*parts, views_sql(), dictionary_text(), catalog.fingerprint()]).encode()
    ).hexdigest()


def prepare(home: Home) -> None:
    """Make the home usable by any verb. Nothing happens to one that is.

    Raises ConfigurationError if the home cannot be one, LockedError if a first run is at work on it.
    """
    home.make_folders()
    if published_surface(home) == surface_fingerprint():
        return
    try:
        with lock(home, "ingest"):
            with writing(home) as connection:
                refresh(connection, None)
                stamp(connection, published_at=now_text(), surface=surface_fingerprint())
            publish(home)
    except LockedError:
        # Whoever holds the lock is publishing; until then the last published file serves.
        if not home.charts_file.is_file():
            raise


def published_surface(home: Home) -> str | None:
    """The surface of the published database; None if there is none that can be read."""
    try:
        with reading(home.charts_file) as connection:
            return read_meta(connection).get("surface")
    except (StorageError, duckdb.Error):
        return None
