"""The example at the end of every verb's --help is one that runs."""

import re
import shlex
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

from jobs.command import rank_tracker
from tests.jobs.conftest import Run
from tests.tracker.stored_charts import chart, store
from tracker.config import Home

# By their first words; a test that is named is one that shows the same.
NOT_HERE = {
    "up": "serves until it is stopped: tests/jobs/test_up.py",
    "demo": "builds a world for half a minute: tests/jobs/test_up.py",
    "serve": "serves until it is stopped: tests/jobs/test_serve.py",
    "mcp": "speaks until its input ends: tests/jobs/test_mcp.py",
    "collect": "asks the network: tests/jobs/test_collect.py",
    "event add https:": "asks the network: tests/jobs/test_event_add.py",
    "event accept": "names an event of yours: tests/jobs/test_event.py",
    "alert": "tells somebody: tests/jobs/test_alert.py",
    "--home /srv/charts restore": "names a file of yours: tests/jobs/test_backup_jobs.py",
    "migrate-storage": "needs PostgreSQL: tests/lake/test_lake.py",
}


def commands(group: click.Group, name: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], click.Command]]:
    """Every verb, by its words."""
    context = click.Context(group)
    for word in group.list_commands(context):
        command = group.get_command(context, word)
        assert command is not None
        yield (*name, word), command
        if isinstance(command, click.Group):
            yield from commands(command, (*name, word))


EXAMPLES = sorted({
    line
    for _, command in commands(rank_tracker)
    for line in re.findall(r"Example: rank-tracker (.+(?:\n {6}.+)*)", command.epilog or "")
})  # fmt: skip


def is_here(line: str) -> bool:
    return not any(line.startswith(begin) for begin in NOT_HERE)


@pytest.mark.parametrize("line", [line for line in EXAMPLES if is_here(line)])
def test_the_example_of_a_verb_runs(
    line: str, home: Home, run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store(home, chart("ABC"))
    monkeypatch.chdir(tmp_path)
    ran = run(*shlex.split(line))
    assert ran.code == (1 if line.startswith("doctor") else 0), ran.err  # that home is an old one


def test_what_does_not_run_here_is_still_an_example() -> None:
    assert not [begin for begin in NOT_HERE if not any(line.startswith(begin) for line in EXAMPLES)]
