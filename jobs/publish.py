"""Publish the writer's database again, for instance after the disk was full.

Cron  not needed: ingest does it
Exit  0 published · 1 the copy cannot be made or does not verify (the last published one stays) · 3 another run is at it
"""

import logging

import click

from tracker.config import Home
from tracker.prepare import prepare
from tracker.storage.database import lock, now_text, stamp, writing
from tracker.storage.database import publish as publish_store

log = logging.getLogger(__name__)


@click.command(epilog="Example: rank-tracker publish")
@click.pass_obj
def publish(home: Home) -> None:
    """Publish the writer's database again."""
    prepare(home)
    with lock(home, "ingest"):
        with writing(home) as connection:
            stamp(connection, published_at=now_text())
        publish_store(home)
    log.info("published %s, %.1f MB", home.charts_file, home.charts_file.stat().st_size / 1e6)
