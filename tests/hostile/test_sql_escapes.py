"""The doors that take SQL: `rank-tracker sql`, the console, the API. None of the corpus gets out of any."""

import os
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path
from time import monotonic

import duckdb
import pytest

from dashboard.app import create_app
from tests.conftest import Counted
from tests.hostile.sql_escapes import BOMBS, ESCAPES
from tracker.config import Home
from tracker.errors import TrackerError
from tracker.prepare import prepare
from tracker.storage.asking import LimitError, Limits, QueryError, asking
from tracker.storage.asking_apart import Capacity, Console

SECRET = "the-secret-of-these-tests-7f3a"

SETTINGS = "SELECT current_setting('enable_external_access'), current_setting('lock_configuration')"

pytestmark = pytest.mark.xdist_group("sql escapes")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Files that hold the secret, in every shape that the engine reads."""
    folder = tmp_path_factory.mktemp("secrets")
    (folder / "secret.txt").write_text(SECRET)
    (folder / "secret.csv").write_text(f"word\n{SECRET}\n")
    (folder / "secret.json").write_text(f'{{"word": "{SECRET}"}}\n')
    with duckdb.connect(str(folder / "secret.db")) as connection:
        connection.execute(f"CREATE TABLE secret AS SELECT '{SECRET}' AS word")
        connection.execute(f"COPY secret TO '{folder / 'secret.parquet'}' (FORMAT parquet)")
    return folder


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = Home(tmp_path_factory.mktemp("home"))
    prepare(home)
    return home.charts_file


@pytest.fixture(scope="module", autouse=True)
def environment() -> Iterator[None]:
    os.environ["SECRET_OF_TESTS"] = SECRET
    yield
    del os.environ["SECRET_OF_TESTS"]


@pytest.fixture(scope="module")
def console(file: Path) -> Iterator[Console]:
    one = Console(file, Capacity(megabytes=200, seconds=1.0))
    yield one
    one.close()


def written(query: str, folder: Path) -> str:
    names = {kind: folder / f"secret.{kind}" for kind in ("csv", "json", "parquet", "db")}
    return query.format(secret=folder / "secret.txt", folder=folder, new=folder / "new", **names)


def state_of(file: Path, folder: Path) -> tuple[object, ...]:
    return file.stat().st_mtime_ns, file.stat().st_size, sorted(path.name for path in folder.rglob("*"))


def test_the_corpus_is_as_large_as_promised(counted: Counted) -> None:
    assert len(set(ESCAPES)) == len(ESCAPES) >= 150
    assert len(BOMBS) >= 20
    counted(len(ESCAPES), "queries that try to get out")
    counted(len(BOMBS), "queries that take everything")


@pytest.mark.parametrize("query", ESCAPES)
def test_no_query_gets_out_of_the_charts(file: Path, folder: Path, query: str) -> None:
    """Without `SET enable_external_access = false`, or `lock_configuration = true`, in `restrict`, this fails."""
    before = state_of(file, folder)
    said = ""
    with asking(file, Limits("500MB", 5.0, 1000)) as asker:
        try:
            answer = asker.ask(written(query, folder))
            said = str([row for batch in answer.batches for row in batch]) if answer else ""
        except (QueryError, LimitError):
            pass
        settings = None  # a query may also leave its own connection of no use, which nobody else has
        with suppress(duckdb.Error):
            settings = asker.connection.execute(SETTINGS).fetchone()
    assert SECRET not in said
    assert "root:" not in said
    assert settings in (None, (False, True))
    assert state_of(file, folder) == before


@pytest.mark.parametrize("query", BOMBS, ids=[query[:60] for query in BOMBS])
def test_a_bomb_ends_in_a_sentence_and_the_next_reader_is_answered(console: Console, query: str) -> None:
    """Without the limits of the process that answers (memory and time), this hangs or kills the server. Without a
    process that is ready before it is needed, the next one waits for its start.
    """
    try:
        console.ask(query, 10)
    except (QueryError, LimitError) as error:
        assert "\n\n" not in str(error).strip()
    began = monotonic()
    assert console.ask("SELECT 1", 1).rows == [[1]]
    assert monotonic() - began < 1


def test_while_bombs_go_off_pages_and_the_api_answer_within_a_second(file: Path) -> None:
    app = create_app(Home(file.parent))
    client, console = app.server.test_client(), Console(file, Capacity(megabytes=200, seconds=1.0))
    client.get("/api/v1/events?limit=1")
    taken = []
    with ThreadPoolExecutor(6) as strangers:
        bombs = [strangers.submit(console.ask, query, 10, f"bomb {number}") for number, query in enumerate(BOMBS[:6])]
        for path in ("/api/v1/events?limit=2", "/api/v1/claims", "/feed.atom", "/healthz"):
            began = monotonic()
            assert client.get(path).status_code == 200
            taken.append(monotonic() - began)
        for number in range(6):
            console.stop(f"bomb {number}")
        failed = [bomb.exception(30) for bomb in bombs]
    console.close()
    assert all(isinstance(one, TrackerError) for one in failed)
    assert max(taken) < 1


@pytest.mark.thorough
@pytest.mark.parametrize("query", ESCAPES)
def test_no_query_gets_out_of_the_console_either(console: Console, file: Path, folder: Path, query: str) -> None:
    """Each in a process of its own, as the page and its downloads ask. Without `restrict` there, this fails."""
    before, said = state_of(file, folder), ""
    with suppress(TrackerError):
        said = str(console.ask(written(query, folder), 1000).rows)
    with suppress(TrackerError), console.written(written(query, folder), 1000, "parquet") as (answered, _):
        said += str(duckdb.execute("FROM read_parquet(?)", [str(answered)]).fetchall())
    assert SECRET not in said
    assert "root:" not in said
    assert state_of(file, folder) == before
