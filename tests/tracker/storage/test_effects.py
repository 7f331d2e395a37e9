"""The effects that ingest keeps up are those that all the captures give at once, whatever way they came."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from functools import cache
from random import Random

import duckdb
import pytest
from duckdb import DuckDBPyConnection
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.conftest import US_IPHONE, at
from tests.tracker.queries.conftest import CHATGPT, DEEPSEEK
from tests.tracker.queries.conftest import capture as capture_of
from tracker.models import Series
from tracker.own_events import OwnEvents
from tracker.storage.captures import Capture, add_captures
from tracker.storage.catalog_tables import load_catalogue
from tracker.storage.effects import StudiedEvent, overlap, refresh_effects, studied_events
from tracker.storage.migrate import migrate
from tracker.storage.rows import insert_rows

START = at("2025-01-01 21:00")
DAY = timedelta(days=1)
DAYS = 130
GERMANY = Series("apple", "de", "iphone", "top-free", "all", "itunes_rss")
OTHERS = [str(number) for number in range(1, 31)]
ROWS = "SELECT * EXCLUDE (through_day, computed_at) FROM event_effect ORDER BY ALL"


@cache
def empty_database() -> DuckDBPyConnection:
    connection = duckdb.connect()
    connection.execute("SET TimeZone = 'UTC'")
    migrate(connection)
    load_catalogue(connection, OwnEvents((), ""))
    connection.execute("DELETE FROM event; DELETE FROM assistant_offer")
    return connection


@pytest.fixture
def connection() -> Iterator[DuckDBPyConnection]:
    """Refreshing commits, so each test has a copy of its own."""
    with duckdb.connect() as fresh:
        fresh.execute("SET TimeZone = 'UTC'")
        migrate(fresh)
        load_catalogue(fresh, OwnEvents((), ""))
        fresh.execute("DELETE FROM event")
        yield fresh


def add_event(
    connection: DuckDBPyConnection, event_id: str, day: date, assistants: list[str], countries: list[str]
) -> None:
    columns = [name for (name,) in connection.execute("SELECT column_name FROM (DESCRIBE event)").fetchall()]
    said: dict[str, object] = {
        "event_id": event_id, "start_date": day, "precision": "day", "title": event_id, "category": "model",
        "kind": "product", "assistants": assistants, "countries": countries, "confidence": "high", "local_date": day,
        "is_outcome": False, "is_testable": True, "origin": "own", "source_url": "https://example.org",
    }  # fmt: skip
    insert_rows(connection, "event", [tuple(said.get(column) for column in columns)])


def day_of(number: int) -> date:
    return (START + number * DAY).date()


def lists(seed: int) -> dict[tuple[int, str], list[str]]:
    """(day, country) → a list of that day; some days lack one."""
    draw = Random(seed)
    found = {}
    for number in range(DAYS):
        for country in ("us", "de"):
            if draw.random() < 0.05:
                continue
            apps = sorted(OTHERS, key=lambda app: int(app) + draw.gauss(0, 2))
            for slug, place in ((CHATGPT, 3 if number < 100 else 1), (DEEPSEEK, 12 if number < 100 else 2)):
                if slug == CHATGPT or draw.random() < 0.9:
                    apps.insert(min(len(apps), max(0, place + draw.randint(-1, 2))), slug)
            found[number, country] = apps
    return found


def capture(number: int, country: str, apps: list[str]) -> Capture:
    return capture_of(US_IPHONE if country == "us" else GERMANY, START + number * DAY, apps, timedelta(0))


def store(connection: DuckDBPyConnection, captures: list[Capture]) -> None:
    connection.execute("BEGIN")
    add_captures(connection, captures)
    connection.execute("COMMIT")


def rows_made_anew(connection: DuckDBPyConnection, today: date) -> list[tuple[object, ...]]:
    refresh_effects(connection, today, anew=True)
    return connection.execute(ROWS).fetchall()


EVENTS = [
    ("first", day_of(95), ["chatgpt"], ["*"]),
    ("second", day_of(100), ["chatgpt", "deepseek"], ["*"]),
    ("third", day_of(104), ["deepseek"], ["de"]),
    ("fourth", day_of(125), ["deepseek"], ["us"]),
]


@given(seed=st.integers(0, 10**6), cuts=st.lists(st.integers(60, DAYS), min_size=1, max_size=5, unique=True))
@settings(max_examples=6, deadline=None)
def test_effects_kept_up_are_those_made_anew(seed: int, cuts: list[int]) -> None:
    """Some captures come days late, and some events are told late, or are taken back."""
    draw = Random(seed)
    with duckdb.connect() as connection:
        connection.execute("SET TimeZone = 'UTC'")
        migrate(connection)
        load_catalogue(connection, OwnEvents((), ""))
        connection.execute("DELETE FROM event")
        waiting = {place: capture(*place, apps) for place, apps in lists(seed).items()}
        told = list(EVENTS)
        for number, cut in enumerate(sorted([*cuts, DAYS])):
            now = [place for place in waiting if place[0] < cut and (cut == DAYS or draw.random() < 0.97)]
            store(connection, [waiting.pop(place) for place in now])
            if told and draw.random() < 0.7:
                add_event(connection, *told.pop(draw.randrange(len(told))))
            elif draw.random() < 0.3:
                connection.execute("DELETE FROM event WHERE event_id = 'second'")
            connection.execute("UPDATE meta SET value = ? WHERE key = 'own_events'", [str(number)])
            refresh_effects(connection, day_of(cut))
        kept = connection.execute(ROWS).fetchall()
        assert kept == rows_made_anew(connection, day_of(DAYS))


@pytest.fixture
def stored(connection: DuckDBPyConnection) -> DuckDBPyConnection:
    for event in EVENTS:
        add_event(connection, *event)
    store(connection, [capture(*place, apps) for place, apps in lists(7).items()])
    return connection


def test_a_second_refresh_on_the_same_day_makes_nothing(stored: DuckDBPyConnection) -> None:
    assert refresh_effects(stored, day_of(DAYS)) > 0
    assert refresh_effects(stored, day_of(DAYS)) == 0


def test_an_effect_stays_as_it_is_once_its_weeks_are_over(stored: DuckDBPyConnection) -> None:
    refresh_effects(stored, day_of(DAYS))
    made = dict(stored.execute("SELECT event_id, max(computed_at) FROM event_effect GROUP BY ALL").fetchall())
    refresh_effects(stored, day_of(DAYS + 1))
    again = dict(stored.execute("SELECT event_id, max(computed_at) FROM event_effect GROUP BY ALL").fetchall())
    assert made["first"] == again["first"]  # 34 days ago
    assert made["fourth"] < again["fourth"]


def test_a_list_that_comes_late_changes_what_was_made_with_its_day(connection: DuckDBPyConnection) -> None:
    for event in EVENTS:
        add_event(connection, *event)
    captures = {place: capture(*place, apps) for place, apps in lists(7).items()}
    late = [captures.pop((number, "us")) for number in range(60, 67) if (number, "us") in captures]
    store(connection, list(captures.values()))
    days = "SELECT placebo_days FROM event_effect WHERE event_id = 'first' AND country = 'us'"
    refresh_effects(connection, day_of(DAYS))
    (before,) = connection.execute(days).fetchall()
    store(connection, late)
    refresh_effects(connection, day_of(DAYS))
    (after,) = connection.execute(days).fetchall()
    assert after > before
    kept = connection.execute(ROWS).fetchall()
    assert kept == rows_made_anew(connection, day_of(DAYS))


def test_lists_of_which_only_some_ranks_are_known_give_no_effects(stored: DuckDBPyConnection) -> None:
    stored.execute("UPDATE snapshot SET apps = list_concat([NULL], apps[2:])")
    assert refresh_effects(stored, day_of(DAYS)) == 0
    stored.execute("DELETE FROM series_day; DELETE FROM rank_day")
    assert refresh_effects(stored, day_of(DAYS), anew=True) == 0


def test_a_day_that_is_not_over_counts_nothing(stored: DuckDBPyConnection) -> None:
    refresh_effects(stored, day_of(103))
    (days_after, status, through) = stored.execute(
        "SELECT max(days_after), any_value(status), max(through_day) FROM event_effect WHERE event_id = 'second'"
    ).fetchall()[0]
    assert (days_after, status, through) == (3, "open", day_of(102))


def test_a_rise_that_follows_an_event_is_told_in_every_chart_it_concerns(stored: DuckDBPyConnection) -> None:
    refresh_effects(stored, day_of(DAYS))
    found = stored.execute(
        "SELECT event_id, assistant, country, status, verdict FROM event_effect"
        " WHERE event_id IN ('second', 'third') ORDER BY ALL"
    ).fetchall()
    assert [row[:3] for row in found] == [
        ("second", "chatgpt", "de"), ("second", "chatgpt", "us"), ("second", "deepseek", "de"),
        ("second", "deepseek", "us"), ("third", "deepseek", "de"),
    ]  # fmt: skip
    assert {row[3] for row in found} == {"tested"}
    assert all(row[4].startswith("unusual") for row in found if row[1] == "deepseek" and row[0] == "second")


def test_another_assistant_is_no_control(stored: DuckDBPyConnection) -> None:
    refresh_effects(stored, day_of(DAYS))
    assert stored.execute("SELECT max(controls) FROM event_effect").fetchone() == (len(OTHERS),)
    stored.execute("UPDATE app SET app_name = 'Nova: AI Chat' WHERE app_id = '5'")
    refresh_effects(stored, day_of(DAYS), anew=True)
    assert stored.execute("SELECT max(controls) FROM event_effect").fetchone() == (len(OTHERS) - 1,)
    stored.execute("UPDATE control_app SET app_id = '5' WHERE control = 'instagram' AND store = 'apple'")
    refresh_effects(stored, day_of(DAYS), anew=True)
    assert stored.execute("SELECT max(controls) FROM event_effect").fetchone() == (len(OTHERS),)


def test_events_that_overlap_are_named(stored: DuckDBPyConnection) -> None:
    refresh_effects(stored, day_of(DAYS))
    found = dict(stored.execute("SELECT event_id, any_value(overlapping) FROM event_effect GROUP BY ALL").fetchall())
    assert found == {"first": ["second"], "second": ["first", "third"], "third": ["second"], "fourth": []}


@pytest.mark.parametrize(
    ("days", "assistants", "countries", "meets"),
    [(13, ("claude", "grok"), ("us", "fr"), True), (14, ("claude",), ("us",), False), (0, ("grok",), ("us",), False),
     (3, ("claude",), ("fr",), False), (3, ("claude",), ("*",), True)],
)  # fmt: skip
def test_events_overlap_when_their_weeks_meet_for_an_assistant_and_a_country(
    days: int, assistants: tuple[str, ...], countries: tuple[str, ...], meets: bool
) -> None:
    one = StudiedEvent("a", date(2025, 3, 1), ("claude",), ("us",), ())
    other = StudiedEvent("b", date(2025, 3, 1) + timedelta(days=days), assistants, countries, ())
    assert overlap(one, other) == overlap(other, one) == meets


def test_outcomes_and_vague_dates_are_not_tested() -> None:
    connection = empty_database()
    connection.execute("BEGIN")
    add_event(connection, "known", date(2025, 3, 1), ["claude"], ["*"])
    add_event(connection, "vague", date(2025, 3, 2), ["claude"], ["*"])
    add_event(connection, "outcome", date(2025, 3, 3), ["claude"], ["*"])
    connection.execute("UPDATE event SET is_testable = FALSE WHERE event_id <> 'known'")
    connection.execute("UPDATE event SET precision = 'month' WHERE event_id = 'vague'")
    connection.execute("UPDATE event SET is_outcome = TRUE WHERE event_id = 'outcome'")
    assert [(one.event_id, one.overlaps) for one in studied_events(connection)] == [("known", ())]
    connection.execute("ROLLBACK")


def test_the_verdict_is_the_ladder(connection: DuckDBPyConnection) -> None:
    steps = {
        (0.01, 0.02, 0.05): "unusual_against_similar", (0.01, 0.02, 0.2): "unusual_for_app",
        (0.01, 0.5, 0.05): "unusual_for_app", (0.05, None, 0.5): "unusual_for_app",
        (0.06, 0.02, 0.05): "moved_around", (None, 0.05, None): "unusual_against_similar_only",
        (None, 0.06, None): "moved_around",
    }  # fmt: skip
    columns = connection.execute("SELECT column_name FROM (DESCRIBE effect)").fetchall()
    connection.execute("INSERT INTO series VALUES (1, 'apple', 'us', 'iphone', 'top-free', 'all', 'itunes_rss')")
    usual: dict[str, object] = {
        "assistant": "claude", "series_key": 1, "event_day": date(2025, 3, 1), "status": "tested", "days_before": 7,
        "days_after": 7, "ranked_before": 7, "ranked_after": 7, "days_at_top": 0, "entries": 0, "placebo_days": 0,
        "controls": 0, "overlapping": [], "method_version": "1", "through_day": date(2025, 4, 1),
        "computed_at": datetime(2025, 4, 1),
    }  # fmt: skip
    for (p_time, p_controls, q_time), verdict in steps.items():
        row = usual | {"event_id": verdict, "p_time": p_time, "p_controls": p_controls, "q_time": q_time}
        connection.execute("DELETE FROM effect")
        insert_rows(connection, "effect", [tuple(row.get(column) for (column,) in columns)])
        assert connection.execute("SELECT verdict FROM event_effect").fetchone() == (verdict,)
