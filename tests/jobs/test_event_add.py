"""event add URL, event add FILE: what a page says is shown, then stored; what must not be asked is not asked."""

import csv
import io
import socket
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.jobs.conftest import Run
from tests.stores_server import StoresServer
from tracker import public_hosts

PAGE = """<!DOCTYPE html><html lang="{lang}"><head><title>{title} | {outlet}</title>
<meta property="og:title" content="{title}"><meta property="og:site_name" content="{outlet}">
<meta property="og:description" content="{summary}">
<script type="application/ld+json">{{"@context": "https://schema.org", "@graph": [{{"@type": "WebPage"}},
{{"@type": "NewsArticle", "headline": "{title}", "datePublished": "{day}",
"publisher": {{"name": "{outlet}"}}}}]}}</script></head>
<body><h1>Another heading</h1><p>{summary}</p><script>alert("run")</script></body></html>"""
ARABIC = PAGE.format(
    lang="ar", title="إيطاليا تحظر ديب سيك", outlet="صحيفة", summary="قرار الهيئة", day="2025-01-30T09:00:00+01:00"
)
CHINESE = PAGE.format(lang="zh", title="DeepSeek登顶美国App Store", outlet="日报", summary="登顶", day="2025-01-27")
PLACE = "https://news.example.org/story"
EVENT = (
    "select start_date, title, category, assistants, countries, publisher, language, source_url"
    " from event where origin = 'own'"
)


@pytest.fixture
def stores(monkeypatch: pytest.MonkeyPatch) -> Iterator[StoresServer]:
    with StoresServer() as stores:
        monkeypatch.setenv("RANK_TRACKER_MIRROR", stores.url)
        yield stores


def asked(run: Run, query: str) -> list[list[str]]:
    return list(csv.reader(io.StringIO(run("sql", query, "--format", "csv").out)))[1:]


def test_an_address_longer_than_the_name_of_a_file_may_be_is_asked(run: Run, stores: StoresServer) -> None:
    place = f"news.example.org/rss/articles/{'x' * 300}"
    stores.feeds.put(f"https://{place}", CHINESE.encode(), "text/html; charset=utf-8")
    ran = run("event", "add", place, "--yes")
    assert ran.code == 0, ran.err
    assert asked(run, EVENT)[0][-1] == f"https://{place}"


@pytest.mark.parametrize(
    ("page", "stored"),
    [
        (ARABIC, ["2025-01-30", "إيطاليا تحظر ديب سيك", "regulation", "['deepseek']", "['it']", "صحيفة", "ar", PLACE]),
        (CHINESE, ["2025-01-27", "DeepSeek登顶美国App Store", "rank", "['deepseek']", "['us']", "日报", "zh", PLACE]),
    ],
)
def test_a_page_gives_its_title_outlet_day_and_what_it_is_about(
    run: Run, stores: StoresServer, page: str, stored: list[str]
) -> None:
    stores.feeds.put(PLACE, page.encode(), "text/html; charset=utf-8")
    ran = run("event", "add", PLACE, "--yes")
    assert ran.code == 0, ran.err
    assert asked(run, EVENT) == [stored]


