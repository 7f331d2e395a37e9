"""The days that ingest keeps up, against a walk over all captures, whatever order the captures come in."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from functools import cache
from random import Random
from statistics import median

import duckdb
import pytest
from duckdb import DuckDBPyConnection
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.conftest import US_IPHONE, at
from tests.tracker.queries.conftest import CHATGPT, DEEPSEEK
from tests.tracker.queries.conftest import capture as capture_of
from tracker.config import Watch
from tracker.models import Series
from tracker.own_events import OwnEvents
from tracker.storage.captures import Capture, add_captures, record_watches
from tracker.storage.catalog_tables import load_catalogue
from tracker.storage.migrate import migrate
from tracker.storage.repairs import repair
from tracker.storage.summaries import add_missed_days, rebuild

START = at("2025-01-24 00:00")
STEP = timedelta(hours=6)
GERMANY = Series("apple", "de", "iphone", "top-free", "all", "itunes_rss")

RANK_DAYS = """
    SELECT assistant, country, day_utc, best_rank, median_rank, last_rank, captures_ranked
    FROM rank_day JOIN series USING (series_key) ORDER BY ALL
"""
SERIES_DAYS = "SELECT country, day_utc, attempts, captures FROM series_day JOIN series USING (series_key) ORDER BY ALL"


@cache
def empty_database() -> DuckDBPyConnection:
    """Making one takes longer than a test; each undoes what it did."""
    connection = duckdb.connect()
    connection.execute("SET TimeZone = 'UTC'")
    migrate(connection)
    load_catalogue(connection, OwnEvents((), ""))
    return connection


@pytest.fixture
def connection() -> Iterator[DuckDBPyConnection]:
    empty_database().execute("BEGIN")
    yield empty_database()
    empty_database().execute("ROLLBACK")


def capture(slot: int, apps: list[str] | None, series: Series = US_IPHONE, late: int = 0) -> Capture:
    """One capture, `slot` steps after the start, answered `late` minutes after its slot; without apps it failed."""
    return capture_of(series, START + slot * STEP, apps, timedelta(minutes=late))


lists = st.one_of(
    st.none(), st.lists(st.sampled_from([CHATGPT, DEEPSEEK, "1", "2", "3"]), min_size=1, max_size=5, unique=True)
)


@given(
    seen=st.lists(st.tuples(lists, lists), max_size=16),
    late=st.integers(0, 400),
    batches=st.integers(1, 4),
    seed=st.integers(0, 10**6),
)
@settings(max_examples=40, deadline=None)
def test_days_are_those_of_all_captures_in_whatever_order_they_come(
    seen: list[tuple[list[str] | None, list[str] | None]], late: int, batches: int, seed: int
) -> None:
    captures = [
        capture(slot, apps, series, late)
        for slot, both in enumerate(seen)
        for series, apps in zip((US_IPHONE, GERMANY), both, strict=True)
    ]
    mixed = Random(seed).sample(captures, len(captures))
    connection = empty_database()
    connection.execute("BEGIN")
    for number in range(batches):
        add_captures(connection, mixed[number::batches])
    ranks = connection.execute(RANK_DAYS).fetchall()
    days = connection.execute(SERIES_DAYS).fetchall()
    rebuild(connection, START)
    again = connection.execute(RANK_DAYS).fetchall(), connection.execute(SERIES_DAYS).fetchall()
    connection.execute("ROLLBACK")
    assert ranks == slow_rank_days(captures)
    assert days == slow_series_days(captures)
    assert again == (ranks, days)


def slow_rank_days(captures: list[Capture]) -> list[tuple[object, ...]]:
    rows: list[tuple[object, ...]] = []
    for assistant, app_id in (("chatgpt", CHATGPT), ("deepseek", DEEPSEEK)):
        for country, day in sorted({(one.slot.series.country, one.observed_at.date()) for one in captures}):
            whole = sorted((one for one in lists_of(captures, country, day)), key=lambda one: one.slot.scheduled_for)
            ranks = [[entry.app_id for entry in one.entries].index(app_id) + 1 for one in whole if has(one, app_id)]
            if ranks:
                last = ranks[-1] if has(whole[-1], app_id) else None
                rows.append((assistant, country, day, min(ranks), median(ranks), last, len(ranks)))
    return sorted(rows, key=lambda row: row[:3])


def slow_series_days(captures: list[Capture]) -> list[tuple[object, ...]]:
    tried = [(one.slot.series.country, one.observed_at.date()) for one in captures]
    return [(*key, tried.count(key), len(lists_of(captures, *key))) for key in sorted(set(tried))]


def lists_of(captures: list[Capture], country: str, day: date) -> list[Capture]:
    return [
        one for one in captures if one.entries and (one.slot.series.country, one.observed_at.date()) == (country, day)
    ]


def has(one: Capture, app_id: str) -> bool:
    return any(entry.app_id == app_id for entry in one.entries)


def test_a_capture_that_is_read_again_changes_its_day(connection: DuckDBPyConnection) -> None:
    add_captures(connection, [capture(0, ["1", CHATGPT]), capture(1, [CHATGPT])])
    repair(connection, [[capture(1, ["1", "2", CHATGPT])]])
    assert connection.execute(RANK_DAYS).fetchall() == [("chatgpt", "us", date(2025, 1, 24), 2, 2.5, 3, 2)]


def test_a_day_on_which_nobody_ran_is_a_day_of_zeros_until_it_is_captured(connection: DuckDBPyConnection) -> None:
    record_watches(connection, [Watch(US_IPHONE, STEP, 100)], START)
    add_captures(connection, [capture(0, [CHATGPT])])
    add_missed_days(connection, START + timedelta(days=2, hours=12))
    days = "SELECT day_utc, attempts, captures, whole_captures FROM series_day ORDER BY day_utc"
    assert connection.execute(days).fetchall() == [
        (date(2025, 1, 24), 1, 1, 1), (date(2025, 1, 25), 0, 0, 0), (date(2025, 1, 26), 0, 0, 0),
    ]  # fmt: skip
    add_captures(connection, [capture(5, [CHATGPT])])
    assert connection.execute(days).fetchall()[1] == (date(2025, 1, 25), 1, 1, 1)


def test_a_weekly_watch_misses_no_day_on_which_it_had_no_slot(connection: DuckDBPyConnection) -> None:
    record_watches(connection, [Watch(US_IPHONE, timedelta(days=7), 100)], START)
    add_missed_days(connection, START + timedelta(days=20))
    days = [day for (day,) in connection.execute("SELECT day_utc FROM series_day ORDER BY day_utc").fetchall()]
    assert len(days) == 2
    assert days[1] - days[0] == timedelta(days=7)


def days_at_1(*ranks: int | None) -> list[Capture]:
    """A capture a day that shows ChatGPT at that rank; None: the capture failed; 0: it is not in the list."""
    shown = []
    for day, rank in enumerate(ranks):
        others = [str(number) for number in range(1, 6)]
        apps = others if rank == 0 else [*others[: (rank or 1) - 1], CHATGPT, *others]
        shown.append(capture(4 * day, None if rank is None else apps))
    return shown


def test_a_streak_says_how_long_it_was_seen_and_where_it_may_be_longer(connection: DuckDBPyConnection) -> None:
    add_captures(connection, days_at_1(2, 1, 1, None, 1, 2, 1, None))
    found = connection.execute(
        "SELECT first_day, last_day, days_seen, days_not_observed, open_before, open_after FROM streak ORDER BY 1"
    ).fetchall()
    assert found == [
        (date(2025, 1, 25), date(2025, 1, 28), 3, 1, False, False),
        (date(2025, 1, 30), date(2025, 1, 30), 1, 0, False, True),
    ]


def test_an_overtake_has_the_days_between_which_it_happened(connection: DuckDBPyConnection) -> None:
    orders = [[CHATGPT, DEEPSEEK], ["1"], None, [DEEPSEEK, CHATGPT], [DEEPSEEK], ["1"], [CHATGPT, DEEPSEEK]]
    add_captures(connection, [capture(4 * day, apps) for day, apps in enumerate(orders)])
    found = connection.execute(
        "SELECT assistant, passed, last_day_behind, day_utc, rank, passed_rank, ended_on FROM overtake ORDER BY day_utc"
    ).fetchall()
    assert found == [
        ("deepseek", "chatgpt", date(2025, 1, 24), date(2025, 1, 27), 1, 2, date(2025, 1, 30)),
        ("chatgpt", "deepseek", date(2025, 1, 28), date(2025, 1, 30), 1, 2, None),
    ]


def test_breadth_counts_the_countries_that_were_not_observed_apart(connection: DuckDBPyConnection) -> None:
    brazil = Series("apple", "br", "iphone", "top-free", "all", "itunes_rss")
    add_captures(connection, [capture(0, ["1", CHATGPT]), capture(0, [CHATGPT], GERMANY), capture(0, None, brazil)])
    found = connection.execute(
        "SELECT at_1, top_5, ranked, countries_observed, countries_not_observed FROM breadth_daily"
        " WHERE assistant = 'chatgpt'"
    ).fetchall()
    assert found == [(1, 2, 2, 2, 1)]


def test_a_day_of_rank_daily_has_one_of_the_four_states(connection: DuckDBPyConnection) -> None:
    italy = Series("apple", "it", "iphone", "top-free", "all", "itunes_rss")
    add_captures(connection, days_at_1(3, 0, None))
    removed = int((at("2025-02-02 00:00") - START) / STEP)
    add_captures(connection, [capture(removed, ["1"], italy)])
    found = connection.execute(
        "SELECT assistant, country, state, best_rank, captures FROM rank_daily"
        " WHERE (assistant, country) IN (('chatgpt', 'us'), ('deepseek', 'it')) ORDER BY assistant, day_utc"
    ).fetchall()
    assert found == [
        ("chatgpt", "us", "ranked", 3, 1),
        ("chatgpt", "us", "not_in_chart", None, 1),
        ("chatgpt", "us", "not_observed", None, 0),
        ("deepseek", "it", "not_sold", None, 1),
    ]


def test_what_a_home_of_an_older_program_holds_is_summed_up_at_its_first_start(connection: DuckDBPyConnection) -> None:
    add_captures(connection, [capture(0, [CHATGPT])])
    made = connection.execute(RANK_DAYS).fetchall()
    connection.execute("DELETE FROM rank_day; DELETE FROM series_day")
    rebuild(connection, datetime.now(START.tzinfo))
    assert connection.execute(RANK_DAYS).fetchall() == made


def know_only(connection: DuckDBPyConnection, slots: list[int], app_id: str) -> None:
    """As an archive that knows one app's rank in these lists and nothing else of them."""
    connection.execute(
        """
        UPDATE snapshot SET apps = list_transform(snapshot.apps, lambda key: CASE WHEN key = known.app_key THEN key END)
        FROM (SELECT app_key FROM app WHERE app_id = $app_id) known
        WHERE snapshot_id IN (
            SELECT snapshot_id FROM attempt WHERE list_contains($slots::TIMESTAMPTZ[], scheduled_for)
        )
        """,
        {"app_id": app_id, "slots": [START + slot * STEP for slot in slots]},
    )
    rebuild(connection, START)


