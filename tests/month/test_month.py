"""A month under cron, in a faulty world: what is known, told and written after it is what the script implies.

RANK_TRACKER_MONTH_EVERY  the rhythm; make month takes every hour
RANK_TRACKER_MONTH_SEED   another month
"""

import json
import os
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tests.crash.checks import doubled, unreadable
from tests.crash.launcher import Ended, Launcher, Step, compiled_steps
from tests.http_sink import HttpSink
from tests.month.script import BEGIN, COUNTRIES, DEAD, FAULTS, OFF, TOP, Hour, captured, crossings, is_quiet, month
from tests.stores_faults import Fault
from tests.stores_server import StoresServer
from tests.stores_world import APPLE_APPS
from tests.watchlists import watchlist
from tracker.config import Home, parse_every
from tracker.models import ChartEntry, Series
from tracker.storage.database import reading

# a month takes longer than all else of its kind: make month plays it
pytestmark = [pytest.mark.thorough, pytest.mark.xdist_group("month")]

EVERY_TEXT = os.environ.get("RANK_TRACKER_MONTH_EVERY", "12h")
EVERY = parse_every(EVERY_TEXT)
SEED = int(os.environ.get("RANK_TRACKER_MONTH_SEED", "16"))
STALE_HOURS = 2 * EVERY // timedelta(hours=1) + 1
WATCHLIST = watchlist(COUNTRIES, ["itunes_rss"], EVERY_TEXT)
RULES = f"""
[targets]
hook = "json://{{address}}/x"
[quiet]
from = "22:00"
to = "09:30"
zone = "Europe/Berlin"
[[alert]]
name = "in"
when = "enters_top"
assistant = "deepseek"
countries = "all"
top = {TOP}
[[alert]]
name = "out"
when = "leaves_top"
assistant = "deepseek"
countries = "all"
top = {TOP}
[[alert]]
name = "stale"
when = "stale"
hours = {STALE_HOURS}
urgent = true
"""


@dataclass
class Month:
    """The home, and what it said."""

    home: Home
    stores: StoresServer
    sink: HttpSink
    launcher: Launcher
    usual_steps: tuple[Step, ...] = ()
    told: list[tuple[datetime, str]] = field(default_factory=list)  # when by the world's clock, and what
    faults: list[str] = field(default_factory=list)
    lights: dict[datetime, str] = field(default_factory=dict)

    def at(self, now: datetime, *arguments: str, kill_at: int = 0, full_from: int = 0) -> Ended:
        """A command at this time of the world."""
        clock_s = round((now - datetime.now(UTC)).total_seconds())
        ended = self.launcher.run(self.home.root, *arguments, kill_at=kill_at, full_from=full_from, clock_s=clock_s)
        if "Traceback" in ended.said:
            self.faults.append(f"{now} {arguments}: {ended.said}")
        before = len(self.told)
        self.told += [(now, json.loads(one.body)["message"]) for one in self.sink.came[before:]]
        return ended

    def play(self, number: int, hour: Hour) -> None:
        self._set_stores(number, hour)
        match hour.how:
            case "off":
                return
            case "killed before it asks":
                self.at(hour.begins, "collect", "charts", kill_at=self._first_step("(network)"))
            case "killed before it stores":
                self.at(hour.begins, "collect", "charts", kill_at=self._first_step("store.duckdb"))
            case "disk full":
                self.at(hour.begins, "collect", "charts", full_from=1)
            case "runs":
                self.usual_steps = self.at(hour.begins, "collect", "charts").steps or self.usual_steps
        # every ninth check is killed too, a little later in it each time
        killed_at = 3 + number // 9 if number % 9 == 8 else 0
        self.at(hour.begins + timedelta(minutes=2), "alert", "check", kill_at=killed_at)

    def _set_stores(self, number: int, hour: Hour) -> None:
        shift = hour.begins - datetime.now(UTC)
        for country in COUNTRIES:
            others = [entry for entry in APPLE_APPS if entry.name != "DeepSeek"]
            others[20 + number % 5], others[25] = others[25], others[20 + number % 5]  # no chart stands still for weeks
            place = hour.ranks[country] - 1
            apps = [*others[:place], APPLE_APPS[0], *others[place:]]
            entries = [ChartEntry(rank, app.app_id, app.name, app.developer) for rank, app in enumerate(apps, start=1)]
            series = Series("apple", country, "iphone", "top-free", "all", "itunes_rss")
            self.stores.serve(series, entries, updated_at=hour.begins - timedelta(minutes=9))
            fault = hour.faults.get(country)
            self.stores.fail("itunes.apple.com", country, FAULTS[fault] if fault else Fault(clock=shift))

    def _first_step(self, file: str) -> int:
        return next(number for number, step in enumerate(self.usual_steps, start=1) if step.file.startswith(file))


