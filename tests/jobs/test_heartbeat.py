"""A monitor hears of every run, and can break none."""

import logging
import re
import socket
import threading
import time
from collections.abc import Iterator

import pytest

from jobs.heartbeat import Heartbeat
from jobs.output import configure_logging, keep_secret
from tests.http_sink import HttpSink
from tests.jobs.conftest import Run
from tests.tracker.stored_charts import NOON, chart, store
from tracker.config import Home
from tracker.storage.database import lock


@pytest.fixture
def monitor(monkeypatch: pytest.MonkeyPatch) -> Iterator[HttpSink]:
    with HttpSink() as sink:
        monkeypatch.setenv("RANK_TRACKER_HEARTBEAT", f"http://{sink.address}/s3cr3t-uuid/{{job}}")
        yield sink


def words(monitor: HttpSink) -> list[str]:
    return [one.path.partition("?")[0].removeprefix("/s3cr3t-uuid/") for one in monitor.came]


def test_begin_success_and_the_last_lines_are_told(home: Home, run: Run, monitor: HttpSink) -> None:
    assert run("ingest").code == 0
    assert words(monitor) == ["ingest/start", "ingest/0"]
    assert "stored 0 charts, 0 failed" in monitor.came[-1].body
    runs = {one.path.partition("rid=")[2] for one in monitor.came}
    assert len(runs) == 1


def test_failure_is_told_with_its_exit_code_and_sentence(home: Home, run: Run, monitor: HttpSink) -> None:
    store(home, chart("ABC", NOON))
    assert run("doctor").code == 1
    assert words(monitor) == ["doctor/start", "doctor/1"]
    assert "red    last capture" in monitor.came[-1].body
    assert "is cron running?" in monitor.came[-1].body
    assert run("digest", "write", "--since", "7").code == 2
    assert words(monitor)[-1] == "digest/2"
    assert "--since: days or hours" in monitor.came[-1].body
    home.store_file.write_bytes(b"not a database")
    home.watchlist_file.write_text("nonsense")
    assert run("collect", "charts").code == 2
    assert "not valid TOML" in monitor.came[-1].body


def test_a_run_that_met_another_is_no_failure(home: Home, run: Run, monitor: HttpSink) -> None:
    with lock(home, "ingest"):
        said = run("ingest")
    assert said.code == 3
    assert words(monitor)[-1] == "ingest/log"
    assert re.fullmatch(r'time=\S+Z level=warning job=ingest msg=".*another run holds the lock.*"', said.sentence)


def test_a_crash_is_told_as_a_failure(home: Home, run: Run, monitor: HttpSink, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object) -> None:
        raise RuntimeError("broken")

    monkeypatch.setattr("jobs.ingest.ingest_inbox", broken)
    with pytest.raises(RuntimeError):
        run("ingest")
    assert words(monitor) == ["ingest/start", "ingest/fail"]


def test_asking_how_a_job_is_used_tells_nobody(run: Run, monitor: HttpSink) -> None:
    assert run("ingest", "--help").code == 0
    assert not monitor.came


def test_without_a_name_in_the_address_only_collect_is_watched(
    home: Home, run: Run, monitor: HttpSink, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("RANK_TRACKER_HEARTBEAT", f"http://{monitor.address}/s3cr3t-uuid")
    run("ingest")
    assert not monitor.came


@pytest.mark.parametrize("fault", ["nobody listens", "silence", "no such host", "500"])
def test_a_dead_monitor_changes_nothing(home: Home, run: Run, monkeypatch: pytest.MonkeyPatch, fault: str) -> None:
    with socket.socket() as listener, HttpSink(status=500) as sink:
        listener.bind(("127.0.0.1", 0))
        if fault == "silence":
            listener.listen()
        address = {"no such host": "monitor.invalid:80", "500": sink.address}.get(
            fault, f"127.0.0.1:{listener.getsockname()[1]}"
        )
        monkeypatch.setenv("RANK_TRACKER_HEARTBEAT", f"http://{address}/s3cr3t-uuid/{{job}}")
        monkeypatch.setattr("jobs.heartbeat.PATIENCE", 0.3)
        began = time.monotonic()
        said = run("--verbose", "ingest")
        took = time.monotonic() - began
    for thread in threading.enumerate():  # it outlives the job by its time-outs: not into the log of another test
        if thread.name == "heartbeat":
            thread.join(30)
            assert not thread.is_alive()
    assert said.code == 0
    assert "s3cr3t" not in said.out + said.err
    assert took < 60


def test_a_monitor_that_never_ends_delays_a_job_by_its_patience_and_no_more(monkeypatch: pytest.MonkeyPatch) -> None:
    """It answers a byte at a time, so that no time-out of a request ever strikes."""
    monkeypatch.setattr("jobs.heartbeat.PATIENCE", 0.5)
    with HttpSink(drip=0.2) as sink:
        heartbeat = Heartbeat(f"http://{sink.address}/x")
        while not sink.came:
            time.sleep(0.01)
        began = time.monotonic()
        heartbeat.end(0)
        took = time.monotonic() - began
        assert heartbeat.worker.is_alive(), "it is still listening, and nobody waits for it"
    heartbeat.worker.join(10)  # the sink hung up
    assert 0.5 <= took < 2


def test_a_mirror_stands_in_for_the_monitor_too(
    home: Home, run: Run, monitor: HttpSink, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("RANK_TRACKER_MIRROR", f"http://{monitor.address}")
    monkeypatch.setenv("RANK_TRACKER_HEARTBEAT", "https://hc-ping.com/s3cr3t-uuid/{job}")
    assert run("ingest").code == 0
    assert [one.path.partition("?")[0] for one in monitor.came] == [
        f"/hc-ping.com/s3cr3t-uuid/ingest/{word}" for word in ("start", "0")
    ]


def test_a_wrong_address_is_one_sentence_without_the_secret(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RANK_TRACKER_HEARTBEAT", "ftp://s3cr3t")
    said = run("collect", "charts")
    assert said.code == 2
    assert "RANK_TRACKER_HEARTBEAT" in said.sentence
    assert "s3cr3t" not in said.sentence


def test_an_event_is_one_line_with_its_job_and_without_secrets(capfd: pytest.CaptureFixture[str]) -> None:
    configure_logging(False, "collect")
    keep_secret("https://hooks.example/T0P/s3cr3t")
    logging.getLogger("jobs.test").info('told %s\nand "more"', "https://hooks.example/T0P/s3cr3t")
    try:
        raise ValueError("hooks.example/T0P/s3cr3t")
    except ValueError:
        logging.getLogger("jobs.test").exception("failed")
    first, second = capfd.readouterr().err.splitlines()
    assert "level=info job=collect msg=\"told *** and 'more'\"" in first
    assert "s3cr3t" not in first + second
    assert "ValueError" in second
