"""Take in ranks that others kept: tables (CSV, Parquet) and the shapes that rank archives have; or events.

Cron  no
Exit  0 all stored, or there already · 1 some charts were refused (each reason is named), the rest is stored ·
      2 a file is missing or of no shape that we know, nothing was touched · 3 another run is at it
"""

import logging
from datetime import datetime
from pathlib import Path

import click

from jobs.event import take_in_events
from tracker import catalog
from tracker.archives.chart import Said, Told
from tracker.archives.words import instant
from tracker.config import Home
from tracker.errors import ParseError
from tracker.import_archives import Imported, check_files
from tracker.import_archives import import_archives as import_files
from tracker.prepare import prepare, refuse_simulated

log = logging.getLogger(__name__)

EPILOG = """\b
Examples:
  rank-tracker import ranks.parquet
  rank-tracker import ios_ranking.json --date 2025-01-26T22:10Z --origin ohbarye/finance-app-ranking
      --chart top-free --category finance
  rank-tracker import events my-events.csv
"""


def _instant(_context: click.Context, _option: click.Parameter, text: str | None) -> datetime | None:
    try:
        return instant(text) if text else None
    except ParseError as error:
        raise click.BadParameter(str(error)) from error


@click.command("import", epilog=EPILOG)
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path), metavar="FILE...")
@click.option("--origin", help="Who kept the archive, like WBGame/ios_rank_history.", metavar="NAME")
@click.option("--date", "observed_at", callback=_instant, help="When the ranks were seen.", metavar="TIME")
@click.option("--store", type=click.Choice(catalog.STORES))
@click.option("--country", help="ISO 3166 code in lower case, like us.", metavar="CODE")
@click.option("--device", type=click.Choice([device for devices in catalog.DEVICES.values() for device in devices]))
@click.option("--chart", type=click.Choice(catalog.CHARTS))
@click.option("--category", help="A category's slug; 'all' is the overall chart.", metavar="SLUG")
@click.option("--dry-run", is_flag=True, help="Say what would be stored, and store nothing.")
@click.pass_obj
def import_archives(
    home: Home, /, files: tuple[Path, ...], observed_at: datetime | None, dry_run: bool, **names: str | None
) -> None:
    """Take in ranks that others kept, as CSV, Parquet or one of the shapes of docs/import.md.

    The options say what a file leaves open; they never outweigh what it says. Imported ranks stand under sources of
    their own, so that they never mix with observed ones; what is there already stays as it is.

    `import events FILE...` adds the events of a CSV to events.csv in the home instead (docs/catalogue.md).
    """
    if files[0] == Path("events") and len(files) > 1:
        if dry_run or observed_at or any(names.values()):
            raise click.UsageError("import events takes no option: its rows say everything")
        take_in_events(home, files[1:])
        return
    told = Told(Said(**names), observed_at)
    check_files(files, told)
    prepare(home)
    refuse_simulated(home)
    refused = 0
    for imported in import_files(home, files, told, dry_run):
        refused += report(imported, dry_run)
    raise click.exceptions.Exit(1 if refused else 0)


def report(imported: Imported, dry_run: bool) -> int:
    """Say what became of a file; returns how many charts were refused, with their reasons named."""
    stored = imported.stored
    for refusal in stored.refused:
        many = f" ({refusal.charts} charts)" if refusal.charts > 1 else ""
        example = f": {refusal.example}" if refusal.example else ""
        log.error("%s: refused%s%s: %s", imported.file, many, example, refusal.reason)
    refused = sum(refusal.charts for refusal in stored.refused)
    log.info(
        "%s: %s, %s %d charts (%d ranks), %d already there, %d refused",
        imported.file, imported.shape, "would store" if dry_run else "stored", stored.charts, stored.ranks,
        stored.already_there, refused,
    )  # fmt: skip
    return refused
