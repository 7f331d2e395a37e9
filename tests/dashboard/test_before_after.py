"""Where an assistant stood before and after a moment: medians over captures, absence counted as deeper."""

from datetime import timedelta

from tests.conftest import US_IPHONE, at
from tests.dashboard.world import rank_of
from tracker.config import Home
from tracker.queries.before_after import before_after
from tracker.storage.database import reading

WEEK = timedelta(days=7)


def test_the_windows_hold_every_slot_and_say_how_many_were_captured(real_home: Home) -> None:
    with reading(real_home.charts_file) as connection:
        (deepseek,) = before_after(connection, US_IPHONE, ["deepseek"], at("2025-02-09 00:00"), WEEK)
    assert (deepseek.before.slots, deepseek.after.slots) == (28, 28)
    assert (deepseek.before.looked, deepseek.after.looked) == (21, 28), "seven captures failed before"


def test_an_absent_assistant_counts_as_deeper_than_the_list(real_home: Home) -> None:
    with reading(real_home.charts_file) as connection:
        (deepseek,) = before_after(connection, US_IPHONE, ["deepseek"], at("2025-01-22 00:00"), WEEK)
    assert rank_of("deepseek", at("2025-01-20 00:00")) > 100
    assert deepseek.before.median is None
    assert deepseek.before.best is None
    assert deepseek.before.looked == 28
    assert deepseek.after.best == 1
    assert deepseek.after.best_at is not None
    assert deepseek.after.best_at >= at("2025-01-26 00:00")


def test_nobody_looked_where_there_is_no_capture(real_home: Home) -> None:
    with reading(real_home.charts_file) as connection:
        found = before_after(connection, US_IPHONE, ["chatgpt", "grok"], at("2020-01-01 00:00"), WEEK)
    assert [one.assistant for one in found] == ["chatgpt", "grok"]
    assert {one.after.looked for one in found} == {0}
