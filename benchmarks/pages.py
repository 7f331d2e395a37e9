"""How fast is the Ranks page: in Chromium, cold and warm, and for fifty readers at once?

    python -m benchmarks.pages                 builds a home first, two years of an hourly chart: two minutes
    python -m benchmarks.pages --home DIR      measures one that was built there before

First chart: from asking for the page to the drawn chart, with an empty cache (cold) or a full one (warm). Click to
paint: from the click on a range to the frame after the chart was drawn, ten assistants, 30 days to two years of hours.
Server: from the request to the first byte of its answer, in the browser; `made` where nobody asked before. Events: the
same clicks with 500 events in view against those that are shipped. Readers: fifty threads ask for the same pages.
"""

import argparse
import csv
import os
import shutil
import statistics
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import requests
from playwright.sync_api import Browser, Page, sync_playwright

from benchmarks.storage_world import build
from tests.dashboard.browser.conftest import CHROMIUM, FLAGS
from tracker.config import Home
from tracker.storage.database import reading

TEN = "chatgpt,gemini,claude,deepseek,grok,meta-ai,copilot,perplexity,character-ai,dola"
HOURLY = f"country=us&category=productivity&assistants={TEN}"
READERS, ASKS = 50, 8
MANY_EVENTS = 500

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
    print(f"load of the machine before: {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores")
    with built(given.home) as home, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        print("| what | p50 | p95 |\n|---|---|---|")
        with served(home) as (url, process):
            tell("first chart, cold", [first_chart(browser, url) for _ in range(given.times)], "ms")
            warm = browser.new_context()
            tell("first chart, warm", [first_chart(browser, url, warm) for _ in range(given.times)], "ms")
            few, bodies = clicks(browser, url, given.times)
            readers(url, bodies, "whose pages nobody asked for before")
            readers(url, bodies, "again")
            print(f"| memory of the server | {largest_memory(process.pid):.0f} MB | |")
        with many_events(home) as crowded, served(crowded) as (url, _):
            many, _ = clicks(browser, url, given.times, tells=False)
            tell(f"click to paint, {MANY_EVENTS} events", many, "ms")
            print(f"| the same, times as long | {statistics.median(many) / statistics.median(few):.2f} | |")
        browser.close()


@contextmanager
def built(home: Path | None) -> Iterator[Path]:
    """The given home, or one built for this run: two countries every three hours, one chart of each store hourly."""
    if home is not None:
        yield home
        return
    with TemporaryDirectory(prefix="rank-tracker-") as folder:
        build(Home(Path(folder)), countries=2, hourly=1, copies=0)
        yield Path(folder)


@contextmanager
def demo(home: Path | None) -> Iterator[Path]:
    """The given home, or that of a demo built for this run."""
    if home is not None:
        yield home
        return
    with TemporaryDirectory(prefix="rank-tracker-") as folder:
        subprocess.run([sys.executable, "-m", "jobs", "--home", folder, "demo", "--no-serve"], check=True)
        yield Path(folder) / "demo"


@contextmanager
def many_events(home: Path) -> Iterator[Path]:
    """A copy of the home that has so many events of these assistants in its two years."""
    with TemporaryDirectory(prefix="rank-tracker-") as folder:
        crowded = Home(Path(folder) / "home")
        crowded.root.mkdir()
        for file in (Home(home).charts_file, Home(home).store_file):
            shutil.copyfile(file, crowded.root / file.name)
        columns = ["start_date", "title", "category", "assistants", "countries", "source_url", "status"]
        first, slugs = date(2024, 11, 22), TEN.split(",")
        with crowded.events_file.open("w", newline="", encoding="utf-8") as file_:
            writer = csv.writer(file_)
            writer.writerow(columns)
            for number in range(MANY_EVENTS):
                day = first + timedelta(days=number * 720 / MANY_EVENTS)
                kind = ("model", "outage", "regulation", "viral")[number % 4]
                writer.writerow([day, f"Event {number} of an invented world", kind, slugs[number % len(slugs)], "*",
                                 f"https://example.org/{number}", "accepted"])  # fmt: skip
        subprocess.run([sys.executable, "-m", "jobs", "--home", str(crowded.root), "ingest"], check=True)
        yield crowded.root


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


def clicks(browser: Browser, url: str, times: int, tells: bool = True) -> tuple[list[float], list[bytes]]:
    """Click through the ranges: how long each took, and the questions that the page asked, to be asked again."""
    page = browser.new_page()
    page.add_init_script(WATCH)
    bodies: list[bytes] = []
    page.on("request", lambda one: bodies.append(one.post_data_buffer or b"") if "_dash-update" in one.url else None)
    page.goto(f"{url}/?{HOURLY}&range=all")
    wait_for(page, "window.seen.first")
    took: list[float] = []
    for number in range(4 * times):
        name = ("1y", "all", "90d", "30d")[number % 4]
        before = page.evaluate("window.seen.took.length")
        page.locator(f'a[href*="range={name}"]').first.click()
        took.append(float(wait_for(page, f"window.seen.took[{before}] ?? null")))
        page.wait_for_load_state("networkidle")
    asked = page.evaluate(ANSWERS)
    page.close()
    kept = took[4:]  # the first round makes what the others are given
    if tells:
        tell("click to paint, 30 d to 2 years of hours", kept, "ms")
        for place, name in enumerate(("1 year", "2 years", "90 days", "30 days")):
            tell(f"  of these {name}", kept[place::4], "ms")
        tell("server, every callback", [ms for ms, _ in asked], "ms")
        tell("answer of the page, four ranges", [size for _, size in asked if size > 5_000], "B gzip")
    return kept, [body for body in bodies if b"_pages_content" in body]


def readers(url: str, bodies: list[bytes], which: str) -> None:
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
    tell(f"{READERS} readers, a page a second each, {which}", took, "ms")
    print(f"| failed of {READERS * ASKS} | {len(failed)} {failed[:1] or ''} | |")


def largest_memory(pid: int) -> float:
    status = Path(f"/proc/{pid}/status").read_text(encoding="utf-8")
    return int(next(line.split()[1] for line in status.splitlines() if line.startswith("VmHWM"))) / 1000


if __name__ == "__main__":
    main()
