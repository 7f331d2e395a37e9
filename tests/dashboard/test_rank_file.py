"""The files have the rows behind the chart, and say when they are invented."""

import csv
import io
from dataclasses import asdict
from pathlib import Path

import duckdb

from dashboard.rank_file import file_name, rank_csv, rank_parquet
from dashboard.rank_view import RankView
from tests.conftest import US_IPHONE
from tests.dashboard.rows import DAY, T0, spans_of

VIEW = RankView(**asdict(US_IPHONE), assistants=("deepseek",), since=T0, until=T0 + 2 * DAY, lang="en")


def test_each_span_is_a_row_with_its_series() -> None:
    text = rank_csv(VIEW, spans_of("deepseek", (24, 3), (6, "gap"), (18, "out")), simulated=False)
    rows = list(csv.DictReader(io.StringIO(text)))
    assert [(row["state"], row["rank"], row["depth"]) for row in rows] == [
        ("ranked", "3", "100"), ("not_observed", "", ""), ("not_in_chart", "", "100"),
    ]  # fmt: skip
    assert rows[0]["start_utc"] == "2025-01-01T00:00:00Z"
    assert rows[0]["end_utc"] == rows[1]["start_utc"] == "2025-01-02T00:00:00Z"
    assert (rows[0]["store"], rows[0]["country"], rows[0]["source"]) == ("apple", "us", "itunes_rss")


def test_invented_rows_say_so() -> None:
    (row,) = csv.DictReader(io.StringIO(rank_csv(VIEW, spans_of("deepseek", (24, 3)), simulated=True)))
    assert row["simulated"] == "true"


def test_the_file_is_named_after_the_series_and_the_days() -> None:
    assert file_name(VIEW) == "ranks-apple-us-iphone-top-free-all-itunes_rss-20250101-20250102"


def test_the_parquet_file_has_the_same_rows_with_their_types(tmp_path: Path) -> None:
    spans = spans_of("deepseek", (24, 3), (6, "gap"), (18, "out"))
    file = tmp_path / "ranks.parquet"
    file.write_bytes(rank_parquet(VIEW, spans, simulated=True))
    rows = duckdb.sql(f"SELECT assistant, epoch(start_utc), state, rank, depth, country, simulated FROM '{file}'")
    assert [str(kind) for kind in rows.types] == [
        "VARCHAR", "DOUBLE", "VARCHAR", "SMALLINT", "SMALLINT", "VARCHAR", "BOOLEAN",
    ]  # fmt: skip
    assert rows.fetchall() == [
        (span.assistant, span.start.timestamp(), span.state, span.rank, span.depth, "us", True) for span in spans
    ]
