"""The rank page in a browser: its chart, its controls, its address."""

import csv
import io
import re
from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import Page, expect

from dashboard.rank_rows import rank_rows
from dashboard.rank_view import parse_query
from dashboard.spans import at, by_assistant
from tests.dashboard.browser.conftest import Open, drawn, eventually
from tests.dashboard.world import END, HOSTILE_TITLE
from tracker import catalog
from tracker.config import Home
from tracker.queries.rank_history import RankSpan
from tracker.storage.database import reading

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]

STORY = "/?since=2024-12-20&until=2025-03-20"
FIGURE = "document.querySelector('.plot .js-plotly-plot')"


def settled(page: Page) -> None:
    """Wait until the page answers no question any more."""
    page.wait_for_load_state("networkidle")
    drawn(page)


def move_to(page: Page, part: float, height: float = 0.3, plate: str = "ranks-plate") -> None:
    """Move the mouse to this part of the plot's width, and of its height from above."""
    box = page.locator(".plot").bounding_box()
    margin = page.evaluate(f"rankTracker.plates['{plate}'].readings.margin")
    assert box
    width = box["width"] - margin["left"] - margin["right"]
    down = box["height"] - margin["top"] - margin["bottom"]
    page.mouse.move(box["x"] + margin["left"] + part * width, box["y"] + margin["top"] + height * down)


def test_no_1_is_on_top_and_nothing_comes_from_elsewhere(open_page: Open, real_url: str) -> None:
    page = open_page(real_url + STORY)
    axis = page.evaluate(f"(({{type, range}}) => ({{type, range}}))({FIGURE}._fullLayout.yaxis2)")
    assert axis["type"] == "log"
    assert axis["range"][0] > axis["range"][1]
    expect(page.locator("h1")).to_contain_text("DeepSeek reached No. 1 on 26 January 2025")
    assert page.locator("text=SIMULATED").count() == 0


def test_the_cursor_tells_exactly_what_was_seen_then(open_page: Open, real_url: str, real_home: Home) -> None:
    page = open_page(real_url + STORY)
    with reading(real_home.charts_file) as connection:
        rows = rank_rows(connection, parse_query({"since": "2024-12-20", "until": "2025-03-20"}), END, False, "t")
    histories = by_assistant(rows.spans)
    labels = {catalog.assistants()[slug].label: slug for slug in rows.view.assistants}
    compared = 0
    for step in range(60):
        move_to(page, 0.003 + step / 60.4)
        moment = datetime.fromtimestamp(int(page.locator(".tip table").get_attribute("data-at") or ""), UTC)
        for row in page.locator(".tip tbody tr").all():
            name, *said = [cell.strip() for cell in row.locator("th, td").all_inner_texts()]
            history = histories[labels[name]]
            assert said[0] == in_words(at(history, moment)), f"{name} at {moment}"
            if said[0].isdecimal():
                assert said[1] == change_in_words(at(history, moment), at(history, moment - timedelta(days=1)))
            compared += 1
    assert compared == 60 * 5


def in_words(span: RankSpan | None) -> str:
    if span is None or span.state == "not_observed":
        return "not observed"
    if span.state == "not_sold":
        return "not sold"
    return str(span.rank) if span.rank else f"not in the top {span.depth}"


def change_in_words(now: RankSpan | None, before: RankSpan | None) -> str:
    assert now
    assert now.rank
    if before is None or before.state in {"not_observed", "not_sold"}:
        return ""
    if before.rank is None:
        return "▲ from outside"
    by = before.rank - now.rank
    return "=" if by == 0 else f"▲ {by}" if by > 0 else f"▼ {-by}"


def test_the_tooltip_says_the_time_under_the_cursor_in_utc(open_page: Open, real_url: str) -> None:
    page = open_page(real_url + STORY)
    move_to(page, 0.5)
    told = int(page.locator(".tip table").get_attribute("data-at") or "")
    middle = datetime(2024, 12, 20, tzinfo=UTC).timestamp() + 0.5 * 91 * 86400
    assert abs(told - middle) < 91 * 86400 / 500
    expect(page.locator(".tip caption")).to_contain_text(f"{datetime.fromtimestamp(told, UTC):%H:%M} UTC")
    page.mouse.move(5, 5)
    expect(page.locator(".tip")).to_be_hidden()


