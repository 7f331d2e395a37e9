"""CONTRIBUTING.md, "A source in ten lines": a toy source is added by the page, and captured from over HTTP."""

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from tests.jobs.conftest import Run
from tracker import stores
from tracker.errors import ParseError
from tracker.models import Chart, ChartEntry, Request, Series
from tracker.stores import Source

HOST = "charts.toy.example"


# --- what a contributor writes: a module with these names


def category_id(device: str, category: str) -> str | None:
    return "0" if (device, category) == ("iphone", "all") else None


def chart_request(series: Series, depth: int) -> Request:
    return Request("GET", f"https://{HOST}/{series.country}/{series.chart}?limit={depth}")


def chart_name(series: Series) -> str:
    return f"{series.country} {series.chart}"


def parse_chart(body: bytes, series: Series) -> Chart:
    try:
        said = json.loads(body)
        entries = [ChartEntry(rank, str(app["id"]), app["name"]) for rank, app in enumerate(said["apps"], start=1)]
        return Chart(tuple(entries), None, said["chart"])
    except (ValueError, LookupError, TypeError) as error:
        raise ParseError(f"toy: wanted an object with chart and apps, got {body[:40]!r} ({error})") from error


TOY = Source(
    "toy", "apple", HOST, ("iphone",), ("top-free",), 50, 50, category_id, chart_request, chart_name, parse_chart
)

# --- until here

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

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    monkeypatch.setenv("RANK_TRACKER_MIRROR", f"http://127.0.0.1:{server.server_port}")
    monkeypatch.setitem(stores.SOURCES, "toy", TOY)
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


def test_the_page_names_what_the_module_needs() -> None:
    page = (Path(__file__).parents[2] / "CONTRIBUTING.md").read_text(encoding="utf-8")
    assert all(f"def {name.__name__}(" in page for name in (category_id, chart_request, chart_name, parse_chart))
