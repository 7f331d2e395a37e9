"""What the news proposes waits on the page of events with the articles it rests on; its own page shows them too."""

from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest
from flask.testing import FlaskClient

from dashboard.app import create_app
from tests import stores_feeds as wire
from tests.conftest import at
from tests.dashboard.test_app import page_of
from tracker import catalog
from tracker.config import Home
from tracker.inbox import Inbox, payload_name
from tracker.ingest import ingest
from tracker.models import Answer, Payload, Request, Slot
from tracker.news_series import news_series
from tracker.queries.event_list import EventFilter, event_sources, listed_events
from tracker.queries.news_candidates import evidence
from tracker.storage.database import reading

TOKEN = "a token that is long enough"
DAY = at("2026-10-20 08:00")
HEADLINES = [
    ("Chile blocks Grok over <b>deepfakes</b>", "https://paper.example/1", DAY),
    ("Grok banned by Chilean regulator", "https://post.example/2", DAY + timedelta(hours=2)),
    ("تشيلي تحجب غروك", "https://akhbar.example/3", DAY + timedelta(hours=3)),
]


def put_feed(home: Home, name: str, body: bytes, seen: datetime) -> None:
    feed = next(feed for feed in catalog.SHIPPED.feeds if feed.feed == name)
    slot = Slot(news_series(feed), seen, 2000)
    answer = Answer(seen, seen, 200, {}, body, None, 1)
    Inbox(home.inbox).put(Payload(payload_name([slot]), (slot,), Request("GET", "https://x/"), answer, "run-1"))


@pytest.fixture
def client(home: Home) -> Iterator[FlaskClient]:
    found = [(title, link.split("/")[2], when) for title, link, when in HEADLINES]
    put_feed(home, "google-grok-en", wire.google_news(found), DAY + timedelta(days=1))
    ingest(home, None)
    client = create_app(home, token=TOKEN).server.test_client()
    assert isinstance(client, FlaskClient)
    yield client


def candidate_of(home: Home) -> str:
    with reading(home.charts_file) as connection:
        (candidate,) = listed_events(connection, EventFilter("candidate"))
    return candidate.event_id


def test_the_review_queue_shows_the_articles_to_whoever_signed_in(client: FlaskClient, home: Home) -> None:
    said, _ = page_of(client, path="/events")
    assert "paper.example" not in said
    client.post("/admin/session", json={"token": TOKEN})
    said, _ = page_of(client, path="/events")
    for word in ("Chile blocks Grok over deepfakes", "تشيلي تحجب غروك", "grok: Grok (name)", "3 articles, 3 outlets"):
        assert word in said
    assert "<b>" not in said
    answer = client.post(f"/admin/events/{candidate_of(home)}/reject", json={})
    assert answer.status_code == 204
    assert "Chile blocks Grok" not in page_of(client, path="/events")[0]


@pytest.mark.parametrize(("search", "words"), [("", "In the news"), ("?lang=ar", "في الأخبار")])
def test_the_page_of_an_event_has_its_articles_in_both_languages(
    client: FlaskClient, home: Home, search: str, words: str
) -> None:
    said, title = page_of(client, search, f"/events/{candidate_of(home)}")
    assert words in said
    assert "Chile blocks Grok over deepfakes" in said
    assert "Chile" in title or "تشيلي" in title


def test_a_story_near_a_known_event_joins_it_as_a_further_source(home: Home) -> None:
    known = next(
        one
        for one in catalog.events()
        if "deepseek" in one.assistants and one.category == "regulation" and one.precision == "day"
        and one.countries == ("it",)
    )  # fmt: skip
    when = at(f"{known.start} 10:00")
    body = wire.rss([("Italy blocks DeepSeek over privacy", "https://paper.example/it", when)])
    put_feed(home, "techcrunch-ai", body, when + timedelta(hours=3))
    ingested = ingest(home, None)
    assert ingested.candidates == 0
    with reading(home.charts_file) as connection:
        sources = event_sources(connection, known.event_id)
        assert [one.url for one in sources] == [*(one.url for one in known.sources), "https://paper.example/it"]
        assert [row.title for row in evidence(connection, known.event_id)] == ["Italy blocks DeepSeek over privacy"]
