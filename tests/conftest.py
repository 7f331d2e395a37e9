"""What every test may use: an empty home, payloads as they come from a store, and real recordings where they are."""

import os
import shutil
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tracker.config import Home
from tracker.inbox import Inbox, payload_name
from tracker.models import Answer, Payload, Request, Series, Slot
from tracker.prepare import prepare

if TYPE_CHECKING:
    from tests.hostile.world import Taken

RECORDED = Path(__file__).parents[2] / "shared" / "recorded"

COUNTED = "counted"  # the name of a property of a report

US_IPHONE = Series("apple", "us", "iphone", "top-free", "all", "itunes_rss")
US_ANDROID = Series("google", "us", "android", "top-free", "all", "google_play")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    if os.environ.get("RANK_TRACKER_TEST_LAKE"):
        for item in items:
            if item.get_closest_marker("own_file"):
                item.add_marker(pytest.mark.skip(reason="about the home's own file, where this run stores in a lake"))


@pytest.fixture(scope="session", autouse=True)
def the_lake() -> Iterator[bool]:
    """With RANK_TRACKER_TEST_LAKE every home of the run stores in a lake: one PostgreSQL, a schema for each home."""
    if not os.environ.get("RANK_TRACKER_TEST_LAKE"):
        yield False
        return
    from tests.lake.postgres import missing, postgres_running

    if reason := missing():
        pytest.skip(reason)
    with postgres_running() as server, pytest.MonkeyPatch.context() as patch:
        patch.setenv("RANK_TRACKER_STORAGE", f"ducklake:postgres:{server.words}")
        patch.setenv("RANK_TRACKER_STORAGE_SCHEMA", "{home}")
        yield True


@pytest.fixture(scope="session")
def prepared_home(tmp_path_factory: pytest.TempPathFactory) -> Home:
    """Never write into it."""
    home = Home(tmp_path_factory.mktemp("prepared") / "home")
    prepare(home)
    return home


@pytest.fixture
def home(tmp_path: Path, prepared_home: Home, the_lake: bool) -> Home:
    """A home that was prepared and nothing more: copied, because preparing one takes longer than most tests."""
    if the_lake:  # a copy of a home is no copy of its lake
        prepare(Home(tmp_path / "home"))
        return Home(tmp_path / "home")
    shutil.copytree(prepared_home.root, tmp_path / "home")
    return Home(tmp_path / "home")


@pytest.fixture(scope="session")
def world_home(tmp_path_factory: pytest.TempPathFactory) -> Home:
    """Seven countries and two months, built once a run."""
    from tests.countries_world import build_countries  # it imports this file

    return build_countries(Home(tmp_path_factory.mktemp("countries")), simulated=True)


@pytest.fixture(scope="session")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> "Taken":
    """A home full of strangers' texts, built once a run."""
    from tests.hostile.world import build  # it imports this file

    return build(tmp_path_factory.mktemp("hostile"))


@pytest.fixture
def new_home(tmp_path: Path) -> Home:
    """A home that no verb has seen yet."""
    return Home(tmp_path / "new-home")


@pytest.fixture
def recorded() -> Path:
    """The folder of real answers of stores; without it the test is skipped."""
    if not RECORDED.is_dir():
        pytest.skip("the recorded answers of the stores are not here")
    return RECORDED


@pytest.fixture
def payload_file() -> Callable[[str], bytes]:
    """A payload of tests/payloads, by name."""
    return lambda name: (Path(__file__).parent / "payloads" / name).read_bytes()


def make_payload(
    slot: Slot,
    body: bytes = b"",
    http_status: int | None = 200,
    error: str | None = None,
    seen_at: datetime | None = None,
    simulated: bool = False,
) -> Payload:
    """A payload as collect writes it."""
    seen_at = seen_at or slot.scheduled_for
    answer = Answer(seen_at, seen_at, http_status, {"Content-Type": "text/plain"}, body, error, tries=1)
    return Payload(payload_name([slot]), (slot,), Request("GET", "https://store/chart"), answer, "run-1", simulated)


def put(home: Home, payload: Payload) -> Payload:
    home.make_folders()
    Inbox(home.inbox).put(payload)
    return payload


def at(text: str) -> datetime:
    """The UTC time of "2026-07-10 09:00"."""
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


Counted = Callable[[int, str], None]


@pytest.fixture
def counted(record_property: Callable[[str, object], None]) -> Counted:
    """Has a count told at the end of the run, when the test passed: `counted(189, "queries that try to get out")`."""
    return lambda count, what: record_property(COUNTED, f"{count} {what}")


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say what was counted; properties of a report also come from other processes."""
    told = [
        f"{said}  ({report.nodeid.rpartition('::')[2]})"
        for report in terminalreporter.stats.get("passed", ())
        for key, said in report.user_properties
        if key == COUNTED
    ]
    if told:
        terminalreporter.section("counted")
        for line in sorted(set(told)):
            terminalreporter.write_line(line)
