"""One article's page, or a file of it → its headline, outlet, date, language. Never its body.

Read in this order: JSON-LD, meta tags (OpenGraph among them), the page itself. Pages lie, or are in a hurry: each fact
comes from the first place that has one that can be true, and the date says how it is known.
"""

import json
import re
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urljoin, urlsplit

from bs4 import BeautifulSoup
from bs4.element import Tag

from tracker.catalog.rows import is_url
from tracker.errors import ParseError
from tracker.markup import read_foreign_markup
from tracker.news.dates import best_date, midnight, parse_date, url_day
from tracker.news.headline import language_of, plain_text, without_outlet

LONGEST_TEXT = 4_000_000  # letters
LONGEST_SCRIPT = 1_000_000  # letters of JSON-LD
DEEPEST = 12  # levels of JSON-LD that are looked at
ARTICLES = re.compile("Article|BlogPosting|Report$|LiveBlog|NewsItem", re.IGNORECASE)
TITLE_METAS = ("og:title", "twitter:title", "dc.title", "headline")
OUTLET_METAS = ("og:site_name", "application-name", "dc.publisher", "publisher")
DATE_METAS = (
    "article:published_time", "og:published_time", "datepublished", "date", "pubdate", "publishdate", "publish-date",
    "publish_date", "dc.date", "dc.date.issued", "dcterms.created", "parsely-pub-date", "sailthru.date",
    "article.published", "publication_date", "cxenseparse:recs:publishtime",
)  # fmt: skip
_DATE_LIKE = re.compile(
    r"\d{4}年\d{1,2}月\d{1,2}日(?:\s*\d{1,2}:\d{2})?|\d{1,2}\s+[^\W\d]+(?:\s+[^\W\d]+)?,?\s+\d{4}"
    r"|[^\W\d]+\s+\d{1,2},\s+\d{4}|\d{4}/\d{1,2}/\d{1,2}|\d{4}-\d{2}-\d{2}"
)


@dataclass(frozen=True, slots=True)
class PageFacts:
    title: str
    url: str  # the address the page gives itself, else where it was found; "": none
    outlet: str  # "": it does not say
    language: str  # ISO 639-1; "": not known
    published_at: datetime | None  # UTC; None: no date that can be true
    date_from: str | None  # jsonld | url | page
    summary: str = ""  # what the page says of itself in a sentence: it helps to propose, and is not kept


def read_page(body: bytes, url: str, seen_at: datetime, charset: str | None = None) -> PageFacts:
    """What an HTML page says of itself. Raises ParseError if it has no title, or is no HTML that can be read."""
    try:
        soup = read_foreign_markup(body, charset)
    except ValueError as error:
        raise ParseError(f"{url or 'the page'}: cannot be read as HTML ({error}); give the facts by hand") from error
    article = next(_linked_data(soup), {})
    metas = _metas(soup)
    outlet = plain_text(_name(article.get("publisher")) or _first(metas, OUTLET_METAS))
    title = _title(soup, article, metas)
    if not title:
        raise ParseError(f"{url or 'the page'}: wanted an article, found no title; give the facts by hand")
    found = best_date(
        [
            ("jsonld", parse_date(_text(article.get("datePublished")))),
            *(("jsonld", parse_date(metas[name])) for name in DATE_METAS if name in metas),
            ("url", midnight(url_day(url))),
            *(("page", parse_date(text)) for text in _dates_in_page(soup)),
        ],
        seen_at,
    )
    published_at, date_from = found or (None, None)
    host = (urlsplit(url).hostname or "").removeprefix("www.")
    return PageFacts(
        title=without_outlet(without_outlet(title, outlet), host),
        url=_own_address(soup, metas, url),
        outlet=outlet or host,
        language=_language(soup, title),
        published_at=published_at,
        date_from=date_from,
        summary=plain_text(_first(metas, ("og:description", "description"))),
    )


def read_text(text: str, seen_at: datetime) -> PageFacts:
    """What a plain text says: its first line is the title, its first address the source, its first date the date.

    Raises ParseError if it has no line.
    """
    lines = [line for line in map(plain_text, text[:LONGEST_TEXT].splitlines()[:200]) if line]
    title = next((line for line in lines if not is_url(line)), "")
    if not title:
        raise ParseError("wanted a text with a headline in its first line, found none; give the facts by hand")
    address = next((found[0].rstrip(".,;)]") for line in lines if (found := re.search(r"https?://\S+", line))), "")
    url = address if is_url(address) else ""
    dates = [parse_date(found) for line in lines for found in _DATE_LIKE.findall(line)]
    dated = best_date([("url", midnight(url_day(url))), *(("page", when) for when in dates)], seen_at)
    published_at, date_from = dated or (None, None)
    outlet = (urlsplit(url).hostname or "").removeprefix("www.")
    return PageFacts(title, url, outlet, language_of(title), published_at, date_from)


