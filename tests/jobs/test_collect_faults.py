"""Stores that misbehave, through the command: exit codes, fallbacks, memory.

Every fault of every source is in tests/test_fault_matrix.py.
"""

import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.jobs.conftest import Run
from tests.stores_faults import BOMB, FAULTS, FLOOD, WRONG_COUNTRY
from tests.stores_server import StoresServer
from tests.stores_world import ALL_COUNTRIES, series_of, serve
from tests.watchlists import watchlist
from tracker.collect import THREADS_A_HOST
from tracker.config import Home
from tracker.fetch import BODY_LIMIT
from tracker.storage.database import reading

WATCHLIST = watchlist(("us", "de"), connect_seconds=2, read_seconds=1.5, fallback=["apple_viewtop"])


Ask = Callable[[str], list[tuple[object, ...]]]


@pytest.fixture
def home(tmp_path: Path) -> Home:
    home = Home(tmp_path / "home")
    home.root.mkdir()
    home.watchlist_file.write_text(WATCHLIST)
    return home


@pytest.fixture
def stores(home: Home, monkeypatch: pytest.MonkeyPatch) -> Iterator[StoresServer]:
    """Stores in which all is well."""
    with StoresServer() as stores:
        for country in ("us", "de"):
            for source in ("itunes_rss", "apple_viewtop", "google_play"):
                for series in series_of(source, country):
                    serve(stores, series)
        monkeypatch.setenv("RANK_TRACKER_MIRROR", stores.url)
        yield stores


@pytest.fixture
def ask(home: Home) -> Ask:
    """What the published charts answer to a query."""

    def answer(query: str) -> list[tuple[object, ...]]:
        with reading(home.charts_file) as connection:
            return connection.execute(query).fetchall()

    return answer


@pytest.mark.parametrize(
    ("fault", "code"),
    [
        ("gzip", 0),
        ("moved to a new host", 0),
        ("clock a day off", 0),
        ("403", 1),
        ("half a gzip", 1),
        ("empty list", 1),
    ],
)
def test_the_exit_code_is_1_when_something_failed_and_0_when_all_is_stored(
    run: Run, stores: StoresServer, ask: Ask, fault: str, code: int
) -> None:
    stores.fail("google_play", "us", FAULTS[fault])
    assert run("collect", "charts").code == code
    stored = ask("SELECT country, source FROM coverage WHERE status IN ('ok', 'suspect') ORDER BY ALL")
    rest = [("de", "google_play"), ("de", "itunes_rss"), ("us", "itunes_rss")]
    assert stored == sorted([*rest, *([("us", "google_play")] if code == 0 else [])])


def test_a_doubt_is_named_though_it_is_no_failure(run: Run, stores: StoresServer) -> None:
    stores.fail("google_play", "us", FAULTS["clock a day off"])
    ran = run("collect", "charts")
    assert ran.code == 0
    assert re.search(r"google/us/\S+: suspect: clock: ours says .* UTC, the store's", ran.err)


def test_a_store_that_recovers_while_we_wait_has_not_failed(run: Run, stores: StoresServer, home: Home) -> None:
    home.watchlist_file.write_text(WATCHLIST.replace("tries = 1", "tries = 2"))
    stores.fail("google_play", "us", FAULTS["429 with Retry-After"], times=1)
    assert run("collect", "charts", "--store", "google", "--country", "us").code == 0
    assert len(stores.requests_for("google_play", "us")) == 2


def test_a_forbidden_feed_is_never_filled_with_another_chart(run: Run, stores: StoresServer, ask: Ask) -> None:
    """What the fallback gives is a series of its own: the feed's slot stays without a list."""
    stores.fail("itunes_rss", "us", FAULTS["403"])
    assert run("collect", "charts", "--store", "apple").code == 1
    fates = "SELECT country, source, status, http_status, depth_returned FROM coverage ORDER BY ALL"
    assert ask(fates) == [
        ("de", "itunes_rss", "ok", 200, 30),
        ("us", "apple_viewtop", "ok", 200, 30),
        ("us", "itunes_rss", "http_error", 403, None),
    ]
    lists = "SELECT DISTINCT source, chart, category FROM observation WHERE country = 'us'"
    assert ask(lists) == [("apple_viewtop", "top-free", "all")]
    states = "SELECT source, state, rank FROM rank_history('chatgpt', country := 'us') ORDER BY ALL"
    assert ask(states) == [("apple_viewtop", "ranked", 2), ("itunes_rss", "not_observed", None)]


def test_a_first_answer_of_google_play_for_another_country_cannot_be_noticed(
    run: Run, stores: StoresServer, ask: Ask
) -> None:
    """The limit of what the answer says; from the second capture on, a list of other apps is a doubt."""
    stores.fail("google_play", "us", WRONG_COUNTRY)
    assert run("collect", "charts", "--store", "google", "--country", "us").code == 0
    assert ask("SELECT status FROM coverage WHERE source = 'google_play'") == [("ok",)]
    stores.heal("google_play", "us")
    assert run("collect", "charts", "--store", "google", "--country", "us", "--now").code == 0
    assert ask("SELECT status FROM coverage WHERE source = 'google_play' ORDER BY scheduled_for") == [
        ("ok",),
        ("suspect",),
    ]


# --- memory: of a process of its own, at the true limit

PEAK = """
import re, sys
from pathlib import Path
from jobs.command import main
try:
    main(sys.argv[1:])
finally:
    print(re.search(r"VmHWM:\\s+(\\d+) kB", Path("/proc/self/status").read_text())[1])
"""


def peak_bytes(home: Home) -> int:
    """The most memory that a process needs to collect and ingest the charts of Google Play."""
    arguments = [sys.executable, "-c", PEAK, "--home", str(home.root), "collect", "charts", "--store", "google"]
    ran = subprocess.run(arguments, capture_output=True, text=True, check=False)
    return int(ran.stdout.split()[-1]) * 1024


@pytest.mark.skipif(not Path("/proc/self/status").is_file(), reason="the peak of memory is read from /proc")
def test_bodies_without_end_do_not_fill_the_memory(stores: StoresServer, home: Home, tmp_path: Path) -> None:
    """Thirty bodies of 500 MB each, plain and zipped, need no more than the four that are read at a time."""
    countries = ALL_COUNTRIES[:30]
    patient = watchlist(countries, connect_seconds=2, read_seconds=60)
    homes = [home, Home(tmp_path / "again")]
    for one in homes:
        one.root.mkdir(exist_ok=True)
        one.watchlist_file.write_text(patient)
    for country in countries:
        serve(stores, *series_of("google_play", country))
    well = peak_bytes(homes[0])
    for country, fault in zip(countries, 15 * [FLOOD, BOMB], strict=True):
        stores.fail("google_play", country, fault)
    assert peak_bytes(homes[1]) - well < (THREADS_A_HOST + 1) * BODY_LIMIT
    with reading(homes[1].charts_file) as connection:
        fates = connection.execute("SELECT error, count(*) FROM coverage WHERE status <> 'ok' GROUP BY ALL").fetchall()
    assert fates == [(f"the body is larger than {BODY_LIMIT} bytes", len(countries))]