def test_a_partly_known_list_is_no_absence_of_those_it_does_not_show(connection: DuckDBPyConnection) -> None:
    others = ["1", "2", "3"]
    add_captures(
        connection,
        [capture(0, [CHATGPT, DEEPSEEK]), capture(1, [*others, CHATGPT, DEEPSEEK]), capture(4, [*others, DEEPSEEK])],
    )
    know_only(connection, [1, 4], DEEPSEEK)
    ranks = connection.execute("SELECT assistant, day_utc, best_rank, last_rank FROM rank_day ORDER BY ALL").fetchall()
    assert ranks == [
        ("chatgpt", date(2025, 1, 24), 1, 1),  # the later list says nothing of it
        ("deepseek", date(2025, 1, 24), 2, 5),
        ("deepseek", date(2025, 1, 25), 4, 4),
    ]
    states = connection.execute(
        "SELECT day_utc, state FROM rank_daily WHERE assistant = 'chatgpt' ORDER BY day_utc"
    ).fetchall()
    assert states == [(date(2025, 1, 24), "ranked"), (date(2025, 1, 25), "not_observed")]


def test_a_day_whose_list_does_not_know_who_was_first_does_not_end_a_streak(connection: DuckDBPyConnection) -> None:
    lists = [[CHATGPT], [CHATGPT], ["1", DEEPSEEK, CHATGPT], [CHATGPT, "1"], ["1", CHATGPT]]
    add_captures(connection, [capture(4 * day, apps) for day, apps in enumerate(lists)])
    know_only(connection, [8], DEEPSEEK)
    found = connection.execute(
        "SELECT first_day, last_day, days_seen, days_not_observed FROM streak WHERE assistant = 'chatgpt'"
    ).fetchall()
    assert found == [(date(2025, 1, 24), date(2025, 1, 27), 3, 1)]


def test_a_partly_known_list_before_makes_nobody_new(connection: DuckDBPyConnection) -> None:
    add_captures(connection, [capture(0, ["1", "2", CHATGPT]), capture(4, ["2", CHATGPT])])
    asked = "SELECT app_id, rank_before, depth_before FROM movers('us', at_time := '2025-01-25 12:00:00+00')"
    assert connection.execute(asked).fetchall() == [("2", 2, 3), (CHATGPT, 3, 3)]
    know_only(connection, [0], CHATGPT)
    assert connection.execute(asked).fetchall() == [("2", None, None), (CHATGPT, 3, None)]
