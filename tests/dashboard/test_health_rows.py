"""What the health page says of a ledger."""

from datetime import date, timedelta

import pytest

from dashboard.components.health_plate import claim_of, short_names
from dashboard.components.health_tables import percent
from dashboard.health_rows import (
    HealthQuery,
    HealthRows,
    health_rows,
    is_fresh,
    parse_health_query,
    part,
    with_slots,
    without_the_time_before,
)
from dashboard.rank_rows import NothingCapturedError
from dashboard.rank_view import UnknownValueError
from dashboard.text import text_for
from tests.conftest import US_ANDROID, US_IPHONE, at
from tests.countries_world import END
from tracker.config import Home
from tracker.models import Series
from tracker.prepare import prepare
from tracker.queries.freshness import Freshness, freshness
from tracker.queries.ledger import LedgerDay, LedgerRow
from tracker.storage.database import reading

HOUR = timedelta(hours=1)
NOTHING = LedgerDay(0, 0, 0)


def rows_of(home: Home, now: str, **said: str) -> HealthRows:
    with reading(home.charts_file) as connection:
        return health_rows(
            connection, parse_health_query(said), freshness(connection)._replace(simulated=False), at(now)
        )


def test_the_least_covered_series_comes_first(world_home: Home) -> None:
    rows = rows_of(world_home, "2025-02-28 13:00")
    assert rows.rows[0].series.country == "jp"
    assert [part(row.days) for row in rows.rows] == sorted(part(row.days) for row in rows.rows)
    assert rows.days == (date(2025, 1, 30), date(2025, 2, 28))
    assert claim_of(text_for("en"), rows).startswith("8 of 8 series are fresh; 95")


def test_a_source_is_all_that_is_counted(world_home: Home) -> None:
    rows = rows_of(world_home, "2025-02-28 13:00", source="google_play")
    assert {row.series.source for row in rows.rows} == {"google_play"}
    assert rows.failures == []
    assert rows.sources == ["google_play", "itunes_rss"]


def test_days_later_nothing_is_fresh_and_nothing_was_captured(world_home: Home) -> None:
    rows = rows_of(world_home, "2025-05-01 13:00")
    assert claim_of(text_for("en"), rows) == "0 of 8 series are fresh; 0% of the slots since 2 April 2025 were captured"


def test_an_unknown_source_or_range_is_said(world_home: Home) -> None:
    with pytest.raises(UnknownValueError, match="source: got 'nobody'"):
        rows_of(world_home, "2025-02-28 13:00", source="nobody")
    with pytest.raises(UnknownValueError, match="range: got '1y'"):
        parse_health_query({"range": "1y"})
    assert parse_health_query({"range": "7d", "rows": "all"}).search == "?range=7d&rows=all"
    assert parse_health_query({}) == HealthQuery()


def test_an_empty_home_has_nothing_to_tell(home: Home) -> None:
    prepare(home)
    with reading(home.charts_file) as connection, pytest.raises(NothingCapturedError):
        health_rows(connection, HealthQuery(), Freshness(None, None, False), END)


def test_two_rhythms_and_a_little_are_fresh() -> None:
    row = LedgerRow(US_IPHONE, 3600, (), at("2025-01-26 10:00"))
    assert is_fresh(row, at("2025-01-26 12:10"))
    assert not is_fresh(row, at("2025-01-26 12:20"))
    assert not is_fresh(row._replace(every_s=None), at("2025-01-26 10:00"))
    assert not is_fresh(row._replace(last_observed_at=None), at("2025-01-26 10:00"))


def test_a_young_home_is_not_mostly_the_time_before_it() -> None:
    row = LedgerRow(US_IPHONE, 3600, (NOTHING, NOTHING, LedgerDay(3, 3, 3)), None)
    days, rows = without_the_time_before((date(2025, 1, 1), date(2025, 1, 3)), [row])
    assert days == (date(2025, 1, 3), date(2025, 1, 3))
    assert rows[0].days == (LedgerDay(3, 3, 3),)


def test_what_was_not_due_yet_is_no_row_until_nothing_was() -> None:
    came, waits = (LedgerRow(US_IPHONE, 3600, (day,), None) for day in (LedgerDay(3, 3, 3), NOTHING))
    assert with_slots([waits, came, waits]) == [came]
    assert with_slots([waits, waits]) == [waits, waits]


def test_a_percentage_is_never_rounded_up() -> None:
    assert [percent(share) for share in (1.0, 0.99999, 0.5, 0.0)] == ["100%", "99.9%", "50%", "0%"]


def test_a_source_is_named_where_it_is_all_that_tells_two_rows_apart() -> None:
    other = Series("apple", "us", "iphone", "top-free", "all", "apple_rss")
    names = short_names(text_for("en"), [US_IPHONE, other, US_ANDROID], small=False)
    assert names == [
        "App Store · US · iPhone · Top free · itunes_rss", "App Store · US · iPhone · Top free · apple_rss",
        "Google Play · US · Android · Top free",
    ]  # fmt: skip
