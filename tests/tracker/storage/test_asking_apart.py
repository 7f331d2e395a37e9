"""Queries of strangers in processes of their own: what they may not, how they end, who waits."""

import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from time import monotonic

import pytest

from tracker.config import Home
from tracker.prepare import prepare
from tracker.storage import asking_apart
from tracker.storage.asking import QueryError
from tracker.storage.asking_apart import BusyError, Capacity, Console, StoppedError, TooLargeError, TooSlowError
from tracker.storage.database import lock, publish, stamp, writing
from tracker.storage.request_apart import ApartForm

ENDLESS = "WITH RECURSIVE r AS (SELECT 1 AS i UNION ALL SELECT i + 1 FROM r) SELECT count(*) FROM r"

pytestmark = pytest.mark.xdist_group("apart")


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = Home(tmp_path_factory.mktemp("apart"))
    prepare(home)
    with lock(home, "ingest"):
        with writing(home) as connection:
            stamp(connection, simulated="true")
        publish(home)
    return home.charts_file


@pytest.fixture(scope="module")
def console(file: Path) -> Iterator[Console]:
    one = Console(file)
    yield one
    one.close()


def process_of(console: Console, name: str) -> "subprocess.Popen[str] | None":
    """Of the query of this name; None: it does not run."""
    return next((one.process for one in console._asked if one.name == name), None)


def until(is_so: Callable[[], object]) -> None:
    while not is_so():
        threading.Event().wait(0.01)


def test_an_answer_has_names_types_and_rows(console: Console) -> None:
    said = console.ask("SELECT 1 AS n, 'x' AS name, DATE '2025-01-26' AS day, NULL AS nothing, 2 ** 60 AS large", 10)
    assert said.columns == ["n", "name", "day", "nothing", "large"]
    assert said.types[:3] == ["INTEGER", "VARCHAR", "DATE"]
    assert said.rows == [[1, "x", "2025-01-26", None, 2.0**60]]
    assert not said.was_cut


def test_more_rows_than_wanted_are_cut_and_said_to_be(console: Console) -> None:
    said = console.ask("SELECT i FROM range(50) t(i)", 20)
    assert (said.taken, len(said.rows), said.was_cut) == (20, 20, True)


def test_whole_numbers_that_a_browser_would_round_come_as_text(console: Console) -> None:
    assert console.ask("SELECT 9007199254740993 AS n", 1).rows == [["9007199254740993"]]


@pytest.mark.parametrize(
    "query",
    [
        "FROM read_text('/etc/passwd')",
        "COPY (SELECT 1) TO '/tmp/out.csv'",
        "ATTACH '/tmp/other.db'",
        "INSTALL httpfs",
        "SET memory_limit = '64GB'",
        "CREATE TABLE mine (i INTEGER)",
        "DELETE FROM meta",
        "SELECT getenv('HOME')",
    ],
)
def test_a_query_reaches_nothing_but_the_charts(console: Console, query: str) -> None:
    with pytest.raises(QueryError, match="sql: "):
        console.ask(query, 10)


@pytest.mark.parametrize(
    "query",
    [
        "SELECT unnest(range(1000000000))",
        "SELECT repeat('x', 1000000) FROM range(5000)",
        "SELECT list(i) FROM range(100000000) t(i)",
    ],
)
def test_what_is_too_large_ends_in_a_sentence_and_the_next_is_answered(console: Console, query: str) -> None:
    with pytest.raises(TooLargeError, match="more memory than 512MB"):
        console.ask(query, 5000)
    assert console.ask("SELECT 1", 1).rows == [[1]]


def test_the_process_cannot_have_more_memory_than_it_is_given() -> None:
    """The system says no, whatever the engine thinks. Zeros that nobody writes take addresses, and no memory."""
    code = (
        "from tracker.storage.answer_apart import bound; from tracker.storage.asking import Limits;"
        " bound(Limits('200MB', 1.0, 1), 200); bytes(4 << 30)"
    )
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert ran.stderr.strip().endswith("MemoryError")


def test_what_is_too_slow_is_ended(file: Path) -> None:
    slow = Console(file, Capacity(seconds=0.5))
    with pytest.raises(TooSlowError, match=r"longer than 0\.5 s"):
        slow.ask(ENDLESS, 1)
    slow.close()


