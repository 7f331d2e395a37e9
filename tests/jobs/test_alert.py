"""rank-tracker alert check, with a webhook on 127.0.0.1."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

import jobs.alert
from tests.conftest import US_IPHONE
from tests.http_sink import HttpSink
from tests.jobs.conftest import Run
from tests.stores_world import APPLE_APPS
from tests.tracker.stored_charts import page, store
from tracker.config import Home
from tracker.models import ChartEntry, Slot
from tracker.simulation.wire import itunes_rss_body

NOW = datetime.now(UTC).replace(minute=0, second=0, microsecond=0)
HOUR = timedelta(hours=1)


@pytest.fixture
def sink() -> Iterator[HttpSink]:
    with HttpSink() as sink:
        yield sink


@pytest.fixture
def watched(home: Home, run: Run) -> Home:
    """A home with the home of `run`, so that both are the same."""
    return home


def rules(home: Home, sink: HttpSink, *rules: str, quiet: str = "") -> None:
    file = home.root / "alerts.toml"
    listed = "".join(f"[[alert]]\n{rule}\n" for rule in rules)
    file.write_text(f'[targets]\nhook = "json://{sink.address}/s3cr3t-path"\n{quiet}\n{listed}')
    file.chmod(0o600)


ENTERS = 'name = "Top ten"\nwhen = "enters_top"\nassistant = "deepseek"\ntop = 10'


def capture(home: Home, hours: int, place: int | None) -> None:
    """DeepSeek at this place of the US chart, so many hours ago; None: nowhere in it."""
    others = APPLE_APPS[2:]
    apps = [*others[: place - 1], APPLE_APPS[0], *others[place - 1 :]] if place else others
    entries = [ChartEntry(rank, app.app_id, app.name, app.developer) for rank, app in enumerate(apps, start=1)]
    from tests.conftest import make_payload

    when = NOW - hours * HOUR
    slot = Slot(US_IPHONE, when, 100)
    store(home, make_payload(slot, itunes_rss_body(US_IPHONE, entries, when), seen_at=when))


def test_what_two_captures_confirm_is_told_once_with_link_and_evidence(watched: Home, sink: HttpSink, run: Run) -> None:
    rules(watched, sink, ENTERS)
    for hours, place in ((5, 15), (4, 15)):
        capture(watched, hours, place)
    assert run("alert", "check").code == 0
    capture(watched, 3, 3)
    assert run("alert", "check").code == 0
    assert not sink.came  # one capture alone
    capture(watched, 2, 3)
    for _ in range(3):
        assert run("alert", "check").code == 0
    (came,) = sink.came
    said = json.loads(came.body)
    assert said["title"] == "Rank Tracker: Top ten"
    assert "DeepSeek entered the top 10: No. 3 in United States (App Store, Top free, iPhone, All)" in said["message"]
    assert "before: No. 15" in said["message"]
    assert "http://127.0.0.1:8050/?store=apple&country=us" in said["message"]
    assert "from rank_history('deepseek'" in said["message"]


def test_a_new_rule_tells_nothing_of_what_was_before(watched: Home, sink: HttpSink, run: Run) -> None:
    for hours, place in ((6, 15), (5, 15), (4, 3), (3, 3)):
        capture(watched, hours, place)
    rules(watched, sink, ENTERS)
    assert run("alert", "check").code == 0
    assert not sink.came


def test_a_failed_capture_is_no_absence(watched: Home, sink: HttpSink, run: Run) -> None:
    rules(watched, sink, 'name = "Gone"\nwhen = "leaves_top"\nassistant = "deepseek"\ntop = 10')
    for hours in (7, 6):
        capture(watched, hours, 3)
    run("alert", "check")
    for hours in (5, 4, 3):
        store(watched, page(NOW - hours * HOUR))
    assert run("alert", "check").code == 0
    assert not sink.came
    for hours in (2, 1):
        capture(watched, hours, None)
    run("alert", "check")
    assert "DeepSeek left the top 10: outside the top 28" in json.loads(sink.came[0].body)["message"]


def confirmed(home: Home, sink: HttpSink, run: Run, quiet: str = "", rule: str = ENTERS) -> None:
    """Everything for one alert, before the check that tells it."""
    rules(home, sink, rule, quiet=quiet)
    for hours in (6, 5):
        capture(home, hours, 15)
    run("alert", "check")
    for hours in (4, 3):
        capture(home, hours, 2)


def test_a_target_that_refuses_is_told_at_the_next_check(watched: Home, sink: HttpSink, run: Run) -> None:
    confirmed(watched, sink, run)
    sink.status = 500
    refused = run("alert", "check")
    assert refused.code == 1
    assert "s3cr3t" not in refused.err
    sink.status = 200
    assert run("alert", "check").code == 0
    assert run("alert", "check").code == 0
    assert len(sink.came) == 2
    assert "may have reached you" not in sink.came[1].body


def test_a_target_that_took_it_and_said_nothing_is_told_again_with_a_word_about_it(
    watched: Home, sink: HttpSink, run: Run
) -> None:
    confirmed(watched, sink, run)
    sink.delay = 6.0  # apprise gives up after four
    assert run("alert", "check").code == 1
    sink.delay = 0.0
    assert run("alert", "check").code == 0
    assert [("may have reached you" in one.body) for one in sink.came] == [False, True]


def test_quiet_hours_delay_and_lose_nothing_but_urgent_rules_are_told(watched: Home, sink: HttpSink, run: Run) -> None:
    quiet = '[quiet]\nfrom = "00:00"\nto = "23:59"\nzone = "UTC"'
    confirmed(watched, sink, run, quiet)
    if f"{datetime.now(UTC):%H:%M}" == "23:59":
        pytest.skip("the one minute of the day that is not quiet")
    assert run("alert", "check").code == 0
    assert not sink.came
    rules(watched, sink, ENTERS)
    assert run("alert", "check").code == 0
    assert len(sink.came) == 1


def test_a_dry_run_tells_nobody_and_remembers_nothing(watched: Home, sink: HttpSink, run: Run) -> None:
    confirmed(watched, sink, run)
    for _ in range(2):
        said = run("alert", "check", "--dry-run")
        assert "DeepSeek entered the top 10" in said.out
        assert "s3cr3t" not in said.out + said.err
    assert not sink.came
    run("alert", "check")
    assert len(sink.came) == 1


@pytest.mark.parametrize("moment", ["before", "after"])
def test_a_run_that_is_killed_while_sending_loses_nothing(
    watched: Home, sink: HttpSink, run: Run, moment: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    confirmed(watched, sink, run)
    code = (
        "import os, sys, signal, jobs.alert\n"
        "send = jobs.alert.send\n"
        "def dying(*said):\n"
        f"    {'send(*said)' if moment == 'after' else 'pass'}\n"
        "    os.kill(os.getpid(), signal.SIGKILL)\n"
        "jobs.alert.send = dying\n"
        "from jobs.command import main; main(['alert', 'check'])\n"
    )
    killed = subprocess.run([sys.executable, "-c", code], env=os.environ, cwd=Path(jobs.alert.__file__).parents[1])
    assert killed.returncode == -9
    for _ in range(2):
        assert run("alert", "check").code == 0
    ids = [json.loads(one.body)["message"].partition("\nid ")[2][:16] for one in sink.came]
    assert len(set(ids)) == 1
    # only the moment between sending and noting it sends twice, and says so
    assert len(ids) == (2 if moment == "after" else 1)
    assert "may have reached you" in sink.came[-1].body


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("[[alert]", "not valid TOML"),
        ('[[alert]]\nname = "x"\nwhen = "rises"', "when is one of enters_top"),
        ('[[alert]]\nname = "x"\nwhen = "enters_top"\nassistant = "clippy"\ntop = 3', "no such assistant"),
        (
            '[[alert]]\nname = "x"\nwhen = "enters_top"\nassistant = "deepseek"\ntopp = 3',
            "no setting is called 'alert.1.topp'",
        ),
        ('[[alert]]\nname = "x"\nwhen = "stale"\nhours = 3', "there is nobody to tell"),
        (
            '[[alert]]\nname = "x"\nwhen = "enters_top"\nassistant = "deepseek"\ntop = 3\nsource = "apple_web"\n'
            'device = "mac"\ncategory = "productivity"',
            "source apple_web has no category 'productivity' for mac",
        ),
        ('[targets]\nme = "env:NOT_SET"', "the environment has no NOT_SET"),
        ('[targets]\nme = "s3cr3t"', "an address of apprise is wanted"),
        ('[quiet]\nfrom = "25:00"\nto = "07:00"', "a time like"),
    ],
)  # fmt: skip
def test_a_mistake_in_the_file_is_one_sentence_and_no_secret(watched: Home, run: Run, text: str, says: str) -> None:
    file = watched.root / "alerts.toml"
    file.write_text(text)
    file.chmod(0o600)
    said = run("alert", "check")
    assert said.code == 2
    assert says in said.sentence
    assert "s3cr3t" not in said.sentence


def test_secrets_that_others_may_read_are_refused(watched: Home, sink: HttpSink, run: Run) -> None:
    rules(watched, sink, ENTERS)
    (watched.root / "alerts.toml").chmod(0o644)
    assert "chmod 600" in run("alert", "check").sentence
    (watched.root / "alerts.toml").write_text('[targets]\nhook = "env:HOOK"')
    os.environ["HOOK"] = f"json://{sink.address}/x"
    try:
        assert run("alert", "check").code == 0
    finally:
        del os.environ["HOOK"]
