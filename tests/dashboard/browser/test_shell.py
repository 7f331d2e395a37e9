"""What every page shares, in a browser: colours, language, widths, accessibility, SIMULATED."""

from importlib.resources import files

import pytest
from playwright.sync_api import Page, expect

from dashboard.text.ar import ARABIC
from tests.dashboard.browser.conftest import Open, Scheme, drawn, eventually, served
from tracker.config import Home
from tracker.prepare import prepare

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]

AXE = (files("axe_playwright_python") / "axe.min.js").read_text(encoding="utf-8")
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
BACKGROUND = "getComputedStyle(document.body).backgroundColor"
WHITE, NEAR_BLACK = "rgb(255, 255, 255)", "rgb(14, 20, 25)"
LINE = "document.querySelector('.plot .js-plotly-plot').data.find(t => t.meta === 'deepseek').line.color"


def violations(page: Page) -> list[str]:
    page.evaluate(AXE)
    found = page.evaluate("rules => axe.run(document, {runOnly: rules}).then(answer => answer.violations)", RULES)
    return [f"{one['id']}: {one['nodes'][0]['html'][:160]} ({len(one['nodes'])})" for one in found]


@pytest.mark.parametrize(
    ("search", "scheme"),
    [
        ("/", "light"),
        ("/?lang=ar", "dark"),
        pytest.param("/", "dark", marks=pytest.mark.thorough),
        pytest.param("/?lang=ar", "light", marks=pytest.mark.thorough),
    ],
)
def test_axe_finds_nothing(open_page: Open, simulated_url: str, scheme: Scheme, search: str) -> None:
    page = open_page(simulated_url + search, scheme=scheme)
    for width in (1440, 820, 360):
        page.set_viewport_size({"width": width, "height": 900})
        page.wait_for_timeout(300)
        page.wait_for_load_state("networkidle")
        assert violations(page) == [], f"at {width} px"


def test_axe_finds_nothing_with_everything_open(open_page: Open, simulated_url: str) -> None:
    page = open_page(simulated_url, width=360)
    for name in ("Menu", "Change"):
        page.get_by_role("button", name=name).click()
    page.locator("#sql summary").click()
    page.locator("#all-events summary").click()
    assert violations(page) == []


@pytest.mark.parametrize(("search", "month"), [("/", "December 2024"), ("/?lang=ar", "ديسمبر 2024")])
def test_the_open_calendar_speaks_the_language_and_axe_finds_nothing(
    open_page: Open, simulated_url: str, search: str, month: str
) -> None:
    page = open_page(simulated_url + search)
    page.locator("#ranks-dates").click()
    expect(page.get_by_role("button", name=month, exact=True)).to_be_visible()
    assert violations(page) == []


def test_axe_finds_nothing_in_a_state(open_page: Open, simulated_url: str) -> None:
    assert violations(open_page(simulated_url + "/?country=fr", wait_for="h1")) == []


def test_an_empty_home_is_a_page_too(open_page: Open, home: Home) -> None:
    prepare(home)
    with served(home) as url:
        page = open_page(url, wait_for="h1")
        expect(page.locator("h1")).to_have_text("Nothing has been captured yet")
        expect(page.locator(".fresh")).to_contain_text("No data yet")
        assert violations(page) == []


def test_the_system_decides_light_or_dark_before_anything_is_drawn(open_page: Open, simulated_url: str) -> None:
    assert open_page(simulated_url, scheme="light").evaluate(BACKGROUND) == WHITE
    page = open_page(simulated_url, scheme="dark")
    assert page.evaluate(BACKGROUND) == NEAR_BLACK
    # what the first paint had, was told by a script in the head
    first = page.evaluate("document.querySelector('head script').getAttribute('src')")
    assert "before_paint.js" in first


def test_the_switch_recolours_the_chart_and_is_remembered(open_page: Open, simulated_url: str) -> None:
    page = open_page(simulated_url, scheme="light")
    assert page.evaluate(LINE) == "#184bd6"
    page.get_by_role("button", name="Light or dark").click()
    eventually(page, f"{LINE} === '#6691ff'")
    assert page.evaluate(BACKGROUND) == NEAR_BLACK
    page.reload()
    drawn(page)
    assert page.evaluate(BACKGROUND) == NEAR_BLACK
    assert page.evaluate(LINE) == "#6691ff"


def test_arabic_is_right_to_left_and_its_plots_left_to_right(open_page: Open, simulated_url: str) -> None:
    page = open_page(simulated_url + "/?lang=ar")
    assert page.evaluate("[document.documentElement.lang, document.documentElement.dir]") == ["ar", "rtl"]
    assert page.evaluate("getComputedStyle(document.querySelector('.plot')).direction") == "ltr"
    expect(page.locator("h1")).to_contain_text("المركز الأول في 26 يناير 2025")
    brand, settings = (page.locator(part).bounding_box() for part in (".brand", ".settings"))
    assert brand
    assert settings
    assert brand["x"] > settings["x"]
    labels = page.locator(".plot .annotation-text").all_text_contents()
    assert any("DeepSeek" in label for label in labels)


