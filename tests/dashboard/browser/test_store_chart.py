"""The chart page in a browser: one capture, its controls, its address, its files."""

import csv
import io
import re

import duckdb
import pytest
from playwright.sync_api import Page, expect

from tests.dashboard.browser.conftest import Open, eventually, served
from tests.dashboard.browser.test_shell import violations
from tests.dashboard.world import HOSTILE_TITLE
from tracker.config import Home
from tracker.prepare import prepare

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]

STORY = "/chart?at=2025-01-27T12:02"
ROWS = ".chart-rows tbody tr"


def chart_page(open_page: Open, url: str, **more: object) -> Page:
    return open_page(url, wait_for=ROWS, **more)


def settled(page: Page, said: str) -> None:
    """Wait for an address that says this, and for its page."""
    eventually(page, f"location.search.includes({said!r})")
    page.wait_for_load_state("networkidle")
    page.locator(ROWS).first.wait_for()


def test_a_past_chart_is_shown_with_its_movement_and_its_evidence(open_page: Open, real_url: str) -> None:
    page = chart_page(open_page, real_url + STORY)
    expect(page.locator("h1")).to_have_text("Three of the top 25 apps are assistants; DeepSeek is No.\u00a01")
    expect(page.locator(ROWS)).to_have_count(25)
    first = page.locator(ROWS).first
    expect(first).to_have_class("marked")
    expect(first.locator("th bdi").first).to_have_text("App 6737597349")
    caption = page.locator(".caption")
    facts = [
        "Rows 25 of 100",
        "Captured 27 Jan 2025, 12:02 UTC",
        "Compared with the capture of 26 Jan 2025, 12:02 UTC",
        "Depth asked 100, returned 100",
        "Source itunes_rss",
        "Times in UTC",
    ]
    for fact in facts:
        expect(caption).to_contain_text(fact)


def test_rows_lead_to_the_store_and_nowhere_else(open_page: Open, real_url: str) -> None:
    page = chart_page(open_page, real_url + STORY + "&rows=all")
    links = page.locator(f"{ROWS} a")
    assert links.count() == 100
    told = links.evaluate_all("all => all.map(one => [one.href, one.rel, one.target])")
    assert {tuple(one[1:]) for one in told} == {("noopener noreferrer", "_blank")}
    assert all(re.fullmatch(r"https://apps\.apple\.com/us/app/id\d+", one[0]) for one in told)


def test_the_name_of_a_hostile_app_is_only_text(open_page: Open, real_url: str) -> None:
    page = chart_page(open_page, real_url + STORY)
    name = page.locator(f"{ROWS} bdi", has_text="onerror").first
    expect(name).to_have_text(HOSTILE_TITLE)
    assert page.locator(f"{ROWS} img, {ROWS} th b").count() == 0
    assert name.evaluate("element => getComputedStyle(element).unicodeBidi") == "isolate"
    assert "owned" not in page.title()


def test_who_is_new_is_told_from_what_was_not_observed_before(open_page: Open, real_url: str) -> None:
    page = chart_page(open_page, real_url + "/chart?at=2025-01-24T18:02&against=7d&rows=all")
    row = page.locator(ROWS).filter(has=page.get_by_text("App 6737597349", exact=True))
    expect(row.locator(".new")).to_have_text("New")
    page = chart_page(open_page, real_url + "/chart?at=2024-12-20T00:02")
    assert page.locator(".new").count() == 0
    expect(page.locator(".subtitle")).to_contain_text("Nothing was observed 24 h before")
    expect(page.locator(ROWS).first.locator(".move .sr")).to_have_text("not comparable: not observed before")


def test_a_moment_that_nobody_captured_is_said_and_leads_to_its_neighbours(open_page: Open, real_url: str) -> None:
    page = open_page(real_url + "/chart?at=2025-01-04T12:00", wait_for="h1")
    expect(page.locator("h1")).to_have_text("No capture at this moment")
    expect(page.locator(".subtitle")).to_contain_text("made 2 Jan 2025, 18:02 UTC, 41 hours earlier")
    page.get_by_role("link", name="Show the capture after").click()
    settled(page, "at=2025-01-04T18:02")
    expect(page.locator(".time-row time")).to_have_text("Sat 4 Jan 2025, 18:02 UTC")


def test_links_change_the_address_and_the_back_button_brings_the_page_back(open_page: Open, real_url: str) -> None:
    page = chart_page(open_page, real_url + STORY)
    page.get_by_role("link", name="7 d", exact=True).click()
    settled(page, "against=7d")
    expect(page.locator(".caption")).to_contain_text("Compared with the capture of 20 Jan 2025, 12:02 UTC")
    page.get_by_role("link", name="Assistants only").click()
    settled(page, "apps=assistants")
    eventually(page, f"document.querySelectorAll({ROWS!r}).length === 4")
    page.get_by_role("link", name=re.compile("The capture before")).click()
    settled(page, "at=2025-01-27T06:02")
    expect(page.locator(".time-row time")).to_have_text("Mon 27 Jan 2025, 06:02 UTC")
    page.go_back()
    expect(page.locator(".time-row time")).to_have_text("Mon 27 Jan 2025, 12:02 UTC")
    page.go_back()
    eventually(page, f"document.querySelectorAll({ROWS!r}).length === 25")
    page.get_by_role("link", name="Newest").click()
    eventually(page, "!location.search.includes('at=')")
    expect(page.locator(".time-row time")).to_have_text("Thu 20 Mar 2025, 18:02 UTC")


