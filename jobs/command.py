"""rank-tracker: one verb a job.

Exit codes  0 all done · 1 something failed, it is named, the rest is stored · 2 wrong usage or configuration,
nothing was touched · 3 another run holds the lock, nothing was touched
"""

import importlib
import logging
import os
import sys
from pathlib import Path

import click

from jobs.heartbeat import JOBS, LOCKED, Heartbeat, heartbeat_of
from jobs.output import LAST, configure_logging, job_of_a_log, without_secrets
from tracker import __version__
from tracker.config import Home, default_home
from tracker.errors import TrackerError

log = logging.getLogger(__name__)

EPILOG = "Example: rank-tracker up"
VERBS = (
    "up", "collect", "ingest", "import", "reparse", "publish", "serve", "sql", "export", "event", "claim", "alert",
    "digest", "mcp", "doctor", "backup", "restore", "maintain", "migrate-storage", "demo",
)  # fmt: skip
MODULES = {"import": "import_archives", "migrate-storage": "migrate_storage"}  # those are no names for a module


class Verbs(click.Group):
    """Each verb is the function of its name in the module of its name, imported when asked for: Dash takes a second."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(VERBS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in VERBS:
            return None
        module = MODULES.get(cmd_name, cmd_name)
        verb = getattr(importlib.import_module(f"jobs.{module}"), module)
        assert isinstance(verb, click.Command)
        return verb


@click.group(cls=Verbs, context_settings={"help_option_names": ["-h", "--help"]}, epilog=EPILOG)
@click.option(
    "--home",
    type=click.Path(path_type=Path),
    help="Where everything lies.  [default: $RANK_TRACKER_HOME]",
    metavar="DIR",
)
@click.option("--verbose", is_flag=True, help="Log every step.")
@click.version_option(__version__, prog_name="rank-tracker")
@click.pass_context
def rank_tracker(context: click.Context, home: Path | None, verbose: bool) -> None:
    """App-store chart positions of chat assistants: collect, chart, ask in SQL."""
    job = context.invoked_subcommand or ""
    configure_logging(verbose, job)
    context.obj = Home(home.absolute()) if home else default_home()
    if not begun:
        begun.append(heartbeat_of(job))


begun: list[Heartbeat | None] = []  # the heartbeat of the verb that runs


def main(arguments: list[str] | None = None) -> None:
    """Run one verb and exit. A user's mistake ends in one sentence, never in a traceback."""
    begun.clear()
    configure_logging(False)
    if {"-h", "--help"} & set(sys.argv[1:] if arguments is None else arguments):
        begun.append(None)  # to ask how a job is used is not to run it
    code: int | None = None
    try:
        code = run_verb(arguments)
    finally:
        for heartbeat in begun:
            if heartbeat is not None:
                heartbeat.end(code)
    sys.exit(code)


def run_verb(arguments: list[str] | None) -> int:
    """The exit code of one verb."""
    try:
        # an Exit that a verb raises comes back as its code
        return int(rank_tracker.main(arguments, prog_name="rank-tracker", standalone_mode=False) or 0)
    except click.ClickException as error:
        return complain(error.format_message(), 2)
    except TrackerError as error:
        return complain(str(error), error.exit_code)
    except (KeyboardInterrupt, click.Abort):
        return complain("stopped; what was stored stays", 130)
    except BrokenPipeError:
        # `rank-tracker sql ... | head` is no failure; Python would complain again at its exit
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0


def complain(sentence: str, code: int) -> int:
    """Say why a verb ended, to whoever reads standard error and to whoever watches; returns the exit code."""
    if job_of_a_log() in JOBS:
        # among the lines of a year, one without its time and its job says nothing
        log.log(logging.WARNING if code == LOCKED else logging.ERROR, "%s", sentence)
        return code
    said = without_secrets(f"rank-tracker: {sentence}")
    LAST.append(said)
    click.echo(said, err=True)
    return code