def mark_of(page: Page, words: str) -> dict[str, float]:
    """The mark of the first event beside the chart whose entry has these words."""
    event_id = page.locator("[data-event]", has_text=words).first.get_attribute("data-event")
    marks = page.evaluate("rankTracker.plates['ranks-plate'].readings.marks")
    return next(mark for mark in marks if mark.get("id") == event_id)


def test_an_event_shows_title_publisher_date_and_link_and_can_be_reached(open_page: Open, real_url: str) -> None:
    page = open_page(real_url + STORY)
    mark = mark_of(page, "DeepSeek-R1")
    readings = page.evaluate("(({since, until}) => ({since, until}))(rankTracker.plates['ranks-plate'].readings)")
    move_to(page, (mark["at"] - readings["since"]) / (readings["until"] - readings["since"]), 1 - mark["height"])
    card = page.locator(".plot .card")
    expect(card).to_be_visible()
    expect(card).to_contain_text("DeepSeek-R1 released")
    for fact in ("Release", "20 Jan 2025", "official source"):
        expect(card.locator(".facts").first).to_contain_text(fact)
    link = card.locator("a").first
    assert (link.get_attribute("href") or "").startswith("https://")
    assert (link.get_attribute("rel"), link.get_attribute("target")) == ("noopener noreferrer", "_blank")
    link.hover()
    expect(card).to_be_visible()


@pytest.mark.parametrize(
    ("search", "marks", "more"),
    [
        ("", 5, "and 1 more here"),
        ("&lang=ar", 5, "وحدث آخر هنا"),
        ("&lang=ar", 6, "وحدثان آخران هنا"),
        ("&lang=ar", 7, "و3 أحداث أخرى هنا"),
    ],
)
def test_a_card_says_how_many_more_there_are(
    open_page: Open, real_url: str, search: str, marks: int, more: str
) -> None:
    page = open_page(real_url + STORY + search)
    mark = mark_of(page, "DeepSeek")
    page.evaluate(
        "([mark, many]) => { rankTracker.plates['ranks-plate'].readings.marks = Array(many).fill(mark); }",
        [mark, marks],
    )
    readings = page.evaluate("(({since, until}) => ({since, until}))(rankTracker.plates['ranks-plate'].readings)")
    move_to(page, (mark["at"] - readings["since"]) / (readings["until"] - readings["since"]), 1 - mark["height"])
    expect(page.locator(".plot .card > .facts")).to_have_text(more)


def test_a_click_keeps_the_card_until_escape(open_page: Open, real_url: str) -> None:
    page = open_page(real_url + STORY)
    mark = page.evaluate("rankTracker.plates['ranks-plate'].readings.marks[1]")
    readings = page.evaluate("(({since, until}) => ({since, until}))(rankTracker.plates['ranks-plate'].readings)")
    move_to(page, (mark["at"] - readings["since"]) / (readings["until"] - readings["since"]), 1 - mark["height"])
    page.mouse.down()
    page.mouse.up()
    card = page.locator(".plot .card")
    move_to(page, 0.9)
    page.wait_for_timeout(400)
    expect(card).to_be_visible()
    page.keyboard.press("Escape")
    expect(card).to_be_hidden()


def test_hostile_titles_are_shown_as_text_and_lead_nowhere(open_page: Open, real_url: str) -> None:
    page = open_page(real_url + STORY)
    title = page.locator("#pins bdi", has_text="onerror").first
    expect(title).to_have_text(HOSTILE_TITLE)
    assert page.locator("#pins img, .card img, #pins b").count() == 0
    assert title.locator("xpath=ancestor::a").count() == 0
    readings = page.evaluate("(({since, until}) => ({since, until}))(rankTracker.plates['ranks-plate'].readings)")
    mark = mark_of(page, "onerror")
    move_to(page, (mark["at"] - readings["since"]) / (readings["until"] - readings["since"]), 1 - mark["height"])
    expect(page.locator(".card")).to_contain_text("<img src=x onerror=")
    assert page.locator(".card img").count() == 0
    assert "owned" not in page.title()
    # the bidirectional override in it stays within it
    assert title.evaluate("element => getComputedStyle(element).unicodeBidi") == "isolate"


