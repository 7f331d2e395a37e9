"""Feeds as they are out there: what is usable is stored, the rest is counted with the reason, nothing hangs."""

import resource
import time
from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta
from pathlib import Path

import pytest

from tests import stores_feeds as wire
from tests.conftest import at
from tests.tracker.news.conftest import SEEN, read
from tracker.errors import EmptyChartError, ParseError, RateLimitedError
from tracker.news.entries import MOST_ENTRIES

DAY = at("2026-11-20 08:00")
LINK = "https://paper.example/1"


@pytest.mark.parametrize(
    "body",
    [
        b"<!DOCTYPE html><html><head><title>Sorry</title></head></html>",
        b"Please enable cookies",
        b"{}",
        b"[1, 2",
        b"\0" * 9,
    ],
)
def test_what_is_no_feed_is_an_error_and_no_quiet_day(body: bytes) -> None:
    with pytest.raises(ParseError, match="wanted"):
        read(body)


@pytest.mark.parametrize("body", [b"", b" \n\t "])
def test_an_empty_answer_is_an_error_of_its_own(body: bytes) -> None:
    with pytest.raises(EmptyChartError, match="empty body"):
        read(body)


def test_a_feed_without_entries_is_a_feed() -> None:
    found = read(wire.rss([]))
    assert (found.entries, found.articles, found.refused) == (0, (), ())


def test_of_a_feed_that_is_not_well_formed_what_can_be_read_is_kept_and_it_is_said() -> None:
    body = wire.rss([("Grok & friends", LINK, DAY), ("Claude AI gets voice", "https://paper.example/2", DAY)])
    found = read(body.replace(b"&amp;", b"&").replace(b"</channel></rss>", b""))
    assert [one.title for one in found.articles] == ["Grok & friends", "Claude AI gets voice"]
    assert (found.doubt or "").startswith("not well-formed")


def test_old_entries_are_kept_with_their_dates() -> None:
    (article,) = read(wire.rss([("Grok", LINK, at("2016-11-20 08:00"))])).articles
    assert (article.published_at, article.date_from) == (at("2016-11-20 08:00"), "feed")


def test_entries_dated_next_year_are_refused_and_counted() -> None:
    ahead = SEEN + timedelta(days=365)
    found = read(wire.rss([("Grok", LINK, ahead), ("Grok 2", "https://paper.example/2", DAY)]))
    assert [one.title for one in found.articles] == ["Grok 2"]
    assert found.refused == (("dated ahead, and nothing else says when", 1),)


def test_a_date_ahead_is_outdone_by_the_day_in_the_address() -> None:
    (article,) = read(wire.rss([("Grok", "https://paper.example/2026/11/19/grok", SEEN + timedelta(days=3))])).articles
    assert (article.published_at, article.date_from) == (at("2026-11-19 00:00"), "url")


def test_a_clock_that_is_a_day_ahead_is_believed() -> None:
    (article,) = read(wire.rss([("Grok", LINK, SEEN + timedelta(days=1))])).articles
    assert article.date_from == "feed"


def test_entries_without_a_title_are_counted_and_the_others_kept() -> None:
    body = wire.rss([("", LINK, DAY), ("  ", "https://paper.example/2", DAY), ("Grok", "https://paper.example/3", DAY)])
    found = read(body.replace(b"<title></title><link>https://paper.example/1", b"<link>https://paper.example/1"))
    assert [one.title for one in found.articles] == ["Grok"]
    assert (found.entries, found.refused) == (3, (("without a title", 2),))


@pytest.mark.parametrize(
    ("encoding", "language", "title"),
    [
        ("windows-1256", "ar", "غروك يتصدر متجر آبل"),
        ("gb18030", "zh", "千问登顶应用商店"),
        ("windows-1252", "fr", "Grok débarque à l’été"),
    ],
)
def test_a_feed_in_another_encoding_than_it_says_is_read_as_its_language_is_written(
    encoding: str, language: str, title: str
) -> None:
    body = wire.rss([(title, LINK, DAY)]).decode().encode(encoding)
    found = read(body, language=language)
    assert [one.title for one in found.articles] == [title]
    assert found.doubt == f"not in utf-8 as it says; read as {encoding}"


def test_utf_16_is_read_too() -> None:
    body = wire.rss([("غروك", LINK, DAY)]).decode().replace("UTF-8", "UTF-16").encode("utf-16")
    assert [one.title for one in read(body).articles] == ["غروك"]


MANY = [(f"Grok {n}", f"https://paper.example/{n}", DAY) for n in range(100_000)]


