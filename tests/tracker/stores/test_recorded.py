"""Real answers of the stores give exactly the lists that were read from them by hand."""

import csv
import hashlib
from pathlib import Path

from tracker.models import Series
from tracker.stores import SOURCES


def test_every_recorded_chart_gives_its_expected_ids(recorded: Path) -> None:
    with (recorded / "stores" / "expected.csv").open(encoding="utf-8") as file:
        rows = [row for row in csv.DictReader(file) if row["source"] in SOURCES]
    assert len(rows) >= 4
    for row in rows:
        source = SOURCES[row["source"]]
        chart = source.parse_chart((recorded / "stores" / row["file"]).read_bytes())
        ids = [entry.app_id for entry in chart.entries]
        series = Series(source.store, row["country"], row["device"], row["chart"], row["category"], source.name)
        assert chart.said == source.chart_name(series)
        assert (len(ids), ids[0], ids[-1]) == (int(row["entries"]), row["first"], row["last"])
        assert hashlib.sha256("\n".join(ids).encode()).hexdigest()[:16] == row["ids_sha256_16"]