def choose(page: Page, key: str, option: str) -> None:
    page.locator(f"#ranks-{key}").click()
    page.get_by_role("option", name=option, exact=True).click()
    page.wait_for_url(re.compile(r"\?"))
    settled(page)


@pytest.mark.parametrize(
    ("key", "option", "said", "shown"),
    [
        ("store", "Google Play", "store=google", "Google Play"),
        pytest.param("country", "Germany", "country=de", "Germany", marks=pytest.mark.thorough),
        ("chart", "Top grossing", "chart=top-grossing", "Top grossing"),
        pytest.param("category", "Productivity", "category=productivity", "Productivity", marks=pytest.mark.thorough),
        ("add", "Kimi", "kimi", "Kimi"),
    ],
)
def test_a_control_is_in_the_address_and_the_address_brings_it_back(
    open_page: Open, real_url: str, key: str, option: str, said: str, shown: str
) -> None:
    page = open_page(real_url + "/?range=7d")
    choose(page, key, option)
    eventually(page, f"location.search.includes({said!r})")
    again = open_page(page.url)
    if key == "add":
        expect(again.locator(".chips")).to_contain_text(shown)
    else:
        expect(again.locator(f"#ranks-{key}")).to_have_value(shown)
    assert again.url == page.url


def test_ranges_are_links_and_the_back_button_works(open_page: Open, real_url: str) -> None:
    page = open_page(real_url + "/")
    first = page.evaluate(f"{FIGURE}.layout.xaxis.range[0]")
    page.get_by_role("link", name="7 d", exact=True).click()
    page.wait_for_url("**/?range=7d")
    expect(page.get_by_role("link", name="7 d", exact=True)).to_have_attribute("aria-current", "true")
    eventually(page, f"{FIGURE}.layout.xaxis.range[0] !== '{first}'")
    page.get_by_role("link", name="30 d", exact=True).click()
    page.wait_for_url("**/?range=30d")
    page.go_back()
    page.wait_for_url("**/?range=7d")
    expect(page.get_by_role("link", name="7 d", exact=True)).to_have_attribute("aria-current", "true")
    page.go_back()
    expect(page.get_by_role("link", name="90 d", exact=True)).to_have_attribute("aria-current", "true")
    eventually(page, f"{FIGURE}.layout.xaxis.range[0] === '{first}'")


def test_what_a_choice_leaves_as_it_is_stays_in_the_document(open_page: Open, real_url: str) -> None:
    page = open_page(real_url + "/?range=7d")
    settled(page)
    kept = ["header.top", "#ranks-store", "#ranks-chart", "#main"]
    page.evaluate(f"window.kept = {kept}.map((one) => document.querySelector(one))")
    page.get_by_role("link", name="30 d", exact=True).click()
    eventually(page, f"{FIGURE}.layout.xaxis.range[0] < '2025-03-10'")
    expect(page.get_by_role("link", name="30 d", exact=True)).to_have_attribute("aria-current", "true")
    assert page.evaluate(f"{kept}.every((one, place) => document.querySelector(one) === window.kept[place])")
    choose(page, "country", "Germany")
    expect(page.locator(".kicker")).to_contain_text("Germany")
    page.go_back()
    expect(page.locator(".kicker")).to_contain_text("United States")
    expect(page.locator("#ranks-country")).to_have_value("United States")


def test_an_assistant_can_go_and_the_address_says_who_stays(open_page: Open, real_url: str) -> None:
    page = open_page(real_url + STORY)
    page.get_by_role("link", name="Remove Claude").click()
    eventually(page, "location.search.includes('assistants=')")
    settled(page)
    expect(page.locator(".chips")).not_to_contain_text("Claude")
    expect(page.locator("table.data tbody tr")).to_have_count(4)


