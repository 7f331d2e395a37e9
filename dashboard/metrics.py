"""/metrics for Prometheus, and /healthz for whoever restarts a server that does not answer.

Counting what was captured reads two days of the ledger; it is done once a minute and published file, whoever asks.
"""

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta
from typing import NamedTuple

import flask
from dash import Dash
from duckdb import DuckDBPyConnection
from flask import Response

from dashboard.health_rows import is_fresh
from dashboard.page import NO_ANSWER, current_home, do_not_keep, visiting
from dashboard.remembered import remembered
from tracker import __version__
from tracker.alerts.memory import read_ledger
from tracker.config import Home
from tracker.errors import StorageError
from tracker.home_sizes import home_sizes
from tracker.queries.freshness import Freshness
from tracker.queries.ledger import LedgerRow, ledger

TYPE = "text/plain; version=0.0.4; charset=utf-8"
DAYS = 2


class Sample(NamedTuple):
    name: str
    text: str  # what it means
    labels: Mapping[str, str]
    value: float


def add_metrics(app: Dash) -> None:
    app.server.add_url_rule("/metrics", "metrics", metrics)
    app.server.add_url_rule("/healthz", "healthz", healthz)


def metrics() -> Response:
    home = current_home()
    try:
        with visiting({}) as visit:
            rows = remembered(
                f"{visit.version} {visit.now:%Y%m%d%H%M}", "metrics", lambda: counted(visit.connection, visit.now)
            )
            samples = [*of_charts(visit.fresh, rows, visit.now), *of_home(home)]
    except NO_ANSWER:
        do_not_keep()
        samples = [Sample("up", "Can the published database be read?", {}, 0), *of_home(home)]
    said = Response(exposition(samples))
    said.headers["Content-Type"] = TYPE
    said.headers["Cache-Control"] = "no-store"
    return said


def healthz() -> Response:
    """200 while the server can answer, whatever the age of the data (that is for /metrics and doctor), else 503."""
    said: dict[str, object] = {"version": __version__}
    try:
        with visiting({}) as visit:
            fresh = visit.fresh
        newest = fresh.last_observed_at
        said |= {
            "status": "ok" if newest else "no data yet",
            "simulated": fresh.simulated,
            "last_observed_at": newest.isoformat() if newest else None,
            "published_at": fresh.published_at.isoformat() if fresh.published_at else None,
        }
        code = 200
    except NO_ANSWER:
        said |= {"status": "the database cannot be read"}
        code = 503
    answer = flask.jsonify(said)
    answer.status_code = code
    answer.headers["Cache-Control"] = "no-store"
    return answer


def counted(connection: DuckDBPyConnection, now: datetime) -> list[LedgerRow]:
    today = now.astimezone(UTC).date()
    return ledger(connection, (today - timedelta(days=DAYS - 1), today), None, now, now)


def of_charts(fresh: Freshness, rows: list[LedgerRow], now: datetime) -> Iterator[Sample]:
    yield Sample("up", "Can the published database be read?", {}, 1)
    yield Sample("simulated", "Are the charts invented?", {}, int(fresh.simulated))
    if fresh.last_observed_at:
        newest = fresh.last_observed_at.timestamp()
        yield Sample("last_capture_timestamp_seconds", "When a chart was captured last.", {}, newest)
    if fresh.published_at:
        yield Sample("published_timestamp_seconds", "When it was published last.", {}, fresh.published_at.timestamp())
    sources = sorted({row.series.source for row in rows})
    of_source = {source: [row for row in rows if row.series.source == source] for source in sources}
    for source, some in of_source.items():
        followed = [row for row in some if row.every_s]
        yield Sample("series", "Series that are followed.", {"source": source}, len(followed))
    for source, some in of_source.items():
        stale = sum(1 for row in some if row.every_s and not is_fresh(row, now))
        yield Sample(
            "series_stale", "Followed series whose newest capture is older than two rhythms.", {"source": source}, stale
        )
    for state in ("captured", "failed", "missed"):
        for source, some in of_source.items():
            days = [day for row in some for day in row.days]
            count = {
                "captured": sum(day.captured for day in days),
                "failed": sum(day.tried - day.captured for day in days),
                "missed": sum(day.expected - day.tried for day in days),
            }[state]
            text = "Slots of today and yesterday (UTC), by what became of them; missed: no run came."
            yield Sample("slots", text, {"source": source, "state": state}, count)


def of_home(home: Home) -> Iterator[Sample]:
    try:
        sizes = home_sizes(home)
        yield Sample("inbox_payloads", "Raw payloads that wait for ingest.", {}, sizes.inbox.files)
        for part in ("published", "store", "inbox", "payloads", "backups"):
            yield Sample("bytes", "How large the parts of the home are.", {"part": part}, getattr(sizes, part).bytes)
        yield Sample("free_bytes", "Free on the disk of the home.", {}, sizes.free_bytes)
        if sizes.backups.newest:
            yield Sample(
                "backup_timestamp_seconds", "When the newest backup was made.", {}, sizes.backups.newest.timestamp()
            )
        yield Sample("alerts_waiting", "Alerts that nobody was told yet.", {}, len(read_ledger(home).waiting))
    except (OSError, StorageError):
        return  # what can be said was said


def exposition(samples: list[Sample]) -> str:
    """The text format of Prometheus; samples of one name stand together."""
    lines: list[str] = []
    seen: set[str] = set()
    for one in samples:
        name = f"rank_tracker_{one.name}"
        if name not in seen:
            lines += [f"# HELP {name} {_escaped(one.text)}", f"# TYPE {name} gauge"]
            seen.add(name)
        labels = ",".join(f'{key}="{_escaped(value, quotes=True)}"' for key, value in one.labels.items())
        value = (
            f"{one.value:.3f}" if isinstance(one.value, float) and not one.value.is_integer() else str(int(one.value))
        )
        lines.append(f"{name}{{{labels}}} {value}" if labels else f"{name} {value}")
    return "\n".join(lines) + "\n"


def _escaped(text: str, quotes: bool = False) -> str:
    flat = text.replace("\\", "\\\\").replace("\n", "\\n")
    return flat.replace('"', '\\"') if quotes else flat
