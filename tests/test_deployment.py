"""What cron, systemd and the container run: verbs and options that there are, with the paths that they say."""

import os
import re
import shlex
import shutil
import subprocess
import sys
import textwrap
import time
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

from dashboard.app import create_app
from jobs.command import rank_tracker
from jobs.heartbeat import heartbeat_of
from tracker.alerts.rules import read_alerts
from tracker.config import Home, admin_token, host_names

ROOT = Path(__file__).parents[1]
DEPLOY = ROOT / "deploy"
CRONTAB = (ROOT / "crontab.example").read_text()
FIELD = r"(\*|\d+)"
LINE = re.compile(rf'^ *{FIELD} +{FIELD} +{FIELD} +{FIELD} +{FIELD} +("\$BIN" .*)$', re.MULTILINE)


def commands() -> Iterator[tuple[str, str]]:
    """(where, what follows the program's name) of every line that is run."""
    for *_, line in LINE.findall(CRONTAB):
        yield from (("crontab.example", one.strip()) for one in line.split('"$BIN"')[1:])
    for unit in sorted((DEPLOY / "systemd").glob("*.service")):
        for line in re.findall(r"^ExecStart=-?\S+/rank-tracker (.*)$", unit.read_text(), re.MULTILINE):
            yield unit.name, line
    for line in re.findall(r"^ *(?:run )?\$BIN (.*?)(?: &)?$", (DEPLOY / "scheduler.sh").read_text(), re.MULTILINE):
        yield "scheduler.sh", line
    (run,) = re.findall(r'^CMD \["rank-tracker", (.*)\]$', (DEPLOY / "Dockerfile").read_text(), re.MULTILINE)
    yield "Dockerfile", run.replace(",", "")


@pytest.mark.parametrize(("where", "line"), list(commands()))
def test_every_command_that_is_scheduled_exists_with_its_options(where: str, line: str) -> None:
    words = shlex.split(re.sub(r">> .*|;.*", "", line))
    command: click.Command = rank_tracker
    context = click.Context(command)
    while isinstance(command, click.Group):
        name, found, words = command.resolve_command(context, words)
        assert found is not None, (where, line)
        command = found
        context = click.Context(command, info_name=name, parent=context)
    command.parse_args(context, words)


def test_the_crontab_logs_everything_and_names_its_paths_once() -> None:
    lines = [line for line in CRONTAB.splitlines() if line and not line.startswith("#")]
    settings = [line for line in lines if re.match(r"[A-Z_]+=", line)]
    scheduled = [line for line in lines if line not in settings]
    assert [line.partition("=")[0] for line in settings] == ["SHELL", "BIN", "RANK_TRACKER_HOME", "LOG"]
    assert len(scheduled) == len(LINE.findall(CRONTAB)) == 6
    for line in scheduled:
        assert line.count('"$BIN"') == line.count('>> "$LOG" 2>&1'), line
        assert not re.search(r'(?<!")\$', line), "a path may have a space in it"
        assert "%" not in line, "cron reads a percent sign as the end of the line"
    # in the hours from 1 to 3 a clock that is changed leaves out or repeats some minutes
    assert not [line for line in scheduled if re.match(r" *\d+ +[123] ", line)]


def test_make_crontab_sets_the_paths_of_this_folder_and_of_the_home(tmp_path: Path) -> None:
    home = tmp_path / "a home"
    venv = tmp_path / "venv"
    (venv / "bin").mkdir(parents=True)
    (venv / "bin" / "python").symlink_to(sys.executable)
    (venv / "installed").touch()
    os.utime(venv / "installed", (2**32, 2**32))  # newer than what it is made of
    said = subprocess.run(
        ["make", "-s", "crontab", f"VENV={venv}"],
        cwd=ROOT, env=os.environ | {"RANK_TRACKER_HOME": str(home), "PYTHONPATH": os.pathsep.join(sys.path)},
        capture_output=True, text=True, check=True,
    ).stdout  # fmt: skip
    assert re.findall(r"^(BIN|RANK_TRACKER_HOME|LOG)=(.*)$", said, re.MULTILINE) == [
        ("BIN", f"{venv}/bin/rank-tracker"), ("RANK_TRACKER_HOME", f"{home}"), ("LOG", f"{home}/cron.log"),
    ]  # fmt: skip
    assert LINE.findall(said) == LINE.findall(CRONTAB)
    assert home.stat().st_mode & 0o777 == 0o700, "cron.log can be written before the first run"


def test_the_image_installs_what_the_lock_says() -> None:
    def pins(file: Path) -> dict[str, str]:
        return dict(re.findall(r"^([\w.-]+)==([^ \\]+)", file.read_text(), re.MULTILINE))

    image, everything = pins(DEPLOY / "requirements.txt"), pins(ROOT / "constraints.txt")
    assert "duckdb" in image and "mcp" in image and "pytest" not in image
    assert {name: everything.get(name) for name in image} == image
    assert "://" not in (DEPLOY / "requirements.txt").read_text()


def test_containers_have_no_rights_and_one_place_to_write() -> None:
    dockerfile = (DEPLOY / "Dockerfile").read_text()
    assert "\nUSER tracker\n" in dockerfile
    compose = (DEPLOY / "compose.yaml").read_text()
    assert (
        compose.count("read_only: true")
        == compose.count("cap_drop: [ALL]")
        == compose.count("image: rank-tracker")
        == 2
    )
    copied = set(re.findall(r"^COPY (?:--from=build )?(\S+)", dockerfile, re.MULTILINE))
    allowed = (ROOT / ".dockerignore").read_text()
    for name in copied - {"/opt/rank-tracker"}:
        assert (ROOT / name).exists(), name
        assert f"!{name.partition('/')[0]}" in allowed


