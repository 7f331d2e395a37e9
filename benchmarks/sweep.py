"""How close is a sweep of the world to what the network allows?

    python -m benchmarks.sweep            610 charts, 150 ms a reply, pace lifted
    python -m benchmarks.sweep --paced    the same at a pace, against the ideal schedule

The stores are a process of their own on 127.0.0.1 that answers each request after 150 ms with a chart in the wire
format. Ideal: every thread of every host is always waiting for a reply, and nothing else takes time. Figures: ideal
and measured seconds, their ratio, and the largest memory of the collecting process.
"""

import argparse
import resource
import subprocess
import sys
import tempfile
import time
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from tracker import catalog
from tracker.collect import THREADS_A_HOST, collect
from tracker.config import FetchSettings
from tracker.fetch import Fetcher
from tracker.inbox import Inbox
from tracker.models import ChartEntry, Series, Slot
from tracker.stores import SOURCES

REPLY_SECONDS = 0.150
CHARTS = {"itunes_rss": 350, "google_play": 260}
LIFTED, PACED = 60_000, 600  # requests a minute and host


def serve() -> None:
    """Answer every request after 150 ms; the port is the first line of standard output."""
    from tracker.simulation.wire import google_play_body, itunes_rss_body

    apps = [ChartEntry(rank, str(10**9 + rank), f"Zorblat {rank}", "Invented") for rank in range(1, 101)]
    packages = [ChartEntry(rank, f"sim.zorblat{rank}", f"Zorblat {rank}", "Invented") for rank in range(1, 201)]
    us_iphone = Series("apple", "us", "iphone", "top-free", "all", "itunes_rss")
    us_android = Series("google", "us", "android", "top-free", "all", "google_play")
    bodies = itunes_rss_body(us_iphone, apps, datetime.now(UTC)), google_play_body(us_android, packages)

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def answer(self) -> None:
            self.rfile.read(int(self.headers.get("Content-Length") or 0))
            time.sleep(REPLY_SECONDS)
            body = bodies["itunes" not in self.path]
            self.send_response(200)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        do_GET = do_POST = answer  # noqa: N815 - the names are http.server's

        def log_message(self, format: str, *arguments: object) -> None:  # noqa: A002
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    print(server.server_address[1], flush=True)
    server.serve_forever()


def world() -> list[Slot]:
    """The overall charts and the productivity charts of as many countries as it takes."""
    now = datetime.now(UTC).replace(minute=0, second=0, microsecond=0)
    slots = []
    for name, count in CHARTS.items():
        source = SOURCES[name]
        countries = [code for code, country in catalog.countries().items() if country.has_store(source.store)]
        places = [(category, country) for category in ("all", "productivity") for country in countries]
        for category, country in places[:count]:
            series = Series(source.store, country, source.devices[0], "top-free", category, name)
            slots.append(Slot(series, now, source.depth))
    return slots


def sweep(port: int, per_minute: float) -> None:
    fetcher = Fetcher(FetchSettings(per_minute=per_minute), f"http://127.0.0.1:{port}")
    slots = world()
    with tempfile.TemporaryDirectory() as folder:
        start = time.perf_counter()
        fetched = sum(1 for _ in collect(slots, fetcher.fetch, Inbox(Path(folder)), "bench"))
        took = time.perf_counter() - start
        stored = len(list(Path(folder).iterdir()))
    most = max(CHARTS.values())
    ideal = max(most * REPLY_SECONDS / THREADS_A_HOST, (most - 1) * 60 / per_minute + REPLY_SECONDS)
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(
        f"{fetched} charts, {stored} stored, {THREADS_A_HOST} threads a host, {per_minute:g} requests a minute and host"
    )
    print(f"ideal {ideal:.1f} s, measured {took:.1f} s, ratio {took / ideal:.3f}, memory {memory:.0f} MB")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--paced", action="store_true", help=f"{PACED} requests a minute and host")
    parser.add_argument("--serve", action="store_true", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.serve:
        serve()
        return
    stores = subprocess.Popen([sys.executable, __file__, "--serve"], stdout=subprocess.PIPE, text=True)
    try:
        assert stores.stdout is not None
        sweep(int(stores.stdout.readline()), PACED if options.paced else LIFTED)
    finally:
        stores.kill()


if __name__ == "__main__":
    main()
