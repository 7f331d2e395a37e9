"""The user's own events: they win over shipped ones, survive an upgrade, and stop no capture when they are broken."""

import errno
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import at
from tests.tracker.stored_charts import chart
from tests.tracker.stored_charts import store as store_charts
from tracker import catalog
from tracker.catalog import Catalogue, Event, EventSource
from tracker.config import Home
from tracker.errors import ConfigurationError
from tracker.own_events import OwnEvents, decided, read_own_events, with_events, write_own_events
from tracker.prepare import prepare
from tracker.storage.database import reading

SHIPPED = catalog.events()[0]
MINE = Event(
    "2026-11-02-mine", date(2026, 11, 2), None, date(2026, 11, 2), "day", "Mine", "", "launch", ("le-chat",), ("jp",),
    "medium", "accepted", "", (EventSource("https://example.org/", "", "press", ""),),
)  # fmt: skip
NOTHING = OwnEvents((), "")
HEAD = "event_id,start_date,title,category,source_url,assistants\n"


def ask(home: Home, query: str) -> list[tuple[object, ...]]:
    with reading(home.charts_file) as connection:
        return connection.execute(query).fetchall()


def own(home: Home, *events: Event) -> None:
    home.make_folders()
    write_own_events(home, events)
    prepare(home)


def test_an_own_event_stands_beside_the_shipped_ones(home: Home) -> None:
    own(home, MINE)
    assert ask(home, "SELECT title, source_url FROM event WHERE origin = 'own'") == [("Mine", "https://example.org/")]
    assert ask(home, "SELECT count(*) FROM event") == [(len(catalog.events()) + 1,)]


def test_an_own_row_wins_over_the_shipped_one_of_its_id(home: Home) -> None:
    own(home, replace(SHIPPED, title="As I see it", sources=MINE.sources))
    assert ask(home, f"SELECT title, origin FROM event WHERE event_id = '{SHIPPED.event_id}'") == [
        ("As I see it", "own")
    ]
    assert ask(home, f"SELECT url FROM event_source WHERE event_id = '{SHIPPED.event_id}'") == [
        ("https://example.org/",)
    ]


def test_candidates_wait_apart_and_rejected_ones_are_shown_nowhere(home: Home) -> None:
    own(home, replace(MINE, status="candidate"), replace(SHIPPED, status="rejected"))
    assert ask(home, "SELECT event_id FROM event_candidate") == [(MINE.event_id,)]
    assert ask(home, "SELECT count(*) FROM event") == [(len(catalog.events()) - 1,)]
    assert ask(home, f"SELECT count(*) FROM event_source WHERE event_id = '{SHIPPED.event_id}'") == [(0,)]


