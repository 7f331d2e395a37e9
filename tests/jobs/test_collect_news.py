"""The whole line of news: feed → fetch → inbox → ingest → published articles and candidates, over real HTTP."""

import csv
import io
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tests import stores_feeds as wire
from tests.jobs.conftest import Run
from tests.stores_server import StoresServer
from tracker import catalog
from tracker.config import Home
from tracker.diagnosis import check_feeds
from tracker.queries.feed_health import feed_health
from tracker.storage.database import lock, reading, writing

NOW = datetime.now(UTC).replace(microsecond=0)
YESTERDAY = NOW - timedelta(days=1)
FEEDS = """feed,enabled,kind,address,query,outlet,language,tier,assistants,about_ai,every,note
paper,yes,syndication,https://paper.example/ai.xml,,The Paper,en,press,,yes,1d,
vendor,yes,syndication,https://vendor.example/feed.json,,xAI,en,official,grok,yes,1d,
google,yes,google_news,,Grok,,en,press,grok,yes,1d,
world,yes,gdelt,,"(""غروك"")",,ar,press,,yes,1d,
hn,yes,hacker_news,,grok,,en,aggregator/copy,grok,yes,1d,
status,yes,statuspage,https://status.vendor.example/api/v2/incidents.json,,Grok status,en,official,grok,yes,1d,
spare,no,syndication,https://spare.example/feed,,Spare,en,press,,yes,1d,
"""
PAPER, VENDOR = "https://paper.example/ai.xml", "https://vendor.example/feed.json"
GOOGLE = "https://news.google.com/rss/search*"
STATUS = "https://status.vendor.example/api/v2/incidents.json"
SPEED = "[fetch]\nper_minute = 60000\ntries = 1\nconnect_seconds = 1\nread_seconds = 2\n"


@pytest.fixture
def home(tmp_path: Path) -> Home:
    home = Home(tmp_path / "home")
    home.root.mkdir()
    home.watchlist_file.write_text(f"charts = []\n{SPEED}")
    (home.root / "feeds.csv").write_text(FEEDS, encoding="utf-8")
    shipped = [feed.feed for feed in catalog.SHIPPED.feeds]
    pauses = '"news.google.com" = 0\n"api.gdeltproject.org" = 0\n'
    (home.root / "news.toml").write_text(f"off = {shipped}\n[pauses]\n{pauses}", encoding="utf-8")
    return home


@pytest.fixture
def stores(monkeypatch: pytest.MonkeyPatch) -> Iterator[StoresServer]:
    """A day on which Indonesia blocks Grok, and little else happens."""
    with StoresServer() as stores:
        monkeypatch.setenv("RANK_TRACKER_MIRROR", stores.url)
        shelf = stores.feeds
        shelf.put(PAPER, wire.rss([
            ("Indonesia blocks Grok over deepfakes", "https://paper.example/grok", YESTERDAY),
            ("Nvidia unveils a chip", "https://paper.example/chip", YESTERDAY),
        ]))  # fmt: skip
        shelf.put(
            VENDOR, wire.json_feed([("Grok 9 is here", "https://x.ai/news/grok-9", YESTERDAY)]), "application/json"
        )
        shelf.put(GOOGLE, wire.google_news([
            ("Jakarta bans Musk chatbot Grok", "Straits Post", YESTERDAY),
            ("Indonesia restricts access to Grok", "Asia Times", YESTERDAY + timedelta(hours=2)),
            ("Indonesia restricts access to Grok", "Copy Times", YESTERDAY + timedelta(hours=3)),
        ]))  # fmt: skip
        shelf.put("https://api.gdeltproject.org/api/v2/doc/doc*", wire.gdelt([
            ("إندونيسيا تحجب غروك بسبب صور مزيفة", "https://akhbar.example/1", "Arabic", YESTERDAY),
        ]), "application/json")  # fmt: skip
        shelf.put("https://hn.algolia.com/api/v1/search_by_date*", wire.hacker_news([
            ("Show HN: a Grok client", "https://hobby.example/grok", 30, YESTERDAY),
        ]), "application/json")  # fmt: skip
        shelf.put(STATUS, wire.statuspage([
            ("Elevated errors on a small API", "minor", YESTERDAY, YESTERDAY + timedelta(minutes=5)),
        ]), "application/json")  # fmt: skip
        yield stores


def ask(run: Run, query: str) -> list[list[str]]:
    ran = run("sql", query, "--format", "csv")
    assert ran.code == 0, ran.err
    return list(csv.reader(io.StringIO(ran.out)))[1:]


