"""The whole line: store → fetch → inbox → ingest → published charts, over real HTTP."""

import csv
import io
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.conftest import US_ANDROID, US_IPHONE
from tests.jobs.conftest import Run
from tests.stores_faults import FORBIDDEN, SERVER_ERROR
from tests.stores_server import StoresServer
from tests.stores_sources import APPLE, GOOGLE
from tests.watchlists import watchlist
from tracker.config import Home, read_watchlist
from tracker.models import ChartEntry, Series
from tracker.storage.database import lock

WATCHLIST = watchlist(connect_seconds=1, read_seconds=0.5)
APPLE_ENTRIES = [ChartEntry(1, "6737597349", "DeepSeek", "DeepSeek"), ChartEntry(2, "6448311069", "ChatGPT", "OpenAI")]
GOOGLE_ENTRIES = [
    ChartEntry(1, "com.openai.chatgpt", "ChatGPT", "OpenAI"),
    ChartEntry(2, "sim.zorblat", "Zorblat", None),
]
RANKS = "select store, country, assistant, rank from observation where assistant is not null order by all"
FATES = "select store, country, status from coverage order by all"


@pytest.fixture
def home(tmp_path: Path) -> Home:
    home = Home(tmp_path / "home")
    home.root.mkdir()
    home.watchlist_file.write_text(WATCHLIST)
    return home


@pytest.fixture
def stores(home: Home, monkeypatch: pytest.MonkeyPatch) -> Iterator[StoresServer]:
    with StoresServer() as server:
        for watch in read_watchlist(home).watches:
            server.serve(watch.series, APPLE_ENTRIES if watch.series.store == "apple" else GOOGLE_ENTRIES)
        monkeypatch.setenv("RANK_TRACKER_MIRROR", server.url)
        yield server


def ask(run: Run, query: str) -> list[list[str]]:
    ran = run("sql", query, "--format", "csv")
    assert ran.code == 0, ran.err
    return list(csv.reader(io.StringIO(ran.out)))[1:]


def test_every_due_chart_is_captured_once(run: Run, stores: StoresServer, home: Home) -> None:
    ran = run("collect", "charts")
    assert ran.code == 0
    assert "stored 6 charts, 0 failed" in ran.err
    assert ask(run, RANKS) == [
        *(
            ["apple", country, who, rank]
            for country in ("de", "jp", "us")
            for who, rank in (("chatgpt", "2"), ("deepseek", "1"))
        ),
        *(["google", country, "chatgpt", "1"] for country in ("de", "jp", "us")),
    ]
    assert run("collect", "charts").code == 0
    assert len(stores.requests) == 6, "a captured slot is not asked for again"
    assert len(list(home.payloads.rglob("*.gz"))) == 6
    assert run("collect", "charts", "--now").code == 0
    assert len(stores.requests) == 12


def test_a_part_of_the_watchlist_is_captured_alone(run: Run, stores: StoresServer) -> None:
    assert run("collect", "charts", "--store", "apple", "--country", "us").code == 0
    assert [one.asked.country for one in stores.requests if one.asked] == ["us"]
    assert ask(run, RANKS) == [["apple", "us", "chatgpt", "2"], ["apple", "us", "deepseek", "1"]]


def test_a_series_named_in_full_needs_no_watchlist(run: Run, stores: StoresServer) -> None:
    games = Series("google", "fr", "android", "top-grossing", "games", "google_play")
    stores.serve(games, GOOGLE_ENTRIES)
    named = ["--store", "google", "--country", "fr", "--chart", "top-grossing", "--category", "games"]
    assert run("collect", "charts", *named).code == 0
    assert ask(run, "select distinct country, chart, category from observation") == [["fr", "top-grossing", "games"]]


def test_a_failed_slot_is_tried_again_by_the_next_run(run: Run, stores: StoresServer) -> None:
    stores.fail(APPLE, "us", SERVER_ERROR, times=1)
    assert run("collect", "charts").code == 1
    assert run("collect", "charts").code == 0
    assert len(stores.requests) == 7
    assert {status for _, _, status in ask(run, FATES)} == {"ok"}


def test_only_fetching_leaves_the_payloads_in_the_inbox(run: Run, stores: StoresServer, home: Home) -> None:
    assert run("collect", "charts", "--no-ingest").code == 0
    assert len(list(home.inbox.glob("*.payload.gz"))) == 6
    assert ask(run, RANKS) == []
    assert run("collect", "charts", "--no-ingest").code == 0
    assert len(stores.requests) == 6, "what waits in the inbox is captured"
    assert run("ingest").code == 0
    assert len(ask(run, RANKS)) == 9
    assert not list(home.inbox.iterdir())


def test_a_second_collect_at_the_same_time_ends_at_once(run: Run, stores: StoresServer, home: Home) -> None:
    assert run("doctor").code == 1
    with lock(home, "collect"):
        ran = run("collect", "charts")
    assert ran.code == 3
    assert "another run holds the lock" in ran.sentence
    assert not stores.requests


