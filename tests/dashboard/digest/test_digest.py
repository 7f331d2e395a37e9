"""What a digest says, and that what strangers wrote is never more than words in it."""

import json
import re
from datetime import timedelta
from html.parser import HTMLParser
from xml.etree import ElementTree

import pytest

from dashboard.app import create_app
from dashboard.digest.forms import as_html, as_markdown, markdown_text
from dashboard.digest.letter import letter_of
from dashboard.digest.rows import Digest, digest_of, digest_series, digests_of, is_record
from dashboard.text.language import stranger
from jobs.digest import written
from tests.conftest import at
from tests.dashboard.test_app import page_of
from tests.dashboard.world import HOSTILE_TITLE
from tracker.config import Home
from tracker.models import Window
from tracker.queries.best_before import Best
from tracker.storage.database import reading

WEEK = timedelta(days=7)
AFTER = at("2025-01-29 00:00")
ATOM = "{http://www.w3.org/2005/Atom}"


def digest(home: Home, until: str = "2025-01-29 00:00", length: timedelta = WEEK) -> Digest:
    with reading(home.charts_file) as connection:
        return digest_of(connection, digest_series(connection, ["us"]), at(until) - length, at(until))


def test_it_says_the_sentence_of_the_page(real_home: Home) -> None:
    told = digest(real_home)
    series = told.charts[0].series
    client = create_app(real_home).server.test_client()
    slugs = ",".join(one.assistant for one in told.charts[0].movements)
    _, title = page_of(client, f"?country=us&since=2025-01-22&until=2025-01-28&assistants={slugs}")
    said = letter_of(told, "en", "http://ranks").sections[0].lines[0].text
    assert said == "DeepSeek reached No. 1 on 26 January 2025 and was still there 2 days later"
    assert title.startswith(said)
    assert series.store == "apple"


def test_movements_records_overtakes_and_coverage(real_home: Home) -> None:
    chart = digest(real_home).charts[0]
    by = {one.assistant: one for one in chart.movements}
    assert (by["deepseek"].first_state, by["deepseek"].last_rank) == ("not_in_chart", 1)
    assert [(one.assistant, one.rank) for one in chart.records if one.assistant == "deepseek"] == [("deepseek", 1)]
    assert ("deepseek", "chatgpt", at("2025-01-26 00:00").date()) in [
        (one.assistant, one.passed, one.day) for one in chart.overtakes
    ]
    assert (chart.covered.captured, chart.covered.expected) == (28, 28)
    text = as_markdown(letter_of(digest(real_home), "en", "http://ranks"))
    assert "DeepSeek: No. 1, at first not in the top 100 (best No. 1)" in text
    assert "Coverage 28 of 28 captures (100%)" in text
    assert "DeepSeek passed ChatGPT" in text


def test_days_that_nobody_observed_say_so_and_show_no_movement(real_home: Home) -> None:
    told = digest(real_home, "2025-01-04 18:00", timedelta(hours=40))
    assert told.charts[0].covered.captured == 0
    assert not told.charts[0].movements
    said = as_markdown(letter_of(told, "en", "http://ranks"))
    assert "Nothing was observed in this range" in said
    assert "not observed" in said


# A home, the first of two weeks, whether anyone passes another in them. With and without a watch; in each pair of weeks
# lie days of which every capture failed, or that nobody ran.
WEEKS = [
    ("real_home", "2024-12-28", False),
    ("real_home", "2025-01-31", True),
    ("world_home", "2025-02-05", True),
    ("world_home", "2025-02-14", True),
]


@pytest.mark.parametrize(("name", "first", "passes"), WEEKS)
def test_days_told_in_one_go_are_told_as_each_alone(
    request: pytest.FixtureRequest, name: str, first: str, passes: bool
) -> None:
    home: Home = request.getfixturevalue(name)
    starts = [at(f"{first} 00:00") + days * timedelta(days=1) for days in range(14)]
    windows = [Window(start, start + timedelta(days=1)) for start in reversed(starts)]
    with reading(home.charts_file) as connection:
        charts = digest_series(connection, ["us", "jp"])
        together = digests_of(connection, charts, windows)
        assert together == [digest_of(connection, charts, *window) for window in windows]
    assert any(chart.overtakes for told in together for chart in told.charts) is passes
    assert any(chart.movements for told in together for chart in told.charts)
    assert any(chart.covered.captured == 0 for told in together for chart in told.charts)
    assert any(told.events for told in together)


def test_windows_may_overlap_and_begin_within_a_day(real_home: Home) -> None:
    windows = [
        Window(at("2025-01-20 07:30"), at("2025-01-27 07:30")),
        Window(at("2025-01-26 12:00"), at("2025-01-26 13:00")),
        Window(at("2025-01-03 01:00"), at("2025-02-12 18:00")),
        Window(at("2024-11-01 00:00"), at("2024-11-02 00:00")),
    ]
    with reading(real_home.charts_file) as connection:
        charts = digest_series(connection, ["us"])
        assert digests_of(connection, charts, windows) == [digest_of(connection, charts, *one) for one in windows]
        assert digests_of(connection, charts, []) == []


