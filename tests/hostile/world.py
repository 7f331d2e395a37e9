"""A home into which strangers' texts came by every way in: stores, feeds, imports, files of events, the form."""

import csv
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from dashboard.app import create_app
from tests.conftest import make_payload, put
from tests.hostile.strings import LINKS, NAMES
from tracker.archives.chart import Said, Told
from tracker.catalog.dated_events import EVENT_COLUMNS, Event
from tracker.catalog.feeds import FEED_COLUMNS
from tracker.change_events import change_events
from tracker.config import Home
from tracker.errors import ConfigurationError
from tracker.import_archives import import_archives
from tracker.ingest import ingest
from tracker.models import ChartEntry, Payload, Series, Slot
from tracker.news_config import read_news
from tracker.news_series import feed_watches
from tracker.own_events import imported_events, with_events
from tracker.prepare import prepare
from tracker.simulation.wire import google_play_body, itunes_rss_body
from tracker.text import LONGEST

TOKEN = "a token for hostile tests"
NOW = datetime.now(UTC).replace(minute=0, second=0, microsecond=0)
SLOTS = (NOW - timedelta(hours=26), NOW - timedelta(hours=2))
YESTERDAY = NOW - timedelta(days=1)
APPLE = tuple(
    Series("apple", "us", "iphone", chart, category, "itunes_rss")
    for chart, category in (
        ("top-free", "all"),
        ("top-paid", "all"),
        ("top-grossing", "all"),
        ("top-free", "productivity"),
    )
)
GOOGLE = tuple(Series("google", "us", "android", chart, "all", "google_play") for chart in ("top-free", "top-grossing"))
FEED = "hostile"


@dataclass(frozen=True)
class Taken:
    """What became of the texts."""

    home: Home
    events: int  # of those asked for as events, how many were taken
    forms: tuple[int, ...]  # the codes that the form answered


def apple_body(series: Series, names: Sequence[str], first: int, moment: datetime) -> bytes:
    return _filled(itunes_rss_body(series, _entries(len(names), first, "{}"), moment), names, first, 1)


def google_body(series: Series, names: Sequence[str], first: int) -> bytes:
    return _filled(google_play_body(series, _entries(len(names), first, "com.stranger.a{}")), names, first, 2)


def _entries(count: int, first: int, app_id: str) -> list[ChartEntry]:
    """Names and makers stand as marks, because some cannot be written as UTF-8: stores escape them."""
    return [
        ChartEntry(rank, app_id.format(900_000_000 + first + rank), f"NAME{first + rank:05}", f"MAKER{first + rank:05}")
        for rank in range(1, count + 1)
    ]


def _filled(body: bytes, names: Sequence[str], first: int, depth: int) -> bytes:
    """The body with names in place of marks, escaped as often as JSON stands within JSON."""
    text = body.decode()
    for number, name in enumerate(names, start=first + 1):
        said = name
        for _ in range(depth):
            said = json.dumps(said)[1:-1]
        text = text.replace(f"NAME{number:05}", said, 2).replace(f"MAKER{number:05}", said, 1)
    return text.encode()


def chart_payloads() -> list[Payload]:
    """Every name in a chart of Apple's and in one of Google's, at two times; assistants among them."""
    found = []
    for slot in SLOTS:
        for number, series in enumerate(APPLE):
            names = NAMES[number * 100 : number * 100 + 100]
            body = apple_body(series, names, number * 100, slot).replace(b"900000001", b"6448311069")
            found.append(make_payload(Slot(series, slot, 100), body))
        for number, series in enumerate(GOOGLE):
            names = NAMES[number * 200 : number * 200 + 200]
            found.append(make_payload(Slot(series, slot, 200), google_body(series, names, 5_000 + number * 200)))
    return found


