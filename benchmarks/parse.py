"""What a parser costs beside json.loads of the same bytes: python -m benchmarks.parse

The bodies are simulated, of real size: 100 apps from the feeds, 3 charts of 200 from viewTop, 200 apps from Google
Play. Both are timed in turn, many times; the ratio is the median of the pairs, and at most 2 is wanted. Google Play's
answer is JSON inside JSON, so its json.loads is that of both. Bodies named as arguments are timed too:

    python -m benchmarks.parse itunes_rss=us.json apple_viewtop=productivity_de.json
"""

import gc
import json
import sys
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from statistics import median

from tracker.models import ChartEntry, Series
from tracker.simulation.wire import google_play_body, itunes_rss_body
from tracker.stores import SOURCES

ROUNDS = 101
WANTED = 2.0
NOW = datetime(2026, 7, 10, 10, 26, 28, tzinfo=UTC)


def series(source: str) -> Series:
    store, device = ("google", "android") if source == "google_play" else ("apple", "iphone")
    return Series(store, "us", device, "top-free", "all", source)


def entries(many: int, before: str = "") -> list[ChartEntry]:
    return [
        ChartEntry(rank, f"{before}{900_000_000 + rank}", f"Zorblat {rank}: an assistant", f"Invented {rank} GmbH")
        for rank in range(1, many + 1)
    ]


def apple_rss_body() -> bytes:
    address = "https://rss.applemarketingtools.com/api/v2/us/apps/top-free/100/apps.json"
    icon = "https://is1-ssl.mzstatic.com/image/thumb/Purple116/v4/00/11/22/00112233-4455-6677-8899-aabbccddeeff/AppIcon-0-1x"
    rows: list[dict[str, object]] = [
        {
            "artistName": one.developer, "id": one.app_id, "name": one.name, "releaseDate": "2023-05-18",
            "kind": "apps", "artworkUrl100": f"{icon}_U007emarketing-0-7-0-85-220.png/100x100bb.png", "genres": [],
            "url": f"https://apps.apple.com/us/app/zorblat/id{one.app_id}",
        }
        for one in entries(100)
    ]  # fmt: skip
    feed = {"id": address, "country": "us", "updated": "Fri, 10 Jul 2026 10:26:28 +0000", "results": rows}
    return json.dumps({"feed": feed}).encode()


def apple_viewtop_body() -> bytes:
    listed = [one.app_id for one in entries(200)]
    art = {"url": "https://is5-ssl.mzstatic.com/image/thumb/Purple126/v4/9c/d2/source/{w}x{h}", "bgColor": "ffffff"}
    lockups = {
        one.app_id: {
            "id": one.app_id, "name": one.name, "artistName": one.developer, "artwork": art, "kind": "iosSoftware",
            "editorialArtwork": {f"kind{n}": art for n in range(40)}, "genreNames": ["Productivity", "Utilities"],
        }
        for one in entries(80)
    }  # fmt: skip
    charts = [{"id": number, "adamIds": listed, "kinds": {"iosSoftware": True}} for number in ("30", "27", "38")]
    page = {"metricsBase": {"storeFrontHeader": "143441-1,29"}, "topCharts": charts, "genre": {"id": "36"}}
    return json.dumps(
        {
            "storePlatformData": {"lockup": {"results": lockups, "meta": {"storefront": {"cc": "US"}}}},
            "pageData": {"segmentedControl": {"segments": [{"pageData": page}]}},
        }
    ).encode()


def bodies() -> Iterator[tuple[str, bytes]]:
    yield "itunes_rss", itunes_rss_body(series("itunes_rss"), entries(100), NOW)
    yield "apple_rss", apple_rss_body()
    yield "apple_viewtop", apple_viewtop_body()
    yield "google_play", google_play_body(series("google_play"), entries(200, "sim.zorblat."))
    for argument in sys.argv[1:]:
        source, _, file = argument.partition("=")
        yield source, Path(file).read_bytes()


def load(source: str, body: bytes) -> Callable[[], object]:
    """json.loads of what the parser must read."""
    if source != "google_play":
        return lambda: json.loads(body)
    (line,) = (one for one in body.split(b"\n") if b'"vyAe2"' in one)
    return lambda: json.loads(json.loads(line)[0][2])


def timed(run: Callable[[], object]) -> float:
    """Processor seconds, so that other programs count little."""
    gc.collect()
    start = time.process_time()
    run()
    return time.process_time() - start


def measure(source: str, body: bytes) -> list[tuple[float, float]]:
    """Pairs of seconds, json.loads and the parser, timed in turn, each as often first as second."""
    loads, parses = load(source, body), partial(SOURCES[source].parse_chart, body, series(source))
    pairs = []
    for turn in range(ROUNDS):
        first = timed(parses) if turn % 2 else None
        loading = timed(loads)
        pairs.append((loading, timed(parses) if first is None else first))
    return pairs


def main() -> int:
    gc.disable()  # a collection would fall on one of the two by chance
    worst = 0.0
    for source, body in bodies():
        pairs = measure(source, body)
        loading, parsing = (median(times) for times in zip(*pairs, strict=True))
        ratio = median(parse / loads for loads, parse in pairs)
        worst = max(worst, ratio)
        print(
            f"{source:14} {len(body) / 1000:6.0f} kB   json.loads {loading * 1000:6.2f} ms"
            f"   parse {parsing * 1000:6.2f} ms   ratio {ratio:.2f}"
        )
    print(f"worst ratio {worst:.2f}, wanted at most {WANTED:.0f}")
    return int(worst > WANTED)


if __name__ == "__main__":
    sys.exit(main())
