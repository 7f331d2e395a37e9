"""The inbox becomes rows once, whatever happens in between."""

import shutil
from collections.abc import Callable
from datetime import timedelta

import pytest
from duckdb import DuckDBPyConnection

from tests.conftest import US_ANDROID, US_IPHONE, at, make_payload, put
from tracker.config import Home
from tracker.errors import LockedError
from tracker.inbox import encode
from tracker.ingest import ingest
from tracker.models import Series, Slot
from tracker.prepare import prepare
from tracker.storage.database import lock, reading

Read = Callable[[str], bytes]
SLOT = Slot(US_IPHONE, at("2026-01-27 12:00"), 100)
HOUR = timedelta(hours=1)


def later(hours: int) -> Slot:
    return Slot(US_IPHONE, SLOT.scheduled_for + hours * HOUR, 100)


def rows(home: Home, query: str) -> list[tuple[object, ...]]:
    with reading(home.charts_file) as connection:
        return connection.execute(query).fetchall()


ASSISTANT_RANKS = "SELECT assistant, rank FROM observation WHERE assistant IS NOT NULL ORDER BY observed_at, rank"
FATES = "SELECT store, status, http_status, depth_returned FROM coverage ORDER BY ALL"


def test_an_empty_home_answers_about_the_catalogue(home: Home) -> None:
    prepare(home)
    assert rows(home, "SELECT count(*) >= 50 FROM assistant") == [(True,)]
    assert rows(home, "SELECT count(*) >= 190 FROM event SEMI JOIN event_source USING (event_id)") == [(True,)]
    assert rows(home, "SELECT count(*) FROM observation") == [(0,)]


def test_a_payload_becomes_observations(home: Home, payload_file: Read) -> None:
    put(home, make_payload(SLOT, payload_file("itunes_rss/top_free_us.json")))
    ingest(home, None)
    assert rows(home, ASSISTANT_RANKS) == [("deepseek", 1), ("chatgpt", 2), ("gemini", 4)]
    assert rows(home, "SELECT app_name, assistant FROM observation WHERE rank = 3") == [("Zorblat Maps", None)]
    assert rows(home, FATES) == [("apple", "ok", 200, 4)]


def test_ingesting_again_changes_nothing(home: Home, payload_file: Read) -> None:
    payload = put(home, make_payload(SLOT, payload_file("itunes_rss/top_free_us.json")))
    ingest(home, None)
    before = rows(home, "SELECT * FROM observation ORDER BY ALL")
    # as after a crash between publishing and filing: the payload waits again
    (home.inbox / payload.name).write_bytes(encode(payload))
    ingest(home, None)
    ingest(home, None)
    assert rows(home, "SELECT * FROM observation ORDER BY ALL") == before
    assert [file.name for file in home.payloads.rglob("*.gz")] == [payload.name]
    assert not list(home.inbox.iterdir())


def test_an_unchanged_list_is_stored_once_and_observed_twice(home: Home, payload_file: Read) -> None:
    for slot in (SLOT, later(1)):
        put(home, make_payload(slot, payload_file("itunes_rss/top_free_us.json")))
    ingest(home, None)
    assert rows(home, "SELECT count(*) FROM snapshot") == [(1,)]
    assert rows(home, "SELECT count(*) FROM observation WHERE assistant = 'deepseek'") == [(2,)]


@pytest.mark.parametrize(
    ("body", "http_status", "error", "status"),
    [
        (b"", 403, None, "http_error"),
        (b"slow down", 429, None, "rate_limited"),
        (b"", 500, None, "http_error"),
        (b"<html>Sorry</html>", 200, None, "parse_error"),
        (b'{"feed": {"ent', None, "ReadTimeout: no answer in 30 s", "network_error"),
        (b'{"feed": {"ent', 200, "IncompleteRead", "network_error"),
    ],
)
def test_a_failure_is_a_row_with_its_reason_and_no_absence(
    home: Home, body: bytes, http_status: int | None, error: str | None, status: str
) -> None:
    put(home, make_payload(SLOT, body, http_status, error))
    assert [capture.status for capture in ingest(home, None).failures] == [status]
    assert rows(home, FATES) == [("apple", status, http_status, None)]
    assert rows(home, "SELECT rank, state FROM rank_history('chatgpt')") == [(None, "not_observed")]
    assert rows(home, "SELECT count(*) FROM observation") == [(0,)]


