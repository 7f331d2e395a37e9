"""Whoever reads while others publish never waits, never errs, and never sees less than before."""

import threading
from datetime import timedelta

from tests.conftest import at
from tests.crash.launcher import Launcher
from tests.crash.trial import COUNT
from tests.crash.world import World
from tests.tracker.stored_charts import chart
from tracker.inbox import Inbox

PUBLISHES = 20


def test_readers_never_err_and_never_see_counts_go_backwards(world: World) -> None:
    home = world.copy(world.yesterday)
    seen: list[int] = []
    faults: list[str] = []
    done = threading.Event()

    def read() -> None:
        with Launcher(world.folder / f"beside-{home.root.name}", None) as reader:
            while not (done.is_set() and seen) and not faults:
                ended = reader.run(home.root, "sql", COUNT, "--format", "csv")
                if ended.code == 0:
                    seen.append(int(ended.said.split()[-1]))
                else:
                    faults.append(ended.said)
                done.wait(0.1)  # the publishes want the processor too

    reading = threading.Thread(target=read)
    reading.start()
    try:
        for hours in range(PUBLISHES):
            Inbox(home.inbox).put(chart("ABC", at("2026-01-01 00:00") + timedelta(hours=hours)))
            assert world.run(home, "ingest").code == 0
    finally:
        done.set()
        reading.join()
    assert not faults
    assert seen == sorted(seen)
    assert len(set(seen)) > 1, "it read before and after a publish"
