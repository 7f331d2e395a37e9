"""Feeds and pages on the simulated stores' server: bytes at an address, with an ETag and the answers it makes possible.

stores.feeds.put("https://openai.com/news/rss.xml", rss([("GPT-7 is here", "https://openai.com/7", when)]))
stores.feeds.fail("https://openai.com/news/rss.xml", 503)
stores.feeds.redirect("https://short.example/x", "http://127.0.0.1/secret")
"""

import hashlib
import json
import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from email.utils import format_datetime
from xml.sax.saxutils import escape

Entry = tuple[str, str, datetime]  # title, link, published


@dataclass(frozen=True)
class ShelfAnswer:
    status: int
    headers: Mapping[str, str]
    body: bytes


@dataclass
class FeedShelf:
    """What lies at which address. An address that ends in * stands for all that begin so."""

    _answers: dict[str, ShelfAnswer] = field(default_factory=dict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def put(self, url: str, body: bytes, content_type: str = "application/rss+xml", etag: bool = True) -> None:
        headers = {"Content-Type": content_type}
        if etag:
            headers["ETag"] = f'"{hashlib.sha256(body).hexdigest()[:12]}"'
        self._set(url, ShelfAnswer(200, headers, body))

    def fail(self, url: str, status: int) -> None:
        self._set(url, ShelfAnswer(status, {}, b"<html>no</html>"))

    def redirect(self, url: str, to: str) -> None:
        self._set(url, ShelfAnswer(302, {"Location": to}, b""))

    def _set(self, url: str, answer: ShelfAnswer) -> None:
        with self._lock:
            self._answers["/" + url.split("://", 1)[1]] = answer

    def answer(self, path: str, headers: Mapping[str, str]) -> ShelfAnswer | None:
        """What to send for /HOST/PATH of the mirror; None: it is no feed's address."""
        with self._lock:
            found = self._answers.get(path) or next(
                (one for url, one in self._answers.items() if url.endswith("*") and path.startswith(url[:-1])), None
            )
        if found is None or found.status != 200:
            return found
        asked = {name.lower(): value for name, value in headers.items()}
        if "ETag" in found.headers and asked.get("if-none-match") == found.headers["ETag"]:
            return ShelfAnswer(304, {"ETag": found.headers["ETag"]}, b"")
        return found


def rss(entries: Sequence[Entry], title: str = "A feed", head: str = "") -> bytes:
    """RSS 2.0 as most outlets serve it."""
    items = "".join(
        f"<item><title>{escape(title)}</title><link>{escape(link)}</link><guid>{escape(link)}</guid>"
        f"<pubDate>{format_datetime(when)}</pubDate><description>&lt;p&gt;Body&lt;/p&gt;</description></item>"
        for title, link, when in entries
    )
    return (
        f'<?xml version="1.0" encoding="UTF-8"?>{head}<rss version="2.0"><channel><title>{escape(title)}</title>'
        f"<link>https://example.org/</link>{items}</channel></rss>"
    ).encode()


def google_news(entries: Sequence[tuple[str, str, datetime]]) -> bytes:
    """Google News: titles end in the outlet, links lead to Google. Entries are title, outlet, published."""
    items = "".join(
        f"<item><title>{escape(title)} - {escape(outlet)}</title>"
        f"<link>https://news.google.com/rss/articles/CBMi{number:05d}{hash_of(title + outlet)}?oc=5</link>"
        f'<pubDate>{format_datetime(when)}</pubDate><source url="https://{escape(outlet)}">{escape(outlet)}</source>'
        "</item>"
        for number, (title, outlet, when) in enumerate(entries)
    )
    return (
        '<?xml version="1.0" encoding="UTF-8"?><rss version="2.0"><channel><generator>NFE/5.0</generator>'
        f"<title>search - Google News</title>{items}</channel></rss>"
    ).encode()


def atom(entries: Sequence[Entry]) -> bytes:
    items = "".join(
        f'<entry><title type="html">{escape(title)}</title><id>{escape(link)}</id><link href="{escape(link)}"/>'
        f"<published>{when.isoformat()}</published><updated>{when.isoformat()}</updated></entry>"
        for title, link, when in entries
    )
    return f'<?xml version="1.0"?><feed xmlns="http://www.w3.org/2005/Atom"><title>A</title>{items}</feed>'.encode()


def json_feed(entries: Sequence[Entry]) -> bytes:
    items = [
        {"id": link, "url": link, "title": title, "date_published": when.isoformat()} for title, link, when in entries
    ]
    return json.dumps({"version": "https://jsonfeed.org/version/1.1", "title": "J", "items": items}).encode()


def gdelt(entries: Sequence[tuple[str, str, str, datetime]]) -> bytes:
    """Entries are title, link, language in English words, when the crawler came by."""
    articles = [
        {"url": link, "url_mobile": "", "title": title, "seendate": f"{when:%Y%m%dT%H%M%SZ}", "socialimage": "",
         "domain": link.split("/")[2], "language": language, "sourcecountry": "Egypt"}
        for title, link, language, when in entries
    ]  # fmt: skip
    return json.dumps({"articles": articles}).encode()


def hacker_news(entries: Sequence[tuple[str, str, int, datetime]]) -> bytes:
    """Entries are title, link, points, submitted."""
    hits = [
        {"objectID": str(number), "title": title, "url": link, "points": points, "num_comments": 3,
         "created_at": f"{when:%Y-%m-%dT%H:%M:%SZ}", "created_at_i": int(when.timestamp())}
        for number, (title, link, points, when) in enumerate(entries)
    ]  # fmt: skip
    return json.dumps({"hits": hits, "nbHits": len(hits), "page": 0}).encode()


def statuspage(entries: Sequence[tuple[str, str, datetime, datetime]]) -> bytes:
    """Entries are name, impact, from when, until when."""
    incidents = [
        {"id": f"i{number}", "name": name, "impact": impact, "status": "resolved", "shortlink": None,
         "created_at": began.isoformat(), "started_at": began.isoformat(), "resolved_at": ended.isoformat()}
        for number, (name, impact, began, ended) in enumerate(entries)
    ]  # fmt: skip
    return json.dumps({"page": {"name": "A"}, "incidents": incidents}).encode()


def hash_of(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:12]
