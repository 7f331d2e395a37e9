"""The console of this server: it asks queries of strangers in processes apart."""

import flask

from tracker.storage.asking_apart import Console


def console() -> Console:
    """The one that asks this server's file."""
    found = flask.current_app.config["CONSOLE"]
    assert isinstance(found, Console)
    return found
