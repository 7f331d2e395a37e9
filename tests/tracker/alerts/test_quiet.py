"""Quiet hours follow the clock on the wall."""

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from tests.conftest import at
from tracker.alerts.quiet import is_quiet

BERLIN = ZoneInfo("Europe/Berlin")
NIGHT = (time(22), time(7), BERLIN)


@pytest.mark.parametrize(
    ("now", "quiet"),
    [
        ("2027-01-15 20:59", False),
        ("2027-01-15 21:00", True),  # 22:00 in winter
        ("2027-01-16 05:59", True),
        ("2027-01-16 06:00", False),
        ("2027-07-15 19:59", False),
        ("2027-07-15 20:00", True),  # 22:00 in summer
        ("2027-07-16 05:00", False),
    ],
)
def test_night_is_night_in_summer_and_winter(now: str, quiet: bool) -> None:
    assert is_quiet(at(now), *NIGHT) == quiet


@pytest.mark.parametrize(("day", "hours"), [("2027-03-27", 8), ("2027-10-30", 10), ("2027-06-01", 9)])
def test_a_night_in_which_the_clocks_change_is_shorter_or_longer(day: str, hours: int) -> None:
    noon = datetime.fromisoformat(f"{day}T12:00").replace(tzinfo=UTC)
    minutes = sum(is_quiet(noon + timedelta(minutes=n), *NIGHT) for n in range(24 * 60))
    assert minutes == hours * 60


def test_quiet_hours_may_lie_within_a_day() -> None:
    noon = (time(12), time(13), ZoneInfo("UTC"))
    assert [is_quiet(at(f"2027-01-01 {clock}"), *noon) for clock in ("11:59", "12:00", "12:59", "13:00")] == [
        False, True, True, False,
    ]  # fmt: skip
