"""Tables of ranks, and what in them is refused."""

import gzip
import re
from pathlib import Path

import pytest

from tests.conftest import at
from tests.tracker.archives.conftest import TOP_3, UNSAID, Archive, row, table
from tests.tracker.archives.written import CHATGPT, DEEPSEEK, app_id
from tracker.archives.chart import Said, Told
from tracker.config import Home
from tracker.errors import ConfigurationError
from tracker.import_archives import check_files
from tracker.storage.archives import Stored


@pytest.mark.parametrize(
    ("rows", "why"),
    [
        ([row(1, "0000000001", name="Sample App 1")], "placeholder: no store gives an app the id 0000000001"),
        ([row(1, "12")], "placeholder: no store gives an app the id 12"),
        ([row(n, app_id(n), name=f"Sample App {n}") for n in (1, 2)], "placeholder: every app is a sample"),
        ([row(1, "com.example.app", store="google")], "placeholder: no store gives an app the id com.example.app"),
        ([row(1, "")], "an app has no id"),
        ([row(1, app_id(1)), row(1, app_id(2))], "two apps stand at one rank"),
        ([row(1, app_id(1)), row(2, app_id(1))], "one app stands at two ranks"),
        ([row(0, app_id(1))], "a rank is no whole number from 1 to 2000"),
        ([row("1.5", app_id(1))], "a rank is no whole number from 1 to 2000"),
        ([row("first", app_id(1))], "a rank is no whole number from 1 to 2000"),
        ([row(9999, app_id(1))], "a rank is no whole number from 1 to 2000"),
        ([row(1, app_id(1), "")], "it has no date; say it with --date 2025-01-26T22:10Z"),
        ([row(1, app_id(1), "1737929400")], "it has no date; say it with --date 2025-01-26T22:10Z"),
        ([row(1, app_id(1), "2000-01-01")], "it is dated before the App Store opened"),
        ([row(1, app_id(1), "2199-01-01")], "it is dated in the future"),
        ([row(1, app_id(1), category="bots")], "category 'bots' is none that the apple store has"),
        ([row(1, app_id(1), country="uk")], "country 'uk' is none where the apple store has charts"),
    ],
)  # fmt: skip
def test_a_chart_that_cannot_be_true_is_refused_and_the_rest_is_stored(
    archive: Archive, rows: list[dict[str, str]], why: str
) -> None:
    stored = archive.take(table([*rows, row(1, CHATGPT, "2025-02-01")]))
    (refusal,) = stored.refused
    assert refusal.reason.startswith(why)
    assert archive.ask("SELECT app_id FROM observation") == [(CHATGPT,)]
    assert archive.ask("SELECT count(*) FROM series") == [(1,)]
    assert archive.ask("SELECT app_id FROM app") == [(CHATGPT,)], "an app of a refused chart is none"


def test_refusals_with_one_reason_are_one_sentence(archive: Archive) -> None:
    rows = [row(1, app_id(1), f"2025-02-0{day}", category="bots") for day in range(1, 6)]
    (refusal,) = archive.take(table(rows)).refused
    assert (refusal.charts, refusal.example) == (5, "apple us top-free bots 2025-02-01 00:00")


def test_a_row_that_comes_twice_counts_once(archive: Archive) -> None:
    assert archive.take(table(TOP_3 + TOP_3)) == Stored(charts=1, ranks=3, already_there=0, refused=())


def test_what_the_file_leaves_open_is_told(archive: Archive) -> None:
    rows = [{"rank": "1", "app_id": CHATGPT, "country": "us"}]
    told = Told(Said("apple", None, "ipad", "top-free", "all", None, "Tea Ltd"), at("2025-01-26 22:10"))
    assert archive.take(table(rows), told).charts == 1
    assert archive.ask("SELECT observed_at, device, source FROM observation") == [
        (at("2025-01-26 22:10"), "ipad", "import-tea-ltd")
    ]
    assert archive.ask("SELECT time_source FROM import_file") == [("--date",)]


