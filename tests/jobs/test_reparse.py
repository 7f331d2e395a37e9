"""reparse, as one runs it after an upgrade: what it says and its exit codes."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest

from tests.conftest import US_IPHONE
from tests.jobs.conftest import Run
from tests.tracker.stored_charts import HOUR, NOON, chart, loose, page, store
from tracker.config import Home
from tracker.errors import ParseError
from tracker.models import Chart, Series
from tracker.storage.database import lock
from tracker.stores import SOURCES

RANKS = "select rank, app_id from observation order by all"


@pytest.fixture
def home(tmp_path: Path) -> Home:
    """The one that `run` runs in."""
    return Home(tmp_path / "home")


@contextmanager
def bad_parser() -> Iterator[None]:
    """The program with a parser that reads nothing."""

    def fails(body: bytes, series: Series) -> Chart:
        raise ParseError("itunes_rss: a bad parser")

    with pytest.MonkeyPatch.context() as patch:
        patch.setitem(SOURCES, "itunes_rss", replace(SOURCES["itunes_rss"], parse_chart=fails))
        yield


def said(err: str) -> list[str]:
    return [line.partition('msg="')[2].rstrip('"') for line in err.splitlines()]


def test_history_is_repaired_after_a_parser_fix(run: Run, home: Home) -> None:
    with bad_parser():
        store(home, chart("AB"), chart("BA", NOON + 24 * HOUR), page(NOON + HOUR))
    changed = [
        "parse_error -> ok: 2 slots",
        "parse_error, other reason: 1 slots",
        "{} 3 slots and the names of 0 apps; 0 slots unchanged, 0 lost their list, 0 files damaged",
    ]
    dry = run("reparse", "--failed", "--dry-run")
    assert (dry.code, said(dry.err)) == (0, [line.format("would change") for line in changed])
    assert run("sql", RANKS, "--format", "csv").out.split() == ["rank,app_id"]
    done = run("reparse", "--failed")
    assert (done.code, said(done.err)) == (0, [line.format("changed") for line in changed])
    assert run("sql", RANKS, "--format", "csv").out.split()[1:] == ["1,65", "1,66", "2,65", "2,66"]
    again = run("reparse", "--source", "itunes_rss", "--since", "2026-07-11")
    assert said(again.err)[0] == "ok, unchanged: 1 slots"


def test_a_list_that_is_lost_is_named_and_the_exit_code_says_so(run: Run, home: Home) -> None:
    store(home, *(chart("AB", NOON + hour * HOUR) for hour in range(12)))
    with bad_parser():
        ran = run("reparse")
    assert ran.code == 1
    assert said(ran.err)[1] == (
        f"{US_IPHONE.name} 2026-07-10 12:00: had a list, now parse_error: itunes_rss: a bad parser"
    )
    assert said(ran.err)[-2] == "and 2 more slots that had a list"
    assert "12 lost their list" in said(ran.err)[-1]


def test_a_damaged_payload_is_named_and_the_exit_code_says_so(run: Run, home: Home) -> None:
    store(home, chart("AB"), chart("AB", NOON + HOUR))
    loose(home)[0].write_bytes(b"torn")
    ran = run("reparse")
    assert ran.code == 1
    assert f"{loose(home)[0]}: not a whole payload" in ran.err
    assert said(ran.err)[0] == "ok, unchanged: 1 slots"


@pytest.mark.parametrize("name", ["ingest", "maintain"])
def test_it_ends_at_once_while_another_run_holds_a_lock(run: Run, home: Home, name: str) -> None:
    store(home, chart("AB"))
    with lock(home, name):
        ran = run("reparse")
    assert ran.code == 3
    assert f"{name}.lock: another run holds the lock" in ran.sentence


def test_an_empty_home_has_nothing_to_parse(run: Run) -> None:
    ran = run("reparse")
    assert ran.code == 0
    assert said(ran.err)[-1].startswith("changed 0 slots")