def test_a_process_that_cannot_be_interrupted_is_killed(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without a limit of our own beside the engine's, this waits for two minutes."""
    monkeypatch.setattr(asking_apart, "MODULE", "tests.tracker.storage.never_answers")
    deaf = Console(file, Capacity(seconds=0.5))
    began = monotonic()
    with pytest.raises(TooSlowError, match=r"longer than 0\.5 s"):
        deaf.ask("SELECT 1", 1)
    deaf.close()
    assert monotonic() - began < 30


def test_a_named_query_can_be_stopped(console: Console) -> None:
    with ThreadPoolExecutor(1) as other:
        asked = other.submit(console.ask, ENDLESS, 1, "mine")
        until(lambda: process_of(console, "mine"))
        console.stop("somebody else's")
        console.stop("mine")
        with pytest.raises(StoppedError):
            asked.result()


def test_few_run_at_once_and_one_too_many_is_told_so(file: Path) -> None:
    small = Console(file, Capacity(running=1, waiting=0))
    with ThreadPoolExecutor(1) as other:
        first = other.submit(small.ask, ENDLESS, 1, "first")
        until(lambda: process_of(small, "first"))
        with pytest.raises(BusyError, match="too many queries"):
            small.ask("SELECT 1", 1)
        small.stop("first")
        with pytest.raises(StoppedError):
            first.result()
    assert small.ask("SELECT 1", 1).rows == [[1]]
    small.close()


def test_the_process_knows_nothing_of_our_environment(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RANK_TRACKER_ADMIN_TOKEN", "a secret")
    console = Console(file)
    with ThreadPoolExecutor(1) as other:
        asked = other.submit(console.ask, ENDLESS, 1, "mine")
        until(lambda: process_of(console, "mine"))
        process = process_of(console, "mine")
        assert process is not None
        environment = Path(f"/proc/{process.pid}/environ")
        if environment.exists():
            assert b"a secret" not in environment.read_bytes()
        console.stop("mine")
        with pytest.raises(StoppedError):
            asked.result()
    console.close()


def test_a_file_is_there_while_it_is_read_and_gone_afterwards(console: Console) -> None:
    with console.written("SELECT '=1+1' AS name", 10, "csv") as (file, said):
        assert file.read_text() == "name,simulated\n'=1+1,true\n"
        assert said.taken == 1
    assert not file.exists()


@pytest.mark.parametrize("form", ["csv", "parquet"])
def test_a_file_of_as_many_rows_as_may_be_is_whole_and_one_more_is_cut(console: Console, form: ApartForm) -> None:
    for most, was_cut in ((10, False), (9, True)):
        with console.written("FROM range(10)", most, form) as (_, said):
            assert (said.taken, said.was_cut) == (most, was_cut)


def test_a_query_that_waits_can_be_stopped(file: Path) -> None:
    small = Console(file, Capacity(running=1, waiting=1, patience=30))
    with ThreadPoolExecutor(2) as others:
        first = others.submit(small.ask, ENDLESS, 1, "first")
        until(lambda: process_of(small, "first"))
        second = others.submit(small.ask, "SELECT 1", 1, "second")
        until(lambda: any(one.name == "second" for one in small._asked))
        small.stop("second")
        small.stop("first")
        for stopped in (first, second):
            with pytest.raises(StoppedError):
                stopped.result()
    assert small.ask("SELECT 1", 1, "second").rows == [[1]], "the next of this name is another one"
    assert not small._asked
    small.close()


def test_two_queries_of_one_name_are_both_answered_and_both_stopped(file: Path) -> None:
    console = Console(file)
    with ThreadPoolExecutor(2) as others:
        asked = [others.submit(console.ask, "SELECT 1", 1, "same") for _ in range(2)]
        assert [one.result().rows for one in asked] == [[[1]], [[1]]]
        asked = [others.submit(console.ask, ENDLESS, 1, "same") for _ in range(2)]
        until(lambda: sum(one.process is not None for one in console._asked) == 2)
        console.stop("same")
        for stopped in asked:
            with pytest.raises(StoppedError):
                stopped.result()
    console.close()