def test_a_doubtful_chart_is_kept_and_marked_with_its_doubt(home: Home, payload_file: Read) -> None:
    late = Slot(US_IPHONE, at("2026-07-10 09:00"), 100)
    put(home, make_payload(late, payload_file("itunes_rss/top_free_us.json")))
    ingested = ingest(home, None)
    assert ([one.status for one in ingested.suspects], ingested.failures) == (["suspect"], [])
    assert rows(home, FATES) == [("apple", "suspect", 200, 4)]
    assert rows(home, "SELECT error FROM coverage") == [
        ("stale: the store says that it made the list at 2026-01-27 11:26 UTC",)
    ]
    assert rows(home, "SELECT rank, state FROM rank_history('chatgpt')") == [(2, "ranked")]


def test_a_capture_is_compared_with_the_ones_before_it(home: Home, payload_file: Read) -> None:
    body = payload_file("itunes_rss/top_free_us.json")
    for hours in range(6):
        put(home, make_payload(later(hours), body))
    ingest(home, None)
    put(home, make_payload(later(6), payload_file("itunes_rss/one_app_is_an_object.json")))
    ingest(home, None)
    assert rows(home, "SELECT status, error FROM coverage WHERE status <> 'ok'") == [
        ("suspect", "short: 1 apps, usually 4")
    ]


def test_an_empty_list_is_a_failure_not_an_empty_chart(home: Home, payload_file: Read) -> None:
    put(home, make_payload(SLOT, payload_file("itunes_rss/empty_list.json")))
    put(home, make_payload(Slot(US_ANDROID, SLOT.scheduled_for, 200), payload_file("google_play/empty_list.txt")))
    assert [capture.status for capture in ingest(home, None).failures] == ["empty", "empty"]


def test_the_wrong_chart_is_refused(home: Home, payload_file: Read) -> None:
    put(home, make_payload(SLOT, payload_file("itunes_rss/top_free_productivity_us.json")))
    put(
        home, make_payload(Slot(US_ANDROID, SLOT.scheduled_for, 200), payload_file("google_play/top_free_games_us.txt"))
    )
    assert [capture.status for capture in ingest(home, None).failures] == ["invalid", "invalid"]
    assert rows(home, "SELECT count(*) FROM observation") == [(0,)]


def test_a_later_success_in_the_same_slot_replaces_a_failure(home: Home, payload_file: Read) -> None:
    put(home, make_payload(SLOT, b"", 500))
    ingest(home, None)
    put(home, make_payload(SLOT, payload_file("itunes_rss/top_free_us.json"), seen_at=at("2026-01-27 12:20")))
    ingest(home, None)
    assert rows(home, FATES) == [("apple", "ok", 200, 4)]


def test_a_later_failure_in_the_same_slot_does_not_replace_a_success(home: Home, payload_file: Read) -> None:
    put(home, make_payload(SLOT, payload_file("itunes_rss/top_free_us.json")))
    ingest(home, None)
    put(home, make_payload(SLOT, b"", 500, seen_at=at("2026-01-27 12:20")))
    ingest(home, None)
    assert rows(home, FATES) == [("apple", "ok", 200, 4)]


def test_of_two_payloads_for_one_slot_in_one_run_the_whole_one_counts(home: Home, payload_file: Read) -> None:
    put(home, make_payload(SLOT, b"", 500))
    put(home, make_payload(SLOT, payload_file("itunes_rss/top_free_us.json"), seen_at=at("2026-01-27 12:20")))
    put(home, make_payload(SLOT, b"", 503, seen_at=at("2026-01-27 12:40")))
    ingest(home, None)
    assert rows(home, FATES) == [("apple", "ok", 200, 4)]


def test_a_damaged_payload_is_named_and_the_others_are_stored(home: Home, payload_file: Read) -> None:
    put(home, make_payload(SLOT, payload_file("itunes_rss/top_free_us.json")))
    (home.inbox / "20260710T090000Z.torn.payload.gz").write_bytes(b"torn")
    ingested = ingest(home, None)
    assert len(ingested.damaged) == 1
    assert "torn.payload.gz" in ingested.damaged[0]
    assert rows(home, FATES) == [("apple", "ok", 200, 4)]
    assert (home.inbox / "20260710T090000Z.torn.payload.gz").is_file(), "what we cannot read is kept"


