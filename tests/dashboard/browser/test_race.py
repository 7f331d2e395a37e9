"""The race page in a browser: its chart, its lists, its address, its files."""

import csv
import io

import duckdb
import pytest
from playwright.sync_api import expect

from tests.dashboard.browser.conftest import Open, drawn, eventually
from tests.dashboard.browser.test_shell import violations

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]

STORY = "/race?since=2024-12-20&until=2025-03-20"
FIGURE = "document.querySelector('.plot .js-plotly-plot')"


def test_who_passed_whom_is_a_dated_list_beside_the_chart(open_page: Open, real_url: str) -> None:
    page = open_page(real_url + STORY)
    expect(page.locator("h1")).to_have_text(
        "The lead among these assistants changed at least twice; ChatGPT was ahead at the end"
    )
    expect(page.locator("#overtakes li", has_text="DeepSeek passed ChatGPT")).to_contain_text("26 Jan 2025")
    streak = page.locator("#streaks li", has_text="DeepSeek")
    expect(streak).to_contain_text("at least 16 days")
    expect(page.locator(".caption")).to_contain_text("14 of 14 weeks observed")
    assert page.locator("#overtakes .disc").count() == 9
    discs = page.evaluate(f"{FIGURE}.layout.annotations.filter(one => one.name === 'pin').map(one => one.text)")
    assert any("1" in text for text in discs)


def test_a_step_a_range_and_an_assistant_are_in_the_address_and_back_brings_them_back(
    open_page: Open, real_url: str
) -> None:
    page = open_page(real_url + STORY)
    page.get_by_role("link", name="Day", exact=True).click()
    eventually(page, "location.search.includes('step=day')")
    eventually(page, f"{FIGURE}?.data?.find(one => one.meta === 'chatgpt')?.x.length === 91")
    page.get_by_role("link", name="Remove Claude").click()
    eventually(page, "location.search.includes('assistants=') && !location.search.includes('claude')")
    page.wait_for_load_state("networkidle")
    assert "step=day" in page.url
    eventually(page, f"{FIGURE}?.data?.filter(one => one.meta).length === 4")
    again = open_page(page.url)
    expect(again.locator(".segments [aria-current]")).to_have_text("Day")
    assert again.locator("h1").inner_text() == page.locator("h1").inner_text()
    page.go_back()
    eventually(page, f"{FIGURE}?.data?.some(one => one.meta === 'claude')")
    page.locator("#race-chart").click()
    page.get_by_role("option", name="Top grossing", exact=True).click()
    eventually(page, "location.search.includes('chart=top-grossing')")
    assert "step=day" in page.url


def test_files_and_table_hold_the_numbers_that_are_drawn(open_page: Open, simulated_url: str) -> None:
    page = open_page(simulated_url + STORY)
    slugs = ["deepseek", "chatgpt", "gemini", "grok", "claude"]
    day, *shown = page.locator(".race-rows tbody tr").first.locator("th, td").all_inner_texts()
    assert day == "20 Mar 2025"
    drawn_places = [page.evaluate(f"{FIGURE}.data.find(one => one.meta === {slug!r}).y.at(-1)") for slug in slugs]
    with page.expect_download() as started:
        page.get_by_role("button", name="CSV").click()
    rows = list(csv.DictReader(io.StringIO(started.value.path().read_text(encoding="utf-8"))))
    last = {one["assistant"]: one["last_rank"] for one in rows if one["day_utc"] == "2025-03-20"}
    order = sorted((slug for slug in slugs if last[slug]), key=lambda slug: int(last[slug]))
    assert len(order) >= 4
    for slug, said, place in zip(slugs, shown, drawn_places, strict=True):
        if slug in order:
            assert place == order.index(slug) + 1
            assert said == f"{place} (rank {last[slug]})"
        else:
            assert (place, said) == (None, "not in the chart")
    assert {one["simulated"] for one in rows} == {"true"}
    with page.expect_download() as started:
        page.get_by_role("button", name="Parquet").click()
    (count,) = duckdb.execute("SELECT count(*) FROM read_parquet(?)", [str(started.value.path())]).fetchall()[0]
    assert count == len(rows) == 91 * 5
    with page.expect_download() as started:
        page.get_by_role("button", name="PNG").click()
    assert started.value.suggested_filename == "race.png"
    assert started.value.path().read_bytes().startswith(b"\x89PNG")


@pytest.mark.parametrize(
    ("scheme", "search"), [pytest.param("light", "", marks=pytest.mark.thorough), ("dark", "&lang=ar")]
)
def test_axe_finds_nothing_and_nothing_is_too_wide(
    open_page: Open, simulated_url: str, scheme: str, search: str
) -> None:
    page = open_page(simulated_url + STORY + search, scheme=scheme)
    page.locator("#sql summary").click()
    for width in (1280, 360):
        page.set_viewport_size({"width": width, "height": 900})
        page.wait_for_timeout(250)
        page.wait_for_load_state("networkidle")
        eventually(page, "document.documentElement.scrollWidth <= innerWidth")  # a plot follows its window in a moment
        if (width == 360) == (scheme == "light"):
            assert violations(page) == [], f"at {width} px"


def test_a_range_without_captures_is_a_state(open_page: Open, real_url: str) -> None:
    page = open_page(real_url + "/race?since=2020-01-01&until=2020-02-01", wait_for="h1")
    expect(page.locator("h1")).to_have_text("No capture in this range")
    page.get_by_role("link", name="Show all of them").click()
    drawn(page)
    eventually(page, "location.pathname === '/race' && location.search === '?range=all'")
