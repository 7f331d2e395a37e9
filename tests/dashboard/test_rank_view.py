"""A URL's query becomes a view; what we do not know is said, never replaced."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard.page import query_of_search
from dashboard.rank_view import (
    RANGES,
    USUAL_ASSISTANTS,
    NotCapturedError,
    RankQuery,
    UnknownValueError,
    changed,
    choose_assistants,
    choose_dates,
    choose_series,
    parse_query,
)
from tests.conftest import US_ANDROID, US_IPHONE, at
from tracker import catalog
from tracker.models import Series

DE_IPHONE = Series("apple", "de", "iphone", "top-free", "all", "itunes_rss")
US_GROSSING = Series("apple", "us", "iphone", "top-grossing", "all", "itunes_rss")
KNOWN = sorted([US_ANDROID, US_IPHONE, DE_IPHONE, US_GROSSING])
FIRST, LAST = at("2025-01-01 00:00"), at("2026-01-01 09:00")
DAY = timedelta(days=1)

DATES = st.dates(date(2020, 1, 1), date(2030, 1, 1))
QUERIES = st.builds(
    RankQuery,
    store=st.none() | st.sampled_from(catalog.STORES),
    country=st.none() | st.sampled_from(list(catalog.countries())),
    device=st.none() | st.sampled_from(["iphone", "ipad", "mac", "android"]),
    chart=st.none() | st.sampled_from(catalog.CHARTS),
    category=st.none() | st.sampled_from(list(catalog.categories())),
    source=st.none() | st.sampled_from(["itunes_rss", "google_play"]),
    assistants=st.none()
    | st.lists(st.sampled_from(list(catalog.assistants())), min_size=1, max_size=6, unique=True).map(tuple),
    range=st.none() | st.sampled_from(list(RANGES)),
    since=st.none() | DATES,
    lang=st.none() | st.sampled_from(["en", "ar"]),
)


@given(QUERIES, st.none() | st.integers(0, 900))
def test_a_query_survives_the_way_through_the_address(query: RankQuery, length: int | None) -> None:
    until = query.since + timedelta(days=length) if query.since and length is not None else None
    whole = RankQuery(**{name: getattr(query, name) for name in RankQuery.__slots__} | {"until": until})
    assert parse_query(query_of_search(whole.search)) == whole


@pytest.mark.parametrize(
    ("query", "key", "wanted"),
    [
        ({"store": "amazon"}, "store", "apple"),
        ({"country": "US"}, "country", "us"),
        ({"device": "watch"}, "device", "iphone"),
        ({"chart": "topfree"}, "chart", "top-free"),
        ({"category": "cooking"}, "category", "all"),
        ({"range": "5d"}, "range", "90d"),
        ({"lang": "fr"}, "lang", "ar"),
        ({"assistants": "deepseek,clippy"}, "assistants", "chatgpt"),
        ({"since": "26.1.2025"}, "since", "a date like 2025-01-26"),
        ({"since": "2025-02-01", "until": "2025-01-01"}, "until", "2025-02-01 and later"),
        ({"assistants": ",".join(list(catalog.assistants())[:11])}, "assistants", "at most 10 of them"),
    ],
)
def test_an_unknown_value_is_an_error_that_names_what_is_known(query: dict[str, str], key: str, wanted: str) -> None:
    with pytest.raises(UnknownValueError) as raised:
        parse_query(query)
    assert raised.value.key == key
    assert wanted in raised.value.wanted


def test_keys_of_others_are_not_ours() -> None:
    assert parse_query({"utm_source": "newsletter", "country": "de"}) == RankQuery(country="de")


def test_without_a_word_the_usual_series_is_chosen() -> None:
    assert choose_series(RankQuery(), KNOWN) == US_IPHONE
    assert choose_series(RankQuery(), [US_ANDROID, DE_IPHONE]) == DE_IPHONE


def test_what_is_said_holds_and_the_rest_is_as_usual_as_can_be() -> None:
    assert choose_series(RankQuery(store="google"), KNOWN) == US_ANDROID
    assert choose_series(RankQuery(country="de"), KNOWN) == DE_IPHONE
    assert choose_series(RankQuery(chart="top-grossing"), KNOWN) == US_GROSSING


def test_a_series_that_nobody_captured_is_said_and_not_replaced() -> None:
    with pytest.raises(NotCapturedError) as raised:
        choose_series(RankQuery(country="fr"), KNOWN)
    assert (raised.value.series.country, raised.value.series.device) == ("fr", "iphone")
    with pytest.raises(UnknownValueError, match="google_play, itunes_rss"):
        choose_series(RankQuery(source="guess"), KNOWN)


def test_a_control_that_leaves_no_series_gives_up_what_was_least_meant() -> None:
    shown = RankQuery(store="apple", country="us", device="iphone", chart="top-grossing", category="all")
    german = RankQuery(store="apple", country="de", device="iphone")
    assert changed(shown, KNOWN, "country", "de") == german
    assert changed(shown, KNOWN, "store", "google") == RankQuery(store="google", country="us")
    assert changed(shown, KNOWN, "chart", "top-free") == replace(shown, chart="top-free")


def test_a_range_ends_with_the_last_capture_in_it() -> None:
    since, until, name = choose_dates(RankQuery(range="7d"), FIRST, LAST, LAST, simulated=False)
    assert since == until - 7 * DAY
    assert (LAST < until <= LAST + timedelta(hours=1), name) == (True, "7d")
    assert choose_dates(RankQuery(range="all"), FIRST, LAST, LAST, simulated=False)[0] == FIRST
    assert choose_dates(RankQuery(), FIRST, LAST, LAST, simulated=False)[2] == "90d"


def test_dates_of_the_address_are_whole_days() -> None:
    query = RankQuery(since=date(2025, 3, 1), until=date(2025, 3, 2))
    assert choose_dates(query, FIRST, LAST, LAST, simulated=False) == (
        at("2025-03-01 00:00"), at("2025-03-03 00:00"), None,
    )  # fmt: skip


def test_a_range_does_not_reach_into_the_future() -> None:
    query = RankQuery(since=date(2025, 12, 1), until=date(2030, 1, 1))
    assert choose_dates(query, FIRST, LAST, LAST + 2 * DAY, simulated=False)[1] == LAST + 2 * DAY


def test_a_simulated_home_begins_with_its_story() -> None:
    since, until, name = choose_dates(RankQuery(), at("2024-12-01 00:00"), LAST, LAST, simulated=True)
    assert (since, until, name) == (at("2024-12-20 00:00"), at("2025-03-21 00:00"), None)
    assert choose_dates(RankQuery(range="7d"), FIRST, LAST, LAST, simulated=True)[2] == "7d"


def test_a_simulated_home_without_that_time_shows_its_own_last_days() -> None:
    later = at("2026-05-01 00:00")
    assert choose_dates(RankQuery(), later, later + 300 * DAY, later, simulated=True)[2] == "90d"


def test_a_young_home_shows_all_that_it_has() -> None:
    since, until, name = choose_dates(RankQuery(), FIRST, FIRST + 2 * DAY, LAST, simulated=False)
    assert (since, name) == (FIRST, "all")
    assert until > FIRST + 2 * DAY
    assert choose_dates(RankQuery(range="90d"), FIRST, FIRST + 2 * DAY, LAST, simulated=False)[2] == "90d"


def test_the_usual_assistants_come_best_first_without_those_that_never_ranked() -> None:
    best: dict[str, int | None] = {"deepseek": 12, "chatgpt": 1, "gemini": 4, "claude": None}
    assert choose_assistants(RankQuery(), best, simulated=False) == ("chatgpt", "gemini", "deepseek")
    assert choose_assistants(RankQuery(), {}, simulated=False) == USUAL_ASSISTANTS
    assert choose_assistants(RankQuery(assistants=("kimi",)), best, simulated=False) == ("kimi",)