def test_a_day_of_feeds_becomes_articles_links_and_few_candidates(run: Run, home: Home, stores: StoresServer) -> None:
    ran = run("collect", "news")
    assert ran.code == 0, ran.err
    assert "looked at 6 feeds, 0 failed; 9 entries" in ran.err
    assert ask(run, "select feed, status, entries from feed_coverage order by feed") == [
        ["google", "ok", "3"], ["hn", "ok", "1"], ["paper", "ok", "2"], ["status", "ok", "1"], ["vendor", "ok", "1"],
        ["world", "ok", "1"],
    ]  # fmt: skip
    assert ask(run, "select title, copy_of is not null, published_at = seen_at from article where feed = 'google'") == [
        ["Jakarta bans Musk chatbot Grok", "false", "false"],
        ["Indonesia restricts access to Grok", "false", "false"],
        ["Indonesia restricts access to Grok", "true", "false"],
    ]
    (candidate,) = ask(run, "select event_id, category, assistants, countries, origin, precision from event_candidate")
    assert candidate[1:] == ["regulation", "['grok']", "['id']", "news", "day"]
    sources = "select s.publisher from event_source s join event_candidate using (event_id) order by position"
    assert {publisher for (publisher,) in ask(run, sources)} == {
        "The Paper", "Straits Post", "akhbar.example", "Asia Times",
    }  # fmt: skip


def test_a_candidate_shows_its_evidence_and_is_accepted_or_rejected_for_good(
    run: Run, home: Home, stores: StoresServer
) -> None:
    run("collect", "news")
    ((candidate,),) = ask(run, "select event_id from event_candidate")
    assert "[candidate] Grok: news of a ban" in run("event", "list", "--status", "candidate").out
    shown = run("event", "show", candidate).out
    for said in (
        "Jakarta bans Musk chatbot Grok",
        "Straits Post",
        "إندونيسيا تحجب غروك",
        "why: grok: غروك (name)",
        "copy: ",
    ):
        assert said in shown
    assert run("event", "reject", candidate).code == 0
    assert ask(run, "select count(*) from event_candidate") == [["0"]]
    more = wire.rss([("Indonesia bans Grok, says ministry", "https://paper.example/grok-2", YESTERDAY)])
    stores.feeds.put(PAPER, more)
    assert run("collect", "news", "--now", "--feed", "paper").code == 0
    assert ask(run, "select count(*) from event_candidate") == [["0"]]  # it grew, and stays rejected
    assert run("event", "accept", candidate).code == 0
    assert ask(run, "select event_id, origin from event where origin <> 'shipped'") == [[candidate, "own"]]
    assert ask(run, f"select count(*) >= 6 from event_article where event_id = '{candidate}'") == [["true"]]


def test_a_threshold_counts_from_the_next_look_on(run: Run, home: Home, stores: StoresServer) -> None:
    run("collect", "news")
    assert ask(run, "select count(*) from event_candidate") == [["1"]]
    settings = home.root / "news.toml"
    said = settings.read_text(encoding="utf-8")
    settings.write_text(f"{said}[candidates]\nleast_salience = 50\n", encoding="utf-8")
    before = len(stores.requests)
    assert run("collect", "news").code == 0
    assert len(stores.requests) == before  # nothing is due
    assert ask(run, "select count(*) from event_candidate") == [["0"]]
    settings.write_text(f"{said}[clusters]\njoin_score = 2\nmerge_score = 2\n", encoding="utf-8")
    run("collect", "news")
    assert ask(run, "select count(*) from event_candidate") == [["0"]]  # each headline alone: one outlet each


def test_a_feed_that_did_not_change_is_not_sent_again(run: Run, home: Home, stores: StoresServer) -> None:
    run("collect", "news")
    assert run("collect", "news", "--now", "--feed", "paper", "--feed", "vendor").code == 0
    statuses = ask(run, "select feed, status from feed_coverage where feed in ('paper', 'vendor') order by all")
    assert statuses == [["paper", "ok"], ["paper", "unchanged"], ["vendor", "ok"], ["vendor", "unchanged"]]
    asked = [one for one in stores.requests if one.path == "/paper.example/ai.xml"]
    assert ["If-None-Match" in one.headers for one in asked] == [False, True]
    assert ask(run, "select count(*) from article where feed = 'paper'") == [["2"]]


def test_a_second_run_in_the_same_slot_asks_nothing(run: Run, home: Home, stores: StoresServer) -> None:
    run("collect", "news")
    before = len(stores.requests)
    assert run("collect", "news").code == 0
    assert len(stores.requests) == before


def test_a_feed_that_failed_is_named_and_asked_again_and_the_rest_is_stored(
    run: Run, home: Home, stores: StoresServer
) -> None:
    stores.feeds.fail(PAPER, 503)
    stores.feeds.put(VENDOR, b"<!DOCTYPE html><html><body>Please wait</body></html>", "text/html")
    ran = run("collect", "news")
    assert ran.code == 1
    assert "feed paper: http_error: HTTP 503" in ran.err
    assert "feed vendor: parse_error: wanted RSS, Atom or JSON Feed, got '<!DOCTYPE html>" in ran.err
    assert ask(run, "select count(*) > 3 from article") == [["true"]]
    stores.feeds.put(PAPER, wire.rss([("Grok is back", "https://paper.example/back", YESTERDAY)]))
    assert run("collect", "news", "--feed", "paper").code == 0
    assert ask(run, "select status from feed_coverage where feed = 'paper'") == [["ok"]]