def test_the_same_app_in_two_countries_is_one_app_with_the_name_it_had_first(home: Home, payload_file: Read) -> None:
    body = payload_file("itunes_rss/top_free_us.json")
    japan = Series("apple", "jp", "iphone", "top-free", "all", "itunes_rss")
    put(home, make_payload(SLOT, body))
    renamed = body.replace(b"ChatGPT", "チャット".encode()).replace(b"/us/rss/", b"/jp/rss/")
    put(home, make_payload(Slot(japan, at("2026-01-27 13:00"), 100), renamed))
    ingest(home, None)
    assert rows(home, "SELECT count(*), any_value(app_name) FROM app WHERE app_id = '6448311069'") == [(1, "ChatGPT")]


def test_a_renamed_app_gets_its_new_name(home: Home, payload_file: Read) -> None:
    body = payload_file("itunes_rss/top_free_us.json")
    put(home, make_payload(SLOT, body))
    ingest(home, None)
    put(home, make_payload(later(1), body.replace(b"Zorblat Maps", b"Zorblat Atlas")))
    ingest(home, None)
    assert rows(home, "SELECT app_name FROM app WHERE app_id = '900000001'") == [("Zorblat Atlas",)]


def test_a_source_without_names_takes_none_away(home: Home, payload_file: Read) -> None:
    body = payload_file("itunes_rss/top_free_us.json")
    put(home, make_payload(SLOT, body.replace(b"Zorblat Maps", b"900000001")))  # as a source that knows ids alone
    ingest(home, None)
    assert rows(home, "SELECT app_name FROM app WHERE app_id = '900000001'") == [("900000001",)]
    put(home, make_payload(later(1), body))
    put(home, make_payload(later(2), body.replace(b"Zorblat Maps", b"900000001")))
    ingest(home, None)
    assert rows(home, "SELECT app_name FROM app WHERE app_id = '900000001'") == [("Zorblat Maps",)]


def test_hostile_names_are_stored_without_control_characters(home: Home, payload_file: Read) -> None:
    body = payload_file("itunes_rss/top_free_us.json").replace(
        b"Zorblat Maps", b"<img src=x onerror=alert(1)>\\u0000\\u001b[31m\\ud800'; DROP TABLE app; --" + b"x" * 5000
    )
    put(home, make_payload(SLOT, body))
    ingest(home, None)
    ((name,),) = rows(home, "SELECT app_name FROM app WHERE app_id = '900000001'")
    assert isinstance(name, str)
    assert name.startswith("<img src=x onerror=alert(1)>[31m'; DROP TABLE app; --xxx")
    assert len(name) == 300


def test_a_reader_goes_on_reading_what_it_began_with(home: Home, payload_file: Read) -> None:
    """In a file it holds the old one; in a lake its transaction does."""
    prepare(home)
    with reading(home.charts_file) as held:
        held.execute("BEGIN")
        assert count_observations(held) == 0
        put(home, make_payload(SLOT, payload_file("itunes_rss/top_free_us.json")))
        ingest(home, None)
        assert count_observations(held) == 0
    with reading(home.charts_file) as fresh:
        assert count_observations(fresh) == 4


def count_observations(connection: DuckDBPyConnection) -> int:
    row = connection.execute("SELECT count(*) FROM observation").fetchone()
    assert row is not None
    return int(row[0])


def test_two_ingests_do_not_meet(home: Home) -> None:
    prepare(home)
    with lock(home, "ingest"), pytest.raises(LockedError, match="another run holds the lock"):
        ingest(home, None)


def test_a_simulated_payload_marks_the_whole_database(home: Home, payload_file: Read) -> None:
    put(home, make_payload(SLOT, payload_file("itunes_rss/top_free_us.json"), simulated=True))
    ingest(home, None)
    assert rows(home, "SELECT value FROM meta WHERE key = 'simulated'") == [("true",)]


def test_a_published_file_that_was_lost_is_made_again(home: Home, payload_file: Read) -> None:
    put(home, make_payload(SLOT, payload_file("itunes_rss/top_free_us.json")))
    ingest(home, None)
    home.charts_file.unlink()
    prepare(home)
    assert rows(home, FATES) == [("apple", "ok", 200, 4)]
    shutil.rmtree(home.root)
