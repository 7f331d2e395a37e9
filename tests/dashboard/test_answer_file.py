"""A query as a file: the numbers of the answer, safe in spreadsheets, SIMULATED in a column."""

import csv
import io
from base64 import b64decode
from pathlib import Path

import duckdb
import pytest

from dashboard.answer_file import answer_file
from tracker.config import Home
from tracker.storage.asking import QueryError

QUERY = "SELECT * FROM (VALUES (1, '=HYPERLINK(x)'), (2, 'b')) v (rank, app_name)"


def test_csv_holds_the_rows_and_no_formula(simulated_home: Home) -> None:
    file = answer_file(simulated_home.charts_file, QUERY, "csv", "some")
    assert (file["filename"], file["type"]) == ("some.csv", "text/csv; charset=utf-8")
    rows = list(csv.reader(io.StringIO(b64decode(file["content"]).decode())))
    assert rows == [["rank", "app_name", "simulated"], ["1", "'=HYPERLINK(x)", "true"], ["2", "b", "true"]]


def test_parquet_holds_the_rows_as_they_are(real_home: Home, tmp_path: Path) -> None:
    file = answer_file(real_home.charts_file, QUERY, "parquet", "some")
    target = tmp_path / file["filename"]
    target.write_bytes(b64decode(file["content"]))
    answer = duckdb.execute("SELECT * FROM read_parquet(?)", [str(target)])
    assert [column[0] for column in answer.description or []] == ["rank", "app_name", "simulated"]
    assert answer.fetchall() == [(1, "=HYPERLINK(x)", False), (2, "b", False)]


@pytest.mark.parametrize("form", ["csv", "parquet"])
def test_a_file_can_only_hold_what_the_charts_hold(real_home: Home, form: str) -> None:
    with pytest.raises(QueryError):
        answer_file(real_home.charts_file, "SELECT * FROM read_text('/etc/passwd')", form, "some")  # type: ignore[arg-type]
