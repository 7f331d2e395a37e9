import shutil
import time
from pathlib import Path

import pytest

from tracker.config import Home
from tracker.errors import StorageError
from tracker.storage.opened import OpenedFile


def count_open(file: Path) -> int:
    """How many descriptors of this process show this name; a replaced file's name ends otherwise."""
    links = [str(one.readlink()) for one in Path("/proc/self/fd").iterdir() if one.is_symlink()]
    return sum(link.startswith(str(file)) for link in links)


def publish_again(file: Path) -> None:
    copy = file.with_suffix(".part")
    shutil.copy(file, copy)
    copy.replace(file)


def test_readers_share_one_instance_and_each_has_its_own_tables(home: Home) -> None:
    opened = OpenedFile(home.charts_file)
    with opened.reading() as (one, version), opened.reading() as (other, same):
        assert version == same == opened.version()
        one.execute("CREATE TEMP TABLE slot AS SELECT 1 AS a")
        other.execute("CREATE TEMP TABLE slot AS SELECT 2 AS a")
        assert (one.execute("FROM slot").fetchone(), other.execute("FROM slot").fetchone()) == ((1,), (2,))
        assert other.execute("SELECT current_setting('TimeZone')").fetchone() == ("UTC",)
        assert count_open(home.charts_file) == 1


def test_the_file_that_was_published_anew_is_read_and_the_old_one_closed_after_its_last_reader(home: Home) -> None:
    opened = OpenedFile(home.charts_file)
    with opened.reading() as (before, version):
        publish_again(home.charts_file)
        with opened.reading() as (_, newer):
            assert newer != version
            assert before.execute("SELECT count(*) > 0 FROM assistant").fetchone() == (True,)
            assert count_open(home.charts_file) == 2
    with opened.reading():
        assert count_open(home.charts_file) == 1


def test_nothing_stays_open_when_nobody_reads(home: Home) -> None:
    opened = OpenedFile(home.charts_file, idle_seconds=0.05)
    with opened.reading():
        assert count_open(home.charts_file) == 1
    until = time.monotonic() + 5
    while count_open(home.charts_file) and time.monotonic() < until:
        time.sleep(0.02)
    assert count_open(home.charts_file) == 0
    with opened.reading() as (connection, _):
        assert connection.execute("SELECT 1").fetchone() == (1,)


def test_no_file_is_an_error_each_time_until_there_is_one(home: Home) -> None:
    away = home.charts_file.with_name("away")
    home.charts_file.rename(away)
    opened = OpenedFile(home.charts_file)
    for _ in range(2):
        with pytest.raises(StorageError), opened.reading():
            pass
    away.rename(home.charts_file)
    with opened.reading():
        pass