def test_series_and_day_are_chosen_and_the_address_restores_them(open_page: Open, real_url: str) -> None:
    page = chart_page(open_page, real_url + "/chart")
    page.locator("#chart-country").click()
    page.get_by_role("option", name="Germany", exact=True).click()
    settled(page, "country=de")
    expect(page.locator(".kicker")).to_contain_text("Germany")
    page.locator("#chart-day").click()
    page.get_by_role("button", name="18 March 2025", exact=True).click()
    settled(page, "at=2025-03-18T")
    again = chart_page(open_page, page.url)
    expect(again.locator("#chart-country")).to_have_value("Germany")
    expect(again.locator(".time-row time")).to_have_text(page.locator(".time-row time").inner_text())


def test_the_slider_moves_by_keys_says_its_hour_and_keeps_the_focus(open_page: Open, real_url: str) -> None:
    page = chart_page(open_page, real_url + STORY)
    slider = page.get_by_label("Time of the capture, by the hour")
    slider.focus()
    for _ in range(7):
        page.keyboard.press("ArrowLeft")
    assert slider.get_attribute("aria-valuetext") == "Mon 27 Jan 2025, 05:00 UTC"
    settled(page, "at=2025-01-27T05:59")
    expect(page.locator(".time-row time")).to_have_text("Mon 27 Jan 2025, 00:02 UTC")
    eventually(page, "document.activeElement.id === 'chart-time'")
    page.keyboard.press("ArrowRight")
    settled(page, "at=2025-01-27T06:59")
    expect(page.locator(".time-row time")).to_have_text("Mon 27 Jan 2025, 06:02 UTC")


def test_files_hold_the_numbers_that_are_shown(open_page: Open, simulated_url: str) -> None:
    page = chart_page(open_page, simulated_url + STORY)
    shown = page.locator(ROWS).evaluate_all(
        "all => all.map(row => [row.children[0].innerText.trim(), row.querySelector('bdi').innerText])"
    )
    with page.expect_download() as started:
        page.get_by_role("button", name="CSV").click()
    rows = list(csv.DictReader(io.StringIO(started.value.path().read_text(encoding="utf-8"))))
    assert [[row["rank"], row["app_name"]] for row in rows][:25] == shown
    assert {row["simulated"] for row in rows} == {"true"}
    with page.expect_download() as started:
        page.get_by_role("button", name="Parquet").click()
    assert started.value.suggested_filename.endswith("-20250127T1202.parquet")
    asked = duckdb.execute("SELECT rank, app_name, simulated FROM read_parquet(?)", [str(started.value.path())])
    assert [(str(rank), name) for rank, name, _ in asked.fetchall()][:25] == [tuple(row) for row in shown]
    with page.expect_download() as started:
        page.get_by_role("button", name="PNG").click()
    assert started.value.path().read_bytes().startswith(b"\x89PNG")
    page.locator(".actions").get_by_role("link", name="SQL").click()
    expect(page.locator("#sql code")).to_contain_text("FROM movers('us', hours := 24, at_time := '2025-01-27 12:02:00")


@pytest.mark.parametrize(("scheme", "search"), [("light", "&against=7d"), ("dark", "&lang=ar")])
def test_axe_finds_nothing_and_nothing_is_too_wide(
    open_page: Open, simulated_url: str, scheme: str, search: str
) -> None:
    page = chart_page(open_page, simulated_url + STORY + search, scheme=scheme)
    for width in (1280, 360):
        page.set_viewport_size({"width": width, "height": 900})
        page.wait_for_timeout(250)
        page.wait_for_load_state("networkidle")
        eventually(page, "document.documentElement.scrollWidth <= innerWidth")  # a plot follows its window in a moment
        if (width == 360) == (scheme == "light"):
            assert violations(page) == [], f"at {width} px"


@pytest.mark.thorough
def test_states_are_pages_too(open_page: Open, real_url: str, home: Home) -> None:
    states = {
        "?at=2031-01-01T00:00": "No capture at this moment",
        "?country=fr": "No capture of this chart",
        "?against=1h": "This address asks for something unknown",
    }
    for search, said in states.items():
        page = open_page(real_url + "/chart" + search, wait_for="h1")
        expect(page.locator("h1")).to_have_text(said)
        if "at=" in search:
            assert violations(page) == []
    expect(page.get_by_role("link", name="Show the default view")).to_have_attribute("href", "/chart")
    prepare(home)
    with served(home) as url:
        page = open_page(url + "/chart", wait_for="h1")
        expect(page.locator("h1")).to_have_text("Nothing has been captured yet")
        page.goto(url + "/race")
        expect(page.locator("h1")).to_have_text("Nothing has been captured yet")
