"""Parse stored payloads again, after a parser was fixed, and say what changed in the database.

Cron  never; run it after an upgrade that fixes a parser
Exit  0 all done · 1 a payload is damaged, or one that had a list cannot be parsed any more (each is named) · 2 wrong
      usage · 3 another run is at it
"""

import logging
from collections.abc import Iterable, Sequence
from datetime import datetime

import click

from jobs.output import progress
from tracker.catalog.feeds import FEED_KINDS
from tracker.config import Home
from tracker.payload_files import SourceDay
from tracker.prepare import prepare
from tracker.reparse import Reparsed, Scope
from tracker.reparse import reparse as parse_again
from tracker.storage.repairs import Change
from tracker.stores import APP_SOURCES, SOURCES

log = logging.getLogger(__name__)

NAMED = 10  # lost lists that are spelled out


@click.command(epilog="Example: rank-tracker reparse --failed --since 2026-07-01 --dry-run")
@click.option("--since", type=click.DateTime(["%Y-%m-%d"]), help="Only slots since this UTC day.", metavar="DATE")
@click.option("--source", type=click.Choice([*SOURCES, *APP_SOURCES, *FEED_KINDS]))
@click.option("--failed", is_flag=True, help="Only payloads of slots that have no list.")
@click.option("--dry-run", is_flag=True, help="Only say what would change.")
@click.pass_obj
def reparse(home: Home, since: datetime | None, source: str | None, failed: bool, dry_run: bool) -> None:
    """Parse stored payloads again, packed or not, replace what comes out otherwise, and say what changed."""
    prepare(home)
    scope = Scope(since.date() if since else None, source, failed)
    done = parse_again(home, scope, dry_run, _watched)
    report(done, dry_run)
    raise click.exceptions.Exit(1 if done.damaged or done.lost else 0)


def _watched(days: Sequence[SourceDay]) -> Iterable[SourceDay]:
    return progress("Days", days, len(days))


def report(done: Reparsed, dry_run: bool) -> None:
    """One line for each kind of change, one for each fault, and the sums."""
    for change in done.changes:
        log.info("%s", sentence(change))
    for lost in done.lost[:NAMED]:
        log.error(
            "%s %s: had a list, now %s: %s", lost.series, f"{lost.scheduled_for:%F %H:%M}", lost.status, lost.error
        )
    if len(done.lost) > NAMED:
        log.error("and %d more slots that had a list", len(done.lost) - NAMED)
    for fault in done.damaged:
        log.error("%s", fault)
    log.info(
        "%s %d slots and the names of %d apps; %d slots unchanged, %d lost their list, %d files damaged",
        "would change" if dry_run else "changed",
        sum(change.slots for change in done.changes if change.what != "nothing"),
        done.renamed,
        sum(change.slots for change in done.changes if change.what == "nothing"),
        len(done.lost),
        len(done.damaged),
    )


def sentence(change: Change) -> str:
    """What happened to some slots, in one line."""
    if change.what == "status":
        return f"{change.before} -> {change.after}: {change.slots} slots"
    what = "unchanged" if change.what == "nothing" else f"other {change.what}"
    return f"{change.after}, {what}: {change.slots} slots"
