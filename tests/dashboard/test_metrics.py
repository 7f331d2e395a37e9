"""What monitors read from the server."""

import re
from datetime import UTC, datetime
from pathlib import Path

from dashboard.app import create_app
from dashboard.metrics import Sample, exposition
from tests.tracker.stored_charts import chart, store
from tracker.config import Home

LINE = re.compile(r'[a-z_]+(\{([a-z]+="([^"\\]|\\.)*",?)+\})? -?\d+(\.\d+)?')


def test_metrics_say_what_was_captured_and_what_was_not(home: Home) -> None:
    slot = datetime.now(UTC).replace(minute=0, second=0, microsecond=0)
    store(home, chart("ABC", slot))
    answer = create_app(home).server.test_client().get("/metrics")
    assert answer.headers["Content-Type"].startswith("text/plain; version=0.0.4")
    lines = answer.get_data(as_text=True).splitlines()
    assert all(line.startswith("# ") or LINE.fullmatch(line) for line in lines), lines
    assert "rank_tracker_up 1" in lines
    assert f"rank_tracker_last_capture_timestamp_seconds {int(slot.timestamp())}" in lines
    assert 'rank_tracker_slots{source="itunes_rss",state="captured"} 1' in lines
    names = [line.split()[2] for line in lines if line.startswith("# TYPE")]
    assert len(names) == len(set(names))


def test_a_label_cannot_break_its_line() -> None:
    said = exposition([Sample("x", "a\nb", {"name": 'q"\\\n'}, 1.5)])
    assert said.splitlines()[-1] == 'rank_tracker_x{name="q\\"\\\\\\n"} 1.500'
    assert len(said.splitlines()) == 3


def test_healthz_tells_a_server_that_answers_from_one_without_data(home: Home, tmp_path: Path) -> None:
    said = create_app(home).server.test_client().get("/healthz")
    assert (said.status_code, said.json["status"]) == (200, "no data yet")
    gone = create_app(Home(tmp_path / "gone")).server.test_client()
    assert gone.get("/healthz").status_code == 503
    assert "rank_tracker_up 0" in gone.get("/metrics").get_data(as_text=True)
