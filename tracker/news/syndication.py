"""RSS, Atom and JSON Feed; and what scrapers make in place of the last, a bare list of entries.

Quirks  an entry may lack any field; Google News ends titles in " - Outlet" and names the outlet in <source>; a feed
        without entries is a feed; a title may hold markup, and a link any scheme
"""

import io
import json
from collections.abc import Mapping
from typing import Any

import feedparser

from tracker.errors import ParseError
from tracker.news.entries import BEYOND, FeedContent, FeedEntry, first_entries
from tracker.news.feed_body import body_text, safe_xml
from tracker.news.headline import plain_text, without_outlet

JSON_FEED = "https://jsonfeed.org/version/"
DATES = ("date_published", "published_date", "date_modified")


def parse_syndication(body: bytes, headers: Mapping[str, str], language: str) -> FeedContent:
    """Every entry. Raises ParseError for what is no feed, EmptyChartError for an empty body."""
    text, doubt = body_text(body, headers, language)
    content = _json_feed(text) if text.lstrip("\ufeff \t\r\n").startswith(("{", "[")) else _xml_feed(text)
    content.doubt = "; ".join(part for part in (doubt, content.doubt) if part) or None
    return content


def _xml_feed(text: str) -> FeedContent:
    text, cut = safe_xml(text)
    # A stream, never a string: feedparser would take a string for an address or a file, and fetch it.
    # It need not clean the markup: only plain text is taken out of it.
    found = feedparser.parse(
        io.BytesIO(text.encode("utf-8", "replace")),
        response_headers={"content-type": "application/xml; charset=utf-8"},
        sanitize_html=False,
        resolve_relative_uris=False,
    )
    if not found.get("version"):
        raise ParseError(f"wanted RSS, Atom or JSON Feed, got {text[:60]!r}")
    content = FeedContent([_xml_entry(entry) for entry in found.entries])
    if cut:
        content.refused[BEYOND] = cut
    if found.get("bozo"):
        content.doubt = f"not well-formed: {found.get('bozo_exception')!s:.150}"
    return content


def _xml_entry(entry: Any) -> FeedEntry:
    outlet = plain_text(_text(entry.get("source", {}).get("title")))
    published = entry.get("published") or entry.get("updated") or entry.get("created") or ""
    return FeedEntry(
        title=without_outlet(plain_text(_text(entry.get("title"))), outlet),
        url=_text(entry.get("link")) or _text(entry.get("id")),
        published=_text(published),
        outlet=outlet,
    )


def _json_feed(text: str) -> FeedContent:
    try:
        feed = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise ParseError(f"wanted RSS, Atom or JSON Feed, got {text[:60]!r}") from error
    if isinstance(feed, dict):
        items = feed.get("items") if str(feed.get("version", "")).startswith(JSON_FEED) else None
        if not isinstance(items, list):
            raise ParseError(f"wanted a JSON Feed, got an object with {', '.join(list(feed)[:5])[:80]!r}")
    else:
        items = feed
    content = FeedContent()
    for item in first_entries(items, content):
        url = _text(item.get("url")) or _text(item.get("external_url")) or _text(item.get("id"))
        published = next((date for date in map(_text, map(item.get, DATES)) if date), "")
        content.entries.append(FeedEntry(plain_text(_text(item.get("title"))), url, published))
    return content


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""
