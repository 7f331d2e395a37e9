"""maintain, as cron runs it: what it says, its exit codes, its one setting."""

import re
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tests.conftest import at
from tests.jobs.conftest import Run
from tests.tracker.stored_charts import HOUR, chart, files, loose, page, store
from tracker.config import Home
from tracker.storage.database import lock, writing

OLD = at("2024-01-02 12:00")
PACK = "2024-01-02.itunes_rss.tar.zst"
CHARTS = """
[[charts]]
source = "itunes_rss"
countries = ["us"]
charts = ["top-free"]
categories = ["all"]
every = "1d"
depth = 100
"""


@pytest.fixture
def home(tmp_path: Path) -> Home:
    """The one that `run` runs in."""
    return Home(tmp_path / "home")


@pytest.mark.own_file
def test_old_payloads_are_packed_and_young_ones_stay(run: Run, home: Home) -> None:
    young = chart("AB", datetime.now(UTC).replace(microsecond=0) - timedelta(days=29))
    store(home, chart("AB", OLD), chart("BA", OLD + HOUR), young)
    ran = run("maintain")
    assert ran.code == 0
    assert files(home) == sorted([PACK, young.name])
    said = ran.err.splitlines()
    assert len(said) == 3
    assert 'msg="packed 2024-01-02 itunes_rss: 2 payloads, 0.01 MB raw, the pack 0.00 MB, ' in said[0]
    assert 'times smaller"' in said[0]
    assert 'msg="packed 2 payloads older than 30 days, 0 damaged"' in said[1]
    assert 'msg="checked the database: whole, and agrees with itself"' in said[2]


def test_a_second_run_has_nothing_to_do(run: Run, home: Home) -> None:
    store(home, chart("AB", OLD))
    assert run("maintain").code == 0
    again = run("maintain")
    assert again.code == 0
    assert 'msg="packed 0 payloads' in again.err


def test_one_setting_drops_instead(run: Run, home: Home) -> None:
    failed = page(OLD + HOUR)
    store(home, chart("AB", OLD), failed)
    home.watchlist_file.write_text('[payloads]\nkeep_days = 7\nthen = "drop"\n' + CHARTS)
    ran = run("maintain")
    assert ran.code == 0
    assert files(home) == [failed.name]
    assert "dropped 2024-01-02 itunes_rss: 1 payloads, 0.00 MB raw; 1 kept as they are" in ran.err
    assert "dropped 1 payloads older than 7 days, 0 damaged" in ran.err


def test_what_is_damaged_is_named_and_the_exit_code_says_so(run: Run, home: Home) -> None:
    store(home, chart("AB", OLD))
    loose(home)[0].write_bytes(b"torn")
    ran = run("maintain")
    assert ran.code == 1
    assert f"{loose(home)[0]}: not a whole payload" in ran.err
    assert len(files(home)) == 1


def test_a_second_maintain_at_the_same_time_ends_at_once(run: Run, home: Home) -> None:
    store(home, chart("AB", OLD))
    with lock(home, "maintain"):
        ran = run("maintain")
    assert ran.code == 3
    assert "another run holds the lock" in ran.sentence
    assert len(loose(home)) == 1


@pytest.mark.parametrize(
    ("setting", "sentence"),
    [
        ('then = "burn"', "'payloads.then': Input should be 'pack' or 'drop', got 'burn'"),
        ("keep_days = -1", "'payloads.keep_days': Input should be greater than or equal to 0"),
        ("keepdays = 3", "no setting is called 'payloads.keepdays'"),
    ],
)
def test_a_wrong_setting_is_named_and_nothing_is_touched(run: Run, home: Home, setting: str, sentence: str) -> None:
    store(home, chart("AB", OLD))
    home.watchlist_file.write_text(f"[payloads]\n{setting}\n{CHARTS}")
    ran = run("maintain")
    assert ran.code == 2
    assert sentence in ran.sentence
    assert len(loose(home)) == 1


def test_it_says_how_much_the_home_takes(run: Run, home: Home) -> None:
    store(home, chart("AB", OLD), chart("BA", OLD + HOUR))
    said = run("maintain").out
    assert "captures      2\n" in said
    assert "observations  4, each " in said
    assert "payloads      1 files" in said


def test_check_only_checks_and_names_each_fault(run: Run, home: Home) -> None:
    store(home, chart("AB", OLD))
    assert run("maintain", "--check").code == 0
    with lock(home, "ingest"), writing(home) as connection:
        connection.execute("DELETE FROM snapshot")
    ran = run("maintain", "--check")
    assert (ran.code, ran.out) == (1, "")
    assert "1 attempts name a list that is not there; restore the newest backup" in ran.err
    assert len(loose(home)) == 1


def test_a_damaged_database_is_not_compacted(run: Run, home: Home) -> None:
    store(home, chart("AB", OLD))
    with lock(home, "ingest"), writing(home) as connection:
        connection.execute("DELETE FROM snapshot")
    ran = run("maintain", "--compact")
    assert ran.code == 1
    assert "compacted" not in ran.err


def test_compaction_is_told(run: Run, home: Home) -> None:
    store(home, chart("AB", OLD))
    ran = run("maintain", "--compact")
    assert ran.code == 0
    assert re.search(r"compacted \d+\.\d+ MB to \d+\.\d+ MB", ran.err)
