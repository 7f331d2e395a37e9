"""The first run, as a process: what it says, and what the address it prints shows."""

import os
import re
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from time import monotonic, sleep

import duckdb
import pytest

from jobs.up import ask_command
from tests.stores_server import StoresServer
from tracker.config import Home, read_watchlist
from tracker.models import ChartEntry
from tracker.storage.database import reading

ROOT = Path(__file__).parents[2]
CAPTURED = "select store, country from coverage where status = 'ok' order by all"
NO_STORE = "http://127.0.0.1:9"  # the discard port: nobody listens
APPS = [ChartEntry(1, "6448311069", "ChatGPT", "OpenAI"), ChartEntry(2, "900000001", "Zorblat", None)]
PACKAGES = [ChartEntry(1, "com.openai.chatgpt", "ChatGPT", "OpenAI")]


@contextmanager
def running(home: Path, mirror: str, *arguments: str) -> Iterator[tuple[str, str]]:
    """(what it said until it served, its address)."""
    process = subprocess.Popen(
        [sys.executable, "-m", "jobs", "--home", str(home), *arguments, "--port", "0"],
        env=os.environ | {"RANK_TRACKER_MIRROR": mirror},
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    assert process.stdout is not None
    try:
        said = ""
        for line in process.stdout:
            said += line
            if found := re.search(r"Dashboard: (http://\S+)", line):
                yield said, found[1]
                break
        else:
            pytest.fail(f"it ended without serving: {said}")
    finally:
        process.kill()
        process.wait()


def captured_in(home: Path) -> list[tuple[str, str]]:
    with reading(home / "charts.duckdb") as connection:
        return connection.execute(CAPTURED).fetchall()


def get(url: str) -> str:
    with urllib.request.urlopen(url, timeout=30) as answer:
        text: str = answer.read().decode()
    return text


def test_without_a_store_it_says_so_and_shows_the_simulated_world(tmp_path: Path) -> None:
    with running(tmp_path, NO_STORE, "up", "--no-browser") as (said, address):
        assert "No store can be reached from here. Showing a SIMULATED world instead" in said
        assert f"rank-tracker --home {tmp_path / 'demo'} sql " in said
        assert "SIMULATED" in get(address)
    with reading(tmp_path / "demo" / "charts.duckdb") as connection:
        check_the_simulated_world(connection)
    with reading(tmp_path / "charts.duckdb") as connection:
        failed = connection.execute("select distinct status from coverage where status <> 'missed'").fetchall()
    assert failed == [("network_error",)], "the real home holds what really happened, and nothing simulated"
    with running(tmp_path, NO_STORE, "demo") as (said, _):
        assert "Dashboard" in said, "a world built lately is shown again"


def check_the_simulated_world(connection: duckdb.DuckDBPyConnection) -> None:
    countries, stores, years = connection.execute(
        "select count(distinct country), count(distinct store),"
        " date_diff('day', min(observed_at), max(observed_at)) / 365"
        " from coverage where status = 'ok'"
    ).fetchone() or (0, 0, 0)
    assert (countries, stores) == (20, 2)
    assert years >= 1.99
    evening = connection.execute(
        "select day_utc, assistant, rank from observation where country = 'us' and store = 'apple'"
        " and assistant in ('deepseek', 'chatgpt', 'gemini') and day_utc between '2025-01-24' and '2025-01-27'"
        " qualify row_number() over (partition by day_utc, assistant order by observed_at desc) = 1"
    ).fetchall()
    ranks = {(f"{day:%m-%d}", assistant): rank for day, assistant, rank in evening}
    assert ranks["01-24", "deepseek"] == 31
    assert ranks["01-26", "deepseek"] == 1
    assert (ranks["01-27", "deepseek"], ranks["01-27", "chatgpt"], ranks["01-27", "gemini"]) == (1, 2, 14)
    parsed = connection.execute(
        "select count(distinct source), count(*) from coverage where payload is not null and status = 'ok'"
    ).fetchone()
    assert parsed is not None
    assert parsed[0] == 2, "the newest days came through the real parsers of both stores"
    assert parsed[1] > 500


def follow(home: Path, categories: list[str], per_minute: int) -> None:
    (home / "watchlist.toml").write_text(
        f'focus = ["us", "sa"]\n[fetch]\nper_minute = {per_minute}\n'
        + "".join(
            f'[[charts]]\nsource = "{source}"\ncountries = ["us", "sa", "de"]\ncharts = ["top-free"]\n'
            f'categories = {categories}\nevery = "1h"\ndepth = 100\n'
            for source in ("itunes_rss", "google_play")
        )
    )


def serve_all(stores: StoresServer, home: Path) -> None:
    for watch in read_watchlist(Home(home)).watches:
        stores.serve(watch.series, APPS if watch.series.store == "apple" else PACKAGES)


def test_with_stores_it_captures_the_focus_countries_and_says_how_to_go_on(tmp_path: Path) -> None:
    follow(tmp_path, ["all", "productivity"], per_minute=60000)
    with StoresServer() as stores:
        serve_all(stores, tmp_path)
        with running(tmp_path, stores.url, "up", "--no-browser") as (said, address):
            (line,) = re.findall(r"^    7 \* \* \* \*  (.*)$", said, re.MULTILINE)
            assert "SIMULATED" not in get(address)
            deadline = monotonic() + 60
            while len(captured_in(tmp_path)) < 8 and monotonic() < deadline:
                sleep(0.2)  # the dashboard is there already
        of_a_category = ["genre=" in one.path or b"PRODUCTIVITY" in one.body for one in stores.requests]
        assert sorted(of_a_category) == of_a_category, "the overall charts come first, the others behind the dashboard"
        assert {one.asked.country for one in stores.requests if one.asked} == {"us", "sa"}
        captured = captured_in(tmp_path)
        assert captured == [(store, country) for store in ("apple", "google") for country in ("sa", "us") for _ in "12"]
        # as cron runs it: without our PATH, and elsewhere
        environment = {"PATH": "/usr/bin:/bin", "PYTHONPATH": str(ROOT), "RANK_TRACKER_MIRROR": stores.url}
        ran = subprocess.run(["/bin/sh", "-c", line], cwd="/", env=environment, capture_output=True, text=True)
        assert ran.returncode == 0, ran.stderr
        assert "there is no such file, so nothing to check" in ran.stderr
    assert set(captured_in(tmp_path)) == {*captured, ("apple", "de"), ("google", "de")}


def test_started_again_it_does_not_wait_for_what_was_left(tmp_path: Path) -> None:
    with StoresServer() as stores:
        follow(tmp_path, ["all"], per_minute=60000)
        serve_all(stores, tmp_path)
        with running(tmp_path, stores.url, "up", "--no-browser"):
            before = len(stores.requests)
        categories = ["all", "productivity", "education", "games", "news", "finance", "travel"]
        follow(tmp_path, categories, per_minute=60)
        serve_all(stores, tmp_path)
        with running(tmp_path, stores.url, "up", "--no-browser") as (said, _):
            asked = len(stores.requests) - before
        assert "every hour" in said
    assert 2 <= asked < 24, "a store each, and not yet all six categories of two countries in both"


def test_the_line_to_ask_with_runs_where_the_program_is_on_no_path(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "/usr/bin:/bin")
    ran = subprocess.run(["/bin/sh", "-c", ask_command(home)], capture_output=True, text=True, cwd="/")
    assert ran.returncode == 0, ran.stderr


def test_an_address_that_is_taken_is_named(tmp_path: Path) -> None:
    with running(tmp_path, NO_STORE, "serve") as (_, address):
        port = address.rstrip("/").rpartition(":")[2]
        second = subprocess.run(
            [sys.executable, "-m", "jobs", "--home", str(tmp_path), "serve", "--port", port],
            capture_output=True,
            text=True,
        )
    assert second.returncode == 2
    assert f"cannot listen on 127.0.0.1:{port}" in second.stderr
    assert "Traceback" not in second.stderr
