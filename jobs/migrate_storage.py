"""Move the whole history from the home's file into the lake that storage.toml names, or back.

Cron  not needed: once, when one machine is not enough (docs/scale.md)
Exit  0 moved and compared · 1 the copy is not the same (what it came from stays) · 2 no lake named · 3 locked
"""

import logging

import click

from tracker.config import Home
from tracker.storage.move import to_file, to_lake

log = logging.getLogger(__name__)


@click.command(name="migrate-storage", epilog="Example: rank-tracker migrate-storage lake")
@click.argument("to", type=click.Choice(["lake", "file"]))
@click.option("--force", is_flag=True, help="Replace the charts that the lake has already.")
@click.pass_obj
def migrate_storage(home: Home, to: str, force: bool) -> None:
    """Move everything into the lake that storage.toml names, or back into the home's file."""
    home.make_folders()
    moved = to_lake(home, force) if to == "lake" else to_file(home)
    log.info("moved %d rows of %d tables, compared and the same", moved.rows, moved.tables)
    if moved.put_aside:
        log.info("the file that was here is now %s", moved.put_aside)
    if to == "file":
        click.echo("Now take url out of storage.toml: the next run uses the file.")
