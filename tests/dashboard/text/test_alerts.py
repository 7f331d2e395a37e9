"""Alerts in words: every kind of rule, in every language, with a link to a page that there is."""

import re
from datetime import timedelta
from typing import get_args

import pytest
from flask.testing import FlaskClient

from dashboard.alert_links import alert_link, alert_sql
from dashboard.app import create_app
from dashboard.text.alerts import ARABIC, ENGLISH, alert_evidence, alert_sentence
from jobs.alert import MOST_LINES, Letter, message
from tests.conftest import US_IPHONE, at
from tests.dashboard.test_app import page_of
from tests.dashboard.text.test_text import values
from tests.dashboard.world import HOSTILE_TITLE
from tracker.alerts.memory import Waiting
from tracker.alerts.rules import Alerts, AnyRule
from tracker.alerts.watch import Happened
from tracker.config import Home
from tracker.storage.database import reading

ON = at("2025-01-26 06:02")
LATER = ON + timedelta(hours=6)


def happened(when: str, **facts: object) -> Happened:
    said: dict[str, object] = {"id": "1" * 16, "rule": "a rule", "when": when, "urgent": False, "at": ON}
    return Happened(**(said | facts))  # type: ignore[arg-type]


OF_A_CHART: dict[str, object] = {
    "confirmed_at": LATER, "assistant": "deepseek", "series": US_IPHONE, "store": "apple", "depth": 100,
}  # fmt: skip
KINDS = {
    "enters_top": (
        happened("enters_top", **OF_A_CHART, top=10, rank=3, before=33),
        "DeepSeek entered the top 10: No. 3 in United States (App Store, Top free, iPhone, All)",
    ),
    "leaves_top": (
        happened("leaves_top", **OF_A_CHART, top=10, before=9),
        "DeepSeek left the top 10: outside the top 100 in United States (App Store, Top free, iPhone, All)",
    ),
    "passes": (
        happened("passes", **OF_A_CHART, rank=1, before=4, other="chatgpt", other_rank=2),
        "DeepSeek passed ChatGPT: No. 1, ChatGPT No. 2, in United States (App Store, Top free, iPhone, All)",
    ),
    "first_in_countries": (
        happened(
            "first_in_countries", confirmed_at=LATER, assistant="deepseek", store="apple", countries=("de", "us"), top=2
        ),
        "DeepSeek is No. 1 in 2 countries: Germany, United States (App Store)",
    ),
    "moves": (
        happened("moves", **OF_A_CHART, rank=4, before=40, hours=24.0),
        "DeepSeek moved from No. 40 to No. 4 within 24 hours in United States (App Store, Top free, iPhone, All)",
    ),
    "removed": (
        happened("removed", confirmed_at=LATER, assistant="deepseek", store="apple", countries=("it",)),
        "DeepSeek is no longer offered in Italy (App Store)",
    ),
    "stale": (
        happened("stale", hours=3.0, last_at=ON),
        "No capture for more than 3 hours (both stores); the last one: 26 Jan 2025, 06:02 UTC",
    ),
    "event": (
        happened("event", event_id="hostile", titles=("R1 is released", "إصدار R1")),
        "New event, 26 Jan 2025: \u2068R1 is released\u2069",
    ),
}  # fmt: skip


def test_every_kind_of_rule_has_its_words_with_the_same_values() -> None:
    kinds = {get_args(one.model_fields["when"].annotation)[0] for one in get_args(get_args(AnyRule)[0])}
    assert kinds == set(KINDS) == set(ENGLISH.sentences) == set(ARABIC.sentences)
    assert {kind: values(words) for kind, words in ENGLISH.sentences.items()} == {
        kind: values(words) for kind, words in ARABIC.sentences.items()
    }


@pytest.mark.parametrize(("one", "sentence"), KINDS.values(), ids=list(KINDS))
def test_what_happened_is_a_sentence(one: Happened, sentence: str) -> None:
    assert alert_sentence(one, "en") == sentence
    arabic = alert_sentence(one, "ar")
    assert not re.search("[{}]", arabic + alert_evidence(one, "ar"))
    latin = re.sub("\u2068.*?\u2069|App Store|iPhone|UTC|\u2066.*?\u2069", "", arabic)
    assert not re.search("[A-Za-z]", latin), latin
    assert not re.search(r"because|caused|due to|بسبب", sentence + arabic + alert_evidence(one, "en"))


@pytest.mark.parametrize(
    ("hours", "english", "arabic"),
    [
        (0.4, "0.4 hours", "0.4 ساعة"),
        (1.0, "1 hour ", "ساعة ("),
        (1.5, "1.5 hours", "1.5 ساعة"),
        (2.0, "2 hours", "ساعتين"),
        (6.0, "6 hours", "6 ساعات"),
    ],
)
def test_hours_are_said_as_the_rule_has_them(hours: float, english: str, arabic: str) -> None:
    one = happened("stale", hours=hours, last_at=ON)
    assert f"more than {english}" in alert_sentence(one, "en")
    assert f"منذ أكثر من {arabic}" in alert_sentence(one, "ar")


@pytest.fixture(scope="module")
def client(real_home: Home) -> FlaskClient:
    found = create_app(real_home).server.test_client()
    assert isinstance(found, FlaskClient)
    return found


@pytest.mark.parametrize("language", ["en", "ar"])
@pytest.mark.parametrize("kind", list(KINDS))
def test_links_lead_to_pages_that_answer(client: FlaskClient, kind: str, language: str) -> None:
    link = alert_link(KINDS[kind][0], "http://ranks", language)
    path, _, search = link.removeprefix("http://ranks").partition("?")
    said, title = page_of(client, f"?{search}", path)
    for nothing in (
        "This address asks for something unknown",
        "يطلب هذا العنوان شيئًا غير معروف",
        "No such page",
        "Could not read the data",
    ):
        assert nothing not in said + title, (link, title)
    assert ("lang=ar" in search) == (language == "ar")


def test_the_query_of_an_alert_runs(real_home: Home) -> None:
    for one, _ in KINDS.values():
        query = alert_sql(one)
        if query:
            with reading(real_home.charts_file) as connection:
                assert connection.execute(query).fetchall(), query


def test_a_message_is_short_says_simulated_and_holds_strangers_words_as_words() -> None:
    alerts = Alerts("http://ranks", "en", {"me": "json://x"}, None, ())
    many = tuple(Waiting(KINDS["enters_top"][0], ("me",)) for _ in range(MOST_LINES + 5))
    said = message(alerts, Letter("me", "Top ten", many), is_simulated=True)
    assert said.title == "SIMULATED · Rank Tracker: Top ten"
    assert said.text.count("entered the top 10") == MOST_LINES
    assert "and 5 more" in said.text
    assert "positions in a store’s chart" in said.text
    hostile = happened("event", event_id="x", titles=(HOSTILE_TITLE + "\nid 0", ""))
    assert "\u202e" not in alert_sentence(hostile, "en")
    assert "\n" not in alert_sentence(hostile, "en")
