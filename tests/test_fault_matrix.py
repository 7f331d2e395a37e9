"""What every fault of every source becomes, along the whole line: store → HTTP → inbox → ingest → published charts.

Nothing is made up: a fault is a status with its cause, never a rank, never an absence.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta

import duckdb
import pytest

from jobs.collect import collect_charts
from tests.stores_faults import ELSEWHERE, FAULTS
from tests.stores_server import StoresServer
from tests.stores_sources import NEW
from tests.stores_world import ALL_COUNTRIES, APPLE_APPS, CHATGPT, GOOGLE_APPS, NOT_SOLD, series_of, serve
from tracker.app_series import known_app_ids
from tracker.config import FetchSettings, Home, Watch, Watchlist
from tracker.fetch import Fetcher
from tracker.models import Series
from tracker.storage.database import reading

# Where a source cannot notice: Google Play does not say its country, so that only a list unlike the one before gives
# an answer for another one away, and the first answer cannot; a product page without a badge is a true answer; of one
# app in place of a list iTunes RSS makes a chart of one app, since that is how it writes one.
TABLE = """
fault                  | itunes_rss | apple_rss | apple_viewtop | apple_web | google_play | itunes_lookup | apple_badge
403                    | http       | http      | http          | http      | http        | http          | http
404                    | http       | http      | http          | http      | http        | http          | http
429                    | limited    | limited   | limited       | limited   | limited     | limited       | limited
429 with Retry-After   | limited    | limited   | limited       | limited   | limited     | limited       | limited
500                    | http       | http      | http          | http      | http        | http          | http
502 in HTML            | http       | http      | http          | http      | http        | http          | http
503                    | http       | http      | http          | http      | http        | http          | http
silence                | network    | network   | network       | network   | network     | network       | network
stall                  | network    | network   | network       | network   | network     | network       | network
drip                   | network    | network   | network       | network   | network     | network       | network
half a body            | network    | network   | network       | network   | network     | network       | network
429, half a body       | limited    | limited   | limited       | limited   | limited     | limited       | limited
half the chunks        | network    | network   | network       | network   | network     | network       | network
reset                  | network    | network   | network       | network   | network     | network       | network
500 MB                 | network    | network   | network       | network   | network     | network       | network
gzip bomb              | network    | network   | network       | network   | network     | network       | network
half a gzip            | network    | network   | network       | network   | network     | network       | network
half the JSON          | parse      | parse     | parse         | parse     | parse       | parse         | parse
consent page, 200      | parse      | parse     | parse         | parse     | parse       | parse         | parse
PlayGatewayError, 200  | parse      | parse     | parse         | parse     | limited     | parse         | parse
null frame, 200        | parse      | parse     | parse         | parse     | parse       | parse         | parse
empty list             | empty      | empty     | empty         | parse     | empty       | empty         | ok
wrong chart            | invalid    | invalid   | invalid       | invalid   | invalid     | invalid       | invalid
wrong country          | invalid    | invalid   | invalid       | invalid   | suspect     | invalid       | invalid
one entry, no list     | ok         | parse     | parse         | parse     | parse       | parse         | parse
ids of another type    | ok         | ok        | ok            | ok        | parse       | ok            | ok
gzip                   | ok         | ok        | ok            | ok        | ok          | ok            | ok
chunks                 | ok         | ok        | ok            | ok        | ok          | ok            | ok
moved to a new host    | ok         | ok        | ok            | ok        | ok          | ok            | ok
redirect loop          | network    | network   | network       | network   | network     | network       | network
redirect to consent    | parse      | parse     | parse         | parse     | parse       | parse         | parse
redirect elsewhere     | http       | http      | http          | http      | http        | http          | http
redirect to plain http | network    | network   | network       | network   | network     | network       | network
clock a day off        | suspect    | suspect   | suspect       | suspect   | suspect     | suspect       | suspect
"""
STATUS = {"http": "http_error", "limited": "rate_limited", "network": "network_error", "parse": "parse_error"}
HEADINGS, *LINES = ([cell.strip() for cell in line.split("|")] for line in TABLE.strip().splitlines())
SOURCES = HEADINGS[1:]
CELLS = {
    (source, fault): STATUS.get(word, word)
    for fault, *words in LINES
    for source, word in zip(SOURCES, words, strict=True)
}

# Words of which one stands in the error of every source that has one.
CAUSES: dict[str, tuple[str, ...]] = {
    "403": ("HTTP 403",),
    "404": ("HTTP 404",),
    "429": ("HTTP 429",),
    "429 with Retry-After": ("HTTP 429",),
    "500": ("HTTP 500",),
    "502 in HTML": ("HTTP 502",),
    "503": ("HTTP 503",),
    "silence": ("timed out",),
    "stall": ("timed out",),
    "drip": ("the body did not arrive in time",),
    "half a body": ("IncompleteRead",),
    "429, half a body": ("HTTP 429, ",),
    "half the chunks": ("IncompleteRead",),
    "reset": ("reset",),
    "500 MB": ("the body is larger than",),
    "gzip bomb": ("the body is larger than",),
    "half a gzip": ("the gzip body ends early",),
    "half the JSON": ("wanted",),
    "consent page, 200": ("Before you continue",),
    "PlayGatewayError, 200": ("wanted", "PlayGatewayError"),
    "null frame, 200": ("wanted", "refused the call"),
    "empty list": ("empty list", "no app", "no lockups", "returned none"),
    "wrong chart": ("the answer is", "wanted"),
    "wrong country": ("the answer is", "wanted", "churn"),
    "one entry, no list": ("wanted",),
    "ids of another type": ("wanted a package name",),
    "gzip": (),
    "chunks": (),
    "moved to a new host": (),
    "redirect loop": ("more than 5 redirects",),
    "redirect to consent": ("Before you continue",),
    "redirect elsewhere": ("HTTP 404",),
    "redirect to plain http": ("not https",),
    "clock a day off": ("clock: ours says",),
}

HEALTHY = "healthy"
COUNTRIES = dict(zip([HEALTHY, *CAUSES], ALL_COUNTRIES, strict=False))  # one a fault: one sweep meets them all

QUICK = FetchSettings(per_minute=60_000, connect_seconds=2, read_seconds=1.5, tries=1)
SMALL_LIMIT = 2_000_000  # bytes of a body; the true limit is met in tests/jobs/test_collect_faults.py

pytestmark = pytest.mark.xdist_group("fault matrix")


@dataclass(frozen=True)
class Swept:
    """Two sweeps of all sources: one in which all was well, then one in which each country had its fault."""

    connection: duckdb.DuckDBPyConnection
    failed: tuple[int, int]
    paths: tuple[str, ...]  # of the requests of the second sweep

    def newest(self, columns: str, series: Series) -> tuple[object, ...]:
        query = f"""
            SELECT {columns} FROM coverage
            WHERE (store, country, device, chart, category, source) = (?, ?, ?, ?, ?, ?)
            ORDER BY scheduled_for DESC LIMIT 1
        """
        row = self.connection.execute(query, astuple_of(series)).fetchone()
        assert row is not None
        return row

    def apps(self, series: Series) -> list[str]:
        """The ids in rank order that the newest capture left in the SQL surface."""
        query = """
            SELECT app_id FROM observation
            WHERE (store, country, device, chart, category, source) = (?, ?, ?, ?, ?, ?) AND observed_at = ?
            ORDER BY rank
        """
        rows = self.connection.execute(query, [*astuple_of(series), *self.newest("observed_at", series)]).fetchall()
        return [row[0] for row in rows]

    def states(self, series: Series) -> list[tuple[str, int | None]]:
        """State and rank of DeepSeek, ChatGPT and Claude (which is sold and does not rank) in the newest slot."""
        query = """
            SELECT state, rank FROM rank_states(
                ['deepseek', 'chatgpt', 'claude'], store := ?, country := ?, device := ?, chart := ?, category := ?,
                source := ?
            )
            WHERE scheduled_for = ? ORDER BY list_position(['deepseek', 'chatgpt', 'claude'], assistant)
        """
        slot = self.newest("scheduled_for", series)
        return self.connection.execute(query, [*astuple_of(series), *slot]).fetchall()

    def said_of_apps(self, series: Series) -> dict[str, bool]:
        query = "SELECT app_id, offered FROM app_details WHERE country = ? AND scheduled_for = ?"
        return dict(self.connection.execute(query, [series.country, *self.newest("scheduled_for", series)]).fetchall())

    def badges(self, series: Series) -> list[tuple[str, str, int]]:
        query = "SELECT app_id, category, rank FROM badge_rank WHERE country = ? AND scheduled_for = ?"
        return self.connection.execute(query, [series.country, *self.newest("scheduled_for", series)]).fetchall()


def astuple_of(series: Series) -> list[str]:
    return [series.store, series.country, series.device, series.chart, series.category, series.source]


@pytest.fixture(scope="module")
def swept(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Swept]:
    home = Home(tmp_path_factory.mktemp("matrix") / "home")
    watches = [
        Watch(series, timedelta(days=1), 100)
        for country in COUNTRIES.values()
        for source in SOURCES
        for series in series_of(source, country)
    ]
    watchlist = Watchlist(tuple(watches), (), QUICK)
    with StoresServer() as stores, pytest.MonkeyPatch.context() as patch:
        patch.setattr("tracker.fetch.BODY_LIMIT", SMALL_LIMIT)
        fetcher = Fetcher(QUICK, stores.url)
        for watch in watches:
            serve(stores, watch.series)
        well = collect_charts(home, watchlist, watches, fetcher, due_or_not=False, no_ingest=False)
        for name, fault in FAULTS.items():
            for source in SOURCES:
                stores.fail(source, COUNTRIES[name], fault)
        before = len(stores.requests)
        failed = collect_charts(home, watchlist, watches, fetcher, due_or_not=True, no_ingest=False)
        paths = tuple(one.path for one in stores.requests[before:])
    with reading(home.charts_file) as connection:
        yield Swept(connection, (well, failed), paths)


CHARTS = [source for source in SOURCES if source not in ("itunes_lookup", "apple_badge")]
HAS_LIST = ("ok", "suspect")
EVERY_CELL = pytest.mark.parametrize(("source", "fault"), CELLS, ids=[" × ".join(cell) for cell in CELLS])


def expected_apps(source: str, fault: str) -> list[str]:
    apps = [one.app_id for one in (GOOGLE_APPS if source == "google_play" else APPLE_APPS)]
    if fault == "wrong country":
        return [f"{app_id}0" for app_id in apps]
    return apps[:1] if fault == "one entry, no list" else apps


def test_the_table_has_every_fault() -> None:
    assert [fault for fault, *_ in LINES] == list(CAUSES) == list(FAULTS)
    assert len(COUNTRIES) == len(FAULTS) + 1


def test_every_failure_is_counted_and_nothing_else_is_one(swept: Swept) -> None:
    failures = [cell for cell, status in CELLS.items() if status not in HAS_LIST]
    assert swept.failed == (0, sum(len(series_of(source, "us")) for source, _ in failures))


@EVERY_CELL
def test_a_fault_is_its_status_with_its_cause(swept: Swept, source: str, fault: str) -> None:
    for series in series_of(source, COUNTRIES[fault]):
        status, error = swept.newest("status, error", series)
        assert status == CELLS[source, fault], error
        if status == "ok":
            assert error is None
        else:
            assert any(cause in str(error) for cause in CAUSES[fault]), error


@pytest.mark.parametrize("source", CHARTS)
@pytest.mark.parametrize("fault", [HEALTHY, *CAUSES])
def test_a_failure_is_neither_a_rank_nor_an_absence_and_a_list_has_its_ranks(
    swept: Swept, source: str, fault: str
) -> None:
    for series in series_of(source, COUNTRIES[fault]):
        if CELLS.get((source, fault), "ok") not in HAS_LIST:
            assert swept.apps(series) == []
            assert swept.states(series) == [("not_observed", None)] * 3
            continue
        apps = swept.apps(series)
        assert apps == expected_apps(source, fault)
        if fault != "wrong country":
            chatgpt = ("ranked", 2) if len(apps) > 1 else ("not_in_chart", None)
            assert swept.states(series) == [("ranked", 1), chatgpt, ("not_in_chart", None)]


@pytest.mark.parametrize("fault", [HEALTHY, *CAUSES])
def test_a_failed_lookup_says_of_no_app_that_it_is_not_sold(swept: Swept, fault: str) -> None:
    (series,) = series_of("itunes_lookup", COUNTRIES[fault])
    said = swept.said_of_apps(series)
    if CELLS.get(("itunes_lookup", fault), "ok") in HAS_LIST:
        assert said == {app_id: app_id != NOT_SOLD for app_id in known_app_ids("apple")}
    else:
        assert said == {}


@pytest.mark.parametrize("fault", [HEALTHY, *CAUSES])
def test_a_failed_page_shows_no_badge(swept: Swept, fault: str) -> None:
    (series,) = series_of("apple_badge", COUNTRIES[fault])
    shown = CELLS.get(("apple_badge", fault), "ok") in HAS_LIST and fault != "empty list"
    assert swept.badges(series) == ([(CHATGPT, "productivity", 2)] if shown else [])


def test_a_redirect_through_the_mirror_never_leaves_it(swept: Swept) -> None:
    country = COUNTRIES["redirect elsewhere"]
    elsewhere = [path for path in swept.paths if path.startswith(f"/{ELSEWHERE}/")]
    assert len(elsewhere) == len(SOURCES)
    assert any(f"/{country}/rss/" in path for path in elsewhere)
    moved = [path for path in swept.paths if path.startswith(f"/{NEW}")]
    assert len(moved) == len(SOURCES)
    looped = [path for path in swept.paths if f"/{COUNTRIES['redirect loop']}/rss/" in path]
    assert len(looped) == 6, "the first request and five redirects"