def test_what_was_read_is_shown_and_nothing_is_stored_until_someone_says_yes(
    run: Run, stores: StoresServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    stores.feeds.put(PLACE, ARABIC.encode(), "text/html")
    monkeypatch.setattr("sys.stdin", io.StringIO("n\n"))
    ran = run("event", "add", PLACE)
    assert (ran.code, ran.out) == (0, "")
    assert "assistants   deepseek\ncountries    it\npublisher    صحيفة" in ran.err
    monkeypatch.setattr("sys.stdin", io.StringIO(""))
    ran = run("event", "add", PLACE)
    assert ran.code == 2
    assert "nobody answered, nothing was added" in ran.err
    assert asked(run, EVENT) == []
    monkeypatch.setattr("sys.stdin", io.StringIO("y\n"))
    assert run("event", "add", PLACE).code == 0
    assert len(asked(run, EVENT)) == 1


def test_what_is_said_by_hand_counts_more_than_what_was_read(run: Run, stores: StoresServer) -> None:
    stores.feeds.put(PLACE, ARABIC.encode(), "text/html")
    by_hand = ("--title", "Italy bans DeepSeek", "--country", "fr", "--category", "policy", "--date", "2025-01-31",
               "--assistant", "grok", "--link", "https://other.example.org/")  # fmt: skip
    ran = run("event", "add", PLACE, "--yes", *by_hand)
    assert ran.code == 0
    assert asked(run, EVENT) == [
        [
            "2025-01-31",
            "Italy bans DeepSeek",
            "policy",
            "['grok']",
            "['fr']",
            "صحيفة",
            "ar",
            "https://other.example.org/",
        ]
    ]


def test_a_saved_page_and_a_text_work_too(run: Run, tmp_path: Path) -> None:
    (tmp_path / "page.html").write_bytes(ARABIC.replace("utf-8", "").encode("utf-8"))
    (tmp_path / "note.txt").write_text(
        "انقطاع خدمة شات جي بي تي\nالخميس ٢٣ كانون الثاني ٢٠٢٥\nhttps://news.example.org/a\n", encoding="windows-1256",
        errors="ignore",
    )  # fmt: skip
    ran = run("event", "add", str(tmp_path / "page.html"), "--yes")
    assert (ran.code, "Missing option '--link': what was read does not say it" in ran.sentence) == (2, True)
    assert run("event", "add", str(tmp_path / "page.html"), "--yes", "--link", PLACE).code == 0
    ran = run("event", "add", str(tmp_path / "note.txt"), "--yes", "--date", "2025-01-23")
    assert ran.code == 0, ran.err
    assert [row[:4] for row in asked(run, EVENT + " order by 1")] == [
        ["2025-01-23", "انقطاع خدمة شات جي بي تي", "outage", "['chatgpt']"],
        ["2025-01-30", "إيطاليا تحظر ديب سيك", "regulation", "['deepseek']"],
    ]


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "wanted a text with a headline"), (b"\0\1\2" * 100, "wanted HTML or text, got other bytes"),
        (b"<html><body></body></html>", "found no title"), (b"x" * 5_000_000, "wanted a file of at most 4000000 bytes"),
    ],
)  # fmt: skip
def test_a_file_that_says_nothing_is_told_in_one_sentence(
    run: Run, tmp_path: Path, content: bytes, sentence: str
) -> None:
    (tmp_path / "file").write_bytes(content)
    ran = run("event", "add", str(tmp_path / "file"), "--yes")
    assert ran.code in (1, 2)
    assert sentence in ran.sentence


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1:{port}/", "http://[::1]:{port}/", "http://localhost:{port}/", "http://0x7f.1:{port}/",
        "http://127.1:{port}/", "http://0.0.0.0:{port}/", "http://169.254.169.254/latest/meta-data/", "http://10.0.0.1/",
        "http://192.168.1.1/", "http://172.16.0.1/", "http://100.64.0.1/", "http://[fe80::1]/", "http://[fd00::1]/",
        "http://2130706433:{port}/", "http://017700000001:{port}/", "http://0x7f000001:{port}/", "http://[::]:{port}/",
        "http://127。0。0。1:{port}/", "http://[fe80::1%25lo]:{port}/", "http://[::1", "https://news.example.org]/",
        "http://[::ffff:127.0.0.1]:{port}/", "http://[64:ff9b::7f00:1]/", "http://224.0.0.1/", "ftp://example.org/x",
        "file:///etc/passwd", "http://user:secret@example.org/", "javascript:alert(1)",
    ],
)  # fmt: skip
def test_private_addresses_and_other_schemes_are_refused_and_not_asked(run: Run, url: str) -> None:
    with StoresServer() as stores:  # no mirror: it is only a server in a private place
        ran = run("event", "add", url.format(port=stores.url.rpartition(":")[2]), "--yes")
        assert ran.code == 2, ran.err
        assert stores.requests == []
        assert len(ran.err.strip().splitlines()) == 1


def test_a_redirect_or_a_name_into_a_private_place_is_refused(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    real = socket.getaddrinfo
    with StoresServer() as stores:
        port = int(stores.url.rpartition(":")[2])
        names = {"public.example.org": "127.0.0.1", "rebound.example.org": "10.1.2.3"}

        def looked_up(host: str, *more: Any, **options: Any) -> Any:
            return real(names.get(host, host), *more, **options)

        monkeypatch.setattr(socket, "getaddrinfo", looked_up)
        is_public = public_hosts.is_public
        # the only public place within reach is this server; all others are judged as they are
        monkeypatch.setattr(public_hosts, "is_public", lambda address: address == "127.0.0.1" or is_public(address))
        place = f"http://public.example.org:{port}"
        for path, to in (
            ("/literal", "http://127.0.0.2/secret"), ("/name", f"http://rebound.example.org:{port}/"),
            ("/metadata", "http://169.254.169.254/"), ("/file", "file:///etc/passwd"), ("/loop", f"{place}/loop"),
        ):  # fmt: skip
            stores.feeds.redirect(f"x://{path[1:]}", to)
            ran = run("event", "add", f"{place}{path}", "--yes")
            assert ran.code == (1 if path == "/loop" else 2), ran.err
        assert {one.path for one in stores.requests} == {"/literal", "/name", "/metadata", "/file", "/loop"}
        stores.feeds.put("x://page", ARABIC.encode(), "text/html")
        assert run("event", "add", f"{place}/page", "--yes").code == 0


@pytest.mark.parametrize(
    ("body", "content_type", "sentence"),
    [
        (b"x" * 4_100_000, "text/html", "the body is larger than 4000000 bytes"),
        (b"%PDF", "application/pdf", "wanted a page of text, got 'application/pdf'"),
        (b"<html></html>", "text/html", "found no title"),
    ],
)
def test_a_page_that_cannot_be_read_is_told_in_one_sentence(
    run: Run, stores: StoresServer, body: bytes, content_type: str, sentence: str
) -> None:
    stores.feeds.put(PLACE, body, content_type)
    ran = run("event", "add", PLACE, "--yes")
    assert ran.code == 1
    assert sentence in ran.sentence


def test_a_page_that_refuses_is_told_with_what_to_do(run: Run, stores: StoresServer) -> None:
    stores.feeds.fail(PLACE, 403)
    ran = run("event", "add", PLACE, "--yes")
    assert (ran.code, ran.sentence.endswith("answered HTTP 403; save the page, and add the file")) == (1, True)
