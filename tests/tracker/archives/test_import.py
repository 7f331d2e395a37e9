"""Imported ranks: complete, once, beside the observed ones, and never more than the archive knows."""

from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import duckdb
import pytest

from tests.conftest import US_IPHONE, at
from tests.tracker.archives.conftest import TOP_3, UNSAID, Archive, Rows, row, table
from tests.tracker.archives.written import CHATGPT, DEEPSEEK, app_id, dataset, ranked_array, top10_line, written
from tests.tracker.queries.conftest import spans_of
from tracker.archives.chart import Said, Told
from tracker.errors import LockedError
from tracker.import_archives import import_archives
from tracker.models import ChartEntry
from tracker.queries.choices import known_series
from tracker.storage.archives import Stored
from tracker.storage.captures import snapshot_id
from tracker.storage.database import lock

ARCHIVES = Path(__file__).parents[4] / "shared" / "archives"


def test_every_row_is_an_observation_with_its_origin(archive: Archive) -> None:
    assert archive.take(table(TOP_3)) == Stored(charts=1, ranks=3, already_there=0, refused=())
    assert archive.ask(
        "SELECT observed_at, device, source, rank, app_id, app_name, assistant FROM observation ORDER BY rank"
    ) == [
        (at("2025-01-26 22:10"), "iphone", "import-tea-ranks", 1, CHATGPT, "ChatGPT", "chatgpt"),
        (at("2025-01-26 22:10"), "iphone", "import-tea-ranks", 2, app_id(2), "Kettle", None),
        (at("2025-01-26 22:10"), "iphone", "import-tea-ranks", 3, DEEPSEEK, "DeepSeek", "deepseek"),
    ]
    assert archive.ask("SELECT status, depth_requested, depth_returned, run_id, payload FROM coverage") == [
        ("ok", 3, 3, "import:tea/ranks", None)
    ]
    assert archive.ask("SELECT origin, file, length(sha256), time_source, charts, ranks FROM import_file") == [
        ("tea/ranks", "ranks.csv", 64, "observed_at in the file", 1, 3)
    ]


def test_importing_again_changes_nothing(archive: Archive) -> None:
    archive.take(table(TOP_3))
    before, published = dump(archive.home.store_file), archive.home.charts_file.stat().st_mtime_ns
    assert archive.take(table(TOP_3)) == Stored(charts=0, ranks=0, already_there=1, refused=())
    assert dump(archive.home.store_file) == before
    assert archive.home.charts_file.stat().st_mtime_ns == published, "nothing new is not published"


def dump(file: Path) -> dict[str, Rows]:
    """Every row of every table."""
    with duckdb.connect(str(file), read_only=True) as connection:
        names = connection.execute("SELECT table_name FROM duckdb_tables()").fetchall()
        return {name: connection.execute(f"FROM {name} ORDER BY ALL").fetchall() for (name,) in names}


def test_a_dry_run_stores_nothing(archive: Archive) -> None:
    before = dump(archive.home.store_file)
    assert archive.take(table(TOP_3), dry_run=True) == Stored(charts=1, ranks=3, already_there=0, refused=())
    assert dump(archive.home.store_file) == before


def test_imported_and_observed_ranks_of_one_chart_and_time_stand_side_by_side(
    archive: Archive,
) -> None:
    archive.observe({at("2025-01-26 22:10"): [DEEPSEEK, CHATGPT]})
    archive.take(table([row(1, CHATGPT), row(2, DEEPSEEK)]))
    archive.take(table([row(1, CHATGPT, source="itunes_rss"), row(2, DEEPSEEK, source="itunes_rss")]))
    assert archive.ask("SELECT source, rank FROM observation WHERE assistant = 'deepseek' ORDER BY source") == [
        ("import-tea-ranks", 2),
        ("import-tea-ranks-itunes_rss", 2),
        ("itunes_rss", 1),
    ]
    with archive.reading() as connection:
        assert known_series(connection)[0] == US_IPHONE, "what was observed is offered first"


def test_of_two_lists_of_one_time_the_first_stays_and_the_second_is_named(archive: Archive) -> None:
    archive.take(table(TOP_3))
    second = archive.take(table([row(1, DEEPSEEK), row(2, CHATGPT)]))
    assert (second.charts, second.already_there) == (0, 0)
    (refusal,) = second.refused
    assert refusal.reason == "another list of that time is there already; the first stays"
    assert refusal.example == "apple/us/iphone/top-free/all/import-tea-ranks 2025-01-26 22:10"
    assert archive.ask("SELECT rank FROM observation WHERE assistant = 'chatgpt'") == [(1,)]
    assert archive.ask("SELECT count(*) FROM snapshot") == [(1,)], "the refused list is kept nowhere"


