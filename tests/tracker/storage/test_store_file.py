"""The writer's file is made whole or not at all; the published file and the inbox can always replace it."""

import logging

import pytest

from tests.conftest import US_IPHONE, at, make_payload, put
from tracker.config import Home
from tracker.errors import StorageError
from tracker.inbox import Inbox
from tracker.ingest import ingest
from tracker.models import Slot
from tracker.prepare import prepare
from tracker.storage.database import reading

pytestmark = pytest.mark.own_file

ATTEMPTS = "SELECT count(*) FROM attempt"


def fail_once(home: Home, hour: int) -> None:
    put(home, make_payload(Slot(US_IPHONE, at(f"2026-07-10 {hour:02}:00"), 100), b"", 500))


def attempts(home: Home) -> int:
    with reading(home.charts_file) as connection:
        row = connection.execute(ATTEMPTS).fetchone()
    assert row is not None
    return int(row[0])


@pytest.mark.parametrize("damage", ["first block", "cut", "no database", "gone"])
def test_a_damaged_store_is_replaced_by_the_published_file(
    home: Home, damage: str, caplog: pytest.LogCaptureFixture
) -> None:
    fail_once(home, 8)
    ingest(home, None)
    raw = bytearray(home.store_file.read_bytes())
    if damage == "first block":
        raw[12288 + 100] ^= 0xFF
    elif damage == "cut":
        del raw[6000:]
    elif damage == "no database":
        raw[:] = b"x" * len(raw)
    home.store_file.unlink() if damage == "gone" else home.store_file.write_bytes(raw)
    fail_once(home, 9)
    with caplog.at_level(logging.WARNING):
        ingest(home, None)
    assert attempts(home) == 2
    kept = [file.read_bytes() for file in home.backups.glob("damaged-*.duckdb")]
    assert kept == ([] if damage == "gone" else [raw])
    assert ("the published file takes its place" in caplog.text) == (damage != "gone")
    assert not list(home.root.glob(".*.part"))


def test_a_damaged_store_without_a_published_file_is_told_and_kept(new_home: Home) -> None:
    new_home.make_folders()
    new_home.store_file.write_bytes(b"x" * 20_000)
    with pytest.raises(StorageError, match=r"damaged .* no published file to take its place"):
        ingest(new_home, None)
    assert new_home.store_file.read_bytes() == b"x" * 20_000


def test_what_a_killed_run_left_half_written_is_in_nobodys_way(new_home: Home) -> None:
    new_home.make_folders()
    for name in (".store.duckdb.part", ".store.duckdb.part.wal", ".charts.duckdb.part"):
        (new_home.root / name).write_bytes(b"half")
        (new_home.root / name).chmod(0o444)
    half = new_home.inbox / ".20260710T090000Z.x.payload.gz.part"
    half.write_bytes(b"half")
    prepare(new_home)
    assert attempts(new_home) == 0
    assert not list(new_home.root.glob(".*.part*"))
    Inbox(new_home.inbox).remove_halves()
    assert not list(new_home.inbox.iterdir())


def test_the_log_of_one_who_wrote_into_the_published_file_keeps_no_reader_out(home: Home) -> None:
    prepare(home)
    log = home.root / "charts.duckdb.wal"
    log.write_bytes(b"of the file before")
    fail_once(home, 8)
    ingest(home, None)
    assert attempts(home) == 1
    assert not log.exists()
