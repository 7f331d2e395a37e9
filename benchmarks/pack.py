"""How much smaller a day of payloads gets, how long it takes, and how much memory.

    python -m benchmarks.pack                                     a day of the demo's 40 charts, 8 captures each
    python -m benchmarks.pack --countries all --every 1h          every overall chart there is, hourly
    python -m benchmarks.pack --described                         apps with descriptions, as real answers have them
    python -m benchmarks.pack --described --level 3 --level 19    levels side by side

Raw bytes are the bodies as a store sends them. Simulated bodies are poorer than real ones: gzip alone makes them 12
times smaller, real ones 3 to 4 times. With --described each app has a text of its own, so that gzip alone makes a body
3.5 times smaller too: the honest case.
"""

import argparse
import os
import random
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from functools import cache
from itertools import accumulate
from pathlib import Path

from tracker import catalog, pack
from tracker.config import Home, PayloadsSettings, parse_every
from tracker.inbox import Inbox, file_payload, payload_name
from tracker.models import Answer, Payload, Series, Slot
from tracker.payload_files import read_payloads, source_days
from tracker.payload_life import age_payloads
from tracker.simulation.captures import captures, chart_entries
from tracker.simulation.parameters import REFRESH
from tracker.simulation.scenario import COUNTRIES
from tracker.simulation.story import DEPTHS, Story, overall_chart
from tracker.simulation.wire import google_play_body, itunes_rss_body
from tracker.simulation.world import World
from tracker.stores import SOURCES

DAY = datetime(2026, 6, 1, tzinfo=UTC)
PLACE = re.compile(rb"(.{60})This app is simulated\.", re.DOTALL)  # the text before it tells the app
WORDS, TEXT = 6000, 3000  # words there are, bytes of a description


def main() -> None:
    arguments = parsed_arguments()
    if arguments.measure:
        measure(Home(arguments.measure))
        return
    with tempfile.TemporaryDirectory() as folder:
        home = Home(Path(folder) / "home")
        home.make_folders()
        fill(home, arguments)
        raw, zipped, many = sizes(home)
        print(f"{many} payloads, {raw / 1e6:.0f} MB raw, {raw / many / 1e3:.0f} kB each", end="; ")
        print(f"as they came (gzip) {raw / zipped:.1f} times smaller", flush=True)
        for level in arguments.level or [pack.LEVEL]:
            copy = Path(folder) / f"level-{level}"
            link_tree(home.payloads, copy / "payloads")
            # a process of its own, so that its peak of memory is its own
            command = [sys.executable, __file__, "--measure", str(copy), "--level", str(level)]
            subprocess.run(command, check=True)


