"""The rows behind the rank chart as a file: one row a span, with the series and whether it was invented."""

import csv
import io
from collections.abc import Callable, Sequence

from dashboard.rank_view import RankView
from tracker.queries.rank_history import RankSpan
from tracker.storage.export import parquet_of_csv

HEAD = (
    "assistant", "start_utc", "end_utc", "state", "rank", "depth",
    "store", "country", "device", "chart", "category", "source", "simulated",
)  # fmt: skip

TYPES = (
    "VARCHAR", "TIMESTAMPTZ", "TIMESTAMPTZ", "VARCHAR", "SMALLINT", "SMALLINT",
    "VARCHAR", "VARCHAR", "VARCHAR", "VARCHAR", "VARCHAR", "VARCHAR", "BOOLEAN",
)  # fmt: skip


def rank_csv(view: RankView, spans: Sequence[RankSpan], simulated: bool) -> str:
    """Times in UTC, ISO 8601; an end is exclusive; rank and depth are empty where there is none."""
    series = view.series
    of_all = [series.store, series.country, series.device, series.chart, series.category, series.source]
    file = io.StringIO(newline="")
    writer = csv.writer(file, lineterminator="\n")
    writer.writerow(HEAD)
    for span in spans:
        start, end = (f"{moment:%Y-%m-%dT%H:%M:%SZ}" for moment in (span.start, span.end))
        rank, depth = span.rank or "", span.depth or ""
        writer.writerow([span.assistant, start, end, span.state, rank, depth, *of_all, str(simulated).lower()])
    return file.getvalue()


def rank_parquet(view: RankView, spans: Sequence[RankSpan], simulated: bool) -> bytes:
    """The same rows and columns; times as TIMESTAMPTZ."""
    return parquet_of_csv(rank_csv(view, spans, simulated), dict(zip(HEAD, TYPES, strict=True)))


FORMS: dict[str, Callable[[RankView, Sequence[RankSpan], bool], bytes]] = {
    "csv": lambda view, spans, simulated: rank_csv(view, spans, simulated).encode(),
    "parquet": rank_parquet,
}


def file_name(view: RankView) -> str:
    """Without its ending."""
    return f"ranks-{view.series.name.replace('/', '-')}-{view.since:%Y%m%d}-{view.last_day:%Y%m%d}"
