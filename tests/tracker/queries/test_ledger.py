"""What was expected is counted by arithmetic; the view makes every slot. Both must say the same."""

from datetime import UTC, date, datetime, timedelta
from random import Random

import pytest
from duckdb import DuckDBPyConnection

from tests.conftest import US_ANDROID, US_IPHONE, at
from tests.tracker.queries.conftest import CHATGPT, Charts
from tracker.models import Series
from tracker.queries.ledger import LedgerDay, failures, ledger, runs, sources

HOUR = timedelta(hours=1)
DAYS = (date(2025, 1, 25), date(2025, 1, 28))
NOW = at("2025-01-28 12:30")

OF_THE_VIEW = """
    SELECT CAST(scheduled_for AT TIME ZONE 'UTC' AS DATE), count(*),
        count(*) FILTER (status IN ('ok', 'suspect')), count(*) FILTER (status <> 'missed')
    FROM coverage WHERE scheduled_for < $1 GROUP BY ALL
"""


def of_the_view(connection: DuckDBPyConnection, until: datetime) -> dict[date, LedgerDay]:
    return {day: LedgerDay(*counts) for day, *counts in connection.execute(OF_THE_VIEW, [until]).fetchall()}


def by_day(connection: DuckDBPyConnection, days: tuple[date, date], now: datetime) -> dict[date, LedgerDay]:
    rows = ledger(connection, days, None, now, now)
    return {days[0] + timedelta(place): day for row in rows for place, day in enumerate(row.days) if day.expected}


def test_captured_failed_and_missed_slots_are_told_apart(charts: Charts) -> None:
    seen = {at("2025-01-26 00:00"): [CHATGPT], at("2025-01-26 01:00"): None, at("2025-01-27 05:00"): None}
    with charts(seen, watched_from=at("2025-01-25 22:00")) as connection:
        (row,) = ledger(connection, DAYS, None, NOW, NOW)
        assert row.days == (LedgerDay(2, 0, 0), LedgerDay(24, 1, 2), LedgerDay(24, 0, 1), LedgerDay(12, 0, 0))
        assert (row.series, row.every_s, row.last_observed_at) == (US_IPHONE, 3600, at("2025-01-26 00:00"))


def test_a_slot_beside_the_rhythm_is_one_more(charts: Charts) -> None:
    seen = {at("2025-01-26 00:30"): [CHATGPT], at("2025-01-26 06:00"): [CHATGPT]}
    with charts(seen, watched_from=at("2025-01-26 00:00"), every=6 * HOUR) as connection:
        (row,) = ledger(connection, DAYS, None, NOW, NOW)
    assert row.days[1] == LedgerDay(5, 2, 2)


@pytest.mark.parametrize("seed", range(5))
def test_arithmetic_says_what_the_view_says(charts: Charts, seed: int) -> None:
    chance = Random(seed)
    start = at("2025-01-25 00:00")
    every = chance.choice([1, 3, 6, 12, 24]) * HOUR
    tried = {start + timedelta(minutes=30 * chance.randrange(150)): chance.random() < 0.6 for _ in range(12)}
    seen = {slot: [CHATGPT] if ok else None for slot, ok in tried.items()}
    watched_from = start + chance.randrange(40) * HOUR
    with charts(seen, watched_from=watched_from, every=every) as connection:
        told = of_the_view(connection, start + timedelta(days=10))
        days = (DAYS[0], DAYS[0] + timedelta(days=9))
        assert by_day(connection, days, datetime.now(UTC)) == told


def test_a_series_that_is_not_followed_any_more_has_no_rhythm(charts: Charts) -> None:
    with charts({at("2025-01-26 00:00"): [CHATGPT]}) as connection:
        (row,) = ledger(connection, DAYS, None, NOW, NOW)
    assert row.every_s is None
    assert row.days[1] == LedgerDay(1, 1, 1)


def test_failures_come_with_their_reason_and_an_example(charts: Charts) -> None:
    seen = {at("2025-01-26 00:00"): None, at("2025-01-26 01:00"): None, at("2025-01-26 02:00"): [CHATGPT]}
    with charts(seen, series=US_ANDROID) as connection:
        (failed,) = failures(connection, DAYS, None, 10)
        (run,) = runs(connection, DAYS, "google_play", 10)
        assert sources(connection) == ["google_play"]
        assert ledger(connection, DAYS, "itunes_rss", NOW, NOW) == []
    assert failed == (
        "google_play", "http_error", "HTTP 500", 2, 1, US_ANDROID.name, at("2025-01-26 01:00"),
    )  # fmt: skip
    assert (run.slots, run.captured, run.requests) == (3, 1, 3)


def test_what_an_archive_brought_is_not_in_the_ledger(charts: Charts) -> None:
    archive = Series("apple", "us", "iphone", "top-free", "all", "import-somebody")
    with charts({at("2025-01-26 00:00"): [CHATGPT]}, series=archive) as connection:
        assert ledger(connection, DAYS, None, NOW, NOW) == []
        assert sources(connection) == []