@pytest.fixture(scope="module")
def script() -> list[Hour]:
    return month(EVERY, SEED)


@pytest.fixture(scope="module")
def played(tmp_path_factory: pytest.TempPathFactory, script: list[Hour]) -> Iterator[Month]:
    folder = tmp_path_factory.mktemp("month")
    steps = compiled_steps(folder)
    if steps is None:
        pytest.skip("the clock is turned by steps.c, which wants Linux and a C compiler")
    home = Home(folder / "home")
    home.root.mkdir()
    home.watchlist_file.write_text(WATCHLIST)
    with StoresServer() as stores, HttpSink() as sink:
        rules = home.root / "alerts.toml"
        rules.write_text(RULES.format(address=sink.address))
        rules.chmod(0o600)
        with Launcher(folder / "logs", steps, {"RANK_TRACKER_MIRROR": stores.url}) as launcher:
            played = Month(home, stores, sink, launcher)
            for number, hour in enumerate(script):
                if hour.slot in (script[4].slot, *_first_after(script)):
                    played.lights[hour.slot] = json.loads(played.at(hour.begins, "doctor", "--json").said)["light"]
                played.play(number, hour)
            played.at(final(script), "ingest")  # what the last run had fetched when it was killed
            played.at(final(script), "alert", "check")
            yield played


def final(script: list[Hour]) -> datetime:
    """When whatever quiet hours kept back is told: in the first afternoon after the script."""
    return (script[-1].begins + timedelta(days=1)).replace(hour=14)


def _first_after(script: list[Hour]) -> tuple[datetime, datetime]:
    """The first slots after the machine was off, and after the stores were dead."""
    off, dead = (next(hour.slot for hour in script if hour.slot >= end) for _, end in (OFF, DEAD))
    return off, dead


def end_of(script: list[Hour]) -> datetime:
    return script[-1].slot + 2 * EVERY + timedelta(hours=1)


def test_no_run_broke_down_or_lost_anything(played: Month) -> None:
    assert not played.faults
    assert not [*doubled(played.home), *unreadable(played.home.charts_file)]


def test_coverage_is_what_the_script_implies(played: Month, script: list[Hour]) -> None:
    query = "select country, scheduled_for, status from coverage"
    said = played.at(end_of(script), "sql", query, "--format", "json")
    found = {(row["country"], row["scheduled_for"][:16]): row["status"] for row in json.loads(_json(said.said))}
    expected = {
        (country, f"{hour.slot:%Y-%m-%dT%H:%M}"): hour.status(country) for hour in script for country in COUNTRIES
    }
    beyond = {key for key in found if key[1] > f"{script[-1].slot:%Y-%m-%dT%H:%M}"}  # after the script nobody ran
    assert {key: status for key, status in found.items() if key not in beyond} == expected
    assert {hour.how for hour in script} >= {"off", "disk full", "killed before it asks", "killed before it stores"}


def _json(said: str) -> str:
    return said[said.index("[") :]