def parsed_arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--countries", choices=("demo", "all"), default="demo")
    parser.add_argument("--every", type=parse_every, default=REFRESH, help="time between two captures, like 1h")
    parser.add_argument("--described", action="store_true")
    parser.add_argument("--level", type=int, action="append", help="of zstandard; more than one: side by side")
    parser.add_argument("--measure", type=Path, help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.measure:
        pack.LEVEL = arguments.level[0]
    return arguments


def fill(home: Home, arguments: argparse.Namespace) -> None:
    """A day of captures as they lie in payloads/."""
    series = tuple(
        overall_chart(store, country)
        for store in catalog.STORES
        for country in (COUNTRIES if arguments.countries == "demo" else catalog.countries())
        if catalog.countries()[country].has_store(store)
    )
    for slot, body in bodies(series, arguments.every, arguments.described):
        answer = Answer(slot.scheduled_for, slot.scheduled_for, 200, {"Content-Type": "text/plain"}, body, None, 1)
        request = SOURCES[slot.series.source].chart_request(slot.series, slot.depth)
        file = Inbox(home.inbox).put(
            Payload(payload_name([slot]), (slot,), request, answer, "benchmark", simulated=True)
        )
        file_payload(file, home.payloads, slot.scheduled_for)


def bodies(series: tuple[Series, ...], every: timedelta, described: bool) -> Iterator[tuple[Slot, bytes]]:
    world = World(Story(series, DAY, refreshes=8))
    for refresh in captures(world):
        for place, one in enumerate(series):
            entries = chart_entries(world, refresh, place)
            for slot_time in (refresh.scheduled_for + i * every for i in range(REFRESH // every)):
                if one.source == "itunes_rss":
                    body = itunes_rss_body(one, entries, slot_time)
                else:
                    body = google_play_body(one, entries)
                if described:
                    # the App Store's texts are in the country's language, Google Play is asked for English
                    language = one.country if one.store == "apple" else "en"
                    body = PLACE.sub(lambda found, said=language: found[1] + description(said, found[1]), body)
                yield Slot(one, slot_time, DEPTHS[one.source]), body


@cache
def description(language: str, app: bytes) -> bytes:
    """Words of an invented language, some frequent, most rare; the same for the same app."""
    vocabulary, weights = words(language)
    chosen = random.Random(app + language.encode()).choices(vocabulary, cum_weights=weights, k=TEXT // 6)
    return " ".join(chosen).encode()


@cache
def words(language: str) -> tuple[list[str], list[float]]:
    draw = random.Random(language)
    vocabulary = ["".join(draw.choices("etaoinshrdlucmfwypvbgk", k=draw.randint(2, 11))) for _ in range(WORDS)]
    return vocabulary, list(accumulate(1 / rank for rank in range(1, WORDS + 1)))


def sizes(home: Home) -> tuple[int, int, int]:
    """Bytes of all bodies, of all files, and how many."""
    raw = [
        len(payload.answer.body)
        for one in source_days(home.payloads, [])
        for payload in read_payloads(one, [])
    ]  # fmt: skip
    return sum(raw), sum(file.stat().st_size for file in home.payloads.rglob("*.gz")), len(raw)


def link_tree(source: Path, target: Path) -> None:
    for file in source.rglob("*.gz"):
        place = target / file.relative_to(source)
        place.parent.mkdir(parents=True, exist_ok=True)
        os.link(file, place)


def measure(home: Home) -> None:
    """Pack everything but a late payload of each source, then that too: a line for each, then the peak of memory."""
    late = [one.files[0] for one in source_days(home.payloads, [])]
    for file in late:
        file.rename(home.root / file.name)
    age(home)
    for file in late:
        (home.root / file.name).rename(file)
    raw, packed = age(home)
    memory = most_memory()
    before = time.process_time()
    for one in source_days(home.payloads, []):
        for _ in read_payloads(one, []):
            pass
    seconds = time.process_time() - before
    print(f"level {pack.LEVEL:2} together {raw / packed:.1f} times smaller; reading all {seconds:.1f} s", end="; ")
    print(f"most memory while packing {memory:.0f} MB")


def most_memory() -> float:
    """MB that this process held at most, of its own: getrusage would count what its parent held when it forked."""
    status = Path("/proc/self/status").read_text()
    return int(status.partition("VmHWM:")[2].split()[0]) / 1024


def age(home: Home) -> tuple[int, int]:
    """Pack what lies loose; bytes of the bodies in the packs, and of the packs."""
    before = time.process_time()
    raw = packed = 0
    for aged in age_payloads(home, PayloadsSettings(keep_days=0), DAY.date() + timedelta(days=1), []):
        seconds, before = time.process_time() - before, time.process_time()
        raw, packed = raw + aged.raw_bytes, packed + aged.packed_bytes
        print(
            f"level {pack.LEVEL:2} {aged.source:12} {aged.payloads:5} payloads {aged.raw_bytes / 1e6:7.1f} MB"
            f" -> {aged.packed_bytes / 1e6:7.2f} MB, {aged.ratio:6.1f} times smaller, {seconds:6.1f} s of CPU",
            flush=True,
        )
    return raw, packed


if __name__ == "__main__":
    main()
