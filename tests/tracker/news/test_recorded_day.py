"""A day of real feeds becomes a short list that a person would agree with: what docs/news.md shows, counted again."""

from datetime import datetime
from pathlib import Path
from typing import NamedTuple

import pytest

from tests.conftest import at
from tracker import catalog
from tracker.config import Home
from tracker.inbox import Inbox, payload_name
from tracker.ingest import ingest
from tracker.models import Answer, Payload, Request, Slot
from tracker.news_series import news_series
from tracker.storage.database import reading


class Day(NamedTuple):
    seen: datetime
    feeds: tuple[tuple[str, str], ...]  # which feed of ours, which recorded file
    counts: tuple[int, ...]  # entries, articles, about an assistant, of these in the newest three weeks
    joined: dict[str, int]  # known events, and how many articles joined each
    candidates: tuple[str, ...]


DAYS = (
    Day(
        at("2026-08-22 17:00"),
        (
            ("claude-releases", "feedseek_claude_2026-08-22.atom.xml"),
            ("xai-all", "feedseek_xai_2026-08-22.atom.xml"),
            ("anthropic-all", "feedseek_anthropic_2026-08-22.json"),
            ("anthropic-news", "olshansk_anthropic_news_2026-08.rss.xml"),
        ),
        (705, 661, 482, 56),
        {"2026-08-11-grok-bot": 1, "2026-08-12-grok-4-6": 2},
        ("2026-08-21 Grok Bot: news of prices",),
    ),
    Day(
        at("2026-04-30 14:00"),
        (
            ("aibase-zh", "mibuhand_aibase_daily_2026-04.xml"),
            ("hn-best", "mibuhand_hn_best_2026-04.xml"),
            ("deepseek-news", "mibuhand_deepseek_news_2026-04.xml"),
        ),
        (84, 84, 34, 18),
        {"2026-04-16-claude-opus-4-7": 2, "2026-04-23-gpt-5-5": 1, "2026-04-24-deepseek-v4-pro-flash-released": 2},
        (),
    ),
    Day(
        at("2026-05-28 12:00"),
        (("mistral-news", "olshansk_mistral_2026.rss.xml"), ("xai-news", "olshansk_xai_news_2026.rss.xml")),
        (93, 93, 59, 5),
        {},
        ("2026-05-14 Grok: news of a launch",),
    ),
    Day(
        at("2025-12-20 01:00"),
        (("google-ai-blog", "depodefi_google_ai_2025-12.rss.xml"),),
        (20, 20, 5, 5),
        {"2025-12-17-gemini-3-flash": 3},
        (),
    ),
)

COUNTS = """
    SELECT (SELECT sum(entries) FROM feed_fetch)::INTEGER, count(*)::INTEGER, (count(*) FILTER (is_linked))::INTEGER,
        (count(*) FILTER (is_linked AND published_at >= seen_at - INTERVAL 21 DAY))::INTEGER
    FROM (SELECT *, article_id IN (SELECT article_id FROM article_link) AS is_linked FROM article)
"""
JOINED = "SELECT event_id, count(*) FROM event_article SEMI JOIN event USING (event_id) GROUP BY ALL"
CANDIDATES = "SELECT start_date || ' ' || title FROM event_candidate ORDER BY ALL"


@pytest.mark.parametrize("day", DAYS, ids=lambda day: f"{day.seen:%F}")
def test_a_day_of_recorded_feeds_becomes_a_short_list(recorded: Path, home: Home, day: Day) -> None:
    feeds = {feed.feed: feed for feed in catalog.SHIPPED.feeds}
    for name, file in day.feeds:
        slot = Slot(news_series(feeds[name]), day.seen, 2000)
        answer = Answer(day.seen, day.seen, 200, {}, (recorded / "news" / file).read_bytes(), None, 1)
        payload = Payload(payload_name([slot]), (slot,), Request("GET", feeds[name].address), answer, "run-1")
        Inbox(home.inbox).put(payload)
    assert ingest(home, None).candidates == len(day.candidates)
    with reading(home.charts_file) as connection:
        counts = connection.execute(COUNTS).fetchone()
        joined = dict(connection.execute(JOINED).fetchall())
        candidates = tuple(title for (title,) in connection.execute(CANDIDATES).fetchall())
    assert (counts, joined, candidates) == (day.counts, day.joined, day.candidates)
