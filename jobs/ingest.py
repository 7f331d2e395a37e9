"""Turn what waits in the inbox into rows, and publish.

Cron  not needed: collect does it; use it after collect --no-ingest, or when a run was cut short
Exit  0 all stored · 1 some charts had failed or a payload is damaged (each is named) · 3 another run is at it
"""

import logging

import click

from tracker.config import Home, read_watchlist
from tracker.ingest import Ingested
from tracker.ingest import ingest as ingest_inbox
from tracker.interpret_news import WHOLE_FETCHES
from tracker.prepare import prepare

log = logging.getLogger(__name__)


@click.command(epilog="Example: rank-tracker ingest")
@click.pass_obj
def ingest(home: Home) -> None:
    """Turn what waits in the inbox into rows, and publish."""
    watchlist = read_watchlist(home)
    prepare(home)
    failed = report_failures(ingest_inbox(home, watchlist))
    raise click.exceptions.Exit(1 if failed else 0)


def report_failures(ingested: Ingested) -> int:
    """Name every failure and say the sums; returns how many failed."""
    for capture in ingested.failures:
        log.error("%s: %s: %s", capture.slot.series.name, capture.status, capture.error)
    for capture in ingested.suspects:
        log.warning("%s: suspect: %s", capture.slot.series.name, capture.error)
    for sentence in ingested.damaged:
        log.error("%s", sentence)
    failed = len(ingested.failures) + len(ingested.damaged)
    if ingested.captures or not ingested.fetches:
        log.info("stored %d charts, %d failed", len(ingested.captures) - len(ingested.failures), failed)
    return failed + _report_feeds(ingested)


def _report_feeds(ingested: Ingested) -> int:
    """Name every feed that failed, what was refused, and the sums; returns how many failed."""
    missed = [fetch for fetch in ingested.fetches if fetch.status not in WHOLE_FETCHES]
    for fetch in missed:
        log.error("feed %s: %s: %s", fetch.feed, fetch.status, fetch.error)
    for fetch in ingested.fetches:
        if fetch.refused_why:
            log.warning("feed %s: %d of %d entries refused: %s", fetch.feed, fetch.refused, fetch.entries,
                        fetch.refused_why)  # fmt: skip
    if ingested.fetches:
        log.info(
            "looked at %d feeds, %d failed; %d entries, %d candidates for events in the newest weeks",
            len(ingested.fetches),
            len(missed),
            sum((fetch.entries or 0) - fetch.refused for fetch in ingested.fetches),
            ingested.candidates or 0,
        )
    return len(missed)
