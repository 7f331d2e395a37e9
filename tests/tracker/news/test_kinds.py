"""What each kind of feed says beside its headlines: whose they are, how sure the day is, what may begin a candidate."""

import json
from datetime import timedelta

import pytest

from tests import stores_feeds as wire
from tests.conftest import at
from tests.tracker.news.conftest import read

DAY = at("2026-11-20 08:00")


def test_rss_atom_and_json_feeds_say_the_same() -> None:
    entries = [("Grok is back", "https://paper.example/a", DAY), ("غروك يعود", "https://paper.example/b", DAY)]
    found = [read(make(entries)).articles for make in (wire.rss, wire.atom, wire.json_feed)]
    assert found[0] == found[1] == found[2]
    assert [(one.title, one.language, one.date_from) for one in found[0]] == [
        ("Grok is back", "", "feed"), ("غروك يعود", "ar", "feed"),
    ]  # fmt: skip


def test_a_google_headline_is_one_whatever_its_link_is_today() -> None:
    today = wire.google_news([("Grok is back", "The Verge", DAY)])
    tomorrow = today.replace(b"CBMi00000", b"CBMi99999")
    first, again = read(today, kind="google_news").articles, read(tomorrow, kind="google_news").articles
    assert first[0].article_id == again[0].article_id
    assert (first[0].title, first[0].outlet) == ("Grok is back", "The Verge")


def test_campaigns_and_www_do_not_make_another_article() -> None:
    urls = ("https://www.paper.example/a?utm_source=x", "http://paper.example/a/", "https://paper.example/a#:~:text=x")
    assert len({read(wire.rss([("Grok", url, DAY)])).articles[0].article_id for url in urls}) == 1
    other = ("https://paper.example/a?id=1", "https://paper.example/a?id=2", "https://paper.example/a#may-11")
    assert len({read(wire.rss([("Grok", url, DAY)])).articles[0].article_id for url in other}) == 3


def test_gdelt_says_when_its_crawler_came_and_in_which_language() -> None:
    (article,) = read(
        wire.gdelt([("Grok wieder da", "https://zeitung.example/1", "German", DAY)]), kind="gdelt"
    ).articles
    assert (article.date_from, article.language, article.outlet) == ("crawl", "de", "zeitung.example")


def test_hacker_news_brings_points_and_a_discussion_stands_for_itself() -> None:
    body = wire.hacker_news([("Grok 9", "https://x.ai/9", 321, DAY), ("Ask HN: Grok?", "", 50, DAY)])
    linked, asked = read(body, kind="hacker_news", tier="aggregator/copy").articles
    assert (linked.points, linked.outlet, linked.tier) == (321, "x.ai", "official")
    assert asked.url == "https://news.ycombinator.com/item?id=1"


@pytest.mark.parametrize(
    ("name", "impact", "lasted", "is_notable"),
    [
        ("Elevated errors on a model", "minor", timedelta(hours=5), False),
        ("Elevated errors on a model", "major", timedelta(minutes=5), True),
        ("ChatGPT conversations fail", "minor", timedelta(hours=2), True),
        ("ChatGPT conversations fail", "minor", timedelta(minutes=50), False),
        ("Maintenance of ChatGPT", "none", timedelta(hours=2), False),
    ],
)
def test_only_great_or_long_incidents_of_what_people_use_may_begin_a_candidate(
    name: str, impact: str, lasted: timedelta, is_notable: bool
) -> None:
    body = wire.statuspage([(name, impact, DAY, DAY + lasted)])
    address = "https://status.vendor.example/api/v2/incidents.json"
    found = read(body, kind="statuspage", tier="official", assistants=("chatgpt",), address=address)
    (article,) = found.articles
    assert (article.is_notable, article.categories, article.assistants) == (is_notable, ("outage",), ("chatgpt",))
    assert article.url == "https://status.vendor.example/incidents/i0"


def test_an_incident_of_another_service_in_a_collection_is_not_put_down_to_ours() -> None:
    def row(name: str, provider: str) -> dict[str, object]:
        return {"incident_id": provider, "title": name, "provider_name": provider, "severity": "major",
                "created_at": DAY.isoformat()}  # fmt: skip

    body = json.dumps({"changed": [row("Elevated errors", "OpenAI"), row("Elevated 500 errors", "Twilio")]}).encode()
    found = read(
        body, kind="statuspage", tier="official", assistants=("chatgpt",), outlet="OpenAI status",
        address="https://status.vendor.example/api/v2/incidents.json",
    )  # fmt: skip
    assert [(one.outlet, one.assistants) for one in found.articles] == [("OpenAI", ("chatgpt",)), ("Twilio", ())]


def test_where_else_a_model_can_be_rented_begins_nothing() -> None:
    body = wire.rss(
        [("Grok 9 launches on Amazon Bedrock", "https://x.ai/1", DAY), ("Grok 9 launches", "https://x.ai/2", DAY)]
    )
    found = read(body, tier="official", assistants=("grok",)).articles
    assert [one.is_notable for one in found] == [False, True]


def test_a_version_is_told_of_the_app_by_its_id_and_mended_errors_begin_nothing() -> None:
    def row(version: str, notes: str) -> dict[str, object]:
        return {"trackId": 6448311069, "trackName": "ChatGPT", "version": version, "releaseNotes": notes,
                "trackViewUrl": "https://apps.apple.com/us/app/chatgpt/id6448311069?uo=4",
                "currentVersionReleaseDate": "2026-11-19T08:00:00Z"}  # fmt: skip

    rows = [
        row("1.1", "Bug fixes and errors removed"),
        row("1.2", "Meet our new model GPT-7"),
        {"trackName": "No version"},
    ]
    found = read(json.dumps({"resultCount": 3, "results": rows}).encode(), kind="app_versions", tier="official")
    assert [(one.title, one.assistants, one.is_notable, one.categories) for one in found.articles] == [
        ("ChatGPT 1.1", ("chatgpt",), False, ()), ("ChatGPT 1.2", ("chatgpt",), True, ("model",)),
    ]  # fmt: skip
    assert found.refused == (("without a version", 1),)
    assert {link.rule for one in found.articles for link in one.links} == {"app"}


def test_a_vendor_need_not_name_its_product_but_then_begins_nothing() -> None:
    body = wire.rss(
        [("Introducing the model spec", "https://openai.com/1", DAY), ("A day at work", "https://openai.com/2", DAY)]
    )
    told, chatter = read(body, tier="official", assistants=("chatgpt",)).articles
    assert ([link.rule for link in told.links], told.is_notable) == (["feed"], False)
    assert chatter.links == ()