def test_the_top_ten_of_a_list_that_is_there_says_nothing_else(archive: Archive) -> None:
    told = Told(Said(origin="tea"))
    assert archive.take(written(dataset(range(1, 30))), told).charts == 1
    assert archive.take(top10_line(range(1, 30)), told) == Stored(0, 0, 1, ())


def test_a_list_cut_at_ten_is_whole_to_its_depth(archive: Archive) -> None:
    archive.take(top10_line(range(1, 60)), Told(Said(origin="tea")))
    assert archive.ask("SELECT depth_requested, depth_returned FROM coverage") == [(100, 10)]
    assert archive.ask("SELECT state, depth FROM rank_history('chatgpt')") == [("not_in_chart", 10)]


def test_who_is_not_among_the_known_ranks_of_a_list_was_not_observed(archive: Archive) -> None:
    archive.take(table([row(25, CHATGPT), row(499, app_id(7))]))
    assert archive.ask("SELECT rank, app_id FROM observation ORDER BY rank") == [(25, CHATGPT), (499, app_id(7))]
    assert archive.ask("SELECT assistant, rank, state, depth FROM rank_states(['chatgpt', 'deepseek'])") == [
        ("chatgpt", 25, "ranked", None),
        ("deepseek", None, "not_observed", None),
    ]
    assert archive.ask("SELECT depth_returned, depth_requested FROM coverage") == [(2, 499)]


def test_one_app_at_two_ranks_of_lists_with_unknown_ranks_are_two_lists(archive: Archive) -> None:
    archive.take(table([row(25, CHATGPT), row(26, CHATGPT, "2025-01-27 22:10:00")]))
    assert archive.ask("SELECT rank FROM observation ORDER BY observed_at") == [(25,), (26,)]
    assert archive.ask("SELECT count(DISTINCT snapshot_id) FROM snapshot") == [(2,)]


def test_a_whole_list_has_the_id_that_a_capture_of_it_has(archive: Archive) -> None:
    archive.take(table(TOP_3))
    entries = [ChartEntry(int(one["rank"]), one["app_id"], "any") for one in TOP_3]
    assert archive.ask("SELECT snapshot_id FROM snapshot") == [(snapshot_id(entries),)]


def test_no_line_is_drawn_through_a_gap_of_an_archive(archive: Archive) -> None:
    days = [1, 2, 3, 7, 8]
    archive.take(table([row(1, CHATGPT, f"2025-03-0{day} 07:00:00") for day in days]))
    series = replace(US_IPHONE, source="import-tea-ranks")
    with archive.reading() as connection:
        spans = spans_of(connection, series, ["chatgpt"], at("2025-03-01 00:00"), at("2025-03-09 00:00"))
    assert [(one.state, one.start, one.end) for one in spans] == [
        ("ranked", at("2025-03-01 07:00"), at("2025-03-04 07:00")),
        ("not_observed", at("2025-03-04 07:00"), at("2025-03-07 07:00")),
        ("ranked", at("2025-03-07 07:00"), at("2025-03-08 08:00")),
    ]


def test_bundle_ids_become_ids_where_we_know_them_and_can_never_be_mistaken(archive: Archive) -> None:
    rows = [row(1, "com.OpenAI.chat"), row(2, "com.tea.kettle"), row(3, "357815924"), row(4, "pot")]
    archive.take(table(rows))
    found = archive.ask("SELECT app_id, assistant FROM observation ORDER BY rank")
    assert found == [
        (CHATGPT, "chatgpt"),
        ("bundle:com.tea.kettle", None),
        ("bundle:357815924", None),
        ("bundle:pot", None),
    ]


def test_among_ids_of_the_store_a_word_is_no_bundle(archive: Archive) -> None:
    assert archive.reasons(table([row(1, CHATGPT), row(2, app_id(2)), row(3, "n/a")])) == [
        "placeholder: no store gives an app the id n/a"
    ]


def test_an_app_is_called_as_a_store_calls_it_once_it_is_seen(archive: Archive) -> None:
    archive.take(table([row(1, CHATGPT), row(2, DEEPSEEK, name="DeepSeek\tfrom\nan archive")]))
    names = "SELECT app_name FROM app WHERE app_id IN ('6448311069', '6737597349') ORDER BY app_id"
    assert archive.ask(names) == [(CHATGPT,), ("DeepSeek from an archive",)]
    archive.take(table([row(1, CHATGPT, "2025-02-01", name="ChatGPT (JP)", country="jp"),
                        row(1, CHATGPT, "2025-02-02", name="ChatGPT (US)")]))  # fmt: skip
    assert archive.ask(names) == [("ChatGPT (US)",), ("DeepSeek from an archive",)]
    archive.observe({at("2025-02-03 00:00"): [CHATGPT, DEEPSEEK]})
    assert archive.ask(names) == [(f"App {CHATGPT}",), (f"App {DEEPSEEK}",)]
    archive.take(table([row(1, CHATGPT, "2025-02-04", name="Other"), row(2, DEEPSEEK, "2025-02-04", name="Other too")]))
    assert archive.ask(names) == [(f"App {CHATGPT}",), (f"App {DEEPSEEK}",)]


