"""One page → its headline, outlet, day and language: from its data, its meta tags, then itself. Nothing is run."""

import json

import pytest

from tests.conftest import at
from tests.tracker.news.conftest import SEEN
from tracker.errors import ParseError
from tracker.news.knowledge import knowledge
from tracker.news.page import read_page, read_text
from tracker.news.proposal import proposed_cells

URL = "https://news.example.org/2025/01/26/story"


def page(head: str = "", body: str = "", lang: str = "en") -> bytes:
    return f'<html lang="{lang}"><head><meta charset="utf-8">{head}</head><body>{body}</body></html>'.encode()


def linked(**said: object) -> str:
    return f'<script type="application/ld+json">{json.dumps(said)}</script>'


def test_the_data_counts_more_than_meta_tags_and_these_more_than_the_page() -> None:
    data = linked(**{"@type": "NewsArticle", "headline": "By data", "datePublished": "2025-01-25T10:00:00Z"})
    meta = '<meta property="og:title" content="By meta"><meta property="article:published_time" content="2025-01-24">'
    body = "<h1>By heading</h1><time datetime='2025-01-23'>then</time>"
    found = read_page(page(f"<title>By window</title>{data}{meta}", body), URL, SEEN)
    assert (found.title, found.published_at, found.date_from) == ("By data", at("2025-01-25 10:00"), "jsonld")
    found = read_page(page(meta, body), URL, SEEN)
    assert (found.title, found.published_at, found.date_from) == ("By meta", at("2025-01-24 00:00"), "jsonld")
    found = read_page(page("<title>By window</title>", body), URL, SEEN)
    assert (found.title, found.published_at, found.date_from) == ("By heading", at("2025-01-26 00:00"), "url")
    found = read_page(
        page("<title>By window</title>", "<time datetime='2025-01-23'>x</time>"), "https://a.example/", SEEN
    )
    assert (found.title, found.published_at, found.date_from) == ("By window", at("2025-01-23 00:00"), "page")


def test_a_date_that_cannot_be_true_is_passed_over() -> None:
    data = linked(**{"@type": ["Thing", "NewsArticle"], "headline": "A", "datePublished": "2099-01-01"})
    assert read_page(page(data), URL, SEEN).published_at == at("2025-01-26 00:00")
    assert read_page(page(data), "https://a.example/", SEEN).published_at is None


@pytest.mark.parametrize(
    "data", ["{", "[" * 5000, "null", '"text"', '{"@graph": 5}', '{"@type": "NewsArticle", "headline": 7}']
)
def test_data_that_is_broken_is_as_if_there_were_none(data: str) -> None:
    found = read_page(page(f'<title>Still</title><script type="application/ld+json">{data}</script>'), URL, SEEN)
    assert found.title == "Still"


def test_scripts_and_markup_are_never_part_of_a_title() -> None:
    data = linked(**{"@type": "Article", "headline": "Grok &lt;script&gt;alert(1)&lt;/script&gt;<b>rises</b>"})
    assert read_page(page(data), URL, SEEN).title == "Grok rises"


def test_only_an_address_of_the_same_host_is_believed() -> None:
    link = '<title>T</title><link rel="canonical" href="{}">'
    assert read_page(page(link.format("/a?b=1")), URL, SEEN).url == "https://news.example.org/a?b=1"
    assert read_page(page(link.format("https://elsewhere.example/")), URL, SEEN).url == URL
    assert read_page(page(link.format("javascript:alert(1)")), URL, SEEN).url == URL


def test_a_page_in_an_old_arabic_encoding_is_read() -> None:
    body = '<html><head><meta charset="windows-1256"><title>غروك يتصدر</title></head></html>'.encode("windows-1256")
    found = read_page(body, URL, SEEN)
    assert (found.title, found.language) == ("غروك يتصدر", "ar")


@pytest.mark.parametrize("body", [b"", b"<html><body><p>No title</p></body></html>", b"\xff\xfe\x00"])
def test_a_page_without_a_title_is_refused(body: bytes) -> None:
    with pytest.raises(ParseError, match="found no title"):
        read_page(body, URL, SEEN)


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-8", "shift_jis"])
def test_the_encoding_that_the_server_says_counts(encoding: str) -> None:
    body = "<html><title>生成AI</title></html>".encode(encoding)
    assert read_page(body, URL, SEEN, encoding).title == "生成AI"


def test_an_encoding_that_nobody_knows_is_as_if_none_were_said() -> None:
    body = b'<html><meta charset="windows-1252"><title>Caf\xe9</title></html>'
    assert read_page(body, URL, SEEN, "no-such").title == "Café"


def test_an_address_that_is_none_is_passed_over() -> None:
    head = '<title>T</title><link rel="canonical" href="http://["><meta property="og:url" content="/b">'
    assert read_page(page(head), URL, SEEN).url == "https://news.example.org/b"
    assert read_page(page('<title>T</title><meta property="og:url" content="//[x">'), "", SEEN).url == ""


@pytest.mark.parametrize("body", [b"<html><title>T</title><![x[", b"<html><title>T</title>" + b"<" * 60_000 + b">"])
def test_what_no_parser_can_read_is_refused(body: bytes) -> None:
    with pytest.raises(ParseError, match=f"^{URL}: cannot be read as HTML .*; give the facts by hand"):
        read_page(page("<title>T</title>", body.decode() + "]>"), URL, SEEN)


def test_a_page_of_endless_nesting_is_read_without_a_crash() -> None:
    assert read_page(page("<title>Deep</title>", "<div>" * 20_000), URL, SEEN).title == "Deep"


def test_a_text_has_its_title_in_its_first_line() -> None:
    found = read_text("\n深度求索登顶美国App Store\n2025年1月27日\nhttps://news.example.org/ds.\n", SEEN)
    assert (found.title, found.language, found.url) == (
        "深度求索登顶美国App Store",
        "zh",
        "https://news.example.org/ds",
    )
    assert (found.published_at, found.date_from) == (at("2025-01-27 00:00"), "page")
    with pytest.raises(ParseError, match="headline in its first line"):
        read_text("https://news.example.org/ds", SEEN)


def test_what_the_title_does_not_name_the_summary_may() -> None:
    head = '<title>A ban</title><meta name="description" content="Italy blocks DeepSeek">'
    cells = proposed_cells(read_page(page(head), URL, SEEN), knowledge())
    assert (cells["assistants"], cells["countries"], cells["category"]) == ("deepseek", "it", "regulation")
    assert (cells["publisher"], cells["source_tier"], cells["start_date"]) == (
        "news.example.org",
        "press",
        "2025-01-26",
    )


def test_what_a_vendor_publishes_is_official() -> None:
    cells = proposed_cells(
        read_page(page("<title>Introducing Sora 3</title>"), "https://openai.com/index/x", SEEN), knowledge()
    )
    assert (cells["publisher"], cells["source_tier"]) == ("openai.com", "official")
