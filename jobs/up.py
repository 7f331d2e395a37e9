"""First run: look at the focus countries once, show the dashboard, say how to go on with cron.

Where no store can be reached it says so, and shows the simulated world instead of an empty page.
"""

import logging
import os
import shlex
import sys
import threading
import webbrowser
from datetime import UTC, datetime
from pathlib import Path

import click

from jobs.collect import PATIENCE, already_captured, fetch_slots
from jobs.demo import demo_home
from jobs.ingest import report_failures
from jobs.serve import address_of, host_option, listen, port_option, serve_home
from tracker.collect import errands, new_run_id, run_errand
from tracker.config import Home, Watchlist, default_home, mirror_url, read_watchlist
from tracker.errors import LockedError
from tracker.fetch import Fetcher
from tracker.inbox import Inbox
from tracker.ingest import ingest
from tracker.plan import due_slots
from tracker.prepare import prepare
from tracker.queries.freshness import freshness
from tracker.storage.database import lock, reading

log = logging.getLogger(__name__)

KNOCK_SECONDS = 5.0  # how long a store may take to say anything before it counts as out of reach

GO_ON = """
To go on collecting, let cron run this every hour: crontab -e, and add
    7 * * * *  {command} collect charts; {command} alert check
or everything at once, with news, backups and a look at the health:
    (crontab -l; make -s crontab) | crontab -
"""


@click.command(epilog="Example: rank-tracker up")
@host_option
@port_option
@click.option("--no-browser", is_flag=True, help="Only print the address.")
@click.pass_obj
def up(home: Home, host: str, port: int, no_browser: bool) -> None:
    """First look: capture the focus countries once, serve the dashboard, open the browser."""
    watchlist = read_watchlist(home)
    fetcher = Fetcher(watchlist.fetch, mirror_url())
    listener = listen(host, port)
    prepare(home)
    shown = home if is_simulated(home) else first_look(home, watchlist, fetcher)
    if not no_browser and has_browser():
        threading.Timer(1.0, webbrowser.open, [address_of(listener)]).start()
    serve_home(shown, listener)


def first_look(home: Home, watchlist: Watchlist, fetcher: Fetcher) -> Home:
    """Capture what is due in the focus countries; returns the home to show, which is the demo's if there is nothing."""
    try:
        with lock(home, "collect"):
            reached = look(home, watchlist, fetcher)
        report_failures(ingest(home, watchlist, PATIENCE))
    except LockedError as error:
        click.echo(f"{error}; showing what is there")
        reached = True
    if has_charts(home):
        if not reached:
            click.echo("No store can be reached from here now. Showing the charts that were captured before.")
        click.echo(GO_ON.format(command=cron_command(home)))
        return home
    if reached:
        click.echo(
            "The stores answered, but no chart could be read; the lines above and `rank-tracker doctor` say why."
        )
        return home
    click.echo("No store can be reached from here. Showing a SIMULATED world instead; every page says so.")
    click.echo("Building it takes about half a minute the first time.")
    return demo_home(home)


def look(home: Home, watchlist: Watchlist, fetcher: Fetcher) -> bool:
    """Fetch the due slots of the focus countries from every store that answers; False: none does."""
    now = datetime.now(UTC)
    focus = [one for one in watchlist.watches if one.series.country in watchlist.focus] or list(watchlist.watches)
    slots = list(due_slots(focus, now, already_captured(home, now)))
    run_id = new_run_id(now)
    knocking = Fetcher(
        fetcher.settings.model_copy(update={"tries": 1, "connect_seconds": KNOCK_SECONDS}), fetcher.mirror
    )
    open_hosts, rest = set(), []
    tried = set()
    for errand in errands(slots):
        if errand.host in tried:
            rest.append(errand)
            continue
        tried.add(errand.host)
        if run_errand(errand, knocking.fetch, Inbox(home.inbox), run_id).http_status is not None:
            open_hosts.add(errand.host)
    fetch_slots(home, [slot for errand in rest if errand.host in open_hosts for slot in errand.slots], fetcher, run_id)
    return bool(open_hosts) or not slots


def cron_command(home: Home) -> str:
    """How a crontab names this program and this home: cron knows neither our PATH nor our settings."""
    program = Path(sys.executable).with_name("rank-tracker")
    words = [str(program)] if program.exists() else [sys.executable, "-m", "jobs"]
    if home.root != default_home({}).root:
        words += ["--home", str(home.root)]
    return shlex.join(words).replace("%", r"\%")  # cron reads a percent sign as the end of the line


def has_charts(home: Home) -> bool:
    with reading(home.charts_file) as connection:
        return freshness(connection).last_observed_at is not None


def is_simulated(home: Home) -> bool:
    with reading(home.charts_file) as connection:
        return freshness(connection).simulated


def has_browser() -> bool:
    """Is there a person at a screen? A text browser opened by cron or over ssh helps nobody."""
    if sys.platform in {"darwin", "win32"}:
        return sys.stdout.isatty()
    return sys.stdout.isatty() and bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))