def test_what_compose_hands_on_counts_as_not_set_where_nobody_set_it() -> None:
    compose = (DEPLOY / "compose.yaml").read_text()
    handed_on = re.findall(r"^      (\w+): \$\{(\w+):-\}$", compose, re.MULTILINE)
    assert all(name == variable for name, variable in handed_on)
    empty = {name: "" for name, _ in handed_on}
    assert set(empty) == {"RANK_TRACKER_HEARTBEAT", "RANK_TRACKER_HOSTS", "RANK_TRACKER_ADMIN_TOKEN"}
    assert (heartbeat_of("collect", empty), host_names(empty), admin_token(empty)) == (None, (), None)
    told = (ROOT / "docs" / "operations.md").read_text().partition("### Containers")[2].partition("\n## ")[0]
    assert not [name for name in empty if name not in told]


def test_the_scheduler_runs_every_job_and_stops_when_told(tmp_path: Path) -> None:
    log = tmp_path / "log"
    for name, does in (
        ("rank-tracker", f'echo "$@" >> {log}'),
        ("sleep", f"echo slept $1 >> {log}; exec tail -f /dev/null"),
    ):
        tool = tmp_path / name
        tool.write_text(f"#!/bin/sh\n{does}\n")
        tool.chmod(0o755)
    date = tmp_path / "date"  # a Monday, 05:10
    date.write_text(f'#!/bin/sh\nexec {shutil.which("date")} -d @1783919400 "$@"\n')
    date.chmod(0o755)
    environment = os.environ | {"PATH": f"{tmp_path}:{os.environ['PATH']}", "RANK_TRACKER_HOME": "/home/x"}
    scheduler = subprocess.Popen([DEPLOY / "scheduler.sh"], env=environment)
    try:
        while not {"slept 3420", "collect news"} <= set(log.read_text().splitlines() if log.exists() else []):
            assert scheduler.poll() is None
            time.sleep(0.02)
    finally:
        scheduler.terminate()
    assert scheduler.wait(20) == 0
    ran = log.read_text().splitlines()
    # the news run beside the others
    assert [line for line in ran if line != "collect news"] == [
        "collect charts", "alert check", "doctor", "maintain", "backup --keep 7",
        "digest write --since 7d --output /home/x/digest.html", "slept 3420",
    ]  # fmt: skip


def test_systemd_runs_what_cron_runs_at_the_same_minutes() -> None:
    said = {}
    for timer in (DEPLOY / "systemd").glob("*.timer"):
        (when,) = re.findall(r"^OnCalendar=(.*) UTC$", timer.read_text(), re.MULTILINE)
        ran = re.findall(
            r"^ExecStart=-?\S+/rank-tracker (.*)$", timer.with_suffix(".service").read_text(), re.MULTILINE
        )
        # no step of a unit keeps back one that has nothing to do with it
        assert len(ran) == 1 or ran == ["collect charts", "alert check"]
        ((weekday, hour, minute),) = re.findall(r"^(Mon )?\*-\*-\* (\*|\d\d):(\d\d):00$", when)
        fields = str(int(minute)), hour if hour == "*" else str(int(hour)), "*", "*", "1" if weekday else "*"
        said[fields] = [line.replace("/var/lib/rank-tracker", "$HOME") for line in ran]
    expected = {}
    for *fields, line in LINE.findall(CRONTAB):
        runs = [one.partition(" >> ")[0].strip() for one in line.split('"$BIN"')[1:]]
        expected[tuple(fields)] = [re.sub(r'"\$RANK_TRACKER_HOME(.*?)"', r"$HOME\1", one) for one in runs]
    assert said == expected


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="systemd is not here")
def test_systemd_understands_the_units(tmp_path: Path) -> None:
    for unit in (DEPLOY / "systemd").iterdir():
        text = unit.read_text().replace("/opt/rank-tracker/.venv/bin/rank-tracker", "/bin/true")
        (tmp_path / unit.name).write_text(text)
    units = [str(unit) for unit in sorted(tmp_path.iterdir())]
    checked = subprocess.run(["systemd-analyze", "verify", *units], capture_output=True, text=True, check=False)
    assert not [line for line in checked.stderr.splitlines() if "rank-tracker" in line], checked.stderr


@pytest.mark.parametrize("file", ["README.md", "docs/operations.md", "docs/quick-start.md"])
def test_the_alerts_that_are_shown_are_right(file: str, tmp_path: Path) -> None:
    text = (ROOT / file).read_text()
    (block,) = [one for one in re.findall(r"(?:^    .*\n|^\n)+", text, re.MULTILINE) if "[[alert]]" in one]
    toml = tmp_path / "alerts.toml"
    toml.write_text(textwrap.dedent(block))
    toml.chmod(0o600)
    alerts = read_alerts(Home(tmp_path), {"TEAM_SLACK": "slack://a/b/c"})
    assert alerts is not None
    assert [rule.name for rule in alerts.rules] == ["DeepSeek in the top ten"]


def test_the_metrics_that_are_named_exist(world_home: Home) -> None:
    said = create_app(world_home).server.test_client().get("/metrics").get_data(as_text=True)
    named = set(re.findall(r"rank_tracker_\w+", (ROOT / "docs" / "operations.md").read_text()))
    assert named
    assert named <= set(re.findall(r"^(rank_tracker_\w+)", said, re.MULTILINE))
