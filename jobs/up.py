"""First run: look at the focus countries once, show the dashboard, say how to go on with cron.

First the overall free chart of each, which at our pace takes half a minute; then the dashboard is there, and what else
is due in these countries is captured behind it. Where no store can be reached it says so, and shows the simulated world
instead of an empty page.
"""

import logging
import os
import shlex
import shutil
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
from tracker.collect import errands, new_run_id, run_errand, run_errands
from tracker.config import Home, Watchlist, default_home, mirror_url, read_watchlist
from tracker.errors import LockedError, TrackerError
from tracker.fetch import Fetcher
from tracker.inbox import Inbox
from tracker.ingest import ingest
from tracker.models import Slot
from tracker.plan import due_slots
from tracker.prepare import prepare
from tracker.queries.freshness import freshness
from tracker.storage.database import lock, reading

log = logging.getLogger(__name__)

FIRST = ("top-free", "all")  # chart and category
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
    shown, hosts = (home, set[str]()) if is_simulated(home) else first_look(home, watchlist, fetcher)
    if hosts:
        threading.Thread(target=go_on, args=(home, watchlist, fetcher, hosts), daemon=True).start()
    if not no_browser and has_browser():
        threading.Timer(1.0, webbrowser.open, [address_of(listener)]).start()
    serve_home(shown, listener, own_name=host)


def first_look(home: Home, watchlist: Watchlist, fetcher: Fetcher) -> tuple[Home, set[str]]:
    """Capture the overall free charts that are due in the focus countries.

    Returns the home to show, which is the demo's if there is nothing, and the hosts that answered.
    """
    try:
        with lock(home, "collect"):
            hosts = look(home, watchlist, fetcher)
        report_failures(ingest(home, watchlist, PATIENCE))
    except LockedError as error:
        click.echo(f"{error}; showing what is there")
        return home, set()
    if has_charts(home):
        if hosts is not None and not hosts:
            click.echo("No store can be reached from here now. Showing the charts that were captured before.")
        click.echo(GO_ON.format(command=cron_command(home)))
        return home, hosts or set()
    if hosts is None or hosts:
        click.echo(
            "The stores answered, but no chart could be read; the lines above and `rank-tracker doctor` say why."
        )
        return home, hosts or set()
    click.echo("No store can be reached from here. Showing a SIMULATED world instead; every page says so.")
    click.echo("Building it takes about half a minute the first time.")
    simulated = demo_home(home)
    click.echo(f"It is a home of its own; in SQL: {ask_command(simulated)}")
    return simulated, set()


def look(home: Home, watchlist: Watchlist, fetcher: Fetcher) -> set[str] | None:
    """Fetch the overall free charts of the focus countries from every store that answers.

    Where they were captured already, one of what else is due from each: nobody waits for the others.
    Returns the hosts that answered; None: nothing was due.
    """
    slots = due_in_focus(home, watchlist)
    first = [slot for slot in slots if (slot.series.chart, slot.series.category) == FIRST]
    run_id = new_run_id(datetime.now(UTC))
    knocking = Fetcher(
        fetcher.settings.model_copy(update={"tries": 1, "connect_seconds": KNOCK_SECONDS}), fetcher.mirror
    )
    open_hosts, rest = set(), []
    tried = set()
    for errand in errands(first or slots):
        if errand.host in tried:
            rest.append(errand)
            continue
        tried.add(errand.host)
        if run_errand(errand, knocking.fetch, Inbox(home.inbox), run_id).http_status is not None:
            open_hosts.add(errand.host)
    if first:
        waited_for = [slot for errand in rest if errand.host in open_hosts for slot in errand.slots]
        fetch_slots(home, waited_for, fetcher, run_id)
    return open_hosts if slots else None


def go_on(home: Home, watchlist: Watchlist, fetcher: Fetcher, hosts: set[str]) -> None:
    """Capture what else is due in the focus countries, from these hosts, while the dashboard is shown."""
    try:
        with lock(home, "collect"):
            waiting = [errand for errand in errands(due_in_focus(home, watchlist)) if errand.host in hosts]
            run_id = new_run_id(datetime.now(UTC))
            count = sum(1 for _ in run_errands(waiting, fetcher.fetch, Inbox(home.inbox), run_id))
        ingest(home, watchlist, PATIENCE)
        log.info("captured %d more that were due in the focus countries", count)
    except TrackerError as error:
        log.warning("could not go on collecting: %s", error)


def due_in_focus(home: Home, watchlist: Watchlist) -> list[Slot]:
    now = datetime.now(UTC)
    focus = [one for one in watchlist.watches if one.series.country in watchlist.focus] or list(watchlist.watches)
    return list(due_slots(focus, now, already_captured(home, now)))


def cron_command(home: Home) -> str:
    """How a crontab names this program and this home: cron knows neither our PATH nor our settings."""
    words = program_words()
    if home.root != default_home({}).root:
        words += ["--home", str(home.root)]
    return shlex.join(words).replace("%", r"\%")  # cron reads a percent sign as the end of the line


def program_words() -> list[str]:
    """How this program is called from anywhere."""
    program = Path(sys.executable).with_name("rank-tracker")
    return [str(program)] if program.exists() else [sys.executable, "-m", "jobs"]


def ask_command(home: Home) -> str:
    """A line for a shell that asks this home in SQL; `make run` does not put the program where a shell finds it."""
    program = "rank-tracker" if shutil.which("rank-tracker") else shlex.join(program_words())
    return f"{program} --home {shlex.quote(str(home.root))} sql \"from rank_history('deepseek') limit 24\""


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
