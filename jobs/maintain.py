"""Keep the home in order: pack or drop the payloads that are older than the watchlist's [payloads] says.

Cron  daily; it disturbs neither collect nor ingest
Exit  0 all done · 1 a payload or a pack is damaged (each is named, none is deleted) · 2 wrong settings · 3 another
      run is at it
"""

import logging
from datetime import UTC, datetime

import click

from tracker.config import Home, read_watchlist
from tracker.payload_life import Aged, age_payloads
from tracker.prepare import prepare

log = logging.getLogger(__name__)


@click.command(epilog="Example: rank-tracker maintain")
@click.pass_obj
def maintain(home: Home) -> None:
    """Pack or drop the raw payloads that are due, and say what was done."""
    settings = read_watchlist(home).payloads
    prepare(home)
    damaged: list[str] = []
    done = 0
    for aged in age_payloads(home, settings, datetime.now(UTC).date(), damaged):
        log.info("%s", sentence(aged))
        done += aged.payloads
    for fault in damaged:
        log.error("%s", fault)
    word = {"pack": "packed", "drop": "dropped"}[settings.then]
    log.info("%s %d payloads older than %d days, %d damaged", word, done, settings.keep_days, len(damaged))
    raise click.exceptions.Exit(1 if damaged else 0)


def sentence(aged: Aged) -> str:
    """What became of one day of a source, in one line."""
    said = f"{aged.done} {aged.day} {aged.source}: {aged.payloads} payloads, {_megabytes(aged.raw_bytes)} raw"
    if aged.done == "packed":
        said += f", the pack {_megabytes(aged.packed_bytes)}, {aged.ratio:.1f} times smaller"
    return said + (f"; {aged.kept} kept as they are" if aged.kept else "")


def _megabytes(size: int) -> str:
    return f"{size / 1e6:.2f} MB"
