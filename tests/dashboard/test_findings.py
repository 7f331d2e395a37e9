"""What the title of the page says of the spans in view."""

from datetime import timedelta

from dashboard.findings import (
    LostTop,
    Moved,
    NoneRanked,
    NothingObserved,
    OneLook,
    ReachedTop,
    StayedTop,
    Steady,
    find,
)
from tests.dashboard.rows import DAY, HOUR, T0, spans_of

TWELVE_DAYS = 12 * 24


def test_reaching_no_1_is_the_finding_and_says_for_how_long() -> None:
    spans = spans_of("deepseek", (24, "out"), (24, 9), (TWELVE_DAYS, 1), (24, 2))
    assert find(spans) == ReachedTop(
        "deepseek", on=T0 + 2 * DAY, again=False, certain=True, lasted=timedelta(days=12), gaps=False, ending="left"
    )


def test_hours_not_observed_do_not_end_a_stay_but_are_said() -> None:
    found = find(spans_of("deepseek", (24, 9), (24, 1), (6, "gap"), (24, 1), (24, 2)))
    assert isinstance(found, ReachedTop)
    assert (found.lasted, found.gaps, found.ending) == (54 * HOUR, True, "left")


def test_an_hour_in_between_not_in_the_chart_ends_a_stay() -> None:
    found = find(spans_of("deepseek", (24, 9), (48, 1), (1, "out"), (24, 1), (24, 2)))
    assert isinstance(found, ReachedTop)
    assert (found.on, found.lasted, found.again) == (T0 + DAY, 48 * HOUR, False)


def test_an_arrival_that_nobody_saw_is_not_certain() -> None:
    found = find(spans_of("deepseek", (24, 9), (6, "gap"), (24, 1), (24, 2)))
    assert isinstance(found, ReachedTop)
    assert not found.certain
    assert found.on == T0 + 30 * HOUR


def test_a_departure_that_nobody_saw_is_said() -> None:
    found = find(spans_of("deepseek", (24, 9), (24, 1), (6, "gap"), (24, 2)))
    assert isinstance(found, ReachedTop)
    assert (found.ending, found.lasted) == ("unseen", 24 * HOUR)


def test_a_stay_up_to_the_end_is_still_there() -> None:
    found = find(spans_of("deepseek", (24, 9), (24, 1)))
    assert isinstance(found, ReachedTop)
    assert found.ending == "still"


def test_the_longest_stay_counts_and_a_later_one_is_a_return() -> None:
    found = find(spans_of("chatgpt", (24, 3), (2, 1), (24, 2), (72, 1), (24, 2)))
    assert isinstance(found, ReachedTop)
    assert (found.on, found.again, found.lasted) == (T0 + 50 * HOUR, True, 72 * HOUR)


def test_of_two_that_reached_no_1_the_one_with_the_longer_way_is_the_subject() -> None:
    from_second = spans_of("chatgpt", (24, 2), (200, 1), (24, 2))
    from_outside = spans_of("deepseek", (200, "out"), (24, 1), (24, 2))
    found = find([*from_second, *from_outside])
    assert isinstance(found, ReachedTop)
    assert found.assistant == "deepseek"


def test_no_1_from_the_first_to_the_last_capture_stayed() -> None:
    assert find(spans_of("chatgpt", (240, 1))) == StayedTop("chatgpt", gaps=False)
    assert find(spans_of("chatgpt", (24, 1), (2, "gap"), (24, 1))) == StayedTop("chatgpt", gaps=True)


def test_no_1_that_was_lost_and_not_found_again() -> None:
    assert find(spans_of("chatgpt", (24, 1), (24, 2))) == LostTop("chatgpt", T0 + DAY, certain=True)
    after_a_gap = find(spans_of("chatgpt", (24, 1), (6, "gap"), (24, 2)))
    assert after_a_gap == LostTop("chatgpt", T0 + 30 * HOUR, certain=False)


def test_without_a_no_1_the_longest_way_is_the_finding() -> None:
    climbs = spans_of("grok", (24, "out"), (24, 60), (24, 5), (24, 20))
    barely = spans_of("gemini", (48, 12), (48, 10))
    assert find([*barely, *climbs]) == Moved(
        "grok", up=True, from_rank=None, from_day=T0 + DAY, to_rank=5, to_day=T0 + 2 * DAY, depth=100
    )


def test_a_way_down_is_a_way_too() -> None:
    found = find(spans_of("claude", (24, 20), (24, 30), (24, "out")))
    assert found == Moved(
        "claude", up=False, from_rank=20, from_day=T0 + DAY, to_rank=None, to_day=T0 + 2 * DAY, depth=100
    )


def test_small_movements_are_no_news() -> None:
    found = find([*spans_of("gemini", (24, 12), (24, 10), (24, 14)), *spans_of("claude", (72, 60))])
    assert found == Steady("gemini", best=10, worst=14)


def test_a_single_capture_tells_no_story() -> None:
    spans = [*spans_of("chatgpt", (1, 1)), *spans_of("grok", (1, 9)), *spans_of("kimi", (1, "out"))]
    assert find(spans, captures=1) == OneLook("chatgpt", 1)


def test_nobody_in_the_chart_and_nobody_looking_are_two_things() -> None:
    assert find(spans_of("kimi", (24, "out"), (2, "gap"))) == NoneRanked(100)
    assert find(spans_of("kimi", (24, "gap"))) == NothingObserved()
    assert find([]) == NothingObserved()