def test_alerts_are_those_that_the_script_implies_each_once(played: Month, script: list[Hour]) -> None:
    expected = Counter(
        (rule, country, f"{slot:%d %b %Y, %H}".lstrip("0"))
        for country in COUNTRIES
        for rule, into in (("entered", True), ("left", False))
        for slot in crossings(captured(script, country), into)
    )
    found: Counter[tuple[str, str, str]] = Counter()
    seen: set[str] = set()
    for message, paragraph in _paragraphs(played):
        sentence = re.search(r"DeepSeek (entered|left) the top \d+: .* in (Germany|United States)", paragraph)
        if sentence is None:
            continue
        identity = re.findall(r"^id (\w+)$", paragraph, re.MULTILINE)[0]
        if identity in seen:
            assert "may have reached you before" in message
            continue
        seen.add(identity)
        country = {"Germany": "de", "United States": "us"}[sentence[2]]
        first_seen = re.findall(r"first seen (\d+ \w+ \d+, \d\d)", paragraph)[0]
        found[sentence[1], country, first_seen] += 1
    assert found == expected
    assert len(expected) >= 8


def _paragraphs(played: Month) -> Iterator[tuple[str, str]]:
    for _, message in played.told:
        for paragraph in message.split("\n\n"):
            yield message, paragraph


def test_quiet_hours_are_those_of_berlin_before_and_after_its_clocks_change(played: Month) -> None:
    quiet = [now for now, message in played.told if is_quiet(now) and "No capture for more" not in message]
    assert not quiet
    assert played.told


def test_old_data_are_told_once_for_each_time_of_silence(played: Month, script: list[Hour]) -> None:
    expected, stale, newest = 0, False, None
    for checked_at, hour in [(one.begins, one) for one in script if one.how != "off"] + [(final(script), script[-1])]:
        # what a run that was killed had fetched is stored by the next one; its capture is as old as it is
        if hour.how == "runs" or checked_at == final(script):
            known = [one for one in script if one.slot <= hour.slot and "ok" in map(one.status, COUNTRIES)]
            newest = known[-1].begins
        is_stale = newest is not None and checked_at - newest >= timedelta(hours=STALE_HOURS)
        expected += is_stale and not stale
        stale = is_stale
    found = [message for _, message in played.told if "No capture for more than" in message]
    assert len({re.findall(r"^id (\w+)$", one, re.MULTILINE)[0] for one in found}) == expected >= 1


def test_freshness_is_red_after_silence_and_not_before(played: Month, script: list[Hour]) -> None:
    off, dead = _first_after(script)
    assert played.lights[script[4].slot] in ("green", "yellow")
    assert played.lights[off] == "red"
    assert played.lights[dead] == "red"


def test_the_digest_counts_what_the_script_implies(played: Month, script: list[Hour], tmp_path: Path) -> None:
    file = tmp_path / "month.json"
    now = end_of(script)
    ended = played.at(now, "digest", "write", "--since", "40d", "--country", "us", "--output", str(file))
    assert ended.code == 0, ended.said
    (chart,) = json.loads(file.read_text())["charts"]
    ok = captured(script, "us")
    with reading(played.home.charts_file) as connection:
        after = connection.execute("SELECT count(*) FROM attempt WHERE scheduled_for > ?", [script[-1].slot]).fetchall()
    assert after == [(0,)]
    assert chart["coverage"]["captured"] == len(ok)
    missed_after = sum(1 for n in (1, 2) if script[-1].slot + n * EVERY + EVERY <= now)  # over, and nobody ran
    assert chart["coverage"]["expected"] == len(script) + missed_after
    (deepseek,) = [one for one in chart["movements"] if one["assistant"] == "deepseek"]
    assert (deepseek["first_rank"], deepseek["last_rank"]) == (ok[0].rank, ok[-1].rank)
    assert deepseek["best_rank"] == min(one.rank for one in ok)
    assert datetime.fromisoformat(chart["coverage"]["first_observed_at"]) >= BEGIN
