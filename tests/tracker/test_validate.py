from datetime import UTC, datetime

import pytest

from tests.conftest import US_IPHONE
from tracker.errors import ValidationError
from tracker.models import Chart, ChartEntry
from tracker.validate import check_chart


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