def test_a_slot_that_nobody_ran_is_a_row(run: Run, home: Home, stores: StoresServer) -> None:
    run("collect", "news")
    with lock(home, "ingest"), writing(home) as connection:
        connection.execute("UPDATE feed_watch SET valid_from = valid_from - INTERVAL 2 DAY WHERE feed = 'paper'")
    run("publish")
    assert ask(run, "select status, count(*) from feed_coverage where feed = 'paper' group by 1 order by 1") == [
        ["missed", "2"], ["ok", "1"],
    ]  # fmt: skip


def test_the_doctor_names_a_feed_that_is_silent_for_days(run: Run, home: Home, stores: StoresServer) -> None:
    stores.feeds.fail(PAPER, 503)
    run("collect", "news")
    assert "news: 6 feeds, 1 failed at their newest slot" in run("doctor").out, "once is no matter"
    with reading(home.charts_file) as connection:
        (found,) = check_feeds(feed_health(connection), datetime.now(UTC) + timedelta(days=3))
    assert found.sentence == "news: 1 of 6 feeds did not answer for two days: paper (http_error: HTTP 503)"
    stores.feeds.put(PAPER, wire.rss([]))
    run("collect", "news", "--feed", "paper")
    assert "news: 6 feeds, 0 failed at their newest slot" in run("doctor").out


def test_only_what_is_switched_on_is_asked_but_what_is_named_is(run: Run, home: Home, stores: StoresServer) -> None:
    stores.feeds.put("https://spare.example/feed", wire.atom([("Grok", "https://spare.example/1", YESTERDAY)]))
    run("collect", "news", "--kind", "syndication")
    assert {one.path.split("/")[1] for one in stores.requests} == {"paper.example", "vendor.example"}
    assert run("collect", "news", "--feed", "spare").code == 0
    assert ask(run, "select feed from article where feed = 'spare'") == [["spare"]]


def test_news_and_charts_may_be_collected_at_once(run: Run, home: Home, stores: StoresServer) -> None:
    run("sql", "select 1")
    with lock(home, "collect"):
        half = home.inbox / ".20260101T000000Z.apple.us.iphone.top-free.all.itunes_rss.abcd.payload.gz.part"
        half.write_bytes(b"what another run is writing")
        assert run("collect", "news", "--feed", "paper").code == 0
        assert half.exists()
    with lock(home, "collect-news"):
        assert run("collect", "news").code == 3


def test_feeds_are_parsed_again_like_charts(run: Run, home: Home, stores: StoresServer) -> None:
    run("collect", "news")
    everything = "select article_id, title, categories, countries, feed, tier, copy_of from article order by all"
    before, candidates = ask(run, everything), ask(run, "from event_candidate")
    assert "other list" not in run("reparse").err
    with lock(home, "ingest"), writing(home) as connection:  # as an older parser would have left it
        connection.execute("DELETE FROM article_link WHERE alias = 'غروك'")
        connection.execute("UPDATE article SET categories = [] WHERE feed = 'world'")
    ran = run("reparse", "--source", "gdelt", "--dry-run")
    assert "ok, other list: 1 slots" in ran.err
    ran = run("reparse")
    assert ran.code == 0
    assert "ok, other list: 1 slots" in ran.err
    assert ask(run, everything) == before
    assert ask(run, "from event_candidate") == candidates


@pytest.mark.parametrize(
    ("arguments", "settings", "sentence"),
    [
        (["--feed", "nowhere"], "", "no feed 'nowhere'"),
        ([], "of = ['paper']", "no setting is called 'of'; check its spelling against docs/news.md"),
        ([], "off = ['nowhere']", "no feed 'nowhere'"),
        ([], "[clusters]\njoin_score = -1", "'clusters.join_score': Input should be greater than 0, got -1"),
        ([], "off = [", "not valid TOML"),
    ],
)
def test_a_mistake_is_one_sentence_and_nothing_is_asked(
    run: Run, home: Home, stores: StoresServer, arguments: list[str], settings: str, sentence: str
) -> None:
    if settings:
        (home.root / "news.toml").write_text(settings, encoding="utf-8")
    ran = run("collect", "news", *arguments)
    assert (ran.code, stores.requests) == (2, [])
    assert sentence in ran.sentence


def test_a_row_of_feeds_that_cannot_be_true_is_named_with_its_line(run: Run, home: Home, stores: StoresServer) -> None:
    with (home.root / "feeds.csv").open("a", encoding="utf-8") as file:
        file.write("bad,yes,syndication,http://plain.example/,,P,en,press,,no,1h,\n")
    ran = run("collect", "news")
    assert ran.code == 2
    assert "line 9: address is 'http://plain.example/'; wanted one that begins with https://" in ran.sentence
