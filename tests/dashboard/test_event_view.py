"""URL → which events are asked for; the sentence above them; the SQL that gives the same."""

from datetime import date
from pathlib import Path

import duckdb
import pytest

from dashboard.event_view import EventQuery, events_title, parse_event_query
from dashboard.rank_view import UnknownValueError
from dashboard.text import text_for
from dashboard.text.events import events_text
from tracker.config import Home
from tracker.prepare import prepare
from tracker.queries.event_list import EventFilter, event_list_sql, listed_events, one_event
from tracker.storage.database import reading

YEARS = (2026, 2025)


@pytest.fixture(scope="module")
def charts(tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = Home(tmp_path_factory.mktemp("events"))
    prepare(home)
    return home.charts_file


def test_an_address_says_what_is_wanted_and_is_made_of_it_again() -> None:
    query = parse_event_query({"q": " r1 ", "kind": "release", "year": "2025", "page": "2", "other": "x"}, YEARS)
    assert query.wanted == EventFilter("accepted", "r1", "release", None, None, 2025)
    assert query.search == "?q=r1&kind=release&year=2025&page=2"
    assert query.changed("kind", "").search == "?q=r1&year=2025", "another choice begins at its first page"


@pytest.mark.parametrize(
    ("key", "value"),
    [("kind", "party"), ("assistant", "clippy"), ("country", "xx"), ("year", "1999"), ("status", "rejected"),
     ("page", "0"), ("page", "-1")],
)  # fmt: skip
def test_an_unknown_value_is_named_and_never_replaced(key: str, value: str) -> None:
    with pytest.raises(UnknownValueError) as caught:
        parse_event_query({key: value}, YEARS)
    assert (caught.value.key, caught.value.got) == (key, value)


FILTERS = [
    EventFilter(),
    EventFilter(words="deepseek R1"),
    EventFilter(words="it's 100% ' OR true --"),
    EventFilter(kind="rule", country="it"),
    EventFilter(assistant="chatgpt", year=2023),
    EventFilter(status="candidate"),
]


@pytest.mark.parametrize("wanted", FILTERS, ids=str)
def test_the_shown_sql_gives_the_same_events(charts: Path, wanted: EventFilter) -> None:
    with reading(charts) as connection:
        listed = [event.event_id for event in listed_events(connection, wanted)]
        answered = connection.execute(f"SELECT event_id FROM ({event_list_sql(wanted)})").fetchall()
    assert listed == [row[0] for row in answered]


def test_words_are_found_in_both_languages(charts: Path) -> None:
    with reading(charts) as connection:
        english = listed_events(connection, EventFilter(words="r1 released"))
        arabic = listed_events(connection, EventFilter(words="آر 1"))
    assert [event.start for event in english] == [date(2025, 1, 20)]
    assert english[0] in arabic


def test_the_title_says_how_many_whose_and_when_most(charts: Path) -> None:
    with reading(charts) as connection:
        events = listed_events(connection, EventFilter(assistant="deepseek", year=2025))
    query = EventQuery(assistant="deepseek", year="2025")
    in_january = sum(event.start.month == 1 for event in events)
    title = events_title(text_for("en"), events_text("en"), query, events)
    assert title == f"{len(events)} events of DeepSeek, most of them in January 2025: {in_january}"
    assert events_title(text_for("en"), events_text("en"), query, []) == "No event matches"


def test_an_event_that_is_not_there_is_none(charts: Path) -> None:
    with reading(charts) as connection:
        assert one_event(connection, "'; DROP TABLE event; --") is None


def test_a_literal_cannot_leave_its_quotes(charts: Path) -> None:
    query = event_list_sql(EventFilter(words="x');select(1"))
    assert len(duckdb.extract_statements(query)) == 1
