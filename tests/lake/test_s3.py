"""The files of a lake in S3: a stand-in for the service, on loopback, which may be overloaded."""

from collections.abc import Iterator

import pytest

from tests.conftest import put
from tests.lake.conftest import LakeHome
from tests.lake.s3 import FaultyWay, faulty_way, files_in_s3, s3_running
from tests.tracker.stored_charts import HOUR, NOON, chart, rows, store
from tracker.errors import StorageError
from tracker.ingest import ingest
from tracker.storage import lake
from tracker.storage.asking import Limits, asking
from tracker.storage.integrity import faults
from tracker.storage.upkeep import compact

pytestmark = pytest.mark.thorough  # a server is started: make lake


@pytest.fixture(scope="module")
def endpoint() -> Iterator[str]:
    with s3_running() as address:
        yield address


@pytest.fixture
def way(endpoint: str) -> Iterator[FaultyWay]:
    with faulty_way(endpoint) as way:
        yield way


def test_the_files_may_lie_in_s3(lake_home: LakeHome, endpoint: str) -> None:
    home = lake_home("a")
    files_in_s3(home, endpoint)
    store(home, chart("ABC"), chart("CAB", NOON + HOUR))
    compact(home)
    assert rows(home, "SELECT rank, app_name FROM chart_at('us')") == [(1, "App C"), (2, "App A"), (3, "App B")]
    with asking(home.charts_file, Limits()) as asker:
        answer = asker.ask("SELECT count(*) FROM observation")
        assert answer is not None
        assert [row for batch in answer.batches for row in batch] == [(6,)]
    assert faults(home) == []


def test_what_s3_refuses_for_good_waits_in_the_inbox(
    lake_home: LakeHome, way: FaultyWay, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lake, "INLINED_ROWS", 0)  # each commit writes files
    home = lake_home("a")
    files_in_s3(home, way.address)
    store(home, chart("ABC"))
    before = rows(home, "FROM observation ORDER BY ALL")
    way.every = 1
    put(home, chart("CAB", NOON + HOUR))
    with pytest.raises(StorageError, match="run it again"):
        ingest(home, None)
    assert way.refused
    assert len(list(home.inbox.glob("*.gz"))) == 1
    way.every = 0
    assert rows(home, "FROM observation ORDER BY ALL") == before
    ingest(home, None)
    assert rows(home, "SELECT count(*) FROM observation") == [(6,)]
    assert not list(home.inbox.glob("*.gz"))
    assert faults(home) == []


def test_what_s3_refuses_now_and_then_is_asked_again(
    lake_home: LakeHome, way: FaultyWay, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lake, "INLINED_ROWS", 0)
    home = lake_home("a")
    files_in_s3(home, way.address)
    way.every = 4
    store(home, chart("ABC"), chart("CAB", NOON + HOUR))
    compact(home)
    assert way.refused
    assert rows(home, "SELECT count(*) FROM observation") == [(6,)]
    assert faults(home) == []