def test_a_time_that_contradicts_the_file_is_refused(archive: Archive) -> None:
    assert archive.reasons(table(TOP_3), Told(Said(), at("2025-01-27 00:00"))) == [
        "the file says when, and otherwise than --date"
    ]


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_a_csv_may_be_separated_and_packed_in_several_ways(archive: Archive, delimiter: str) -> None:
    plain = table([row(1, CHATGPT, name='Chat, "GPT";\t!'), *TOP_3[1:]], delimiter)
    assert archive.take(b"\xef\xbb\xbf" + plain).ranks == 3
    assert archive.take(gzip.compress(plain)).already_there == 1
    assert archive.ask("SELECT app_name FROM observation WHERE rank = 1") == [('Chat, "GPT"; !',)]


@pytest.mark.parametrize(
    ("time", "utc"),
    [
        ("2025-01-26T22:10Z", "2025-01-26 22:10"),
        ("2025-01-26 22:10:00+00", "2025-01-26 22:10"),
        ("2025-01-27T07:10:00+09:00", "2025-01-26 22:10"),
        ("2025-01-26T22:10:00.000Z", "2025-01-26 22:10"),
        ("2025-01-26", "2025-01-26 00:00"),
    ],
)
def test_times_of_a_table_are_utc_unless_they_say_otherwise(archive: Archive, time: str, utc: str) -> None:
    archive.take(table([row(1, CHATGPT, time)]))
    assert archive.ask("SELECT observed_at FROM observation") == [(at(utc),)]


@pytest.mark.parametrize("kind", ["csv", "parquet"])
def test_our_own_export_comes_in_whole(archive: Archive, tmp_path: Path, kind: str) -> None:
    (tmp_path / "mine").mkdir()
    mine = Archive(Home(tmp_path / "mine" / "home"), tmp_path / "mine")
    mine.observe({at("2026-07-10 09:00"): [CHATGPT, app_id(3)], at("2026-07-10 10:00"): [app_id(3), DEEPSEEK, CHATGPT]})
    file = tmp_path / f"export.{kind}"
    mine.ask(f"COPY (FROM observation) TO '{file}'")
    assert archive.take(file.read_bytes(), name=f"mine.{kind}") == Stored(2, 5, 0, ())
    query = "SELECT observed_at, rank, app_id, app_name, assistant, snapshot_id FROM observation ORDER BY ALL"
    assert archive.ask(query) == mine.ask(query)
    assert archive.ask("SELECT DISTINCT source FROM observation") == [("import-itunes_rss",)]
    archive.ask(f"COPY (FROM observation) TO '{file}'")
    assert archive.take(file.read_bytes(), name=f"again.{kind}") == Stored(0, 0, 2, ())


def test_a_damaged_file_is_refused_with_the_reason(archive: Archive, tmp_path: Path) -> None:
    good = table(TOP_3)
    (reason,) = archive.reasons(good + b'4,"broken\n')
    assert reason.startswith("cannot be read: ")
    assert archive.take(good).charts == 1, "the next file is read"


def test_files_are_checked_before_any_is_touched(archive: Archive, tmp_path: Path) -> None:
    good, bad = tmp_path / "good.csv", tmp_path / "bad.csv"
    good.write_bytes(table(TOP_3))
    for raw, why in (
        (
            b"observed_at,store,country,rank\n",
            "no column chart, category, app_id; it has observed_at, store, country, rank",
        ),
        (b"PAR1 and no more", "bad.csv"),
        (b"\x1f\x8b and no more", "neither text in UTF-8 nor Parquet"),
        (b"name,price\nKettle,3\n", "no shape of archive that we know"),
    ):
        bad.write_bytes(raw)
        with pytest.raises(ConfigurationError, match=re.escape(why)):
            check_files([good, bad], UNSAID)
    with pytest.raises(ConfigurationError, match="No such file or directory; name a file with ranks"):
        check_files([good, tmp_path / "none.csv"], UNSAID)
