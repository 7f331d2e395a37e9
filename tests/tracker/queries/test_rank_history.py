import itertools
from collections.abc import Sequence
from datetime import datetime, timedelta

from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from tests.conftest import US_IPHONE, at
from tests.tracker.queries.conftest import CHATGPT, DEEPSEEK, HOUR, Charts, spans_of
from tracker.app_series import details_series
from tracker.config import Home
from tracker.models import AppDetails, Series, Slot, Window
from tracker.queries.rank_history import RankSpan, rank_spans_of
from tracker.queries.rank_slots import rank_slots_of
from tracker.storage.captures import Capture, add_captures
from tracker.storage.database import lock, writing

START = at("2026-07-10 00:00")
DAY = timedelta(days=1)


def seen_by_hour(*lists: Sequence[str] | None) -> dict:  # type: ignore[type-arg]
    return {START + i * HOUR: apps for i, apps in enumerate(lists)}


def said(spans: Sequence[RankSpan]) -> list[tuple[int, int, str, int | None]]:
    """Spans in hours since the start: short enough to read in a test."""
    return [((one.start - START) // HOUR, (one.end - START) // HOUR, one.state, one.rank) for one in spans]


def test_equal_neighbours_are_one_span(charts: Charts) -> None:
    with charts(seen_by_hour([CHATGPT], [CHATGPT], ["1", CHATGPT], [CHATGPT])) as connection:
        spans = spans_of(connection, US_IPHONE, ["chatgpt"], START, START + DAY)
    assert said(spans) == [(0, 2, "ranked", 1), (2, 3, "ranked", 2), (3, 4, "ranked", 1)]


def test_absence_and_failure_are_told_apart(charts: Charts) -> None:
    with charts(seen_by_hour([CHATGPT], ["1", "2"], None, [CHATGPT])) as connection:
        spans = spans_of(connection, US_IPHONE, ["chatgpt"], START, START + DAY)
    assert said(spans) == [
        (0, 1, "ranked", 1),
        (1, 2, "not_in_chart", None),
        (2, 3, "not_observed", None),
        (3, 4, "ranked", 1),
    ]
    assert [one.depth for one in spans] == [1, 2, None, 1]


def test_a_slot_that_nobody_ran_is_not_observed(charts: Charts) -> None:
    seen = {START: [CHATGPT], START + 3 * HOUR: [CHATGPT]}
    with charts(seen, watched_from=START) as connection:
        spans = spans_of(connection, US_IPHONE, ["chatgpt"], START, START + 4 * HOUR)
    assert said(spans) == [(0, 1, "ranked", 1), (1, 3, "not_observed", None), (3, 4, "ranked", 1)]


def test_a_stopped_collector_shows_as_not_observed_up_to_now(charts: Charts) -> None:
    with charts({START: [CHATGPT]}, watched_from=START) as connection:
        spans = spans_of(connection, US_IPHONE, ["chatgpt"], START, START + DAY)
    assert said(spans) == [(0, 1, "ranked", 1), (1, 24, "not_observed", None)]


def test_what_was_seen_before_the_range_is_carried_in(charts: Charts) -> None:
    with charts(seen_by_hour([CHATGPT], [CHATGPT], [CHATGPT])) as connection:
        spans = spans_of(connection, US_IPHONE, ["chatgpt"], START + 1.5 * HOUR, START + 1.75 * HOUR)
    assert [(one.start - START, one.end - START, one.rank) for one in spans] == [(1.5 * HOUR, 1.75 * HOUR, 1)]


def test_an_assistant_that_is_not_offered_is_not_sold(charts: Charts) -> None:
    italy = Series("apple", "it", "iphone", "top-free", "all", "itunes_rss")
    removed = at("2025-01-29 00:00")
    seen = {removed - 2 * DAY: [DEEPSEEK], removed + DAY: ["1"]}
    with charts(seen, series=italy) as connection:
        spans = spans_of(connection, italy, ["deepseek"], removed - 3 * DAY, removed + 3 * DAY)
    assert [(one.state, one.rank) for one in spans] == [("ranked", 1), ("not_sold", None)]


def test_what_is_observed_outweighs_what_the_catalogue_says(charts: Charts) -> None:
    italy = Series("apple", "it", "iphone", "top-free", "all", "itunes_rss")
    with charts({at("2025-03-01 00:00"): ["1", DEEPSEEK]}, series=italy) as connection:
        spans = spans_of(connection, italy, ["deepseek"], at("2025-03-01 00:00"), at("2025-03-02 00:00"))
    assert [(one.state, one.rank) for one in spans] == [("ranked", 2)]


def test_two_sources_are_two_lists(charts: Charts) -> None:
    other = Series("apple", "us", "iphone", "top-free", "all", "apple_viewtop")
    with charts(seen_by_hour([CHATGPT])):
        pass
    with charts(seen_by_hour(["1", CHATGPT]), series=other) as connection:
        assert said(spans_of(connection, US_IPHONE, ["chatgpt"], START, START + DAY)) == [(0, 1, "ranked", 1)]
        assert said(spans_of(connection, other, ["chatgpt"], START, START + DAY)) == [(0, 1, "ranked", 2)]
        both = connection.execute("SELECT source, rank FROM rank_history('chatgpt') ORDER BY source").fetchall()
    assert both == [("apple_viewtop", 2), ("itunes_rss", 1)]


slots = st.lists(
    st.sampled_from([None, "ran not", [CHATGPT], ["1", CHATGPT], ["1", "2"], [DEEPSEEK, CHATGPT]]), max_size=30
)


@example(slots=[None, None], since=1, length=1, late=1)  # seen after the range began: the slot before it holds
@example(slots=["ran not", None], since=1, length=1, late=1)  # nobody ran the slot before it
@given(slots=slots, since=st.integers(-3, 20), length=st.integers(1, 30), late=st.integers(0, 59))
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_at_every_moment_the_span_says_what_the_last_slot_said(
    charts: Charts, slots: list[object], since: int, length: int, late: int
) -> None:
    series = Series(
        "apple",
        "us",
        "iphone",
        "top-free",
        f"all-{len(slots)}-{since}-{length}-{late}-{hash(str(slots))}",
        "itunes_rss",
    )
    seen = {START + i * HOUR: apps for i, apps in enumerate(slots) if apps != "ran not"}
    lateness = timedelta(minutes=late)
    first, last = START + since * HOUR, START + (since + length) * HOUR
    with charts(seen, series=series, watched_from=START, late=lateness) as connection:
        spans = spans_of(connection, series, ["chatgpt"], first, last)
    assert all(a.end == b.start for a, b in itertools.pairwise(spans)), "no holes"
    assert all(first <= one.start < one.end <= last for one in spans)
    for quarter in range(length * 4):
        moment = first + quarter * HOUR / 4
        covering = [one for one in spans if one.start <= moment < one.end]
        assert [(one.state, one.rank) for one in covering] == slow_reference(slots, lateness, moment)


# Nothing that was seen in one window is known in another: not how long the last capture held, nor how deep lists were.
@example(slots=[[CHATGPT], "ran not", "ran not", "ran not", [CHATGPT, "1"]], cuts=[0, 2, 4, 6], late=0, watched=False)
@given(
    slots=slots,
    cuts=st.lists(st.integers(-3, 20), min_size=2, max_size=5, unique=True),
    late=st.integers(0, 150),
    watched=st.booleans(),
)
@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_spans_of_windows_asked_in_one_go_are_those_of_each_alone(
    charts: Charts, slots: list[object], cuts: list[int], late: int, watched: bool
) -> None:
    name = f"cut-{len(slots)}-{cuts}-{late}-{watched}-{hash(str(slots))}"
    series = Series("apple", "us", "iphone", "top-free", name, "itunes_rss")
    seen = {START + i * HOUR: apps for i, apps in enumerate(slots) if apps != "ran not"}
    moments = [START + hours * HOUR for hours in cuts]
    windows = [Window(min(pair), max(pair)) for pair in itertools.combinations(moments, 2)]
    both = ["deepseek", "chatgpt"]
    lateness = timedelta(minutes=late)
    with charts(seen, series=series, watched_from=START if watched else None, late=lateness) as connection:
        together = rank_spans_of(rank_slots_of(connection, series, both, windows), windows)
        assert together == [spans_of(connection, series, both, *window) for window in windows]


def slow_reference(slots: list[object], late: timedelta, moment: object) -> list[tuple[str, int | None]]:
    """What the newest slot at a moment said, by walking over all slots. Slots go on after the list: nobody ran them."""
    answer: list[tuple[str, int | None]] = []
    for i in range(200):
        apps = slots[i] if i < len(slots) else "ran not"
        shown_from = START + i * HOUR + (late if isinstance(apps, list) or apps is None else timedelta(0))
        if shown_from <= moment:  # type: ignore[operator]
            if isinstance(apps, list):
                answer = [("ranked", apps.index(CHATGPT) + 1) if CHATGPT in apps else ("not_in_chart", None)]
            else:
                answer = [("not_observed", None)]
    return answer


def lookup(offered: bool, seen_at: datetime) -> Capture:
    """What the App Store said when it was asked for ChatGPT in the US."""
    return Capture(
        Slot(details_series("us"), seen_at, 1), seen_at, "ok", (), None, 200, None, 1, "run-1", "x.payload.gz",
        details=(AppDetails(CHATGPT, offered),),
    )  # fmt: skip


def test_what_a_lookup_says_decides_whether_an_app_is_sold_for_a_week(charts: Charts, home: Home) -> None:
    seen = {START + i * DAY: ["1", "2"] for i in range(12)}
    with charts(seen):
        pass
    with lock(home, "ingest"), writing(home) as connection:
        connection.execute("BEGIN")
        add_captures(
            connection, [lookup(False, START + DAY), lookup(True, START + 2 * DAY), lookup(False, START + 3 * DAY)]
        )
        connection.execute("COMMIT")
        rows = connection.execute("SELECT state FROM rank_history('chatgpt')").fetchall()
    states = [state for (state,) in rows]
    assert states == ["not_in_chart", "not_sold", "not_in_chart", *["not_sold"] * 7, "not_in_chart", "not_in_chart"]
