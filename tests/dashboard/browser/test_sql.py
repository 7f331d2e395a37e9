"""The page /sql in a browser: what runs, what waits for the reader, what comes out."""

import csv
from pathlib import Path
from urllib.parse import parse_qs, quote, urlsplit

import duckdb
import pytest
from playwright.sync_api import Page, expect

from tests.dashboard.browser.conftest import Open, Scheme, served
from tests.dashboard.browser.test_shell import violations
from tracker.config import Home
from tracker.prepare import prepare
from tracker.storage.questions import questions

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]

WEEKLY = next(one for one in questions() if one.title.startswith("The median rank by week"))
HEAVY = "select count(*) from range(1000000) a, range(1000000) b, range(1000) c"


def asking(query: str, more: str = "") -> str:
    return f"/sql?q={quote(query)}{more}"


def q_of(page: Page) -> str:
    return parse_qs(urlsplit(page.url).query).get("q", [""])[0]


def run(page: Page, query: str) -> None:
    page.locator("#sql-editor").fill(query)
    page.locator("#sql-run").click()


@pytest.mark.parametrize(
    ("scheme", "language"), [pytest.param("light", "", marks=pytest.mark.thorough), ("dark", "&lang=ar")]
)
def test_a_worked_question_runs_from_its_address_and_fits_every_width(
    open_page: Open, simulated_url: str, scheme: Scheme, language: str
) -> None:
    page = open_page(simulated_url + asking(WEEKLY.sql, language), scheme=scheme, wait_for=".answer-table")
    page.locator(".plot .scatterlayer .trace").first.wait_for(state="attached")
    for width in (1280, 360):
        page.set_viewport_size({"width": width, "height": 900})
        page.wait_for_timeout(200)
        assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0, f"at {width} px"
        assert violations(page) == [], f"at {width} px"
    if not language:
        page.locator(".plot .annotation-text", has_text="SIMULATED").wait_for()


def test_a_query_that_came_with_the_address_waits_for_a_click(open_page: Open, simulated_url: str) -> None:
    page = open_page(simulated_url + asking("select 42 as answer"), wait_for="#sql-editor")
    expect(page.locator("#sql-status")).to_contain_text("came with the address")
    expect(page.locator(".answer-table")).to_have_count(0)
    page.locator("#sql-run").click()
    expect(page.locator(".answer-table tbody td")).to_have_text("42")
    page.reload()  # this tab ran it
    expect(page.locator(".answer-table tbody td")).to_have_text("42")


@pytest.mark.thorough
def test_running_changes_the_address_and_going_back_restores_the_query(open_page: Open, simulated_url: str) -> None:
    page = open_page(simulated_url + "/sql", wait_for="#sql-editor")
    run(page, "select 1 as one")
    expect(page.locator(".answer-table tbody td")).to_have_text("1")
    assert q_of(page) == "select 1 as one"
    page.locator("#sql-editor").fill("select 2 as two")
    page.locator("#sql-editor").press("Control+Enter")
    expect(page.locator(".answer-table tbody td")).to_have_text("2")
    page.go_back()
    expect(page.locator("#sql-editor")).to_have_value("select 1 as one")
    expect(page.locator(".answer-table tbody td")).to_have_text("1")


def test_a_worked_question_can_be_chosen(open_page: Open, simulated_url: str) -> None:
    page = open_page(simulated_url + "/sql", wait_for="#sql-editor")
    page.locator("#sql-worked").click()
    page.get_by_role("option", name=WEEKLY.title).click()
    expect(page.locator("#sql-editor")).to_have_value(WEEKLY.sql)
    page.locator(".answer-table").wait_for()
    assert q_of(page) == WEEKLY.sql


def test_a_wrong_query_ends_in_a_sentence_and_a_stranger_s_text_stays_text(open_page: Open, simulated_url: str) -> None:
    page = open_page(simulated_url + "/sql", wait_for="#sql-editor")
    run(page, "selec 1")
    expect(page.locator(".refusal[role=alert]")).to_contain_text("syntax error")
    assert violations(page) == []
    run(page, "from read_csv('/etc/passwd')")
    expect(page.locator(".refusal[role=alert]")).to_contain_text("disabled by configuration")
    hostile = "<img src=x onerror=\"document.title='owned'\">"
    run(page, f"select '{hostile.replace(chr(39), chr(39) * 2)}' as name, 1 as n union all select 'b', 2")
    expect(page.locator(".answer-table td bdi").first).to_have_text(hostile)
    page.locator(".plot .barlayer .trace").first.wait_for(state="attached")
    assert page.locator("main img").count() == 0
    assert page.title() != "owned"


def test_a_query_can_be_stopped_while_pages_answer(open_page: Open, simulated_url: str) -> None:
    page = open_page(simulated_url + "/sql", wait_for="#sql-editor")
    run(page, HEAVY)
    expect(page.locator("#sql-stop")).to_be_visible()
    expect(page.locator("#sql-run")).to_be_disabled()
    assert page.request.get(simulated_url + "/").ok  # other readers are answered meanwhile
    expect(page.locator("#sql-stop")).to_be_visible()
    page.locator("#sql-stop").click()
    expect(page.locator(".refusal")).to_contain_text("The query was stopped")
    expect(page.locator("#sql-run")).to_be_enabled()


def test_downloads_hold_the_rows_that_are_shown_and_say_that_they_are_simulated(
    open_page: Open, simulated_url: str, tmp_path: Path
) -> None:
    page = open_page(simulated_url + "/sql", wait_for="#sql-editor")
    run(page, "select 'a' as name, 7 as n union all select '=1+1', 8 order by n")
    page.locator(".answer-table").wait_for()
    with page.expect_download() as waiting:
        page.locator("#sql-csv").click()
    waiting.value.save_as(tmp_path / "answer.csv")
    rows = list(csv.reader((tmp_path / "answer.csv").open(encoding="utf-8")))
    assert rows == [["name", "n", "simulated"], ["a", "7", "true"], ["'=1+1", "8", "true"]]
    with page.expect_download() as waiting:
        page.locator("#sql-parquet").click()
    waiting.value.save_as(tmp_path / "answer.parquet")
    assert duckdb.sql(f"from '{tmp_path / 'answer.parquet'}'").fetchall() == [("a", 7), ("=1+1", 8)]
    facts = duckdb.sql(f"select decode(key), decode(value) from parquet_kv_metadata('{tmp_path / 'answer.parquet'}')")
    assert dict(facts.fetchall())["simulated"] == "true"


def test_the_dictionary_leads_to_the_first_rows(open_page: Open, simulated_url: str) -> None:
    page = open_page(simulated_url + "/sql", wait_for="#sql-editor")
    page.locator(".tree summary", has_text="reported_rank").click()
    link = page.locator(".tree details[open] a")
    expect(link).to_have_attribute("href", "/sql?q=FROM+reported_rank+LIMIT+20")


def test_an_empty_home_can_be_asked_too(open_page: Open, home: Home) -> None:
    prepare(home)
    with served(home) as url:
        page = open_page(url + asking("FROM observation LIMIT 20"), wait_for="#sql-editor")
        expect(page.locator(".refusal")).to_contain_text("No rows")