def feed_payload(home: Home) -> Payload:
    """A vendor's feed in which every title and every link is a stranger's, each beside an assistant's name."""
    row = dict.fromkeys(FEED_COLUMNS, "") | {
        "feed": FEED, "enabled": "yes", "kind": "syndication", "address": "https://evil.example/feed.json",
        "outlet": "<img src=x onerror=window.hacked=1>", "language": "en", "tier": "official", "assistants": "grok",
        "about_ai": "yes", "every": "1h",
    }  # fmt: skip
    with (home.root / "feeds.csv").open("w", newline="") as file:
        csv.DictWriter(file, FEED_COLUMNS).writerows([dict(zip(FEED_COLUMNS, FEED_COLUMNS, strict=True)), row])
    watch = next(iter(feed_watches([read_news(home).feed(FEED)])))  # type: ignore[list-item]
    (home.root / "news.toml").write_text("[candidates]\nleast_salience = 0\nmost_per_week = 1000\n")
    titles = [f"Indonesia blocks Grok: {name}" for name in NAMES]
    items = [(title, f"https://evil.example/{n}", YESTERDAY) for n, title in enumerate(titles)]
    items += [(f"Grok link {n}", link, YESTERDAY) for n, link in enumerate(LINKS)]
    feed = {"version": "https://jsonfeed.org/version/1.1", "title": "J", "items": [
        {"id": link, "url": link, "title": title, "date_published": when.isoformat()} for title, link, when in items
    ]}  # fmt: skip
    return make_payload(Slot(watch.series, SLOTS[1], 1), json.dumps(feed).encode())


def event_files(folder: Path) -> list[Path]:
    """One event a file: what cannot be one is refused alone. As titles, publishers, notes and links."""
    files = []
    rows = [(name, f"https://example.org/{number}") for number, name in enumerate(NAMES)]
    rows += [(f"A link {number}", link) for number, link in enumerate(LINKS)]
    for number, (text, link) in enumerate(rows):
        title = text if len(text) < LONGEST else text[:80]
        row = dict.fromkeys(EVENT_COLUMNS, "") | {
            "event_id": f"hostile-{number}", "start_date": f"{YESTERDAY:%Y-%m-%d}", "title": title, "title_ar": title,
            "category": "market", "assistants": "chatgpt", "source_url": link, "publisher": text, "note": text,
        }  # fmt: skip
        files.append(folder / f"{number}.csv")
        with files[-1].open("w", newline="", encoding="utf-8", errors="surrogatepass") as file:
            csv.DictWriter(file, EVENT_COLUMNS).writerows([dict(zip(EVENT_COLUMNS, EVENT_COLUMNS, strict=True)), row])
    return files


def take_events(home: Home, files: Sequence[Path]) -> int:
    """Import every file that can be read; returns how many."""
    taken: list[Event] = []
    for file in files:
        try:
            taken.extend(imported_events(file))
        except ConfigurationError as error:
            assert "\n" not in str(error)
    change_events(home, lambda own: with_events(own, taken)[0])
    return len(taken)


def build(root: Path) -> Taken:
    home = Home(root / "home")
    prepare(home)
    for payload in chart_payloads():
        put(home, payload)
    put(home, feed_payload(home))
    ingest(home, None)
    table = root / "archive.csv"
    with table.open("w", newline="", encoding="utf-8", errors="replace") as file:
        writer = csv.writer(file)
        writer.writerow(
            ["observed_at", "store", "country", "chart", "category", "source_repo", "rank", "app_id", "app_name"]
        )
        for rank, name in enumerate(NAMES[:200], start=1):
            writer.writerow(
                [f"{SLOTS[0]:%F %T}", "apple", "de", "top-free", "all", "tea/x", rank, 800_000_000 + rank, name]
            )
    list(import_archives(home, [table], Told(Said()), False))
    (root / "events").mkdir()
    events = take_events(home, event_files(root / "events"))
    return Taken(home, events, tuple(sent_by_form(home)))


def sent_by_form(home: Home) -> list[int]:
    """A few by the form: each is an ingest of its own."""
    client = create_app(home, token=TOKEN).server.test_client()
    codes = []
    for name, link in zip(
        (NAMES[1], NAMES[2], "\ud800"), ("https://example.org/f", LINKS[0], "https://example.org/s"), strict=True
    ):
        event = {
            "date": f"{YESTERDAY:%F}",
            "title": f"Form {name}"[:160],
            "link": link,
            "publisher": name,
            "note": name,
        }
        said = client.post("/admin/events", json=event, headers={"Authorization": f"Bearer {TOKEN}"})
        codes.append(said.status_code)
    return codes