def test_dates_are_chosen_in_the_calendar(open_page: Open, real_url: str) -> None:
    page = open_page(real_url + "/?since=2025-03-01&until=2025-03-10")
    page.locator("#ranks-dates").click()
    for day in ("3 March 2025", "7 March 2025"):
        page.get_by_role("button", name=day, exact=True).click()
    expect(page).to_have_url(re.compile("since=2025-03-03.*until=2025-03-07"))
    eventually(page, f"{FIGURE}.layout.xaxis.range.join() === '2025-03-03 00:00:00,2025-03-08 00:00:00'")


def test_focus_stays_on_the_control_that_was_used(open_page: Open, real_url: str) -> None:
    page = open_page(real_url + "/?range=7d")
    choose(page, "chart", "Top grossing")
    expect(page).to_have_url(re.compile("chart=top-grossing"))
    expect(page.locator("#ranks-chart")).to_be_focused()


def test_the_rows_behind_the_chart_are_a_csv_file(open_page: Open, real_url: str) -> None:
    page = open_page(real_url + STORY)
    with page.expect_download() as started:
        page.get_by_role("button", name="CSV").click()
    assert started.value.suggested_filename.endswith("20241220-20250320.csv")
    rows = list(csv.DictReader(io.StringIO(started.value.path().read_text(encoding="utf-8"))))
    assert {row["state"] for row in rows} == {"ranked", "not_in_chart", "not_observed", "not_sold"}
    assert {row["simulated"] for row in rows} == {"false"}


def test_the_chart_is_saved_as_a_picture_without_another_host(open_page: Open, simulated_url: str) -> None:
    page = open_page(simulated_url)
    with page.expect_download() as started:
        page.get_by_role("button", name="PNG").click()
    assert started.value.path().read_bytes().startswith(b"\x89PNG")


@pytest.mark.thorough
def test_the_copied_link_shows_the_same_range_for_ever(open_page: Open, real_url: str) -> None:
    page = open_page(real_url + "/?range=7d", permissions=["clipboard-read", "clipboard-write"])
    page.get_by_role("button", name="Copy link").click()
    expect(page.get_by_role("button", name="Copied")).to_be_visible()
    copied = page.evaluate("navigator.clipboard.readText()")
    assert "since=2025-03-13" in copied
    assert "range=" not in copied
    again = open_page(copied)
    expect(again.locator("h1")).to_have_text(page.locator("h1").inner_text())


def test_the_sql_is_one_click_away(open_page: Open, real_url: str) -> None:
    page = open_page(real_url + STORY)
    page.locator(".caption").get_by_role("link", name="SQL").click()
    expect(page.locator("#sql code")).to_be_visible()
    expect(page.locator("#sql code")).to_contain_text("FROM rank_history('deepseek', country := 'us'")


def test_the_same_data_is_a_table(open_page: Open, real_url: str) -> None:
    page = open_page(real_url + STORY)
    rows = page.locator("table.data tbody tr")
    expect(rows).to_have_count(5)
    expect(rows.first.locator("th")).to_have_text("ChatGPT")
    expect(rows.first.locator("td").first).to_have_text("1")


def test_a_part_marked_with_the_mouse_becomes_the_range(open_page: Open, real_url: str) -> None:
    page = open_page(real_url + STORY)
    move_to(page, 40.5 / 91)
    page.mouse.down()
    move_to(page, 45 / 91)
    move_to(page, 50.5 / 91)
    page.mouse.up()
    expect(page).to_have_url(real_url + "/?since=2025-01-29&until=2025-02-08")
    eventually(page, f"{FIGURE}.layout.xaxis.range.join() === '2025-01-29 00:00:00,2025-02-09 00:00:00'")
    page.go_back()
    eventually(page, f"{FIGURE}.layout.xaxis.range[0] === '2024-12-20 00:00:00'")


def test_an_event_shows_what_was_before_it_and_what_followed(open_page: Open, real_url: str) -> None:
    page = open_page(real_url + STORY)
    page.locator("#pins .around").first.click()
    expect(page.locator(".window")).to_have_count(1)
    assert "event=" in page.url
    page.reload()
    expect(page.locator(".window")).to_have_count(1)
    page.go_back()
    expect(page.locator(".window")).to_have_count(0)