def test_own_events_survive_an_upgrade_of_the_program(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    own(home, MINE, replace(SHIPPED, title="As I see it"))
    newer = Catalogue(catalog.FOLDER)
    newer.fingerprint = "another catalogue"
    monkeypatch.setattr(catalog, "SHIPPED", newer)
    prepare(home)
    assert ask(home, "SELECT value FROM meta WHERE key = 'catalogue'") == [("another catalogue",)]
    assert ask(home, "SELECT title FROM event WHERE origin = 'own' ORDER BY start_date") == [
        ("As I see it",),
        ("Mine",),
    ]


def test_events_that_are_taken_away_are_gone(home: Home) -> None:
    own(home, MINE)
    home.events_file.unlink()
    prepare(home)
    assert ask(home, "SELECT count(*) FROM event WHERE origin = 'own'") == [(0,)]


def test_a_home_whose_events_did_not_change_is_not_published_again(home: Home) -> None:
    own(home, MINE)
    before = home.charts_file.stat()
    prepare(home)
    assert home.charts_file.stat() == before


def test_broken_events_stop_no_capture_and_the_last_good_ones_stay(
    home: Home, caplog: pytest.LogCaptureFixture
) -> None:
    own(home, MINE)
    home.events_file.write_text(HEAD + "x,someday,Mine,launch,https://example.org/,\n", encoding="utf-8")
    prepare(home)
    assert "events.csv, line 2: start_date is 'someday'; wanted a date" in caplog.text
    store_charts(home, chart("AB", at("2026-07-10 12:00")))
    assert ask(home, "SELECT count(*) FROM observation") == [(2,)]
    assert ask(home, "SELECT title FROM event WHERE origin = 'own'") == [("Mine",)]


def test_a_folder_in_the_place_of_the_events_is_as_if_there_were_none(home: Home) -> None:
    own(home, MINE)
    home.events_file.unlink()
    home.events_file.mkdir()
    prepare(home)
    assert ask(home, "SELECT count(*) FROM event WHERE origin = 'own'") == [(0,)]


def test_events_that_may_not_be_read_stop_no_capture_and_the_last_good_ones_stay(
    home: Home, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    own(home, MINE)
    read_bytes, read_text = Path.read_bytes, Path.read_text

    def refusing(read: Callable[..., Any]) -> Callable[..., Any]:
        def refused(file: Path, *words: str, **more: str) -> Any:
            if file == home.events_file:  # as of another user's file; the suite may run as root
                raise PermissionError(errno.EACCES, "Permission denied", str(file))
            return read(file, *words, **more)

        return refused

    monkeypatch.setattr(Path, "read_bytes", refusing(read_bytes))
    monkeypatch.setattr(Path, "read_text", refusing(read_text))
    prepare(home)
    assert "events.csv: cannot be read (Permission denied); it has to belong to the user" in caplog.text
    store_charts(home, chart("AB", at("2026-07-10 12:00")))
    assert ask(home, "SELECT count(*) FROM observation") == [(2,)]
    assert ask(home, "SELECT title FROM event WHERE origin = 'own'") == [("Mine",)]


def test_an_own_file_needs_few_columns_and_may_come_from_a_spreadsheet(home: Home) -> None:
    home.make_folders()
    row = ",2026-11-02,Le Chat opens in Japan,launch,https://example.org/,le-chat\r\n"
    home.events_file.write_bytes(("\ufeff" + HEAD.replace("\n", "\r\n") + row).encode())
    (event,) = read_own_events(home).events
    assert (event.event_id, event.countries) == ("2026-11-02-le-chat-opens-in-japan", ("*",))


@pytest.mark.parametrize(
    ("row", "sentence"),
    [
        ("x-1,2026-11-02,T,launch,https://example.org/,le-chat,a,b", "not 6 cells as the head has"),
        ("X 1,2026-11-02,T,launch,https://example.org/,le-chat", "event_id is 'X 1'; wanted 3 to 80 of a-z, 0-9 and -"),
        ("x-1,2026-11-02,,launch,https://example.org/,le-chat", "title is empty"),
        (f"x-1,2026-11-02,{'T' * 161},launch,https://example.org/,le-chat", "longer than 160 signs"),
        ("x-1,2026-11-02,T\x07,launch,https://example.org/,le-chat", "cannot be printed"),
        (
            "x-1,2026-11-02,T,launch,https://example.org/,lechat",
            "assistants names 'lechat', which assistants.csv has not",
        ),
        ("x-1,2026-11-02,T,launch,,le-chat", "source_url is ''; wanted an address"),
    ],
)
def test_a_mistake_in_the_own_file_is_named_with_its_line(home: Home, row: str, sentence: str) -> None:
    home.make_folders()
    home.events_file.write_text(HEAD + "\n" + row + "\n", encoding="utf-8")
    with pytest.raises(ConfigurationError) as refused:
        read_own_events(home)
    assert str(refused.value).startswith(f"{home.events_file}, line 3: ")
    assert sentence in str(refused.value)


# --- pure


def test_rejecting_a_shipped_event_and_accepting_it_again_leaves_it_to_later_versions() -> None:
    rejected = decided(NOTHING, SHIPPED.event_id, "reject")
    assert [(one.event_id, one.status) for one in rejected] == [(SHIPPED.event_id, "rejected")]
    assert decided(OwnEvents(rejected, ""), SHIPPED.event_id, "accept") == ()


def test_a_decision_about_nothing_is_refused() -> None:
    with pytest.raises(ConfigurationError, match="no event 'x'; rank-tracker event list shows their ids"):
        decided(NOTHING, "x", "accept")


def test_taking_in_what_is_known_changes_nothing() -> None:
    first_source_only = [replace(one, sources=one.sources[:1]) for one in catalog.events()]
    events, change = with_events(NOTHING, first_source_only)
    assert (events, change.same) == ((), len(catalog.events()))


def test_taking_in_says_what_is_new_and_what_changed() -> None:
    events, change = with_events(NOTHING, [MINE, replace(SHIPPED, title="As I see it"), MINE])
    assert [one.title for one in events] == ["As I see it", "Mine"]
    assert (change.new, change.changed, change.same) == (1, 1, 1)
