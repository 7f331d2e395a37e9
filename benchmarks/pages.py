"""How fast is the Ranks page: in Chromium, cold and warm, and for fifty readers at once?

    python -m benchmarks.pages --home DIR      of a demo: rank-tracker --home H demo --no-serve, then H/demo;
                                                   without it, one is built first

First chart: from asking for the page to the drawn chart, with an empty cache (cold) or a full one (warm). Click to
paint:
from the click on a range to the frame after the chart was drawn, ten assistants, up to two years. Server: from the
request to the first byte of its answer, in the browser. Readers: fifty threads ask for the same pages again and again.
"""

import argparse
import statistics
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import requests
from playwright.sync_api import Browser, Page, sync_playwright

from tests.dashboard.browser.conftest import CHROMIUM, FLAGS
from tracker.storage.database import reading

TEN = "chatgpt,gemini,claude,deepseek,grok,meta-ai"
READERS, ASKS = 50, 8

# When the chart was first drawn, and how long after a click the first frame came with another range on its axis.
WATCH = """
    window.seen = {first: null, clicked: null, took: [], range: null};
    addEventListener('click', () => { window.seen.clicked = performance.now(); }, true);
    const look = () => {
        const plot = document.querySelector('.plot .js-plotly-plot');
        const range = plot?.querySelector('.scatterlayer .trace') && String(plot._fullLayout?.xaxis?.range);
        if (range && range !== window.seen.range) {
            const now = performance.now();
            window.seen.range = range;
            window.seen.first ??= now;
            if (window.seen.clicked !== null) window.seen.took.push(now - window.seen.clicked);
            window.seen.clicked = null;
        }
        requestAnimationFrame(look);
    };
    requestAnimationFrame(look);
"""

ANSWERS = """
    () => performance.getEntriesByType('resource').filter((one) => one.name.includes('_dash-update-component'))
        .map((one) => [one.responseStart - one.requestStart, one.encodedBodySize])
"""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--home", type=Path)
    parser.add_argument("--times", type=int, default=9)
    given = parser.parse_args()
    with demo(given.home) as home, served(home) as (url, process), sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        print("| what | p50 | p95 |\n|---|---|---|")
        tell("first chart, cold", [first_chart(browser, url) for _ in range(given.times)], "ms")
        warm = browser.new_context()
        tell("first chart, warm", [first_chart(browser, url, warm) for _ in range(given.times)], "ms")
        bodies = clicks(browser, url, given.times)
        browser.close()
        readers(url, bodies)
        print(f"\nmemory of the server: {largest_memory(process.pid):.0f} MB")


@contextmanager
def demo(home: Path | None) -> Iterator[Path]:
    """The given home, or one built for this run."""
    if home is not None:
        yield home
        return
    with TemporaryDirectory(prefix="rank-tracker-") as folder:
        subprocess.run([sys.executable, "-m", "jobs", "--home", folder, "demo", "--no-serve"], check=True)
        yield Path(folder) / "demo"


@contextmanager
def served(home: Path) -> Iterator[tuple[str, "subprocess.Popen[str]"]]:
    with reading(home / "charts.duckdb"):
        pass  # said in one sentence where there is none
    port = 8077
    process = subprocess.Popen(
        [sys.executable, "-m", "jobs", "--home", str(home), "serve", "--port", str(port)],
        text=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    url = f"http://127.0.0.1:{port}"
    try:
        for _ in range(100):
            try:
                requests.get(f"{url}/healthz", timeout=1)
                break
            except requests.ConnectionError:
                time.sleep(0.1)
        yield url, process
    finally:
        process.terminate()
        process.wait()


def tell(what: str, values: list[float], unit: str) -> None:
    ordered = sorted(values)
    p95 = ordered[min(len(ordered) - 1, round(0.95 * (len(ordered) - 1)))]
    print(f"| {what} | {statistics.median(ordered):,.0f} {unit} | {p95:,.0f} {unit} |", flush=True)


def first_chart(browser: Browser, url: str, context: Any = None) -> float:
    """Milliseconds to the first drawn chart."""
    own = context or browser.new_context()
    page = own.new_page()
    page.add_init_script(WATCH)
    page.goto(url)
    value = float(wait_for(page, "window.seen.first"))
    page.close()
    if context is None:
        own.close()
    return value


def wait_for(page: Page, expression: str) -> Any:
    for _ in range(1500):
        value = page.evaluate(expression)
        if value is not None:
            return value
        page.wait_for_timeout(20)
    raise TimeoutError(f"never there: {expression}")


def clicks(browser: Browser, url: str, times: int) -> list[bytes]:
    """Click through the ranges; the bodies of the questions that the page asked, for the readers to ask again."""
    page = browser.new_page()
    page.add_init_script(WATCH)
    bodies: list[bytes] = []
    page.on("request", lambda one: bodies.append(one.post_data_buffer or b"") if "_dash-update" in one.url else None)
    page.goto(f"{url}/?assistants={TEN}&range=all")
    wait_for(page, "window.seen.first")
    took: list[float] = []
    for number in range(2 * times):
        name = ("1y", "all", "90d", "30d")[number % 4]
        before = page.evaluate("window.seen.took.length")
        page.locator(f'a[href*="range={name}"]').first.click()
        took.append(float(wait_for(page, f"window.seen.took[{before}] ?? null")))
        page.wait_for_load_state("networkidle")
    tell("click to paint, 7 d to 2 years", took, "ms")
    answers = page.evaluate(ANSWERS)
    tell("server, every callback", [ms for ms, _ in answers], "ms")
    tell("answer of the page", [size for _, size in answers if size > 5_000], "B gzip")
    return [body for body in bodies if b"_pages_content" in body]


def readers(url: str, bodies: list[bytes]) -> None:
    took: list[float] = []
    failed: list[str] = []

    def read() -> None:
        session = requests.Session()
        for number in range(ASKS):
            start = time.perf_counter()
            answer = session.post(
                f"{url}/_dash-update-component", data=bodies[number % len(bodies)],
                headers={"Content-Type": "application/json"}, timeout=60,
            )  # fmt: skip
            took.append(1e3 * (time.perf_counter() - start))
            if answer.status_code not in (200, 204):
                failed.append(f"{answer.status_code}: {answer.text[:200]}")
            time.sleep(1.0)  # somebody looks at a page for a moment

    threads = [threading.Thread(target=read) for _ in range(READERS)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    tell(f"{READERS} readers, a page a second each", took, "ms")
    print(f"\nfailed: {len(failed)} of {READERS * ASKS} {failed[:1]}")


def largest_memory(pid: int) -> float:
    status = Path(f"/proc/{pid}/status").read_text(encoding="utf-8")
    return int(next(line.split()[1] for line in status.splitlines() if line.startswith("VmHWM"))) / 1000


if __name__ == "__main__":
    main()
