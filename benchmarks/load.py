"""A hundred readers at once for a minute, all pages and the API, while another file is published every two seconds.

    python -m benchmarks.load                 builds a demo first
    python -m benchmarks.load --home DIR      of a demo: rank-tracker --home H demo --no-serve, then H/demo

Each reader has a loop of its own with a pause between two questions, and stops after a fixed number of them, or at the
end of the time. A question is an error unless it is answered 200 (or 304) with a whole body within 30 s. Publishing is
what ingest does last: a copy beside the published file, fsynced, and renamed over it; what ingest does before is left
out, because on a busy machine it takes longer than two seconds. The memory is the server's own (VmRSS).
"""

import argparse
import os
import random
import shutil
import statistics
import threading
import time
from collections import Counter, defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import requests

from benchmarks.pages import demo, served
from tests.dashboard.asking import question

PAGES = (
    ("/", ""),
    ("/", "?lang=ar"),
    ("/", "?range=90d"),
    ("/chart", ""),
    ("/chart", "?store=google"),
    ("/world", ""),
    ("/race", ""),
    ("/events", ""),
    ("/events/2025-01-26-deepseek-becomes-no-1-free-iphone-app-in", ""),
    ("/claims", ""),
    ("/claims/S08", ""),
    ("/health", ""),
    ("/sql", ""),
)
ADDRESSES = (
    "/",
    "/api/v1/ranks?assistant=deepseek",
    "/api/v1/chart",
    "/api/v1/movers",
    "/api/v1/breadth?assistant=chatgpt",
    "/api/v1/events",
    "/api/v1/claims",
    "/api/v1/openapi.json",
    "/metrics",
    "/healthz",
    "/feed.atom",
    "/claims/S08.json",
)
PATIENCE = 30.0  # seconds


@dataclass
class Seen:
    """What all readers saw."""

    took: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))  # milliseconds, by what was asked
    errors: Counter[str] = field(default_factory=Counter)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def add(self, what: str, milliseconds: float, error: str | None) -> None:
        with self.lock:
            self.took[what].append(milliseconds)
            if error:
                self.errors[f"{what}: {error}"] += 1


def ask(session: requests.Session, url: str, choice: random.Random) -> tuple[str, str | None]:
    """One question; what it was, and why its answer is no good."""
    if choice.random() < 0.6:
        path, search = choice.choice(PAGES)
        what = f"page {path}"
        answer = session.post(f"{url}/_dash-update-component", json=question(path, search), timeout=PATIENCE)
        body = answer.json() if answer.status_code == 200 else {}
        if answer.status_code == 200 and "Could not read the data" in answer.text:
            return what, "could not read the data"
        return what, None if "response" in body else f"HTTP {answer.status_code}"
    path = choice.choice(ADDRESSES)
    answer = session.get(url + path, timeout=PATIENCE)
    return path.partition("?")[
        0
    ], None if answer.status_code == 200 and answer.content else f"HTTP {answer.status_code}"


def reader(url: str, seen: Seen, until: float, number: int, pause: float, most: int) -> None:
    choice = random.Random(number)
    time.sleep(choice.random() * pause)
    with requests.Session() as session:
        for _ in range(most):
            if time.monotonic() >= until:
                return
            began = time.monotonic()
            try:
                what, error = ask(session, url, choice)
            except (requests.RequestException, ValueError) as failure:
                what, error = "connection", type(failure).__name__
            seen.add(what, 1000 * (time.monotonic() - began), error)
            time.sleep(pause * (0.5 + choice.random()))


def publisher(file: Path, until: float, every: float, count: Callable[[], None]) -> None:
    """Another file at the same place, every so often."""
    part = file.with_name(".load.part")
    while time.monotonic() < until:
        shutil.copyfile(file, part)
        with part.open("rb") as copied:
            os.fsync(copied.fileno())
        part.replace(file)
        count()
        time.sleep(every)


def memory(pid: int) -> float:
    """Megabytes."""
    lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmRSS")) / 1024


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--home", type=Path)
    parser.add_argument("--readers", type=int, default=100)
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--pause", type=float, default=5, help="seconds between two questions of one reader")
    parser.add_argument("--every", type=float, default=2, help="seconds between two publishings")
    given = parser.parse_args()
    seen, published, sizes = Seen(), [0], []

    def count() -> None:
        published[0] += 1

    print(f"load of the machine before: {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores")
    with demo(given.home) as home, served(home) as (url, process):
        warm = Seen()
        reader(url, warm, time.monotonic() + 20, 0, 0.01, 30)
        sizes.append(memory(process.pid))
        until = time.monotonic() + given.seconds
        most = int(given.seconds / given.pause * 2) + 1
        threads = [
            threading.Thread(target=reader, args=(url, seen, until, number, given.pause, most), daemon=True)
            for number in range(given.readers)
        ]
        threads.append(
            threading.Thread(target=publisher, args=(home / "charts.duckdb", until, given.every, count), daemon=True)
        )
        for thread in threads:
            thread.start()
        while time.monotonic() < until:
            time.sleep(5)
            sizes.append(memory(process.pid))
        for thread in threads:
            thread.join(PATIENCE + 5)
        sizes.append(memory(process.pid))
    tell(seen, given.seconds, published[0], sizes)


def tell(seen: Seen, seconds: float, published: int, sizes: list[float]) -> None:
    every = sorted(value for values in seen.took.values() for value in values)
    print(f"load of the machine after: {os.getloadavg()[0]:.1f}")
    print(f"{len(every)} questions in {seconds:.0f} s, {sum(seen.errors.values())} errors, {published} publishings")
    for error, times in seen.errors.most_common(10):
        print(f"  {times} x {error}")
    print("| what | asked | p50 | p95 |\n|---|---|---|---|")
    for what, values in [("all", every), *sorted(seen.took.items())]:
        ordered = sorted(values)
        p95 = ordered[min(len(ordered) - 1, round(0.95 * (len(ordered) - 1)))]
        print(f"| {what} | {len(ordered)} | {statistics.median(ordered):,.0f} ms | {p95:,.0f} ms |")
    print("memory of the server in MB, warm, then every 5 s: " + " ".join(f"{size:.0f}" for size in sizes))


if __name__ == "__main__":
    main()
