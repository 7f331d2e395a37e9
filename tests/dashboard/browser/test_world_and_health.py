"""The pages World and Health in a browser: pictures, controls, addresses, files."""

import csv
import io
import re
from collections.abc import Iterator
from datetime import date, timedelta

import duckdb
import pytest
from playwright.sync_api import Page, expect

from dashboard.components.tile_map import cell_words
from dashboard.text import text_for
from dashboard.text.world import ENGLISH
from dashboard.world_rows import WorldRows, world_rows
from dashboard.world_view import parse_world_query
from tests.countries_world import END
from tests.dashboard.browser.conftest import Open, Scheme, eventually, served
from tests.dashboard.browser.test_shell import violations
from tracker import catalog
from tracker.config import Home
from tracker.storage.database import reading

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]

HEAT = "#world-heat .heatmaplayer image"
LEDGER = "#health-plot .heatmaplayer image"
RANGE = "since=2025-01-20&until=2025-02-18"


@pytest.fixture(scope="module")
def countries_url(world_home: Home) -> Iterator[str]:
    with served(world_home) as url:
        yield url


def rows_of(home: Home, **said: str) -> WorldRows:
    with reading(home.charts_file) as connection:
        return world_rows(connection, parse_world_query(said), END, True, "test")


def settled(page: Page) -> None:
    page.wait_for_load_state("networkidle")
    page.locator(".heatmaplayer image").first.wait_for(state="attached")


@pytest.mark.parametrize(("path", "heat"), [("/world", HEAT), ("/health", LEDGER)])
@pytest.mark.parametrize(("scheme", "lang"), [pytest.param("light", "en", marks=pytest.mark.thorough), ("dark", "ar")])
def test_a_page_fits_and_can_be_read_by_everyone(
    open_page: Open, countries_url: str, path: str, heat: str, scheme: Scheme, lang: str
) -> None:
    page = open_page(f"{countries_url}{path}?lang={lang}", scheme=scheme, wait_for=heat)
    expect(page.locator("aside.simulated")).to_contain_text(text_for(lang).simulated)
    assert page.evaluate("getComputedStyle(document.querySelector('.plot')).direction") == "ltr"
    for width in (1280, 360):
        page.set_viewport_size({"width": width, "height": 900})
        page.wait_for_timeout(300)
        settled(page)
        assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0, f"at {width} px"
        assert violations(page) == [], f"at {width} px"


def test_the_cursor_says_exactly_what_the_cell_is(open_page: Open, countries_url: str, world_home: Home) -> None:
    page = open_page(f"{countries_url}/world?{RANGE}", wait_for=HEAT)
    rows = rows_of(world_home, since="2025-01-20", until="2025-02-18")
    box = page.locator("#world-heat").bounding_box()
    margin = page.evaluate("rankTracker.plates['world-heat-plate'].cells.margin")
    assert box
    width, height = box["width"] - margin["left"] - margin["right"], box["height"] - margin["top"] - margin["bottom"]
    said = set()
    for place, row in enumerate(rows.drawn):
        for column in range(0, len(row.cells), 4):
            page.mouse.move(
                box["x"] + margin["left"] + (column + 0.5) / len(row.cells) * width,
                box["y"] + margin["top"] + (place + 0.5) / len(rows.drawn) * height,
            )
            tip = page.locator("#world-heat").locator("xpath=..").locator(".tip.cell")
            name, words = [cell.strip() for cell in tip.locator("th, td").all_inner_texts()]
            day = rows.view.since + timedelta(days=column)
            assert name == catalog.countries()[row.country].name
            assert words == cell_words(ENGLISH, row.cells[column])
            assert tip.locator("caption").inner_text() == text_for("en").day(day)
            said.add(words)
    assert {"No. 1", "not in the chart", "not sold there", "not observed"} <= said


def test_a_click_on_the_picture_chooses_the_day_and_back_takes_it_back(open_page: Open, countries_url: str) -> None:
    page = open_page(f"{countries_url}/world?{RANGE}", wait_for=HEAT)
    before = page.locator("#map h2").inner_text()
    page.locator("#world-heat").click(position={"x": 700, "y": 60})
    page.wait_for_url(re.compile("day=2025-"))
    chosen = date.fromisoformat(page.url.split("day=")[1][:10])
    expect(page.locator("#map h2")).to_contain_text(text_for("en").long_day(chosen))
    page.go_back()
    expect(page.locator("#map h2")).to_have_text(before)
    assert "day=" not in page.url


def test_every_control_of_the_world_is_in_the_address_and_comes_back(open_page: Open, countries_url: str) -> None:
    page = open_page(f"{countries_url}/world?{RANGE}", wait_for=HEAT)
    choices = {"assistant": ("ChatGPT", "chatgpt"), "order": ("by name", "name"), "store": ("Google Play", "google")}
    for control, (option, value) in choices.items():
        page.locator(f"#world-{control}").click()
        page.get_by_role("option", name=option, exact=True).click()
        eventually(page, f"location.search.includes('{control}={value}')")
        page.locator(f"button[data-copies*='{control}={value}']").wait_for()  # the page has followed its address
        settled(page)
    again = open_page(page.url, wait_for=HEAT)
    for control, (option, _) in choices.items():
        expect(again.locator(f"#world-{control}")).to_have_value(option)
    assert "since=2025-01-20" in again.url
    expect(again.locator(".caption").first).to_contain_text("2 of 2 countries shown")


