"""doctor: green, yellow, red; what to do; for monitors."""

import json
import shlex
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard.text.health import ENGLISH
from tests.conftest import US_IPHONE
from tests.jobs.conftest import Run
from tests.tracker.stored_charts import chart, store
from tracker.config import Home
from tracker.diagnosis import FAILED, LIGHTS, Diagnosis, check_charts, check_coverage, check_feeds, check_sizes, worst
from tracker.home_sizes import HomeSizes, Size
from tracker.queries.feed_health import FeedHealth
from tracker.queries.freshness import Freshness
from tracker.queries.health import SeriesHealth
from tracker.queries.ledger import LedgerDay, LedgerRow

CURES = ENGLISH.cures
NOW = datetime(2026, 7, 10, 12, 30, tzinfo=UTC)
HOUR = timedelta(hours=1)


def health(failing: int, of: int = 40) -> list[SeriesHealth]:
    statuses = ["http_error"] * failing + ["ok"] * (of - failing)
    return [SeriesHealth(f"s{n}", 3600, NOW, status, "HTTP 503", NOW) for n, status in enumerate(statuses)]


def lights(*found: Diagnosis) -> set[str]:
    return {one.light for one in found}


def test_a_few_failures_are_yellow_and_many_are_red() -> None:
    fresh = Freshness(NOW - HOUR, NOW, False)
    assert worst(list(check_charts(fresh, health(0), NOW, CURES))) == "green"
    assert worst(list(check_charts(fresh, health(2), NOW, CURES))) == "yellow"
    assert worst(list(check_charts(fresh, health(9), NOW, CURES))) == "red"


def test_series_that_were_not_due_yet_are_not_counted_as_captured() -> None:
    waiting = [SeriesHealth(f"w{n}", 86400, None, None, None, None) for n in range(7)]
    fresh = Freshness(NOW - HOUR, NOW, False)
    said = [one.sentence for one in check_charts(fresh, [*health(0), *waiting], NOW, CURES)]
    assert said[-1] == "40 series, none failed at its newest slot; 7 more had none due yet"
    assert worst(list(check_charts(fresh, [*health(9), *waiting * 100], NOW, CURES))) == "red", "of those that were due"


def test_old_data_is_red_whatever_else_is_well() -> None:
    assert worst(list(check_charts(Freshness(NOW - 3 * HOUR, NOW, False), health(0), NOW, CURES))) == "red"


def test_runs_that_never_happened_count_against_the_coverage() -> None:
    def covered(captured: int) -> Diagnosis:
        (found,) = check_coverage([LedgerRow(US_IPHONE, 3600, (LedgerDay(100, captured, captured),), NOW)], 2)
        return found

    assert [covered(n).light for n in (100, 98, 97, 80, 79)] == ["green", "green", "yellow", "yellow", "red"]
    assert "to 21 no run came" in covered(79).sentence
    assert "cron" in covered(79).advice
    assert not list(check_coverage([], 2))


@pytest.mark.parametrize(("minutes", "light"), [(0, "green"), (4, "green"), (6, "red"), (-60, "red")])
def test_payloads_that_wait_are_red_but_not_while_a_run_still_brings_them(minutes: int, light: str) -> None:
    nothing = Size(0, 0)
    inbox = Size(8, 800, newest=NOW - timedelta(minutes=minutes))
    sizes = HomeSizes(nothing, nothing, inbox, nothing, Size(1, 1, newest=NOW), 10**12)
    (found,) = [one for one in check_sizes(sizes, NOW, "inbox", False) if one.check == "inbox"]
    assert (found.light, "8 payloads" in found.sentence) == (light, True)


def test_where_every_run_came_and_failed_the_machine_is_not_to_blame() -> None:
    (found,) = check_coverage([LedgerRow(US_IPHONE, 3600, (LedgerDay(100, 10, 100),), NOW)], 2)
    assert (found.light, found.sentence) == ("red", "10 of 100 slots of 2 days captured")
    assert found.advice == "the page Health says why"


@pytest.mark.parametrize(
    ("begun", "answered", "light"),
    [(0, None, "green"), (3, None, "yellow"), (9, 1, "green"), (9, 3, "yellow")],  # days ago
)
def test_a_feed_is_silent_when_it_has_not_answered_for_two_days(begun: int, answered: int | None, light: str) -> None:
    last_ok = None if answered is None else NOW - timedelta(days=answered)
    feed = FeedHealth("f", NOW - timedelta(days=begun), NOW, "network_error", "no answer", last_ok)
    (found,) = check_feeds([feed], NOW)
    assert found.light == light


def test_what_shows_the_doubts_is_a_command_that_runs(home: Home, run: Run) -> None:
    one = SeriesHealth("s", 3600, NOW, "suspect", None, NOW)
    (found,) = [one for one in check_charts(Freshness(NOW, NOW, False), [one], NOW, CURES) if one.check == "suspects"]
    verb, *words = shlex.split(found.advice.removeprefix("run: "))
    ran = run(*words)
    assert (verb, ran.code) == ("rank-tracker", 0), ran.err


@pytest.mark.parametrize("status", sorted({*FAILED, "suspect"}))
def test_whatever_a_series_ended_with_it_says_what_to_do(status: str) -> None:
    one = SeriesHealth("s", 3600, NOW, status, None, NOW)
    found = list(check_charts(Freshness(NOW - HOUR, NOW, False), [one], NOW, CURES))
    assert all(finding.advice for finding in found if finding.light != "green"), found
    assert not [finding for finding in found if "None" in finding.sentence]


@given(st.lists(st.sampled_from(LIGHTS)))
def test_the_light_is_the_worst_of_all(said: list[str]) -> None:
    found = [Diagnosis("x", light, "") for light in LIGHTS if light in said]
    assert worst(found) == max(said, key=["green", "yellow", "red"].index, default="green")


def test_monitors_get_json_and_an_exit_code(home: Home, run: Run) -> None:
    said = run("doctor", "--json")
    assert said.code == 1
    found = json.loads(said.out)
    assert found["light"] == "red"
    assert {"check": "freshness", "light": "red", "sentence": "nothing was captured yet",
            "advice": "run: rank-tracker collect charts"} in found["findings"]  # fmt: skip
    store(home, chart("ABC", datetime.now(UTC).replace(minute=0, second=0, microsecond=0)))
    assert run("doctor").code == 0
    assert "yellow there is no backup" in run("doctor").out
    assert run("doctor", "--strict").code == 1
    assert run("backup").code == 0
    assert run("doctor", "--strict").code == 0


def test_a_damaged_alerts_file_is_red(home: Home, run: Run) -> None:
    (home.root / "alerts.toml").write_text("[[alert]]\nname = 'x'\nwhen = 'stale'\nhours = 3")
    said = run("doctor")
    assert said.code == 1
    assert "there is nobody to tell" in said.out
