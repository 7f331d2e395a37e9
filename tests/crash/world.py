"""Stores that answer over HTTP, a home that collected from them yesterday, and the command to break."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from tests.conftest import make_payload
from tests.crash.launcher import Ended, Launcher, Step, compiled_steps
from tests.stores_server import StoresServer
from tests.stores_world import APPLE_APPS, GOOGLE_APPS, serve
from tests.watchlists import watchlist
from tracker.config import Home, Watch, read_watchlist
from tracker.inbox import Inbox
from tracker.models import Slot
from tracker.simulation.wire import google_play_body, itunes_rss_body

WATCHLIST = watchlist()


@dataclass
class World:
    folder: Path
    stores: StoresServer
    launcher: Launcher
    yesterday: Home  # prepared, with the charts of the day before
    empty: Home  # only a watchlist
    _homes: int = 0

    @property
    def watches(self) -> tuple[Watch, ...]:
        return read_watchlist(self.empty).watches

    def copy(self, home: Home) -> Home:
        """A home like this one, to be broken."""
        self._homes += 1
        target = self.folder / f"home-{self._homes}"
        shutil.copytree(home.root, target)
        return Home(target)

    def steps_of(self, home: Home, *arguments: str) -> tuple[Step, ...]:
        """What the command does where nothing breaks."""
        ended = self.run(self.copy(home), *arguments)
        assert ended.code in (0, 1), ended.said
        return ended.steps

    def run(self, home: Home, *arguments: str, full_from: int = 0, clock_s: int = 0) -> Ended:
        return self.launcher.run(home.root, *arguments, full_from=full_from, clock_s=clock_s)


@contextmanager
def made_world(folder: Path) -> Iterator[World]:
    folder.mkdir(exist_ok=True)
    empty, yesterday = Home(folder / "empty"), Home(folder / "yesterday")
    empty.root.mkdir()
    empty.watchlist_file.write_text(WATCHLIST)
    with (
        StoresServer() as stores,
        Launcher(folder, compiled_steps(folder), {"RANK_TRACKER_MIRROR": stores.url}) as launcher,
    ):
        shutil.copytree(empty.root, yesterday.root)
        for watch in read_watchlist(empty).watches:
            serve(stores, watch.series)
            _put_yesterdays(yesterday, watch)
        ended = launcher.run(yesterday.root, "ingest")
        assert ended.code == 0, ended.said
        yield World(folder, stores, launcher, yesterday, empty)


def _put_yesterdays(home: Home, watch: Watch) -> None:
    home.make_folders()
    midnight = datetime.now(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
    slot = Slot(watch.series, midnight - timedelta(days=1), watch.depth)
    if watch.series.store == "apple":
        body = itunes_rss_body(watch.series, APPLE_APPS[::-1], slot.scheduled_for)
    else:
        body = google_play_body(watch.series, GOOGLE_APPS[::-1])
    Inbox(home.inbox).put(make_payload(slot, body))