def test_ranges_are_links_and_a_tile_leads_to_the_history_of_its_country(open_page: Open, countries_url: str) -> None:
    page = open_page(f"{countries_url}/world?{RANGE}&day=2025-01-29", wait_for=HEAT)
    page.get_by_role("link", name="7 d", exact=True).click()
    eventually(page, "location.search.includes('range=7d') && !location.search.includes('day=')")
    expect(page.locator(".segments [aria-current]")).to_have_text("7 d")
    page.go_back()
    page.get_by_role("link", name=re.compile("^Germany: ")).click()
    page.wait_for_url(re.compile(r"/\?.*country=de"))
    expect(page.locator(".kicker")).to_contain_text("Germany")


def test_the_files_hold_the_numbers_shown(open_page: Open, countries_url: str, world_home: Home) -> None:
    page = open_page(f"{countries_url}/world?{RANGE}", wait_for=HEAT)
    shown = {
        (row.country, str(date(2025, 1, 20) + timedelta(days=place))): cell
        for row in rows_of(world_home, since="2025-01-20", until="2025-02-18").drawn
        for place, cell in enumerate(row.cells)
    }
    with page.expect_download() as told:
        page.locator("#world-csv").click()
    rows = list(csv.DictReader(io.StringIO(told.value.path().read_text(encoding="utf-8"))))
    assert {(row["country"], row["day_utc"]): int(row["best_rank"]) for row in rows if row["best_rank"]} == {
        key: cell for key, cell in shown.items() if cell > 0
    }
    assert {row["simulated"].lower() for row in rows} == {"true"}
    with page.expect_download() as told:
        page.locator("#world-parquet").click()
    found = duckdb.sql(f"SELECT count(*), count(best_rank) FROM read_parquet('{told.value.path()}')").fetchone()
    assert found == (len(rows), sum(bool(row["best_rank"]) for row in rows))


def test_health_says_what_each_day_was_and_which_source_is_chosen(open_page: Open, countries_url: str) -> None:
    page = open_page(f"{countries_url}/health", wait_for=LEDGER)
    expect(page.locator("h1")).to_contain_text("8 of 8 series are fresh; 95")
    expect(page.locator("#failures")).to_contain_text("HTTP 503")
    expect(page.locator(".key")).to_contain_text("Every try failed")
    expect(page.locator("#table tbody tr").first).to_contain_text("apple/jp/iphone/top-free/all/itunes_rss")
    widths = [mark.bounding_box() for mark in page.locator(".key i").all()]
    assert len(widths) >= 3
    assert all(box and box["width"] > 5 for box in widths), "a mark of the key that nobody sees"
    box = page.locator("#health-plot").bounding_box()
    assert box
    page.mouse.move(box["x"] + 300, box["y"] + 12)
    expect(page.locator(".tip.cell td")).to_contain_text("2 of 2 slots captured")
    page.locator("#health-source").click()
    page.get_by_role("option", name="google_play").click()
    eventually(page, "location.search === '?source=google_play'")
    expect(page.locator("#table tbody tr")).to_have_count(2)
    expect(page.locator("#failures")).not_to_contain_text("HTTP 503")
    page.go_back()
    expect(page.locator("#table tbody tr")).to_have_count(8)


def test_the_ledger_as_a_file_holds_what_is_shown(open_page: Open, countries_url: str) -> None:
    page = open_page(f"{countries_url}/health?range=30d", wait_for=LEDGER)
    with page.expect_download() as told:
        page.locator("#health-csv").click()
    rows = list(csv.DictReader(io.StringIO(told.value.path().read_text(encoding="utf-8"))))
    captured, expected = (sum(int(row[name]) for row in rows) for name in ("captured", "expected"))
    expect(page.locator("figcaption")).to_contain_text(f"{captured} of {expected} slots captured")


@pytest.mark.parametrize(
    ("address", "says"),
    [
        ("/world?assistant=hal", "assistant: hal is not one of"),
        ("/world?chart=top-paid", "rank-tracker collect charts --now --store apple"),
        ("/world?since=2020-01-01&until=2020-02-01", "The captures of this chart reach from 1 Jan 2025 to 28 Feb 2025"),
        ("/health?source=nobody", "source: nobody is not one of: google_play, itunes_rss"),
    ],
)
def test_an_address_that_cannot_be_shown_says_why_and_what_to_do(
    open_page: Open, countries_url: str, address: str, says: str
) -> None:
    page = open_page(countries_url + address, wait_for="h1")
    expect(page.locator("main")).to_contain_text(says)
