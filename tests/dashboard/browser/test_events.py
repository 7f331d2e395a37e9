"""The pages /events and /events/<id> in a browser."""

import csv
from pathlib import Path

import pytest
from playwright.sync_api import expect

from dashboard.app import create_app
from tests.dashboard.browser.conftest import Open, Scheme, drawn, eventually, serving
from tests.dashboard.browser.test_rank_history import move_to
from tests.dashboard.browser.test_shell import violations
from tests.dashboard.world import HOSTILE_TITLE
from tracker.config import Home
from tracker.prepare import prepare

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]

R1 = "/events/2025-01-20-deepseek-r1-released-web-app-open-weight"
TOKEN = "a token that is long enough"


@pytest.mark.parametrize(
    ("scheme", "language"), [pytest.param("light", "en", marks=pytest.mark.thorough), ("dark", "ar")]
)
@pytest.mark.parametrize(("path", "wait_for"), [("/events", ".events-table"), (R1, "chart")])
def test_both_pages_fit_every_width_and_axe_finds_nothing(
    open_page: Open, simulated_url: str, path: str, wait_for: str, scheme: Scheme, language: str
) -> None:
    page = open_page(f"{simulated_url}{path}?lang={language}", scheme=scheme, wait_for=wait_for, width=1280)
    for width in (1280, 360):
        page.set_viewport_size({"width": width, "height": 900})
        page.wait_for_timeout(200)
        assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0, f"at {width} px"
        assert violations(page) == [], f"at {width} px"
    assert page.locator("#admin").count() == 0, "without a token there is nothing to sign in to"


def test_every_control_changes_the_address_and_the_address_restores_the_page(
    open_page: Open, simulated_url: str
) -> None:
    page = open_page(simulated_url + "/events", wait_for=".events-table")
    all_of_them = page.locator("h1").text_content()
    page.locator("#events-q").fill("deepseek")
    eventually(page, "location.search === '?q=deepseek'")
    expect(page.locator("h1")).not_to_have_text(all_of_them or "")
    page.locator("#events-kind").click()
    page.get_by_role("option", name="Rule").click()
    eventually(page, "location.search === '?q=deepseek&kind=rule'")
    rows = page.locator(".events-table tbody tr")
    eventually(page, "document.querySelectorAll('.events-table .kind:not(.rule)').length === 0")
    found = rows.count()
    assert found > 3
    page.reload()
    expect(page.locator("#events-q")).to_have_value("deepseek")
    expect(rows).to_have_count(found)
    page.go_back()
    eventually(page, "location.search === '?q=deepseek'")
    eventually(page, f"document.querySelectorAll('.events-table tbody tr').length > {found}")


def test_hostile_titles_and_links_stay_text(open_page: Open, simulated_url: str) -> None:
    page = open_page(simulated_url + "/events?q=hostile", wait_for=".events-table")
    expect(page.locator(".events-table th bdi")).to_have_text(HOSTILE_TITLE)
    assert page.locator(".events-table a[href^='javascript']").count() == 0
    page.locator(".events-table th a").click()
    drawn(page)
    expect(page.locator("h1 bdi")).to_have_text(HOSTILE_TITLE)
    assert page.locator("main img, main a[href^='javascript']").count() == 0
    assert "owned" not in page.title()[:5]
    foreign = "[...document.querySelectorAll('main a')].filter(a => a.origin !== location.origin)"
    links = page.evaluate(f"{foreign}.map(a => [a.protocol, a.rel])")
    assert all(protocol in ("http:", "https:") and "noopener" in rel for protocol, rel in links)


def test_an_event_shows_what_followed_with_its_windows_and_sources(open_page: Open, simulated_url: str) -> None:
    page = open_page(simulated_url + R1)
    expect(page.locator("h1")).to_contain_text("DeepSeek-R1 released")
    expect(page.locator("main")).to_contain_text("What followed, not what caused")
    expect(page.locator(".window tbody tr")).to_have_count(1)
    expect(page.locator(".window tbody td").nth(0)).to_contain_text("not in the list")
    expect(page.locator(".window tbody td").nth(1)).to_contain_text("best 1")
    expect(page.locator(".rail a").first).to_have_attribute("rel", "noopener noreferrer")
    names = page.evaluate("document.querySelector('.plot .js-plotly-plot').layout.shapes.map(shape => shape.name)")
    assert {"before", "after"} <= set(names)
    page.locator(".plot .annotation-text", has_text="SIMULATED").wait_for()
    expect(page.locator(".nav a[aria-current]")).to_have_text("Events")
    page.locator("#event-country").click()
    page.get_by_role("option", name="Germany").click()
    eventually(page, "location.search === '?country=de'")
    expect(page.locator("main")).to_contain_text("No capture around this event")


def test_a_card_on_the_page_of_an_event_leads_to_no_days_around_another(open_page: Open, simulated_url: str) -> None:
    page = open_page(simulated_url + R1)
    mark = page.evaluate("rankTracker.plates['event-plate'].readings.marks.find(mark => mark.id)")
    readings = page.evaluate("(({since, until}) => ({since, until}))(rankTracker.plates['event-plate'].readings)")
    part = (mark["at"] - readings["since"]) / (readings["until"] - readings["since"])
    move_to(page, part, 1 - mark["height"], "event-plate")
    expect(page.locator(".plot .card .event-title").first).to_be_visible()
    assert page.locator(".plot .card .around").count() == 0


def test_an_event_that_is_not_there_says_so(open_page: Open, simulated_url: str) -> None:
    page = open_page(simulated_url + "/events/%3Cb%3Enothing", wait_for="h1")
    expect(page.locator("h1")).to_have_text("No such event")


def test_downloads_hold_the_events_that_are_shown(open_page: Open, simulated_url: str, tmp_path: Path) -> None:
    page = open_page(simulated_url + "/events?assistant=deepseek&kind=rule", wait_for=".events-table")
    shown = page.locator(".events-table th bdi").all_text_contents()
    with page.expect_download() as waiting:
        page.locator("#events-csv").click()
    waiting.value.save_as(tmp_path / "events.csv")
    rows = list(csv.DictReader((tmp_path / "events.csv").open(encoding="utf-8")))
    assert [row["title"] for row in rows] == shown
    assert {row["simulated"] for row in rows} == {"true"}


def test_who_knows_the_token_adds_an_event_and_rejects_it(open_page: Open, home: Home) -> None:
    prepare(home)
    with serving(create_app(home, token=TOKEN)) as url:
        page = open_page(url + "/events", wait_for="#admin-token")
        page.locator("#admin-token").fill(TOKEN)
        page.locator("#admin .button").click()
        page.locator("#add-title").wait_for()
        assert TOKEN not in page.url
        assert violations(page) == []
        page.locator("#add-date").fill("2025-03-01")
        page.locator("#add-title").fill("=Le Chat <b>opens</b> a shop")
        page.locator("#add-link").fill("https://example.org/shop")
        page.locator("#add-assistants").fill("Le Chat")
        page.get_by_role("option", name="Le Chat").click()
        page.locator("#admin form .button").click()
        expect(page.locator("h1 bdi")).to_have_text("=Le Chat <b>opens</b> a shop")
        page.locator(".decide .button").click()
        expect(page.locator("h1")).to_have_text("No such event")
