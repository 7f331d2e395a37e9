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
from tracker.config import Home

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
    home.watchlist_file.write_text(SPEED + "charts = []\n" if False else f"charts = []\n{SPEED}")
    (home.root / "feeds.csv").write_text(FEEDS, encoding="utf-8")
    shipped = [row["feed"] for row in csv.DictReader(Path("tracker/catalog/feeds.csv").open(encoding="utf-8"))]
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
    print(ask(run, "select title,outlet,copy_of,categories,countries,date_from from article"))
    print(ask(run, "select event_id,title,note from event_candidate"))
    assert 0
