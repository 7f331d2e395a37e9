"""What should have been captured is counted by the watchlist that was in force then, not by the present one."""

from datetime import timedelta

from tests.conftest import US_ANDROID, US_IPHONE, at
from tests.tracker.queries.conftest import capture
from tracker.config import Home, Watch
from tracker.prepare import prepare
from tracker.storage.captures import add_captures, record_watches
from tracker.storage.database import lock, publish, reading, writing

HOUR = timedelta(hours=1)
BEGIN = at("2026-07-10 00:00")
FATES = """
    SELECT store, strftime(scheduled_for AT TIME ZONE 'UTC', '%d %H'), status FROM coverage
    WHERE scheduled_for < '2026-07-11 12:00:00+00' ORDER BY store, scheduled_for
"""


def test_a_slot_nobody_ran_is_missed_by_the_watchlist_of_its_time(home: Home) -> None:
    """Every six hours, then every twelve; a series that went, and came again later, was not missed in between."""
    prepare(home)
    with lock(home, "ingest"):
        with writing(home) as connection:
            connection.execute("BEGIN")
            add_captures(connection, [capture(series, BEGIN, ["1"], 0 * HOUR) for series in (US_IPHONE, US_ANDROID)])
            six, twelve = Watch(US_IPHONE, 6 * HOUR, 100), Watch(US_IPHONE, 12 * HOUR, 100)
            record_watches(connection, [six, Watch(US_ANDROID, 6 * HOUR, 100)], BEGIN)
            record_watches(connection, [six], BEGIN + 7 * HOUR)
            record_watches(connection, [twelve], BEGIN + 13 * HOUR)
            record_watches(connection, [twelve, Watch(US_ANDROID, 6 * HOUR, 100)], BEGIN + 31 * HOUR)
            connection.execute("COMMIT")
        publish(home)
    with reading(home.charts_file) as connection:
        fates = connection.execute(FATES).fetchall()
    assert fates == [
        ("apple", "10 00", "ok"), ("apple", "10 06", "missed"), ("apple", "10 12", "missed"),
        ("apple", "11 00", "missed"),
        ("google", "10 00", "ok"), ("google", "10 06", "missed"), ("google", "11 06", "missed"),
    ]  # fmt: skip
