"""A real browser before a real server, on this machine alone.

Chromium is the system's: CHROMIUM names it, /usr/bin/chromium is tried. Without one the tests are skipped, unless
RANK_TRACKER_REQUIRE_BROWSER=1 says that they must run.
"""

import logging
import os
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from time import monotonic
from typing import Any, Literal

import pytest
from dash import Dash
from playwright.sync_api import Browser, BrowserContext, Page, Request, expect, sync_playwright
from werkzeug.serving import make_server

from dashboard.app import create_app
from tracker.config import Home

expect.set_options(timeout=20_000)  # milliseconds: the machine may be busy with other tests

CHROMIUM = os.environ.get("CHROMIUM", "/usr/bin/chromium")
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-dev-shm-usage",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",  # no test can reach another machine
]

Open = Callable[..., Page]
Scheme = Literal["light", "dark"]


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    if not Path(CHROMIUM).exists():
        reason = f"no browser at {CHROMIUM}; install Chromium, or name it with CHROMIUM"
        if os.environ.get("RANK_TRACKER_REQUIRE_BROWSER") == "1":
            pytest.fail(reason)
        pytest.skip(reason)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield browser
        browser.close()


@contextmanager
def served(home: Home) -> Iterator[str]:
    """The address of a server for this home, on a port that was free."""
    with serving(create_app(home)) as url:
        yield url


@contextmanager
def serving(app: Dash) -> Iterator[str]:
    """The address of a server for this app."""
    logging.getLogger("werkzeug").setLevel(logging.WARNING)
    server = make_server("127.0.0.1", 0, app.server, threaded=True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        app.server.config["CONSOLE"].close()


@pytest.fixture(scope="session")
def simulated_url(simulated_home: Home) -> Iterator[str]:
    with served(simulated_home) as url:
        yield url


@pytest.fixture(scope="session")
def real_url(real_home: Home) -> Iterator[str]:
    with served(real_home) as url:
        yield url


def eventually(page: Page, expression: str, seconds: float = 15) -> None:
    """Wait until the expression is true. Playwright's own waiting would need eval, which our policy forbids."""
    deadline = monotonic() + seconds
    while not page.evaluate(expression):
        assert monotonic() < deadline, f"never true: {expression}"
        page.wait_for_timeout(30)


def drawn(page: Page) -> None:
    """Wait for the chart. Its first line may be flat, which counts as hidden."""
    page.locator(".plot .scatterlayer .trace").first.wait_for(state="attached")


@pytest.fixture(scope="session")
def context(browser: Browser) -> Iterator[Callable[..., BrowserContext]]:
    """One context for all tests that want the same: a browser that has seen our scripts starts them twice as fast."""
    contexts: dict[str, BrowserContext] = {}

    def wanted(scheme: Scheme, **more: Any) -> BrowserContext:
        key = f"{scheme} {sorted(more.items())}"
        if key not in contexts:
            contexts[key] = browser.new_context(
                color_scheme=scheme, reduced_motion="reduce", locale="en-GB", timezone_id="Asia/Tokyo", **more
            )
        return contexts[key]

    yield wanted
    for one in contexts.values():
        one.close()


@pytest.fixture
def open_page(context: Callable[..., BrowserContext]) -> Iterator[Open]:
    """Open an address and wait for the chart. The test fails for a request to another host or an error of the page."""
    problems: list[str] = []
    pages: list[Page] = []

    def opened(url: str, width: int = 1440, scheme: Scheme = "light", wait_for: str = "chart", **more: Any) -> Page:
        page = context(scheme, **more).new_page()
        pages.append(page)
        page.set_viewport_size({"width": width, "height": 1000})
        host = "/".join(url.split("/")[:3]) + "/"

        def only_us(request: Request) -> None:
            if not request.url.startswith((host, "data:", "blob:")):
                problems.append(f"asked another host: {request.url}")

        page.on("request", only_us)
        page.on("pageerror", lambda error: problems.append(f"script failed: {error}"))
        page.on("console", lambda said: problems.append(f"console: {said.text}") if said.type == "error" else None)
        page.goto(url)
        drawn(page) if wait_for == "chart" else page.locator(wait_for).first.wait_for()
        return page

    yield opened
    for page in pages:
        page.evaluate("localStorage.clear()")
        page.context.clear_cookies()
        page.close()
    assert not problems, "\n".join(problems)
