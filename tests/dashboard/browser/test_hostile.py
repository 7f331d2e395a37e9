"""Strangers' texts (tests/hostile/strings.py) on every page in a real Chromium: nothing runs, nothing breaks."""

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Dialog, Page

from dashboard.app import create_app
from tests.conftest import Counted
from tests.dashboard.browser.conftest import serving
from tests.hostile.strings import LINKS, NAMES
from tests.hostile.world import TOKEN, Taken

pytestmark = [pytest.mark.browser, pytest.mark.thorough, pytest.mark.xdist_group("browser")]

QUERY = "SELECT app_name, developer FROM app ORDER BY hash(app_name) LIMIT 400"
CHARTS = tuple(
    f"/chart?rows=all&{more}"
    for more in (
        "store=apple&chart=top-free", "store=apple&chart=top-paid", "store=apple&chart=top-grossing",
        "store=apple&chart=top-free&category=productivity", "store=google&chart=top-grossing&lang=ar",
    )
)  # fmt: skip
EVERY = (
    *CHARTS,
    "/",
    "/?lang=ar",
    "/events",
    "/events/hostile-1",
    "/events/hostile-370?lang=ar",
    "/world",
    "/race",
    "/claims",
    "/claims/S08",
    "/health",
    "/sql",
    "/no-such-page",
    "/?country=%3Cscript%3Ewindow.hacked=1%3C/script%3E",
    "/chart?at=%22%3E%3Cimg%20src=x%20onerror=window.hacked=1%3E",
    "/events?q=%3Csvg/onload=window.hacked=1%3E",
    "/events/%3Cimg%20src=x%20onerror=window.hacked=1%3E",
)
NARROW = (CHARTS[0], "/events", "/events/hostile-1", "/")

# What a page may not have; a link out must be of the web and give its opener away to nobody.
FAULTS = """() => {
    const all = [...document.querySelectorAll('body *')];
    const links = all.filter((one) => one.matches('a') && (one.getAttribute('href') ?? one.getAttribute('xlink:href')));
    const to = (one) => new URL(one.getAttribute('href') ?? one.getAttribute('xlink:href'), location.href);
    const tall = all.filter((one) => one.matches('h1, td, th, bdi, p, .facts') && one.offsetHeight > 900);
    const out = links.filter((one) => to(one).origin !== location.origin);
    return {
        hacked: window.hacked,
        handlers: all.filter((one) => [...one.attributes].some((mark) => mark.name.startsWith('on'))).length,
        foreign: [...document.querySelectorAll('iframe, object, embed, base, form[action], main script, main style')]
            .map((one) => one.outerHTML.slice(0, 200)),
        schemes: links.map(to).filter((url) => !['http:', 'https:'].includes(url.protocol)).map(String),
        openers: out.filter((one) => !one.rel?.includes('noopener')).map((one) => one.outerHTML.slice(0, 200)),
        out: out.length,
        wider: document.documentElement.scrollWidth - document.documentElement.clientWidth,
        tall: tall.map((one) => one.outerHTML.slice(0, 200)),
        headings: document.querySelectorAll('h1').length,
        main: document.querySelector('main')?.getBoundingClientRect().width ?? 0,
        text: document.body.innerText.length,
    };
}"""


class Watched:
    """A page, and what went wrong on it."""

    def __init__(self, page: Page, url: str) -> None:
        self.page = page
        self.url = url
        self.wrong: list[str] = []
        page.on("dialog", self._dialog)
        page.on("pageerror", lambda error: self.wrong.append(f"script failed: {error}"))
        page.on("console", lambda said: self.wrong.append(f"console: {said.text}") if said.type == "error" else None)
        page.on("request", lambda asked: self._asked(asked.url))
        page.on("popup", lambda _: self.wrong.append("a window was opened"))

    def _dialog(self, dialog: Dialog) -> None:
        self.wrong.append(f"dialog: {dialog.message}")
        dialog.dismiss()

    def _asked(self, url: str) -> None:
        if not url.startswith((self.url, "data:", "blob:")):
            self.wrong.append(f"asked {url[:200]}")

    def open(self, path: str) -> dict[str, Any]:
        self.page.goto(self.url + path)
        self.page.locator("h1").first.wait_for()
        self.page.wait_for_load_state("networkidle")
        found = self.page.evaluate(FAULTS)
        assert isinstance(found, dict)
        return found

    def check(self, found: dict[str, Any], path: str) -> None:
        assert self.wrong == [], path
        assert found["hacked"] is None, path
        assert (found["handlers"], found["foreign"], found["schemes"], found["openers"]) == (0, [], [], []), path
        assert found["wider"] <= 0, f"{path}: {found['wider']} pixels wider than the window"
        assert found["tall"] == [], path
        assert found["headings"] == 1, path
        assert found["main"] > 300, path


