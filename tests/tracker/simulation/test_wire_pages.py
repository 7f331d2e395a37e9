"""The simulated web pages have what real ones have: read here by the documented paths, not by our parsers."""

import json
import re
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.tracker.simulation.test_wire import TEXTS, entries, shape, written
from tracker.models import Badge, ChartEntry, Series
from tracker.simulation.wire_pages import Generation, apple_badge_body, apple_web_body

CHART = Series("apple", "us", "iphone", "top-free", "productivity", "apple_web")
CHATGPT = "6448311069"
BADGE = Badge("us", "iphone", "top-free", "education", 1, "570060128")
BOTH = pytest.mark.parametrize("generation", ["served", "cached"])


def script(body: bytes, name: str) -> Any:
    match = re.search(rf'<script [^>]*id="{name}">(.*?)</script>', body.decode(), re.DOTALL)
    assert match is not None
    return json.loads(match[1])


def served(body: bytes) -> tuple[Any, Any]:
    """Intent and data of the only page."""
    (page,) = script(body, "serialized-server-data")["data"]
    return page["intent"], page["data"]


def cached(body: bytes, part_of_key: str) -> Any:
    calls = script(body, "shoebox-media-api-cache-apps")
    (key,) = [key for key in calls if part_of_key in key]
    return json.loads(calls[key])["d"]


@given(st.lists(st.tuples(TEXTS, TEXTS), min_size=1, max_size=8))
def test_what_goes_in_comes_out_whatever_the_script(texts: list[tuple[str, str]]) -> None:
    rows = [ChartEntry(rank, f"90000{rank}", name, maker) for rank, (name, maker) in enumerate(texts, start=1)]
    _, data = served(apple_web_body(CHART, rows))
    apps = data["shelves"][1]["items"]
    assert [(app["adamId"], app["title"], app["developerName"]) for app in apps] == written(rows)
    assert [app["ordinal"] for app in apps] == [str(one.rank) for one in rows]
    (chart,) = cached(apple_web_body(CHART, rows, "cached"), ".charts.")["apps"]
    found = [(app["id"], app["attributes"]["name"], app["attributes"]["artistName"]) for app in chart["data"]]
    assert found == written(rows)


def test_a_served_chart_says_what_was_asked_for() -> None:
    intent, _ = served(apple_web_body(CHART, entries()))
    assert (intent["$kind"], intent["storefront"], intent["platform"]) == ("ChartsPageIntent", "us", "iphone")
    assert (intent["chart"], intent["genreId"]) == ("top-free", "6007")


def test_a_cached_chart_stands_under_the_address_of_its_call_beside_others() -> None:
    body = apple_web_body(CHART, entries(), "cached")
    keys = list(script(body, "shoebox-media-api-cache-apps"))
    assert keys[0].startswith("\uf8ff.v1.editorial.")
    assert keys[1] == (
        "\uf8ff.v1.catalog.us.charts.types.apps.platform.iphone.genre.6007.chart.top-free.limit.100.sparselimit.100.l.en-us"
    )
    places = [app["attributes"]["chartPositions"]["appStore"] for app in cached(body, ".charts.")["apps"][0]["data"]]
    assert [(place["position"], place["genre"], place["chart"]) for place in places] == [
        (rank, 6007, "top-free") for rank in (1, 2, 3)
    ]


@BOTH
def test_no_name_can_close_a_script(generation: Generation) -> None:
    body = apple_web_body(CHART, [ChartEntry(1, CHATGPT, "</script><b>", None)], generation)
    assert body.count(b"</script>") == body.count(b"<script ")


def test_a_badge_is_text_among_other_badges_and_may_be_missing() -> None:
    for badge, kinds in ((BADGE, ["rating", "chartPosition"]), (None, ["rating"])):
        _, data = served(apple_badge_body("us", "570060128", "Duolingo", badge))
        items = data["shelfMapping"]["informationRibbon"]["items"]
        assert [item["type"] for item in items] == kinds
    _, data = served(apple_badge_body("us", "570060128", "Duolingo", BADGE))
    assert data["shelfMapping"]["informationRibbon"]["items"][1]["content"] == {"position": "1"}


def test_a_cached_product_has_its_position_or_none() -> None:
    (app,) = cached(apple_badge_body("us", "570060128", "Duolingo", BADGE, "cached"), ".apps.")
    assert app["attributes"]["chartPositions"]["appStore"]["position"] == 1
    (app,) = cached(apple_badge_body("us", "570060128", "Duolingo", None, "cached"), ".apps.")
    assert "chartPositions" not in app["attributes"]


# --- real pages, where they are


def test_a_real_product_page_reads_by_the_same_paths(recorded: Path) -> None:
    real = (recorded / "stores/apple_product_html/us_570060128_duolingo_2026-07.html").read_bytes()
    ours = apple_badge_body("us", "570060128", "Duolingo", BADGE)
    (real_intent, real_data), (our_intent, our_data) = served(real), served(ours)
    assert real_intent == our_intent
    assert our_data.keys() <= real_data.keys()
    badges = []
    for data in (real_data, our_data):
        items = data["shelfMapping"]["informationRibbon"]["items"]
        (badge,) = [item for item in items if item["type"] == "chartPosition"]
        badges.append(badge)
    assert badges[1].keys() <= badges[0].keys()
    for key in ("content", "heading", "caption", "accessibilityTitle"):
        assert badges[0][key] == badges[1][key]
    actions = [badge["clickAction"] for badge in badges]
    assert actions[0]["pageUrl"] == actions[1]["pageUrl"]
    assert shape(actions[0]["destination"]) == shape(actions[1]["destination"])
    assert actions[0]["destination"] == actions[1]["destination"]


def test_a_real_chart_page_has_the_same_call(recorded: Path) -> None:
    real = (recorded / "stores/apple_charts_html_shoebox/us_iphone_6007_topfree_2025-01_cut.html").read_text()
    ours = apple_web_body(CHART, [ChartEntry(1, CHATGPT, "ChatGPT", "OpenAI")], "cached").decode()
    key = ".v1.catalog.us.charts.types.apps.platform.iphone.genre.6007.chart.top-free.limit.100.sparselimit.100.l.en-us"
    assert key in real
    assert key in ours
    place = '"appStore":{"position":1,"genreName":"Productivity","genre":6007,"chart":"top-free"'
    for page in (real, ours):
        assert place in page.replace("\\", "").replace(": ", ":").replace(", ", ",")