def test_an_archive_of_many_batches_is_stored_like_one_of_few(
    archive: Archive, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows = [row(rank, app_id(rank + day), f"2025-03-{day:02}") for day in range(1, 29) for rank in (1, 2, 3)]
    refused = [row(1, "0000000001", f"2025-04-{day:02}") for day in range(1, 29)]
    monkeypatch.setattr("tracker.storage.archives.BATCH", 10)
    stored = archive.take(table(rows + refused))
    assert (stored.charts, stored.ranks, [one.charts for one in stored.refused]) == (28, 84, [28])
    query = "SELECT strftime(observed_at, '%m-%d'), rank, app_id FROM observation ORDER BY ALL"
    assert archive.ask(query) == sorted((one["observed_at"][5:], int(one["rank"]), one["app_id"]) for one in rows)
    assert archive.ask("SELECT charts, ranks FROM import_file") == [(28, 84)]
    monkeypatch.setattr("tracker.storage.archives.BATCH", 1000)
    assert archive.take(table(rows)) == Stored(0, 0, 28, ())


def test_another_run_that_holds_the_lock_is_not_disturbed(archive: Archive) -> None:
    with lock(archive.home, "ingest"), pytest.raises(LockedError):
        archive.take(table(TOP_3))


def test_documents_and_tables_of_one_archive_meet_in_one_series(archive: Archive) -> None:
    when = at("2025-11-10 22:10")
    told = Told(Said(origin="tea/ranks", chart="top-free", category="finance"), when)
    assert archive.take(ranked_array([1, 2]), told, "ios_ranking.json").charts == 1
    rows = [row(rank, app_id(rank), "2025-11-10 22:10:00", category="finance", country="jp") for rank in (1, 2)]
    assert archive.take(table(rows)) == Stored(0, 0, 1, ())


def test_hours_between_imports_and_slots_do_not_matter(archive: Archive) -> None:
    start = datetime(2025, 1, 1)
    rows = [row(1, CHATGPT, str(start + timedelta(hours=hour, minutes=hour % 7))) for hour in range(0, 96, 12)]
    archive.take(table(rows))
    assert archive.ask("SELECT DISTINCT state FROM rank_history('chatgpt')") == [("ranked",)]


@pytest.mark.skipif(not ARCHIVES.is_dir(), reason="the real archives are not here")
def test_the_real_archives_come_in_whole_and_once(archive: Archive) -> None:
    file = ARCHIVES / "ranks.parquet"
    counts = []
    for _ in range(2):
        (imported,) = import_archives(archive.home, [file], UNSAID)
        assert imported.stored.refused == ()
        distinct = "count(DISTINCT (observed_at, store, country, device, chart, category, source, rank))"
        counts += archive.ask(f"SELECT count(*), {distinct} FROM observation")
    assert counts == [(428_544, 428_544)] * 2
    assert archive.ask(
        "SELECT rank, assistant FROM observation WHERE country = 'us' AND category = 'all' AND assistant IS NOT NULL"
        " AND day_utc = DATE '2026-02-17' ORDER BY rank"
    ) == [(1, "chatgpt"), (2, "gemini"), (16, "claude"), (18, "grok"), (37, "meta-ai"), (74, "copilot"), (84, "sora")]
    chatgpt_at_1 = (
        "WHERE assistant = 'chatgpt' AND rank = 1 AND category = 'productivity' AND day_utc = DATE '2024-08-07'"
    )
    assert archive.ask(f"SELECT count(DISTINCT country) FROM observation {chatgpt_at_1}") == [(25,)]
    assert archive.ask("SELECT count(*), count(DISTINCT app_id) FROM observation WHERE source LIKE '%djolepop%'") == [
        (1640, 1)
    ]
    sparse = "rank_history('chatgpt', source := 'import-djolepop-cbrankingchart')"
    assert archive.ask(f"SELECT DISTINCT state FROM {sparse}") == [("not_observed",)]
    assert archive.ask("SELECT count(*) FROM import_file") == [(5,)]