def test_a_day_of_several_does_not_know_how_its_overtakes_ended(real_home: Home) -> None:
    days = [Window(at(f"2025-02-{day} 00:00"), at(f"2025-02-{day + 1} 00:00")) for day in range(11, 16)]
    with reading(real_home.charts_file) as connection:
        told = digests_of(connection, digest_series(connection, ["us"]), days)
    found = [(one, window) for window, digest in zip(days, told, strict=True) for one in digest.charts[0].overtakes]
    assert ("chatgpt", "deepseek") in [(one.assistant, one.passed) for one, _ in found]
    assert all((one.ended_on, one.days_ahead, one.certain) == (None, 1, False) for one, _ in found)
    assert all(one.day == window.since.date() for one, window in found)


def test_arabic_is_arabic_and_from_right_to_left(real_home: Home) -> None:
    page = as_html(letter_of(digest(real_home), "ar", "http://ranks"))
    assert '<html lang="ar" dir="rtl">' in page
    assert "بلغ" in page
    visible = re.sub(
        r"<[^>]*>|\u2068.*?\u2069|UTC|itunes_rss|google_play|App Store|Google Play|iPhone|Android", "", page
    )
    assert not re.search("[A-Za-z]{4,}", visible.partition("</head>")[2].partition("ما حدث")[0]), visible


@pytest.mark.parametrize("language", ["en", "ar"])
def test_the_words_of_a_reason_are_never_said(real_home: Home, language: str) -> None:
    said = as_markdown(letter_of(digest(real_home), language, "http://ranks"))
    assert not re.search(r"\b(because|caused|due to)\b|بسبب", said, re.IGNORECASE)


class Tags(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))


def test_hostile_names_are_words_in_every_form(real_home: Home) -> None:
    until = "2025-02-24 00:00"
    letter = letter_of(digest(real_home, until), "en", "http://ranks")
    assert any("onerror" in line.text for section in letter.sections for line in section.lines)
    tags = Tags()
    tags.feed(as_html(letter))
    assert not {tag for tag, _ in tags.found} & {"img", "b", "i", "script"}
    links = [attributes["href"] for tag, attributes in tags.found if tag == "a"]
    assert all(link and link.startswith("http") for link in links)
    markdown = as_markdown(letter)
    assert "<img" not in markdown
    assert "javascript:" not in markdown
    assert "\u202e" not in markdown
    said = json.loads(written(real_home, "json", "en", ("us",), "http://ranks", at(until), WEEK))
    assert any("onerror" in line["text"] for section in said["sections"] for line in section["lines"])


def test_a_strangers_words_cannot_turn_or_break_the_line() -> None:
    assert stranger(HOSTILE_TITLE).startswith("\u2068gnp.exe <img")
    assert stranger("two\n\n# lines") == "\u2068two # lines\u2069"
    assert stranger("\u202e") == ""


@pytest.mark.parametrize(
    ("text", "escaped"),
    [
        ("[x](javascript:alert(1))", r"\[x\](javascript:alert(1))"),
        ("# heading", r"\# heading"),
        ("* item", r"\* item"),
        ("- item", r"\- item"),
        ("1. one", r"1\. one"),
        ("`code` a|b", r"\`code\` a\|b"),
        ("<b>&amp;", "&lt;b&gt;&amp;amp;"),
        ("![i](u)", r"!\[i\](u)"),
        ("GPT-5 (new)", "GPT-5 (new)"),
    ],
)
def test_markdown_marks_are_escaped(text: str, escaped: str) -> None:
    assert markdown_text(text) == escaped


def test_a_record_needs_days_to_compare_with() -> None:
    day = at("2025-01-26 00:00").date()
    assert is_record(Best("a", 3, day, 5, 30))
    assert is_record(Best("a", 3, day, None, 30))
    assert not is_record(Best("a", 3, day, 3, 30))
    assert not is_record(Best("a", 3, day, None, 2))


def test_the_feed_has_an_entry_a_day_that_stays_the_same(simulated_home: Home) -> None:
    client = create_app(simulated_home).server.test_client()
    answer = client.get("/feed.atom")
    assert answer.headers["Content-Type"] == "application/atom+xml; charset=utf-8"
    feed = ElementTree.fromstring(answer.get_data())
    entries = feed.findall(f"{ATOM}entry")
    assert len(entries) == 7
    ids = [entry.findtext(f"{ATOM}id") for entry in entries]
    assert ids[0] == "urn:rank-tracker:2025-03-19:us:en"
    assert len(set(ids)) == 7
    assert "SIMULATED" in (feed.findtext(f"{ATOM}title") or "")
    again = client.get("/feed.atom", headers={"If-None-Match": answer.headers["ETag"]})
    assert again.status_code == 304


@pytest.mark.parametrize("query", ["?country=atlantis", "?lang=xx", "?country=us+de+jp+fr", "?country="])
def test_the_feed_of_something_unknown_is_not_there(real_home: Home, query: str) -> None:
    assert create_app(real_home).server.test_client().get(f"/feed.atom{query}").status_code == 404
