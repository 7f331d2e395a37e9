"""Make a home answer as the one that was backed up.

Exit  0 restored and published · 1 the backup is damaged or newer than this program (nothing was touched) · 2 the home
      has charts · 3 another run is at work on the home
"""

import logging
from pathlib import Path

import click

from tracker.config import Home
from tracker.restore import restore as restore_home

log = logging.getLogger(__name__)


@click.command(epilog="Example: rank-tracker --home /srv/charts restore charts-20260710T031700Z.tar")
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@click.option("--force", is_flag=True, help="Where charts are already: put their database aside, in backups/.")
@click.pass_obj
def restore(home: Home, file: Path, force: bool) -> None:
    """Make a home without charts answer as the one that FILE was made of."""
    done = restore_home(home, file, force)
    if done.put_aside:
        log.info("the database that was here lies in %s", done.put_aside)
    for path in done.beside:
        log.warning("%s differs from this home's: compare, then delete it", path)
    manifest = done.manifest
    log.info(
        "restored %d rows of %d tables and %d files, published %s, into %s",
        sum(table.rows for table in manifest.tables),
        len(manifest.tables),
        len(manifest.files),
        manifest.published_at,
        home.root,
    )