@pytest.mark.parametrize(
    ("kind", "make"),
    [
        ("syndication", lambda: wire.rss(MANY)),
        ("syndication", lambda: wire.json_feed(MANY)),
        ("gdelt", lambda: wire.gdelt([(title, link, "English", day) for title, link, day in MANY])),
        ("hacker_news", lambda: wire.hacker_news([(title, link, 9, day) for title, link, day in MANY])),
        ("statuspage", lambda: wire.statuspage([(title, "minor", day, day) for title, _, day in MANY])),
    ],
)
def test_of_a_hundred_thousand_entries_the_first_are_read_and_the_others_counted(
    kind: str, make: Callable[[], bytes]
) -> None:
    body = make()
    before, began = resource.getrusage(resource.RUSAGE_SELF), time.monotonic()
    found = read(body, kind=kind, address="https://status.vendor.example/api/v2/incidents.json")
    grown = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before.ru_maxrss  # kilobytes
    assert (len(found.articles), found.entries) == (MOST_ENTRIES, 100_000)
    assert found.refused == ((f"beyond the first {MOST_ENTRIES}", 100_000 - MOST_ENTRIES),)
    assert grown < 400_000  # a tree of them all would be a gigabyte
    assert time.monotonic() - began < 20


def test_entries_that_never_end_are_bounded_too() -> None:
    found = read(b"<rss version='2.0'><channel>" + b"<item>" * 1_000_000)
    assert found.articles == ()
    assert found.entries == 1_000_000
    assert dict(found.refused) == {f"beyond the first {MOST_ENTRIES}": 998_000, "without a title": MOST_ENTRIES}


def test_what_stands_among_the_entries_and_is_none_is_counted() -> None:
    found = read(b'{"articles": [1, null, "x", {"title": "Grok", "url": "https://paper.example/1"}]}', kind="gdelt")
    assert (len(found.articles), found.entries, found.refused) == (1, 4, (("that are no entry", 3),))


@pytest.mark.parametrize(
    "link", ["javascript:alert(1)", "data:text/html,x", "file:///etc/passwd", "https://user@paper.example/", "//x", " "]
)
def test_links_that_are_no_web_address_are_refused(link: str) -> None:
    found = read(wire.rss([("Grok", link, DAY), ("Grok 2", LINK, DAY)]))
    assert [one.url for one in found.articles] == [LINK]
    assert found.refused in ((("with a link that is no web address", 1),), (("without a link", 1),))


@pytest.mark.parametrize("title", [
    "Grok <script>alert(1)</script>rises", "Grok &lt;script&gt;alert(1)&lt;/script&gt;rises",
    'Grok <img src=x onerror="alert(1)">rises', "Grok <b>rises</b><!-- hidden --><style>p{}</style>",
])  # fmt: skip
def test_of_markup_in_a_title_only_the_text_is_kept(title: str) -> None:
    (article,) = read(wire.rss([(title, LINK, DAY)])).articles
    assert article.title == "Grok rises"


def test_control_signs_and_endless_titles_are_cut() -> None:
    (article,) = read(wire.json_feed([("Grok\x00\x1b[31m" + "x" * 5000, LINK, DAY)])).articles
    assert article.title.startswith("Grok[31mxxx")
    assert len(article.title) == 300


def test_entities_are_refused_before_anything_unfolds_them(tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("secret")
    for head in (
        f'<!DOCTYPE r [<!ENTITY x SYSTEM "file://{tmp_path}/secret">]>',
        '<!DOCTYPE r [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">]>',
        f'<!DOCTYPE r [<!entity long "{"y" * 100_000}">]>',
    ):
        with pytest.raises(ParseError, match="declares entities"):
            read(wire.rss([("Grok &x;", LINK, DAY)], head=head))


def test_a_feed_is_never_taken_for_an_address_or_a_file() -> None:
    for body in (b"http://127.0.0.1:1/feed", b"/etc/passwd"):
        with pytest.raises(ParseError, match="wanted RSS"):
            read(body)


def test_deep_nesting_is_an_error_or_read_and_never_a_crash() -> None:
    for body in (b"[" * 100_000, b'{"a":' * 50_000, b"<rss><channel>" + b"<item>" * 20_000):
        with suppress(ParseError):
            assert read(body).articles == ()


def test_the_same_entry_twice_is_stored_once() -> None:
    found = read(wire.rss([("Grok", LINK, DAY), ("Grok", f"{LINK}?utm_source=x", DAY)]))
    assert len(found.articles) == 1
    assert found.refused == (("that stand there twice", 1),)


def test_gdelt_tells_errors_in_plain_text() -> None:
    with pytest.raises(RateLimitedError):
        read(b"Please limit requests to one every 5 seconds", kind="gdelt")
    with pytest.raises(ParseError, match="wanted articles"):
        read(b"Your query was too short", kind="gdelt")
    assert read(b"{}", kind="gdelt").articles == ()


@pytest.mark.parametrize("kind", ["gdelt", "hacker_news", "statuspage", "app_versions"])
@pytest.mark.parametrize("body", [b"<html></html>", b"[]", b'{"hits": 1, "articles": 1, "incidents": 1, "results": 1}'])
def test_every_kind_tells_a_changed_answer_from_a_quiet_day(kind: str, body: bytes) -> None:
    with pytest.raises(ParseError, match="wanted"):
        read(body, kind=kind)