@pytest.fixture(scope="module")
def watched(browser: Browser, hostile: Taken) -> Iterator[Watched]:
    with serving(create_app(hostile.home, token=TOKEN)) as url:
        context = browser.new_context(reduced_motion="reduce", locale="en-GB", timezone_id="Asia/Tokyo")
        yield Watched(context.new_page(), url)
        context.close()


def test_nothing_of_the_corpus_runs_or_breaks_a_page(watched: Watched, counted: Counted) -> None:
    """With a name set as HTML, or without the rule for strangers' words in shell.css, this fails."""
    page = watched.page
    page.set_viewport_size({"width": 1440, "height": 1000})
    shown, out = "", 0
    for path in EVERY:
        found = watched.open(path)
        watched.check(found, path)
        shown += page.locator("body").inner_text()
        out += found["out"]
    told = [name for name in NAMES if name.isascii() and name.isprintable() and 8 < len(name) < 300]
    seen = [name for name in told if " ".join(name.split()) in shown]
    assert len(seen) > 0.8 * len(told) > 150, f"{len(seen)} of {len(told)}"
    assert out > 5
    assert len(NAMES) + len(LINKS) >= 300
    counted(len(EVERY), f"pages in Chromium, {len(seen)} of {len(told)} texts that can be looked for were seen there")


def test_the_corpus_breaks_no_narrow_page(watched: Watched, counted: Counted) -> None:
    watched.page.set_viewport_size({"width": 390, "height": 800})
    for path in NARROW:
        watched.check(watched.open(path), path)
    counted(len(NARROW), "pages in Chromium, 390 pixels wide")


VIEWS = ("?range=7d", "?range=30d&assistants=chatgpt,grok", "?country=de", "?range=7d&lang=ar")


def test_another_view_that_comes_as_parts_holds_words_alone(watched: Watched) -> None:
    """The parts of the page that is shown are replaced by what the server sends, and nothing in them runs."""
    page = watched.page
    page.set_viewport_size({"width": 1440, "height": 1000})
    for path in ("/", CHARTS[0]):
        watched.open(path)
        for view in VIEWS:
            search = path.partition("?")[2]
            page.evaluate(
                "(search) => dash_clientside.set_props('_pages_location', { search })",
                f"{view}&{search}" if search else view,
            )
            page.wait_for_load_state("networkidle")
            watched.check(page.evaluate(FAULTS), f"{path} {view}")


def test_the_card_of_a_mark_shows_words_and_leads_into_the_web(watched: Watched) -> None:
    page = watched.page
    page.set_viewport_size({"width": 1440, "height": 1000})
    watched.open("/?range=7d")
    readings = page.evaluate(
        """() => [...document.querySelectorAll('.plot')].flatMap((plot) => {
            const box = plot.getBoundingClientRect();
            const cards = [];
            for (let x = 8; x < box.width; x += 8) for (let y = 8; y < box.height; y += 8) {
                const at = { clientX: box.left + x, clientY: box.top + y, bubbles: true };
                plot.dispatchEvent(new PointerEvent('pointermove', at));
                const card = plot.querySelector('.card');
                if (card && !card.hidden) cards.push(card.innerText);
            }
            return [...new Set(cards)];
        })"""
    )
    assert any("<script>window.hacked=1</script>" in card for card in readings), "nothing hostile was shown"
    watched.check(page.evaluate(FAULTS), "the cards")


def test_the_console_shows_strangers_words_as_words(watched: Watched) -> None:
    page = watched.page
    page.set_viewport_size({"width": 1440, "height": 1000})
    watched.open(f"/sql?q={QUERY}")
    page.locator("#sql-run").click()
    page.locator("table tbody tr").first.wait_for()
    found = page.evaluate(FAULTS)
    watched.check(found | {"tall": []}, "the console")  # a cell is shown whole: its reader asked for it
    assert "window.hacked" in page.locator("main").inner_text()


def test_whoever_reviews_sees_headlines_as_words(watched: Watched) -> None:
    page = watched.page
    page.set_viewport_size({"width": 1440, "height": 1000})
    signed = page.request.post(f"{watched.url}/admin/session", data={"token": TOKEN})
    assert signed.status == 204
    found = watched.open("/events")
    watched.check(found, "the review")
    assert page.locator(".evidence li").count() >= 10
    page.context.clear_cookies()
