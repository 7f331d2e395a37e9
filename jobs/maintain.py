"""Keep the home in order: age raw payloads, check the database, give back unused room, say how much it takes.

Payloads older than the watchlist's [payloads] says are packed or dropped. The database is written anew when a quarter
of it is free, or a twentieth of its rows lie in the order in which they came: then a question reads less of it.

Cron  daily; it disturbs neither collect nor ingest
Exit  0 all done · 1 a payload, a pack or the database is damaged (each is named, none is deleted) · 2 wrong settings ·
      3 another run is at it
"""

import logging
from datetime import UTC, datetime

import click
import duckdb

from tracker.config import Home, PayloadsSettings, read_watchlist
from tracker.errors import StorageError
from tracker.ingest import rebuild_days
from tracker.payload_life import Aged, age_payloads
from tracker.prepare import prepare
from tracker.storage.integrity import faults
from tracker.storage.mending import mend
from tracker.storage.upkeep import Statistics, compact, statistics

log = logging.getLogger(__name__)


@click.command(epilog="Example: rank-tracker maintain")
@click.option("--check", is_flag=True, help="Only check whether the database is whole and agrees with itself.")
@click.option("--compact", "whatever", is_flag=True, help="Write the database anew, due or not.")
@click.option("--rebuild", is_flag=True, help="Only make the sums of days and the effects of events anew.")
@click.pass_obj
def maintain(home: Home, check: bool, whatever: bool, rebuild: bool) -> None:
    """Pack or drop the raw payloads that are due, check and compact the database, and say what was done."""
    if check:
        if not home.charts_file.is_file():
            prepare(home)
        raise click.exceptions.Exit(1 if report_faults(home) else 0)
    settings = read_watchlist(home).payloads
    prepare(home)
    if rebuild:
        rebuild_days(home, datetime.now(UTC))
        log.info("made the sums of days and the effects of events anew")
        return
    damaged = age(home, settings)
    found = report_faults(home)
    if found and report_mended(home):
        found = report_faults(home)
    # a damaged file is left as it is: what can still be read of it is in there
    compacted = None if found else compact(home, whatever)
    if compacted:
        log.info("compacted %s to %s", _megabytes(compacted.before), _megabytes(compacted.after))
    if not found:
        for line in spoken(statistics(home)):
            click.echo(line)
    raise click.exceptions.Exit(1 if damaged or found else 0)


def age(home: Home, settings: PayloadsSettings) -> int:
    """Pack or drop what is due; returns how many payloads and packs are damaged."""
    damaged: list[str] = []
    done = 0
    for aged in age_payloads(home, settings, datetime.now(UTC).date(), damaged):
        log.info("%s", sentence(aged))
        done += aged.payloads
    for fault in damaged:
        log.error("%s", fault)
    word = {"pack": "packed", "drop": "dropped"}[settings.then]
    log.info("%s %d payloads older than %d days, %d damaged", word, done, settings.keep_days, len(damaged))
    return len(damaged)


def report_faults(home: Home) -> int:
    """Name every fault of the database and what to do; returns how many there are."""
    found = faults(home)
    for fault in found:
        log.error("%s; %s", fault.what, fault.advice)
    if not found:
        log.info("checked the database: whole, and agrees with itself")
    return len(found)


def report_mended(home: Home) -> int:
    """Put right what can be and name it; returns how much it was."""
    try:
        told = mend(home)
    except (StorageError, duckdb.Error) as error:  # a damaged file, which was named already
        log.error("nothing was put right: %s", error)
        return 0
    for one in told:
        log.warning("put right: %s", one)
    return len(told)


def sentence(aged: Aged) -> str:
    """What became of one day of a source, in one line."""
    said = f"{aged.done} {aged.day} {aged.source}: {aged.payloads} payloads, {_megabytes(aged.raw_bytes)} raw"
    if aged.done == "packed":
        said += f", the pack {_megabytes(aged.packed_bytes)}, {aged.ratio:.1f} times smaller"
    return said + (f"; {aged.kept} kept as they are" if aged.kept else "")


def spoken(now: Statistics) -> list[str]:
    """What the home takes, a line each."""
    growth = now.daily * now.bytes_an_observation
    return [
        f"database      {_megabytes(now.file_bytes)}, of them free {_megabytes(now.free_bytes)}",
        f"captures      {now.captures:,}",
        f"observations  {now.observations:,}, each {now.bytes_an_observation:.2f} bytes",
        f"growth        {now.daily:,.0f} observations a day, {_megabytes(round(growth))}",
        *(f"  {one.table:<18} {one.rows:>12,} rows  {_megabytes(one.bytes):>12}" for one in now.tables if one.rows),
        f"inbox         {now.inbox_files:,} files, {_megabytes(now.inbox_bytes)}",
        f"payloads      {now.payload_files:,} files, {_megabytes(now.payload_bytes)}",
        f"backups       {now.backup_files:,} files, {_megabytes(now.backup_bytes)}",
    ]


def _megabytes(size: int) -> str:
    return f"{size / 1e6:.2f} MB"
