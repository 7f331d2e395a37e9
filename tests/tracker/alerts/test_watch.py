"""What rules make of captures: nothing of one capture alone, nothing of what was not observed, nothing twice."""

from dataclasses import replace
from datetime import timedelta
from itertools import pairwise

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from tests.conftest import at
from tracker.alerts.rules import EntersTop, FirstIn, LeavesTop, Moves, NewEvent, Passes, Removed, Stale
from tracker.alerts.turns import Held, Shown, WatchedRank, step
from tracker.alerts.watch import (
    DatedEvent,
    Memory,
    Offer,
    watch_events,
    watch_first_in,
    watch_moves,
    watch_passes,
    watch_removed,
    watch_stale,
    watch_top,
)

NOON = at("2026-07-10 12:00")
HOUR = timedelta(hours=1)
PARTLY = "?"  # a list of which only some ranks are known


def readings(
    ranks: list[int | str | None], assistant: str = "deepseek", country: str = "us", depth: int = 100
) -> list[WatchedRank]:
    """A capture an hour: a rank, None: not in the list, PARTLY: nobody knows."""
    return [
        WatchedRank(assistant, country, NOON + hour * HOUR, NOON + hour * HOUR, "ranked", rank, depth)
        if isinstance(rank, int)
        else WatchedRank(assistant, country, NOON + hour * HOUR, NOON + hour * HOUR, "not_in_chart", None, depth)
        for hour, rank in enumerate(ranks)
        if rank != PARTLY
    ]


ENTERS = EntersTop(name="in", when="enters_top", assistant="deepseek", top=10)
LEAVES = LeavesTop(name="out", when="leaves_top", assistant="deepseek", top=10)


def test_entering_is_told_once_two_captures_show_it() -> None:
    _, happened = watch_top(ENTERS, Memory(), readings([15, 14, 9, 8, 7]))
    (one,) = happened
    assert (one.at, one.confirmed_at) == (NOON + 2 * HOUR, NOON + 3 * HOUR)
    assert (one.before, one.rank, one.top) == (14, 8, 10)


@pytest.mark.parametrize("ranks", [[15, 14, 9, 12, 13], [15, 14, 9, PARTLY, PARTLY], [9, 8, 7], [15, 9, 15, 9, 15]])
def test_one_capture_alone_and_what_was_always_so_are_no_news(ranks: list[int | str | None]) -> None:
    assert not watch_top(ENTERS, Memory(), readings(ranks)).happened


def test_leaving_is_told_of_lists_deep_enough_and_of_no_other() -> None:
    assert len(watch_top(LEAVES, Memory(), readings([3, 4, None, None])).happened) == 1
    assert not watch_top(LEAVES, Memory(), readings([3, 4, None, None], depth=5)).happened
    assert not watch_top(LEAVES, Memory(), readings([3, 4, PARTLY, PARTLY, 5])).happened


def test_a_list_that_is_partly_known_is_no_absence() -> None:
    unknown = [WatchedRank("deepseek", "us", NOON + n * HOUR, NOON, "not_in_chart", None, None) for n in (2, 3, 4)]
    assert not watch_top(LEAVES, Memory(), [*readings([3, 4]), *unknown]).happened


@given(
    st.lists(st.one_of(st.integers(1, 20), st.none()), max_size=30), st.lists(st.integers(0, 30), max_size=6),
    st.integers(1, 3),
)  # fmt: skip
@example([15, 15, 5, 5, 5], [3], 2)  # it enters between two checks
def test_however_checks_fall_the_same_is_told_and_nothing_twice(
    ranks: list[int | str | None], cuts: list[int], confirm: int
) -> None:
    rule = ENTERS.model_copy(update={"confirm": confirm})
    every = readings(ranks)
    whole = watch_top(rule, Memory(), every).happened
    memory, told = Memory(), []
    for start, end in zip([0, *sorted(cuts)], [*sorted(cuts), len(every)], strict=True):
        # each check sees again what the one before it saw
        memory, happened = watch_top(rule, memory, every[max(0, start - 2) : end])
        told += happened
    assert [one.id for one in told] == [one.id for one in whole]
    assert len({one.id for one in told}) == len(told)


@given(st.lists(st.booleans(), max_size=40), st.integers(1, 4))
def test_turns_alternate_and_each_is_confirmed(shown: list[bool], confirm: int) -> None:
    held, turns = Held(), []
    for hour, value in enumerate(shown):
        held, turn = step(held, Shown(value, NOON + hour * HOUR, NOON, None), confirm)
        if turn:
            turns.append((hour, turn))
            assert shown[hour - confirm + 1 : hour + 1] == [turn.value] * confirm
    assert all(one.value != other.value for (_, one), (_, other) in pairwise(turns))
    assert all(turn.is_first == (number == 0) for number, (_, turn) in enumerate(turns))


