"""Hacker News, by its search at Algolia: what programmers talk about, with points.

Source  https://hn.algolia.com/api/v1/search_by_date?query=…&tags=story, no key
Depth   up to 1000 stories a call
Quirks  a story without a link is a discussion: its own page stands for it; points are those of the moment
"""

import json
from collections.abc import Mapping
from datetime import datetime, timedelta
from urllib.parse import quote, urlsplit

from tracker.errors import ParseError
from tracker.models import Request
from tracker.news.entries import FeedContent, FeedEntry, first_entries
from tracker.news.feed_body import body_text
from tracker.news.headline import plain_text

HOST = "hn.algolia.com"
BACK = timedelta(days=3)  # points grow for a day or two
LEAST_POINTS = 20


def hacker_news_request(query: str, until: datetime) -> Request:
    """The stories of the three days before `until` that found some attention."""
    least = f"created_at_i>{int((until - BACK).timestamp())},points>{LEAST_POINTS}"
    return Request(
        "GET",
        f"https://{HOST}/api/v1/search_by_date?query={quote(query, safe='')}&tags=story"
        f"&numericFilters={quote(least, safe='')}&hitsPerPage=200&page=0",
    )


def parse_hacker_news(body: bytes, headers: Mapping[str, str], language: str) -> FeedContent:
    """Every story. Raises ParseError."""
    text, doubt = body_text(body, headers, language)
    try:
        hits = json.loads(text)["hits"]
        if not isinstance(hits, list):
            raise TypeError("hits is no list")
    except (ValueError, LookupError, TypeError, RecursionError) as error:
        raise ParseError(f"Hacker News: wanted hits[], got {text[:60]!r}") from error
    content = FeedContent(doubt=doubt)
    for hit in first_entries(hits, content):
        own_page = f"https://news.ycombinator.com/item?id={hit.get('objectID')}"
        url, points = str(hit.get("url") or own_page), hit.get("points")
        content.entries.append(
            FeedEntry(
                title=plain_text(str(hit.get("title") or "")),
                url=url,
                published=str(hit.get("created_at") or ""),
                is_crawl_time=True,  # when it was submitted: not before it was published
                outlet=_host(url),
                points=points if isinstance(points, int) and 0 <= points < 10**9 else None,
            )
        )
    return content


def _host(url: str) -> str:
    try:
        return (urlsplit(url).hostname or "").removeprefix("www.")
    except ValueError:
        return ""
