"""docs/add-a-source.md: the module that it prints is added as it says, and captured from over HTTP."""

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import ModuleType

import pytest

from tests.documents import blocks, commands_of, fenced
from tests.jobs.conftest import Run
from tracker import stores
from tracker.stores import Source

MODULE, ENTRY = fenced("docs/add-a-source.md", "python")
HOST = "charts.toy.example"

ANSWERS = {
    "us": {"chart": "us top-free", "apps": [{"id": 6737597349, "name": "DeepSeek"}, {"id": 1, "name": "Other"}]},
    "fr": {"chart": "de top-free", "apps": [{"id": 1, "name": "Other"}]},  # not the chart that was asked for
}


@pytest.fixture
def toy_store(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    """The paths that were asked for."""
    asked: list[str] = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(self.path)
            body = json.dumps(ANSWERS[self.path.split("/")[2]]).encode()
            self.send_response(200)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002
            """Say nothing."""

    toy = ModuleType("toy")
    exec(MODULE, toy.__dict__)
    source = eval(ENTRY, {"toy": toy, "Source": Source})
    assert isinstance(source, Source)
    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    monkeypatch.setenv("RANK_TRACKER_MIRROR", f"http://127.0.0.1:{server.server_port}")
    monkeypatch.setitem(stores.SOURCES, "toy", source)
    yield asked
    server.shutdown()
    server.server_close()


def collect(run: Run, country: str) -> int:
    named = ("--store", "apple", "--device", "iphone", "--chart", "top-free", "--category", "all", "--source", "toy")
    return run("collect", "charts", "--now", "--country", country, *named).code


def test_a_toy_source_is_captured_stored_and_asked_like_any_other(run: Run, toy_store: list[str]) -> None:
    assert collect(run, "us") == 0
    assert toy_store == [f"/{HOST}/us/top-free?limit=50"]
    said = run(
        "sql", "select assistant, rank, app_name from observation where source = 'toy' order by rank", "--format", "csv"
    )
    assert said.out.splitlines()[1:] == ["deepseek,1,DeepSeek", ",2,Other"]


def test_its_answer_for_another_chart_is_refused(run: Run, toy_store: list[str]) -> None:
    assert collect(run, "fr") == 1
    assert toy_store == [f"/{HOST}/fr/top-free?limit=50"]
    said = run("sql", "select status from coverage where source = 'toy'", "--format", "csv")
    assert said.out.splitlines()[1:] == ["invalid"]


def test_the_commands_of_the_page_capture_from_it_and_show_the_chart(run: Run, toy_store: list[str]) -> None:
    page = "docs/add-a-source.md"
    said = [run(*one.words[1:]) for block in blocks(page) for one in commands_of(page, block) if one.program != "zcat"]
    assert [one.code for one in said] == [0, 0]
    assert "DeepSeek" in said[1].out
    assert toy_store == [f"/{HOST}/us/top-free?limit=50"]
