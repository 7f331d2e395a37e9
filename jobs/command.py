"""rank-tracker: one verb a job.

Exit codes  0 all done · 1 something failed, it is named, the rest is stored · 2 wrong usage or configuration,
nothing was touched · 3 another run holds the lock, nothing was touched
"""

import importlib
import os
import sys
from pathlib import Path

import click

from jobs.output import configure_logging
from tracker import __version__
from tracker.config import Home, default_home
from tracker.errors import TrackerError

EPILOG = "Example: rank-tracker up"
VERBS = (
    "up", "collect", "ingest", "import", "reparse", "publish", "serve", "sql", "export", "event", "claim", "alert",
    "digest", "doctor", "backup", "restore", "maintain", "demo",
)  # fmt: skip
MODULES = {"import": "import_archives"}  # `import` is no name for a module


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
    configure_logging(verbose)
    context.obj = Home(home.absolute()) if home else default_home()


def main(arguments: list[str] | None = None) -> None:
    """Run one verb and exit. A user's mistake ends in one sentence, never in a traceback."""
    try:
        # an Exit that a verb raises comes back as its code
        sys.exit(rank_tracker.main(arguments, prog_name="rank-tracker", standalone_mode=False) or 0)
    except click.ClickException as error:
        click.echo(f"rank-tracker: {error.format_message()}", err=True)
        sys.exit(2)
    except TrackerError as error:
        click.echo(f"rank-tracker: {error}", err=True)
        sys.exit(error.exit_code)
    except (KeyboardInterrupt, click.Abort):
        click.echo("rank-tracker: stopped; what was stored stays", err=True)
        sys.exit(130)
    except BrokenPipeError:
        # `rank-tracker sql ... | head` is no failure; Python would complain again at its exit
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(0)
