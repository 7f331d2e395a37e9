"""Which feed is asked how, and what becomes of its entries: articles, or a reason why one is none."""

import re
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import parse_qsl, quote, urlencode, urlsplit, urlunsplit

from tracker.catalog.feeds import Feed
from tracker.catalog.news_words import NewsWords
from tracker.catalog.rows import is_url
from tracker.models import Request
from tracker.news import app_versions, gdelt, hacker_news
from tracker.news.app_versions import parse_app_versions
from tracker.news.dates import best_date, midnight, parse_date, url_day
from tracker.news.entries import Article, FeedContent, FeedEntry, Link
from tracker.news.facets import categories_of, countries_of, ideas_of
from tracker.news.gdelt import parse_gdelt
from tracker.news.hacker_news import parse_hacker_news
from tracker.news.headline import language_of, short_hash, title_key
from tracker.news.linking import Linker
from tracker.news.statuspage import parse_statuspage
from tracker.news.syndication import parse_syndication

GOOGLE_NEWS = "news.google.com"
GOOGLE_PLACES = {"en": ("en-US", "US", "US:en"), "ar": ("ar", "EG", "EG:ar"), "zh": ("zh-CN", "CN", "CN:zh-Hans")}
GOOGLE_BACK = "2d"  # about 100 items come at most: two days of one assistant are fewer
LONGEST_URL = 2000
_CAMPAIGN = re.compile("utm_|fbclid$|gclid$|oc$|ref$|cmp$|at_")

FOR_PROGRAMMERS = re.compile(
    r"\b(?:Bedrock|Vertex AI|Azure|Foundry|Databricks|GitHub|APIs?|SDK|CLI|MCP|Hermes Agent|OpenClaw|OpenCode)\b"
)
TELLING = frozenset({"model", "launch", "pricing", "outage", "security", "regulation", "policy"})
_PLACES_IN_A_PAGE = {"comments", "respond", "top", "main"}

Parser = Callable[[bytes, Mapping[str, str], str], FeedContent]


@dataclass(frozen=True, slots=True)
class FeedReading:
    """What one answer of a feed gave."""

    articles: tuple[Article, ...]
    entries: int  # that it had, usable or not
    refused: tuple[tuple[str, int], ...]  # so many for each reason
    doubt: str | None


@dataclass(frozen=True, slots=True)
class Knowledge:
    """What headlines are read with."""

    linker: Linker
    words: NewsWords
    apps: Mapping[str, str]  # assistant by the App Store's id
    vendors: frozenset[str]  # who makes an assistant, in lower case: what they publish is official

    def ideas_of(self, text: str) -> tuple[str, ...]:
        return ideas_of(text, self.words)


def feed_request(feed: Feed, scheduled_for: datetime, app_ids: Sequence[str]) -> Request:
    """What to ask for one slot of a feed; `app_ids` are for a history of versions."""
    match feed.kind:
        case "google_news":
            language, country, edition = GOOGLE_PLACES[feed.language]
            query = quote(f"{feed.query} when:{GOOGLE_BACK}", safe="")
            return Request(
                "GET", f"https://{GOOGLE_NEWS}/rss/search?q={query}&hl={language}&gl={country}&ceid={edition}"
            )
        case "gdelt":
            return gdelt.gdelt_request(feed.query, scheduled_for)
        case "hacker_news":
            return hacker_news.hacker_news_request(feed.query, scheduled_for)
        case "app_versions":
            return app_versions.app_versions_request(app_ids)
    return Request("GET", feed.address)


def feed_host(feed: Feed) -> str:
    hosts = {
        "google_news": GOOGLE_NEWS, "gdelt": gdelt.HOST, "hacker_news": hacker_news.HOST,
        "app_versions": app_versions.HOST,
    }  # fmt: skip
    return hosts.get(feed.kind) or urlsplit(feed.address).netloc


PARSERS: dict[str, Parser] = {
    "syndication": parse_syndication,
    "google_news": parse_syndication,
    "gdelt": parse_gdelt,
    "hacker_news": parse_hacker_news,
    "statuspage": parse_statuspage,
    "app_versions": parse_app_versions,
}


def read_feed(
    feed: Feed, body: bytes, headers: Mapping[str, str], seen_at: datetime, knowledge: Knowledge
) -> FeedReading:
    """The articles of one answer, each once. Raises ParseError for what is not the feed that was asked for."""
    content = PARSERS[feed.kind](body, headers, feed.address if feed.kind == "statuspage" else feed.language)
    entries = len(content.entries) + content.refused.total()  # those that the parser refused among them
    articles: dict[str, Article] = {}
    for entry in content.entries:
        why = _fault(entry)
        article = None if why else _article(feed, entry, seen_at, knowledge)
        if article is None:
            content.refused[why or "dated ahead, and nothing else says when"] += 1
        elif article.article_id in articles:
            content.refused["that stand there twice"] += 1
        else:
            articles[article.article_id] = article
    return FeedReading(tuple(articles.values()), entries, tuple(content.refused.items()), content.doubt)