def test_a_killed_collect_goes_on_where_it_was(run: Run, stores: StoresServer, home: Home) -> None:
    slow = WATCHLIST.replace("per_minute = 60000", "per_minute = 120")
    home.watchlist_file.write_text(slow)
    collecting = subprocess.Popen(
        [sys.executable, "-m", "jobs", "--home", str(home.root), "collect", "charts"], env=os.environ
    )
    wait_until(lambda: len(list(home.inbox.glob("*.payload.gz"))) >= 2)
    os.kill(collecting.pid, signal.SIGKILL)
    collecting.wait()
    before = len(list(home.inbox.glob("*.payload.gz")))
    assert 2 <= before < 6
    home.watchlist_file.write_text(WATCHLIST)
    asked = len(stores.requests)
    assert run("collect", "charts").code == 0
    assert len(stores.requests) - asked == 6 - before, "what is in the inbox is not asked for again"
    assert [status for _, _, status in ask(run, FATES)] == ["ok"] * 6


def wait_until(condition: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 60
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.02)


def test_a_home_of_simulated_charts_takes_no_observed_ones(run: Run, stores: StoresServer, home: Home) -> None:
    assert run("collect", "charts").code == 0
    make_simulated(home)
    ran = run("collect", "charts")
    assert ran.code == 2
    assert "it holds simulated charts, and observed ones must not mix with them" in ran.sentence


def make_simulated(home: Home) -> None:
    from tracker.storage.database import publish, stamp, writing

    with lock(home, "ingest"):
        with writing(home) as connection:
            stamp(connection, simulated="true")
        publish(home)


def test_the_real_answers_of_the_stores_give_the_real_ranks(run: Run, stores: StoresServer, recorded: Path) -> None:
    stores.serve_body(
        US_IPHONE, (recorded / "stores/apple_legacy_rss_json/us_topfree_all_limit10_2026-07-10.json").read_bytes()
    )
    games = Series("google", "us", "android", "top-free", "games", "google_play")
    stores.serve_body(games, (recorded / "stores/play_vyae2/us_topfree_GAME_2026-07.txt").read_bytes())
    assert run("collect", "charts", "--store", "apple", "--country", "us").code == 0
    query = "select assistant, rank from observation where country='us' and assistant is not null order by rank"
    assert run("sql", query).out.split() == ["assistant", "rank", "chatgpt", "2", "claude", "9"]
    named = ["--store", "google", "--country", "us", "--chart", "top-free", "--category", "games"]
    assert run("collect", "charts", *named).code == 0
    ids = ask(run, "select app_id, snapshot_id from observation where category = 'games' order by rank")
    assert len(ids) == 100
    assert ids[0] == ["com.oakever.meowdoku", "f168c25fb9e62149"], "the hash of the 100 expected ids"


def test_an_inbox_that_cannot_be_written_loses_nothing_that_was_stored(
    run: Run, stores: StoresServer, home: Home
) -> None:
    assert run("collect", "charts", "--store", "apple").code == 0
    before = ask(run, RANKS)
    home.inbox.rmdir()
    home.inbox.symlink_to("/dev/full")
    ran = run("collect", "charts")
    assert ran.code != 0
    assert "Traceback" not in ran.err
    home.inbox.unlink()
    assert run("collect", "charts").code == 0
    assert ask(run, RANKS)[: len(before)] == before


def test_doctor_says_what_to_do(run: Run, stores: StoresServer, home: Home) -> None:
    ran = run("doctor")
    assert ran.code == 1
    assert "red    nothing was captured yet; run: rank-tracker collect charts" in ran.out
    stores.fail(APPLE, "us", SERVER_ERROR)
    assert run("collect", "charts").code == 1
    ran = run("doctor")
    assert ran.code == 1
    assert "1 of 6 series failed at their newest slot: 1 http_error" in ran.out
    stores.heal(APPLE, "us")
    assert run("collect", "charts").code == 0
    ran = run("doctor")
    assert ran.code == 0, ran.out
    assert "every request goes to the mirror http://127.0.0.1" in ran.out


def test_google_is_asked_for_its_country(run: Run, stores: StoresServer) -> None:
    assert run("collect", "charts", "--store", "google", "--country", "de").code == 0
    assert [one.asked.chart for one in stores.requests_for(GOOGLE, "de") if one.asked] == [
        "topselling_free_APPLICATION"
    ]
    assert ask(run, "select distinct device from observation") == [[US_ANDROID.device]]


FALLBACK = """
[fetch]
per_minute = 60000
tries = 1
[[charts]]
source = "itunes_rss"
countries = ["us", "de"]
charts = ["top-free"]
categories = ["all"]
every = "1d"
depth = 100
fallback = ["apple_rss", "apple_web"]
"""


def test_a_fallback_is_captured_as_itself_and_only_where_the_first_failed(
    run: Run, stores: StoresServer, home: Home
) -> None:
    home.watchlist_file.write_text(FALLBACK)
    stores.fail(APPLE, "us", FORBIDDEN)
    ran = run("collect", "charts")
    assert ran.code == 1
    assert "asking other sources for 1 charts" in ran.err
    fates = ask(run, "select country, source, status from coverage order by all")
    assert fates == [
        ["de", "itunes_rss", "ok"], ["us", "apple_rss", "http_error"], ["us", "apple_web", "http_error"],
        ["us", "itunes_rss", "http_error"],
    ]  # fmt: skip
