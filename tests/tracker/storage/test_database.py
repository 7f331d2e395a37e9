"""The file that everyone reads is always whole, and is always there."""

import os
import signal
import subprocess
import sys
import textwrap
from pathlib import Path

import duckdb
import pytest

from tests.conftest import US_IPHONE, at, make_payload, put
from tracker.config import Home
from tracker.errors import LockedError, StorageError
from tracker.ingest import ingest
from tracker.models import Slot
from tracker.prepare import prepare
from tracker.storage.database import lock, publish, reading, writing
from tracker.storage.lake import holder
from tracker.storage.migrate import shipped_migrations

SLOT = Slot(US_IPHONE, at("2026-07-10 09:00"), 100)


def test_a_reader_of_a_home_without_charts_is_told_what_to_do(new_home: Home) -> None:
    with pytest.raises(StorageError, match="no database here yet; collect first"), reading(new_home.charts_file):
        pass


def test_a_damaged_file_is_an_error_of_one_sentence(home: Home) -> None:
    home.make_folders()
    home.charts_file.write_bytes(b"this is no database" * 1000)
    with pytest.raises(StorageError, match="cannot be opened"), reading(home.charts_file):
        pass


def test_the_published_file_cannot_be_written_through_a_reader(home: Home) -> None:
    prepare(home)
    with reading(home.charts_file) as connection, pytest.raises(duckdb.Error, match="read-only"):
        connection.execute(f"DELETE FROM {holder(connection)}.event")


def test_a_database_of_a_newer_program_is_refused(home: Home) -> None:
    prepare(home)
    with lock(home, "ingest"), writing(home) as connection:
        connection.execute("INSERT INTO schema_migration VALUES (9999, 'future', '', now(), '')")
    with pytest.raises(StorageError, match="written by a newer program; upgrade"), writing(home):
        pass


def test_a_migration_that_was_changed_after_it_was_applied_is_noticed(home: Home) -> None:
    prepare(home)
    with lock(home, "ingest"), writing(home) as connection:
        connection.execute("UPDATE schema_migration SET sha256 = 'other' WHERE version = 1")
    with pytest.raises(StorageError, match="is not the one that this database was made with"), writing(home):
        pass


def test_migrations_are_numbered_without_holes() -> None:
    assert [one.version for one in shipped_migrations()] == list(range(1, len(shipped_migrations()) + 1))


@pytest.mark.parametrize("damage", ["torn", "flipped"])
@pytest.mark.own_file
def test_a_copy_that_does_not_verify_is_not_published(home: Home, monkeypatch: pytest.MonkeyPatch, damage: str) -> None:
    put(home, make_payload(SLOT, b"", 500))
    ingest(home, None)
    good = home.charts_file.read_bytes()

    def bad_copy(source: Path, target: Path) -> None:
        raw = bytearray(source.read_bytes())
        if damage == "torn":
            del raw[len(raw) // 2 :]
        else:  # the title of an event, somewhere in the middle of the file
            place = raw.index(b"DeepSeek-R1 released")
            raw[place] ^= 0x20
        target.write_bytes(raw)

    monkeypatch.setattr("shutil.copyfile", bad_copy)
    with pytest.raises(StorageError):
        publish(home)
    assert home.charts_file.read_bytes() == good
    assert not list(home.root.glob(".*.part"))


@pytest.mark.own_file
def test_the_lock_of_a_killed_process_is_free(home: Home) -> None:
    home.make_folders()
    holder = subprocess.Popen(
        [sys.executable, "-c", textwrap.dedent(f"""
            import sys, time
            from pathlib import Path
            from tracker.config import Home
            from tracker.storage.database import lock
            with lock(Home(Path({str(home.root)!r})), "ingest"):
                print("held", flush=True)
                time.sleep(60)
        """)],
        stdout=subprocess.PIPE,
        text=True,
    )  # fmt: skip
    assert holder.stdout is not None
    assert holder.stdout.readline() == "held\n"
    with pytest.raises(LockedError, match=str(holder.pid)), lock(home, "ingest"):
        pass
    os.kill(holder.pid, signal.SIGKILL)
    holder.wait()
    with lock(home, "ingest"):
        pass


@pytest.mark.own_file
def test_files_are_written_so_that_duckdb_1_5_opens_them(home: Home) -> None:
    prepare(home)
    connection = duckdb.connect()
    connection.execute(f"ATTACH '{home.charts_file}' AS charts (READ_ONLY)")
    row = connection.execute("SELECT tags FROM duckdb_databases() WHERE database_name = 'charts'").fetchone()
    assert row is not None
    assert "v1.5.0" in str(row[0])