def test_passing_needs_both_in_the_same_capture() -> None:
    rule = Passes(name="p", when="passes", assistant="deepseek", other="chatgpt")
    mine = readings([5, 5, 2, 2, 2])
    other = readings([1, 1, 3, 3, 3], "chatgpt")
    both = sorted(mine + other, key=lambda one: one.slot)
    (one,) = watch_passes(rule, Memory(), both).happened
    assert (one.rank, one.other_rank, one.before) == (2, 3, 5)
    assert not watch_passes(rule, Memory(), mine).happened
    gone = sorted(mine + readings([1, 1, PARTLY, PARTLY, PARTLY], "chatgpt"), key=lambda one: one.slot)
    assert not watch_passes(rule, Memory(), gone).happened


def test_no_1_in_so_many_countries_counts_what_two_captures_show_in_each() -> None:
    rule = FirstIn(name="f", when="first_in_countries", assistant="deepseek", at_least=2)
    us, de, jp = (
        readings([5, 5, 1, 1, 1]),
        readings([1, 1, 1, 1, 1], country="de"),
        readings([3, 3, 3, 1, 3], country="jp"),
    )
    in_order = sorted(us + de + jp, key=lambda one: one.slot)
    (one,) = watch_first_in(rule, Memory(), in_order).happened
    assert one.top is None, "a number of countries is no rank"
    assert one.countries == ("de", "us")
    assert one.confirmed_at == NOON + 3 * HOUR


def test_countries_that_are_looked_at_for_the_first_time_are_no_news() -> None:
    rule = FirstIn(name="f", when="first_in_countries", assistant="deepseek", at_least=2)
    us, de = readings([1, 1, 1]), readings([1, 1, 1], country="de")
    late = [one._replace(slot=one.slot + 9 * HOUR, seen_at=one.seen_at + 9 * HOUR) for one in de]
    assert not watch_first_in(rule, Memory(), sorted(us + de, key=lambda one: one.slot)).happened
    assert not watch_first_in(rule, Memory(), us + late).happened


def test_a_move_is_measured_between_confirmed_places_and_told_once() -> None:
    rule = Moves(name="m", when="moves", assistant="deepseek", places=20, hours=6)
    (one,) = watch_moves(rule, Memory(), readings([50, 50, 40, 25, 24, 24, 23])).happened
    assert (one.before, one.rank, one.confirmed_at) == (50, 24, NOON + 4 * HOUR)
    assert not watch_moves(rule, Memory(), readings([50, 50, 5, 50, 50])).happened  # one capture alone
    assert not watch_moves(rule, Memory(), readings([5, 60, 5, 5, 5])).happened
    slow = replace(Memory())
    assert not watch_moves(rule, slow, readings([50, *range(50, 0, -2)])).happened


def test_out_of_the_list_is_at_least_so_far() -> None:
    rule = Moves(name="m", when="moves", assistant="deepseek", places=50, hours=6)
    (one,) = watch_moves(rule, Memory(), readings([10, 10, None, None])).happened
    assert (one.before, one.rank, one.depth) == (10, None, 100)
    assert not watch_moves(
        rule, Memory(), [*readings([None, None]), *readings([PARTLY, PARTLY, None, None], depth=20)]
    ).happened


def test_removed_means_that_the_store_said_so_twice() -> None:
    rule = Removed(name="r", when="removed", assistant="deepseek")

    def offered(*said: bool) -> list[Offer]:
        return [Offer("it", NOON + n * HOUR, NOON + n * HOUR, one) for n, one in enumerate(said)]

    assert len(watch_removed(rule, Memory(), offered(True, True, False, False)).happened) == 1
    assert not watch_removed(rule, Memory(), offered(True, True, False, True)).happened
    assert not watch_removed(rule, Memory(), offered(False, False, False)).happened


def test_stale_is_told_once_until_it_was_fresh_again() -> None:
    rule = Stale(name="s", when="stale", hours=3)
    memory, happened = watch_stale(rule, Memory(), NOON, NOON + 4 * HOUR)
    assert len(happened) == 1
    memory, happened = watch_stale(rule, memory, NOON, NOON + 9 * HOUR)
    assert not happened
    memory, happened = watch_stale(rule, memory, NOON + 9 * HOUR, NOON + 10 * HOUR)
    assert not happened
    assert len(watch_stale(rule, memory, NOON + 9 * HOUR, NOON + 20 * HOUR).happened) == 1
    assert not watch_stale(rule, Memory(), None, NOON).happened


def test_new_events_are_those_that_were_not_there_before_and_are_not_history() -> None:
    rule = NewEvent(name="e", when="event", assistants=("deepseek",))
    old = DatedEvent("old", NOON - timedelta(days=300), ("Old", ""), "release", ("deepseek",))
    new = DatedEvent("new", NOON - timedelta(days=1), ("New", ""), "release", ("deepseek",))
    other = DatedEvent("other", NOON, ("Other", ""), "release", ("chatgpt",))
    memory, happened = watch_events(rule, Memory(), [new], NOON)
    assert not happened
    memory, happened = watch_events(rule, replace(memory, seen=frozenset()), [old, new, other], NOON)
    assert [one.event_id for one in happened] == ["new"]
    assert not watch_events(rule, memory, [old, new, other], NOON).happened
