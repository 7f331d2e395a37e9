"""The rows behind the rank chart as CSV: one row a span, with the series and whether it was invented."""

import csv
import io
from collections.abc import Sequence

from dashboard.rank_view import RankView
from tracker.queries.rank_history import RankSpan

HEAD = (
    "assistant", "start_utc", "end_utc", "state", "rank", "depth",
    "store", "country", "device", "chart", "category", "source", "simulated",
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


def csv_name(view: RankView) -> str:
    return f"ranks-{view.series.name.replace('/', '-')}-{view.since:%Y%m%d}-{view.last_day:%Y%m%d}.csv"
