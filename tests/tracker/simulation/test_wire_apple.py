"""The simulated App Store sends what the real one sends: read here by the documented paths, not by our parsers."""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.tracker.simulation.test_wire import TEXTS, entries, shape, written
from tracker.models import AppDetails, ChartEntry, Series
from tracker.simulation.wire_apple import apple_rss_body, apple_viewtop_body, itunes_lookup_body

FEED = Series("apple", "us", "iphone", "top-free", "all", "apple_rss")
TOP = Series("apple", "de", "iphone", "top-free", "productivity", "apple_viewtop")
UPDATED_AT = datetime(2026, 1, 9, 5, 49, 52, tzinfo=UTC)


def page_of(body: bytes) -> Any:
    return json.loads(body)["pageData"]["segmentedControl"]["segments"][0]["pageData"]


@given(st.lists(st.tuples(TEXTS, TEXTS), min_size=1, max_size=8))
def test_what_goes_in_comes_out_whatever_the_script(texts: list[tuple[str, str]]) -> None:
    rows = [ChartEntry(rank, f"90000{rank}", name, maker) for rank, (name, maker) in enumerate(texts, start=1)]
    feed = json.loads(apple_rss_body(FEED, rows, UPDATED_AT))["feed"]["results"]
    assert [(row["id"], row["name"], row["artistName"]) for row in feed] == written(rows)
    lockups = json.loads(apple_viewtop_body(TOP, {"top-free": rows}))["storePlatformData"]["lockup"]["results"]
    assert [(row["id"], row["name"], row["artistName"]) for row in lockups.values()] == written(rows)
    apps = [AppDetails(one.app_id, True, one.name, one.developer) for one in rows]
    found = json.loads(itunes_lookup_body("us", apps))["results"]
    assert [(str(row["trackId"]), row["trackName"], row["artistName"]) for row in found] == written(rows)


def test_the_feed_calls_itself_by_the_old_host() -> None:
    feed = json.loads(apple_rss_body(FEED, entries(), UPDATED_AT, depth=50))["feed"]
    address = "https://rss.applemarketingtools.com/api/v2/us/apps/top-free/50/apps.json"
    assert feed["id"] == address
    assert feed["links"] == [{"self": address}]
    assert feed["country"] == "us"
    assert {row["kind"] for row in feed["results"]} == {"apps"}
    assert [row["genres"] for row in feed["results"]] == [[], [], []]


@pytest.mark.parametrize(
    ("day", "text"), [(9, "Fri, 9 Jan 2026 05:49:52 +0000"), (10, "Sat, 10 Jan 2026 05:49:52 +0000")]
)
def test_the_feed_tells_its_day_in_one_digit_or_two(day: int, text: str) -> None:
    assert json.loads(apple_rss_body(FEED, [], UPDATED_AT.replace(day=day)))["feed"]["updated"] == text


def test_a_page_has_its_charts_in_its_own_order_and_says_where_it_is_from() -> None:
    body = apple_viewtop_body(TOP, {"top-free": entries(3), "top-grossing": entries(1), "top-paid": entries(2)})
    page = page_of(body)
    assert [(chart["id"], len(chart["adamIds"])) for chart in page["topCharts"]] == [("30", 2), ("27", 3), ("38", 1)]
    assert page["selectedChart"]["id"] == "27"
    assert page["metricsBase"]["storeFrontHeader"] == "143443-2,29"
    assert page["genre"]["id"] == "6007"
    assert json.loads(body)["storePlatformData"]["lockup"]["meta"]["storefront"] == {"id": "143443", "cc": "DE"}


def test_the_page_of_an_ipad_has_other_numbers() -> None:
    ipad = Series("apple", "us", "ipad", "top-paid", "all", "apple_viewtop")
    page = page_of(apple_viewtop_body(ipad, {"top-paid": entries()}))
    assert page["selectedChart"]["id"] == "47"
    assert page["metricsBase"]["storeFrontHeader"] == "143441-2,30"


def test_a_genre_without_charts_has_an_empty_list() -> None:
    page = page_of(apple_viewtop_body(TOP, {}))
    assert (page["topCharts"], page["selectedChart"]) == ([], None)


def test_only_the_first_apps_of_a_page_have_names() -> None:
    body = apple_viewtop_body(TOP, {"top-free": entries(200)})
    assert len(page_of(body)["topCharts"][0]["adamIds"]) == 200
    assert len(json.loads(body)["storePlatformData"]["lockup"]["results"]) == 80


def test_an_app_that_is_not_offered_is_left_out_of_a_lookup() -> None:
    body = itunes_lookup_body("de", [AppDetails("1", False), AppDetails("2", True, "Zorblat")])
    assert body.startswith(b"\n\n\n{")
    answer = json.loads(body)
    assert answer["resultCount"] == 1
    (row,) = answer["results"]
    assert row["trackViewUrl"] == "https://apps.apple.com/de/app/zorblat/id2?uo=4"
    assert not {"price", "formattedPrice", "currency", "version"} & row.keys(), "nothing is known of them"


# --- real answers, where they are


def test_a_real_feed_has_the_same_envelope(recorded: Path) -> None:
    real = json.loads((recorded / "stores/apple_rss_v2/us_music_most-played_2_2024-10-28.json").read_bytes())["feed"]
    ours = json.loads(apple_rss_body(FEED, entries(2), UPDATED_AT))["feed"]
    assert list(real) == list(ours)
    assert shape(real["author"]) == shape(ours["author"])
    assert shape(real["links"]) == shape(ours["links"])
    assert set(ours["results"][0]) <= set(real["results"][0])


def test_a_real_page_of_charts_has_every_part_of_ours(recorded: Path) -> None:
    real = (recorded / "stores/apple_mzstore_viewtop/de_6007_productivity_popId27_2022-03-22.json").read_bytes()
    apps = [ChartEntry(1, page_of(real)["topCharts"][0]["adamIds"][0], "Name", "Maker")]
    ours = apple_viewtop_body(TOP, {"top-free": apps, "top-paid": apps, "top-grossing": apps})
    assert [chart["id"] for chart in page_of(real)["topCharts"]] == [
        chart["id"] for chart in page_of(ours)["topCharts"]
    ]
    for part in ("metricsBase", "genre"):
        assert page_of(ours)[part].keys() <= page_of(real)[part].keys()
        for key in ("storeFrontHeader", "id", "pageId", "storeFront", "url"):
            assert page_of(ours)[part].get(key) == page_of(real)[part].get(key)
    assert page_of(ours)["topCharts"][0].keys() <= page_of(real)["topCharts"][0].keys()
    meta = [json.loads(body)["storePlatformData"]["lockup"]["meta"] for body in (real, ours)]
    assert meta[0] == meta[1]


def test_a_real_lookup_has_every_field_of_ours(recorded: Path) -> None:
    real = json.loads((recorded / "stores/itunes_lookup/us_570060128_2026-07.json").read_bytes())["results"][0]
    apps = [
        AppDetails(
            "570060128", True, "Duolingo", "Duolingo", None, "7", UPDATED_AT, UPDATED_AT, 1, 4.5, "6017", 0.0, "USD"
        )
    ]
    ours = json.loads(itunes_lookup_body("us", apps))["results"][0]
    assert ours.keys() <= real.keys()
    assert {key: type(value) for key, value in ours.items()} == {key: type(real[key]) for key in ours}
    assert ours["formattedPrice"] == real["formattedPrice"]
