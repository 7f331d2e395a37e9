"""The week of one app in a row: steps, breaks, hatches."""

from dashboard.components.row_spark import BUCKETS, HEIGHT, row_spark, steps, unseen

EVERY = range(BUCKETS)


def test_a_better_rank_is_higher_and_the_line_is_stepped() -> None:
    path = steps({0: 10, 1: 1}, EVERY, 1)
    assert path == "M0 19.4H5V2.6H10"
    assert HEIGHT > 19.4


def test_the_line_breaks_where_the_app_was_not_in_the_list() -> None:
    assert steps({0: 5, 2: 5}, EVERY, 1) == "M0 11H5M10 11H15"


def test_a_capture_holds_until_the_next_one_was_due_and_not_longer() -> None:
    daily = [3, 7, 19]
    assert unseen(daily, 4) == [0, 1, 2, *range(11, 19), *range(23, 28)]
    assert steps({3: 5, 7: 5, 19: 5}, daily, 4) == "M15 11H35H55M95 11H115"
    assert unseen(EVERY, 1) == []


def test_without_a_gap_there_is_no_hatch() -> None:
    assert [layer.className for layer in row_spark({0: 1}, EVERY, 1, "--text").children] == ["line"]
    assert [layer.className for layer in row_spark({0: 1}, [0], 1, "--text").children] == ["hatch", "line"]


def test_an_app_without_any_sample_has_no_line() -> None:
    assert steps({}, EVERY, 1) == ""
