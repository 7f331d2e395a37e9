from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from tests.conftest import US_IPHONE, at
from tracker.config import Watch, parse_every
from tracker.plan import due_slots, slot_time, slots_now

HOURLY = Watch(US_IPHONE, timedelta(hours=1), 100)


def test_the_newest_slot_is_due() -> None:
    assert [slot.scheduled_for for slot in due_slots([HOURLY], at("2026-07-10 09:07"), set())] == [
        at("2026-07-10 09:00")
    ]


def test_a_captured_slot_is_not_due() -> None:
    assert not list(due_slots([HOURLY], at("2026-07-10 09:59:59"), {(US_IPHONE.name, at("2026-07-10 09:00"))}))


def test_slots_missed_in_the_past_are_not_made_up() -> None:
    captured = {(US_IPHONE.name, at("2026-07-10 02:00"))}
    assert [slot.scheduled_for for slot in due_slots([HOURLY], at("2026-07-10 09:07"), captured)] == [
        at("2026-07-10 09:00")
    ]


def test_now_captures_a_slot_of_its_own_when_none_is_due() -> None:
    now = at("2026-07-10 09:07:31")
    assert [slot.scheduled_for for slot in slots_now([HOURLY], now, {(US_IPHONE.name, at("2026-07-10 09:00"))})] == [
        now
    ]


@given(
    st.datetimes(
        min_value=at("2000-01-01 00:00").replace(tzinfo=None), max_value=at("2100-01-01 00:00").replace(tzinfo=None)
    ),
    st.sampled_from(["15m", "1h", "3h", "8h", "1d"]),
)
def test_slots_recur_at_the_same_times_every_day(moment: datetime, every_text: str) -> None:
    every = parse_every(every_text)
    now = moment.replace(tzinfo=UTC)
    slot = slot_time(now, every)
    assert slot <= now < slot + every
    midnight = slot.replace(hour=0, minute=0, second=0, microsecond=0)
    assert (slot - midnight) % every == timedelta(0)