def _fault(entry: FeedEntry) -> str | None:
    """Why an entry is no article."""
    if not title_key(entry.title):
        return "without a title"
    if not entry.url:
        return "without a link"
    if not is_url(entry.url) or len(entry.url) > LONGEST_URL:
        return "with a link that is no web address"
    return None


def _article(feed: Feed, entry: FeedEntry, seen_at: datetime, knowledge: Knowledge) -> Article | None:
    """None: its dates cannot be true."""
    said = parse_date(entry.published) if entry.published else None
    named = midnight(url_day(entry.url))
    dated = best_date([("crawl" if entry.is_crawl_time else "feed", said), ("url", named)], seen_at)
    if dated is None:
        if said is not None:
            return None
        dated = seen_at, "seen"
    published_at, date_from = dated
    outlet = entry.outlet or feed.outlet or (urlsplit(entry.url).hostname or "").removeprefix("www.")
    categories = _categories(feed, entry, knowledge)
    links = _links(feed, entry, categories, knowledge)
    return Article(
        article_id=_article_id(entry, outlet, published_at),
        title=entry.title,
        url=entry.url,
        outlet=outlet,
        language=entry.language or language_of(entry.title, feed.language),
        published_at=published_at.replace(microsecond=0),
        date_from=date_from,
        seen_at=seen_at,
        feed=feed.feed,
        tier=_tier(feed, outlet, knowledge.vendors),
        title_hash=short_hash(title_key(entry.title)),
        points=entry.points,
        is_notable=_is_notable(feed, entry, categories, links),
        categories=categories,
        countries=countries_of(entry.title, knowledge.words),
        links=links,
    )


def _categories(feed: Feed, entry: FeedEntry, knowledge: Knowledge) -> tuple[str, ...]:
    if feed.kind == "statuspage":
        return ("outage",)
    found = categories_of(f"{entry.title} {entry.text}", knowledge.words)
    if feed.kind == "app_versions":  # notes speak of mended errors all the time
        return tuple(one for one in found if one in ("model", "launch", "feature"))
    if feed.tier == "official" and "outage" in found:  # an incident names the models that it befell
        return ("outage",)
    return found


def _is_notable(feed: Feed, entry: FeedEntry, categories: Collection[str], links: Collection[Link]) -> bool:
    """May it begin a candidate?"""
    if feed.kind == "app_versions":
        return "model" in categories
    if feed.kind == "syndication" and feed.tier == "official" and "outage" in categories:
        return False  # a vendor's feed does not say how great an incident was: its status page does
    if feed.kind == "syndication" and feed.tier == "official" and FOR_PROGRAMMERS.search(entry.title):
        return False  # a vendor tells where else a model can be rented: nobody's app has changed
    if feed.kind == "syndication" and all(link.rule == "feed" for link in links):
        return False  # what names no product is research and customers' stories, as a rule
    return entry.is_notable


def _links(feed: Feed, entry: FeedEntry, categories: Collection[str], knowledge: Knowledge) -> tuple[Link, ...]:
    if entry.app_id:
        found = knowledge.apps.get(entry.app_id)
        return (Link(found, entry.app_id, "app"),) if found else ()
    is_own = feed.tier == "official"
    links = knowledge.linker.links(entry.title, feed.about_ai, feed.assistants, is_own)
    is_by_others = bool(entry.outlet) and not feed.outlet.casefold().startswith(entry.outlet.casefold())
    speaks_for_itself = is_own and len(feed.assistants) == 1 and not is_by_others
    if not links and speaks_for_itself and not TELLING.isdisjoint(categories):
        # a vendor need not name its product in its own news; but it writes of much else
        return (Link(feed.assistants[0], feed.feed, "feed"),)
    return links


def _tier(feed: Feed, outlet: str, vendors: Collection[str]) -> str:
    return "official" if is_vendor(outlet, vendors) else feed.tier


def is_vendor(outlet: str, vendors: Collection[str]) -> bool:
    """Is it who makes an assistant, by its name or its address: openai.com, x.ai?"""
    name = outlet.casefold()
    return not {name, name.rpartition(".")[0], name.replace(".", "")}.isdisjoint(vendors)


def _article_id(entry: FeedEntry, outlet: str, published_at: datetime) -> str:
    """Of the address; of title, outlet and day where the address is another one each time."""
    if urlsplit(entry.url).hostname == GOOGLE_NEWS:
        return short_hash(f"{title_key(entry.title)}\n{outlet.casefold()}\n{published_at:%Y-%m-%d}")
    return short_hash(plain_address(entry.url))


def plain_address(url: str) -> str:
    """The address without what tells campaigns apart, without scheme and www."""
    parts = urlsplit(url)
    query = [(key, value) for key, value in parse_qsl(parts.query) if not _CAMPAIGN.match(key)]
    # a changelog has many entries on one page
    fragment = "" if parts.fragment.startswith(":~:") or parts.fragment in _PLACES_IN_A_PAGE else parts.fragment
    host = parts.netloc.lower().removeprefix("www.")
    return urlunsplit(("", host, parts.path.rstrip("/") or "/", urlencode(query), fragment))
