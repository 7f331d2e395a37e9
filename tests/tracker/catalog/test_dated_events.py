"""Events: sourced, dated as well as they can be, written and read back as they were."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker import catalog
from tracker.catalog import Event, EventSource
from tracker.catalog.dated_events import NEEDED_COLUMNS, PRECISIONS, STATUSES, events_csv, merged, new_event_id
from tracker.catalog.places import REGIONS
from tracker.catalog.rows import is_url, read_rows
from tracker.errors import ConfigurationError
from tracker.own_events import _events

EVENTS = {event.event_id: event for event in catalog.events()}
R1 = EVENTS["2025-01-20-deepseek-r1-released-web-app-open-weight"]


def read_back(text: str) -> tuple[Event, ...]:
    return _events(read_rows(text, "events.csv", NEEDED_COLUMNS))


def test_there_are_200_events_each_with_a_source_that_is_judged() -> None:
    assert len(EVENTS) >= 200
    for event in EVENTS.values():
        for source in event.sources:
            assert is_url(source.url)
            assert source.publisher and source.tier and source.language, event.event_id


def test_what_only_a_guess_of_a_day_carries_is_never_tested() -> None:
    for event in EVENTS.values():
        if event.precision != "day" or event.confidence == "low" or event.category == "rank":
            assert not event.is_testable
    assert R1.is_testable
    assert {event.precision for event in EVENTS.values()} == set(PRECISIONS)


def test_a_rank_is_an_outcome_apart_from_what_it_may_have_followed() -> None:
    assert [event for event in EVENTS.values() if event.is_outcome]
    assert not [event for event in EVENTS.values() if event.is_outcome and event.is_testable]


def test_an_american_evening_has_its_own_day() -> None:
    claude = EVENTS["2026-02-28-claude-becomes-no-1-free-iphone-app-in-t"]
    assert (claude.start, claude.local_date) == (date(2026, 3, 1), date(2026, 2, 28))


def test_europe_is_its_countries_so_that_a_country_finds_the_event() -> None:
    assert EVENTS["2024-05-14-claude-web-and-app-open-in-europe"].countries == REGIONS["eu"]
    assert len(REGIONS["eu"]) == 27


def test_all_shipped_events_are_read_back_as_they_were_written() -> None:
    assert read_back(events_csv(catalog.events())) == catalog.events()


TEXT = st.text(st.characters(exclude_categories=("C", "Z")), min_size=1, max_size=40)


@given(
    title=TEXT,
    note=TEXT,
    status=st.sampled_from(STATUSES),
    links=st.integers(1, 4),
    countries=st.lists(st.sampled_from(["us", "sa", "cn"]), min_size=1, unique=True),
)
def test_any_event_is_read_back_as_it_was_written(
    title: str, note: str, status: str, links: int, countries: list[str]
) -> None:
    event = replace(
        R1, title=title, note=note, status=status, countries=tuple(countries),
        sources=tuple(EventSource(f"https://example.org/{i}", "Outlet, Ltd.", "press", "ar") for i in range(links)),
    )  # fmt: skip
    assert read_back(events_csv([event])) == (event,)


def test_lists_may_stand_as_an_export_writes_them() -> None:
    text = (
        "start_date,title,category,source_url,assistants,countries\n"
        "2025-02-01,Two,launch,https://example.org/,\"[deepseek, chatgpt]\",\"['us', 'ca']\"\n"
    )
    (event,) = read_back(text)
    assert (event.assistants, event.countries) == (("deepseek", "chatgpt"), ("us", "ca"))
    assert (event.event_id, event.precision, event.status) == ("2025-02-01-two", "day", "accepted")


def test_rows_without_an_id_are_told_apart_by_day_and_title() -> None:
    head, row = "start_date,title,category,source_url\n", "2025-02-01,{},launch,https://example.org/\n"
    events = read_back(head + row.format("One") + row.format("Two"))
    assert [event.event_id for event in events] == ["2025-02-01-one", "2025-02-01-two"]
    with pytest.raises(ConfigurationError, match="line 3: '2025-02-01-one' stands in line 2 too"):
        read_back(head + row.format("One") * 2)


@pytest.mark.parametrize(
    ("title", "read"),
    [("چت\u200cبات", "چت\u200cبات"), ("Le\u00a0Chat  opens", "Le Chat opens"), ("turned \u202e round", None)],
)
def test_a_title_may_join_letters_and_may_not_turn_the_direction(title: str, read: str | None) -> None:
    text = f"start_date,title,category,source_url\n2025-02-01,{title},launch,https://example.org/\n"
    if read is not None:
        assert read_back(text)[0].title == read
        return
    with pytest.raises(ConfigurationError, match="cannot be printed"):
        read_back(text)


def test_a_user_s_row_wins_over_ours() -> None:
    mine = replace(R1, title="Mine")
    assert [one for one in merged(catalog.events(), [mine]) if one.event_id == R1.event_id] == [mine]


@pytest.mark.parametrize(
    ("title", "event_id"),
    [
        ("Le Chat opens in Japan!", "2026-11-02-le-chat-opens-in-japan"),
        ("A" * 200, f"2026-11-02-{'a' * 40}"),
        ("كلود في السعودية", "2026-11-02-cd9003c6"),
        ("AI في السعودية", "2026-11-02-ai-c53554d7"),
    ],
)
def test_an_id_is_made_of_the_day_and_the_title(title: str, event_id: str) -> None:
    assert new_event_id("2026-11-02", title) == event_id


@pytest.mark.parametrize(
    "text", ["https://example.org", "http://a.b/c?d=e#f", "https://xn--mgbh0fb.xn--kgbechtv/", "https://a.b:8080/"]
)
def test_an_address_is_whole(text: str) -> None:
    assert is_url(text)


@pytest.mark.parametrize(
    "text",
    [
        "", "example.org", "ftp://example.org", "javascript:alert(1)", "https://", "https://localhost/",
        "https://a b.org/", "https://user@evil.org/", "https://a.b:port/", "https://a.b/\x00", "https://a.b/\nx",
        "https://[::1", "https://./",
    ],
)  # fmt: skip
def test_what_is_no_whole_address_is_refused(text: str) -> None:
    assert not is_url(text)
