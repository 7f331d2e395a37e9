"""Back up the published charts and the home's settings into one file, checked by reading it back.

Cron  daily, with --keep; it disturbs neither collect nor ingest
Exit  0 written and verified · 1 it could not be (nothing half-made is left) · 3 maintain is packing the payloads
"""

import logging
from pathlib import Path

import click

from tracker.config import Home
from tracker.prepare import prepare
from tracker.storage.backup import backup as write_backup
from tracker.storage.backup import drop_older

log = logging.getLogger(__name__)


@click.command(epilog="Example: rank-tracker backup --keep 7")
@click.option(
    "--output", type=click.Path(dir_okay=False, path_type=Path), metavar="FILE", help="[default: in backups/]"
)
@click.option("--payloads", is_flag=True, help="Raw payloads too, packed or not.")
@click.option("--keep", type=click.IntRange(1), metavar="N", help="Then delete all but the newest N in backups/.")
@click.pass_obj
def backup(home: Home, output: Path | None, payloads: bool, keep: int | None) -> None:
    """Back up the published charts and the home's settings into one file that `restore` reads."""
    if output and keep:
        raise click.UsageError("--keep counts the backups of the home's own backups/: leave --output out")
    prepare(home)
    done = write_backup(home, output.absolute() if output else None, payloads)
    log.info(
        "backed up %d rows of %d tables and %d files in %s, %.1f MB, verified",
        done.rows,
        done.tables,
        done.files,
        done.file,
        done.bytes / 1e6,
    )
    for file in drop_older(home, keep) if keep else ():
        log.info("deleted the older %s", file.name)
    click.echo(done.file)
