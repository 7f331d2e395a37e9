from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from tests.conftest import US_IPHONE, at
from tracker.errors import ValidationError
from tracker.models import Chart, ChartEntry
from tracker.validate import Recent, check_chart, doubts

NOON = at("2026-07-10 12:00")
HOUR = timedelta(hours=1)


def chart(*app_ids: str, said: str | None = "us/topfreeapplications") -> Chart:
    entries = tuple(ChartEntry(rank, app_id, app_id) for rank, app_id in enumerate(app_ids, start=1))
    return Chart(entries, datetime(2026, 7, 10, tzinfo=UTC), said)


def test_a_chart_that_can_be_true_passes() -> None:
    check_chart(chart("1", "2", "3"), US_IPHONE)
    check_chart(chart("1", said=None), US_IPHONE)


@pytest.mark.parametrize("said", ["de/topfreeapplications", "us/toppaidapplications", "us/topfreeapplications/6007"])
def test_another_chart_than_the_one_asked_for_is_refused(said: str) -> None:
    with pytest.raises(ValidationError, match=f"the answer is chart '{said}'"):
        check_chart(chart("1", said=said), US_IPHONE)


def test_an_app_that_stands_twice_is_refused() -> None:
    with pytest.raises(ValidationError, match="app 7 stands 2 times"):
        check_chart(chart("7", "8", "7"), US_IPHONE)


def test_a_hole_in_the_ranks_is_refused() -> None:
    holed = Chart((ChartEntry(1, "1", "a"), ChartEntry(3, "2", "b")), None, None)
    with pytest.raises(ValidationError, match="ranks are not 1, 2, 3"):
        check_chart(holed, US_IPHONE)


@pytest.mark.parametrize("app_id", ["0000000001", "com.example.app", "example"])
def test_a_placeholder_is_refused(app_id: str) -> None:
    with pytest.raises(ValidationError, match="is a placeholder"):
        check_chart(chart("1", app_id), US_IPHONE)


def recent(app_ids: list[str], at_hour: float = 0, unchanged_from: float = 0, depths: tuple[int, ...] = ()) -> Recent:
    return Recent(depths, tuple(app_ids), NOON + at_hour * HOUR, NOON + unchanged_from * HOUR)


def doubt_about(app_ids: list[str], before: Recent, updated_at: datetime | None = None, date: str = "") -> list[str]:
    seen = replace(chart(*app_ids), updated_at=updated_at or NOON)
    return [sentence.partition(":")[0] for sentence in doubts(seen, NOON, {"Date": date}, before)]


APPS = [str(number) for number in range(1, 101)]


def test_the_first_capture_of_a_series_has_nothing_to_be_compared_with() -> None:
    assert doubt_about(APPS, Recent()) == []


def test_a_list_cut_by_half_is_doubtful_and_a_short_one_is_not() -> None:
    usual = recent(APPS, -1, -1, depths=(100, 99, 98, 100, 97))
    assert doubt_about(APPS[:49], usual) == ["short"]
    assert doubt_about(APPS[:51], usual) == []
    assert doubt_about(APPS[:10], recent(APPS, -1, -1, depths=(100, 99, 98, 100))) == [], (
        "too few to know what is usual"
    )


def test_a_list_that_stands_still_longer_than_the_store_does_is_doubtful() -> None:
    assert doubt_about(APPS, recent(APPS, -1, -36)) == ["frozen"]
    assert doubt_about(APPS, recent(APPS, -1, -35)) == []
    assert doubt_about(APPS[:49], recent(APPS[:49], -1, -36)) == [], "small charts do stand still"


def test_a_list_of_other_apps_is_doubtful() -> None:
    others = [f"9{app_id}" for app_id in APPS]
    assert doubt_about(others, recent(APPS, -1)) == ["churn"]
    assert doubt_about(others, recent(APPS, -25)) == [], "a day later much may have changed"
    assert doubt_about(APPS[:40] + others[40:], recent(APPS, -1)) == []
    assert doubt_about(APPS[:39] + others[39:], recent(APPS, -1)) == ["churn"]


def test_an_old_list_is_doubtful() -> None:
    assert doubt_about(APPS, Recent(), updated_at=NOON - 48 * HOUR) == ["stale"]
    assert doubt_about(APPS, Recent(), updated_at=NOON - 47 * HOUR) == []


@pytest.mark.parametrize(
    ("date", "doubt"),
    [
        ("Thu, 09 Jul 2026 12:00:00 GMT", ["clock"]),
        ("Fri, 10 Jul 2026 12:59:00 GMT", []),
        ("yesterday", []),
        ("", []),
    ],
)
def test_a_clock_that_is_off_is_doubtful(date: str, doubt: list[str]) -> None:
    assert doubt_about(APPS, Recent(), date=date) == doubt


def test_what_comes_after_remembers_since_when_nothing_changed() -> None:
    one = Recent().after(chart("1", "2"), NOON)
    two = one.after(chart("1", "2"), NOON + HOUR)
    three = two.after(chart("2", "1"), NOON + 2 * HOUR)
    assert (two.unchanged_since, three.unchanged_since) == (NOON, NOON + 2 * HOUR)
    assert three.depths == (2, 2, 2)