def _title(soup: BeautifulSoup, article: dict[str, Any], metas: dict[str, str]) -> str:
    """The first that there is: of the article's data, of the meta tags, of the heading, of the window."""
    headings = (heading.get_text(" ") for heading in soup.find_all("h1", limit=1))
    window = soup.title.get_text() if soup.title else ""
    said = (_text(article.get("headline")), _first(metas, TITLE_METAS), *headings, window)
    return next((found for found in map(plain_text, said) if found), "")


def _linked_data(soup: BeautifulSoup) -> Iterator[dict[str, Any]]:
    """Every article that the page's JSON-LD describes."""
    for script in soup.find_all("script", type="application/ld+json"):
        text = script.get_text()[:LONGEST_SCRIPT]
        try:
            said = json.loads(text, strict=False)
        except (ValueError, RecursionError):
            continue
        yield from _articles(said, 0)


def _articles(said: object, level: int) -> Iterator[dict[str, Any]]:
    if level > DEEPEST:
        return
    if isinstance(said, list):
        for one in said[:100]:
            yield from _articles(one, level + 1)
    elif isinstance(said, dict):
        kinds = said.get("@type")
        if any(ARTICLES.search(str(kind)) for kind in (kinds if isinstance(kinds, list) else [kinds])):
            yield said
        for key in ("@graph", "mainEntity", "mainEntityOfPage"):
            yield from _articles(said.get(key), level + 1)


def _metas(soup: BeautifulSoup) -> dict[str, str]:
    """What meta tags say, by their names in small letters; the first of each."""
    found: dict[str, str] = {}
    for tag in soup.find_all("meta", limit=500):
        name = next((str(tag[key]) for key in ("property", "name", "itemprop") if tag.get(key)), "")
        content = tag.get("content")
        if name and isinstance(content, str) and content.strip():
            found.setdefault(name.strip().lower(), content.strip())
    return found


def _dates_in_page(soup: BeautifulSoup) -> Iterator[str]:
    """What is written where dates stand: time tags, things called date, the lines after the heading."""
    for tag in soup.find_all("time", limit=5):
        yield _text(tag.get("datetime")) or tag.get_text(" ")
    for tag in soup.find_all(attrs={"itemprop": "datePublished"}, limit=3):
        yield _text(tag.get("datetime")) or _text(tag.get("content")) or tag.get_text(" ")
    dated = re.compile(r"(?:^|[-_ ])(?:date|time|published|pubtime|posted)", re.IGNORECASE)
    for tag in soup.find_all(class_=dated, limit=10):
        yield from _DATE_LIKE.findall(tag.get_text(" ")[:300])
    heading = soup.find("h1")
    if isinstance(heading, Tag):
        after = " ".join(str(text) for text in heading.find_all_next(string=True, limit=60))
        yield from _DATE_LIKE.findall(after[:3000])


def _own_address(soup: BeautifulSoup, metas: dict[str, str], url: str) -> str:
    """The page's canonical address, if it is one of the same host; else where it was found."""
    link = soup.find("link", rel="canonical")
    said = _text(link.get("href")) if isinstance(link, Tag) else ""
    for address in (said, metas.get("og:url", "")):
        with suppress(ValueError):  # brackets that hold no address
            whole = urljoin(url, address) if address else ""
            if is_url(whole) and (not url or urlsplit(whole).hostname == urlsplit(url).hostname):
                return whole
    return url


def _language(soup: BeautifulSoup, title: str) -> str:
    root = soup.find("html")
    said = _text(root.get("lang")) if isinstance(root, Tag) else ""
    match = re.match("[a-zA-Z]{2}(?![a-zA-Z])", said)
    return language_of(title, match[0].lower() if match else "")


def _first(metas: dict[str, str], names: tuple[str, ...]) -> str:
    return next((metas[name] for name in names if name in metas), "")


def _name(publisher: object) -> str:
    one = publisher[0] if isinstance(publisher, list) and publisher else publisher
    return _text(one.get("name")) if isinstance(one, dict) else _text(one)


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""
