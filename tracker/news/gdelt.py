"""GDELT DOC 2.0: articles of the world's press by words and language.

Source  https://api.gdeltproject.org/api/v2/doc/doc?query=…&mode=artlist&format=json, no key, one call in 5 seconds
Depth   250 articles a call
Quirks  errors arrive as plain text with HTTP 200; seendate is when its crawler came by, in steps of 15 minutes; one
        text stands under many domains; English queries find machine translations
"""

import json
from collections.abc import Mapping
from datetime import datetime, timedelta
from urllib.parse import quote

from tracker.errors import ParseError, RateLimitedError
from tracker.models import Request
from tracker.news.entries import FeedContent, FeedEntry, first_entries
from tracker.news.feed_body import body_text
from tracker.news.headline import plain_text

HOST = "api.gdeltproject.org"
BACK = timedelta(days=1)
LANGUAGES = {
    "arabic": "ar", "chinese": "zh", "english": "en", "french": "fr", "german": "de", "italian": "it", "japanese": "ja",
    "korean": "ko", "spanish": "es", "portuguese": "pt", "russian": "ru", "turkish": "tr", "indonesian": "id",
    "malay": "ms", "hindi": "hi", "dutch": "nl", "polish": "pl", "persian": "fa", "urdu": "ur", "ukrainian": "uk",
    "greek": "el", "vietnamese": "vi", "thai": "th", "swedish": "sv", "romanian": "ro", "hebrew": "he",
}  # fmt: skip


def gdelt_request(query: str, until: datetime) -> Request:
    """The newest 250 articles of the day before `until`."""
    since = until - BACK
    return Request(
        "GET",
        f"https://{HOST}/api/v2/doc/doc?query={quote(query, safe='')}&mode=artlist&format=json&maxrecords=250"
        f"&sort=datedesc&startdatetime={since:%Y%m%d%H%M%S}&enddatetime={until:%Y%m%d%H%M%S}",
    )


def parse_gdelt(body: bytes, headers: Mapping[str, str], language: str) -> FeedContent:
    """Every article. Raises ParseError, also for an error told in plain text; RateLimitedError if it is that."""
    text, doubt = body_text(body, headers, language)
    try:
        answer = json.loads(text, strict=False)  # titles hold control characters now and then
    except (ValueError, RecursionError) as error:
        if "limit requests" in text[:500].lower():
            raise RateLimitedError(f"GDELT: it says we ask too often: {text[:100]!r}") from error
        raise ParseError(f"GDELT: wanted articles[], got {text[:100]!r}") from error
    articles = answer.get("articles", []) if isinstance(answer, dict) else None  # {}: nothing matched
    if not isinstance(articles, list):
        raise ParseError(f"GDELT: wanted articles[], got {text[:60]!r}")
    content = FeedContent(doubt=doubt)
    for one in first_entries(articles, content):
        domain = str(one.get("domain") or "").removeprefix("www.")
        written_in = LANGUAGES.get(str(one.get("language") or "").lower(), "")
        content.entries.append(
            FeedEntry(
                title=plain_text(str(one.get("title") or "")),
                url=str(one.get("url") or ""),
                published=str(one.get("seendate") or ""),
                is_crawl_time=True,
                outlet=domain,
                language=written_in,
            )
        )
    return content
