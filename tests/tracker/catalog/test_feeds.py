"""Sources of news: each asked where it says, in three languages, and every mistake in a row named."""

from dataclasses import replace

import pytest

from tests.conftest import at
from tracker import catalog
from tracker.catalog import SHIPPED
from tracker.catalog.feeds import FEED_COLUMNS, FEED_KINDS, read_feeds
from tracker.catalog.rows import is_url, read_rows
from tracker.config import Home
from tracker.errors import ConfigurationError
from tracker.models import Slot
from tracker.news.feeds import feed_host, feed_request
from tracker.news_config import read_news, shipped_news
from tracker.news_series import feed_watches, news_errand, news_series

HEAD = ",".join(FEED_COLUMNS) + "\n"
GOOD = "mine,yes,syndication,https://mine.example/feed,,Mine,en,press,grok,yes,1h,seen\n"
SLOT_TIME = at("2026-11-20 06:00")


def test_there_is_every_kind_of_source_and_every_language() -> None:
    assert {feed.kind for feed in SHIPPED.feeds} == set(FEED_KINDS)
    for kind in ("google_news", "gdelt"):
        assert {feed.language for feed in SHIPPED.feeds if feed.kind == kind} == {"en", "ar", "zh"}


def test_every_feed_asks_its_own_address_over_https() -> None:
    asked = {feed.feed: feed_request(feed, SLOT_TIME, ["6448311069"]).url for feed in SHIPPED.feeds}
    assert all(is_url(url) and url.startswith(f"https://{feed_host(feed)}/")
               for feed, url in ((feed, asked[feed.feed]) for feed in SHIPPED.feeds))  # fmt: skip
    assert len(set(asked.values())) == len(asked)


def test_the_three_places_of_a_google_search_agree() -> None:
    feed = next(feed for feed in SHIPPED.feeds if feed.feed == "google-deepseek-ar")
    url = feed_request(feed, SLOT_TIME, []).url
    assert url.endswith("&hl=ar&gl=EG&ceid=EG:ar")
    assert "%D8%AF%D9%8A%D8%A8" in url


def test_gdelt_is_asked_for_the_day_before_the_slot() -> None:
    feed = next(feed for feed in SHIPPED.feeds if feed.feed == "gdelt-ar")
    assert "&startdatetime=20261119060000&enddatetime=20261120060000" in feed_request(feed, SLOT_TIME, []).url


@pytest.mark.parametrize(
    ("row", "sentence"),
    [
        (GOOD.replace("mine,", "My Feed,"), "feed is 'My Feed'"),
        (GOOD.replace("syndication", "gopher"), "kind is 'gopher'"),
        (GOOD.replace("https://", "http://"), "begins with https://"),
        (GOOD.replace("syndication", "gdelt"), "query is empty"),
        (GOOD.replace("grok", "clippy"), "assistants names 'clippy'"),
        (GOOD.replace(",1h,", ",5h,"), "every is '5h'"),
        (GOOD.replace(",press,", ",gossip,"), "tier is 'gossip'"),
        (GOOD + GOOD, "stands in line 2 too"),
    ],
)
def test_a_row_that_cannot_be_true_is_named(row: str, sentence: str) -> None:
    with pytest.raises(ConfigurationError, match=r"line [23]") as refused:
        read_feeds(read_rows(HEAD + row, "feeds.csv", FEED_COLUMNS), catalog.assistants())
    assert sentence in str(refused.value)


def test_what_is_known_of_the_same_address_is_asked_for_only_if_it_changed() -> None:
    (feed,) = read_feeds(read_rows(HEAD + GOOD, "feeds.csv", FEED_COLUMNS), catalog.assistants())
    (watch,) = feed_watches([feed, replace(feed, enabled=False)])
    slot = Slot(watch.series, SLOT_TIME, 1)
    assert news_series(feed).name == "news/any/any/articles/mine/syndication"
    known = {"mine": ("https://mine.example/feed", '"abc"', "Thu, 19 Nov 2026 00:00:00 GMT")}
    assert dict(news_errand(feed, slot, known).request.headers) == {
        "If-None-Match": '"abc"', "If-Modified-Since": "Thu, 19 Nov 2026 00:00:00 GMT",
    }  # fmt: skip
    moved = {"mine": ("https://mine.example/old", '"abc"', None)}
    assert dict(news_errand(feed, slot, moved).request.headers) == {}


def test_without_files_of_its_own_a_home_has_the_shipped_feeds(home: Home) -> None:
    assert read_news(home) == shipped_news()