def test_the_other_language_keeps_the_view(open_page: Open, simulated_url: str) -> None:
    page = open_page(simulated_url + "/?assistants=deepseek,grok&range=30d")
    page.get_by_role("link", name="العربية").click()
    drawn(page)
    assert "assistants=deepseek,grok" in page.url
    expect(page.locator(".segments [aria-current]")).to_have_text(ARABIC.ranges["30d"])
    page.get_by_role("link", name="English").click()
    drawn(page)
    assert page.evaluate("document.documentElement.dir") == "ltr"
    # links of the page keep the language
    arabic = open_page(simulated_url + "/?lang=ar")
    arabic.locator(".segments a").first.click()
    eventually(arabic, "location.search.includes('lang=ar') && location.search.includes('range=7d')")


@pytest.mark.parametrize(
    "search", ["/", *(pytest.param(other, marks=pytest.mark.thorough) for other in ("/?lang=ar", "/?country=fr"))]
)
def test_nothing_is_wider_than_the_window(open_page: Open, simulated_url: str, search: str) -> None:
    page = open_page(simulated_url + search, width=320, wait_for="h1")
    for width in (320, 360, 640, 820, 1024, 1025, 1440, 1900, 2560):
        page.set_viewport_size({"width": width, "height": 900})
        page.wait_for_timeout(300)
        page.wait_for_load_state("networkidle")
        assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0, f"at {width} px"


def test_a_phone_folds_its_controls_and_docks_the_reading(open_page: Open, simulated_url: str) -> None:
    page = open_page(simulated_url, width=360, has_touch=True)
    expect(page.locator("#ranks-store")).to_be_hidden()
    page.get_by_role("button", name="Change").click()
    expect(page.locator("#ranks-store")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator("#ranks-store")).to_be_hidden()
    box = page.locator(".plot").bounding_box()
    assert box
    page.touchscreen.tap(box["x"] + 180, box["y"] + 120)
    expect(page.locator(".reading table")).to_be_visible()
    expect(page.locator(".tip")).to_be_hidden()


def test_a_window_that_becomes_narrow_gets_another_chart(open_page: Open, simulated_url: str) -> None:
    page = open_page(simulated_url, width=1440)
    page.set_viewport_size({"width": 400, "height": 900})
    eventually(page, "document.querySelector('.plot .js-plotly-plot').layout.margin.l === 46")
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0


@pytest.mark.parametrize(
    ("search", "word"), [("/", "SIMULATED"), ("/?lang=ar", "محاكاة"), ("/?country=fr", "SIMULATED")]
)
def test_simulated_is_said_in_words(open_page: Open, simulated_url: str, search: str, word: str) -> None:
    page = open_page(simulated_url + search, wait_for="h1")
    expect(page.locator("aside.simulated")).to_contain_text(word)
    eventually(page, f"document.title.startsWith({word!r})")
    if "country" not in search:
        page.locator(".plot .annotation-text", has_text=word).wait_for()


def test_the_keyboard_reaches_the_content_and_leaves_the_plot_alone(open_page: Open, simulated_url: str) -> None:
    page = open_page(simulated_url)
    page.keyboard.press("Tab")
    expect(page.locator(".skip")).to_be_focused()
    page.keyboard.press("Enter")
    assert page.evaluate("location.hash") == "#main"
    assert page.evaluate("document.querySelectorAll('.plot [tabindex=\"0\"], .plot a').length") == 0


def test_there_is_one_main_and_one_first_heading(open_page: Open, simulated_url: str) -> None:
    page = open_page(simulated_url)
    assert [page.locator(name).count() for name in ("main", "h1", "header", "footer", "nav")] == [1, 1, 1, 1, 1]


def test_on_paper_the_colours_are_the_light_ones_and_afterwards_those_of_before(open_page: Open, real_url: str) -> None:
    page = open_page(real_url + "/", scheme="dark")
    page.locator("#ranks-plot .scatterlayer .trace").first.wait_for()
    colours = """() => [
        getComputedStyle(document.body).backgroundColor,
        document.querySelector('#ranks-plot .main-svg').style.background,
    ]"""
    dark = page.evaluate(colours)
    page.evaluate("window.dispatchEvent(new Event('beforeprint'))")
    assert page.evaluate(colours) == ["rgb(255, 255, 255)", "rgb(255, 255, 255)"]
    page.evaluate("window.dispatchEvent(new Event('afterprint'))")
    assert page.evaluate(colours) == dark
    assert dark[0] != "rgb(255, 255, 255)"
