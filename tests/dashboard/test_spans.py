"""Thinning loses no break, no extreme; holes are exactly the time without a look."""

import itertools
from datetime import timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from dashboard.spans import at, clip, holes, thin
from tests.dashboard.rows import DAY, HOUR, T0, spans_of
from tracker.queries.rank_history import RankSpan

MINUTES = st.integers(1, 400)
SEEN = st.one_of(st.integers(1, 100), st.sampled_from(["out", "gap", "unsold"]))
HISTORIES = st.lists(st.tuples(MINUTES.map(lambda minutes: minutes / 60), SEEN), min_size=1, max_size=120)


def merged(history: list[RankSpan]) -> list[RankSpan]:
    """As the query gives them: equal neighbours are one."""
    found: list[RankSpan] = []
    for span in history:
        if found and (found[-1].state, found[-1].rank) == (span.state, span.rank):
            found[-1] = found[-1]._replace(end=span.end)
        else:
            found.append(span)
    return found


@settings(max_examples=200, deadline=None)
@given(HISTORIES, st.integers(1, 30))
def test_every_part_of_the_range_keeps_its_best_and_worst_rank_and_its_states(
    parts: list[tuple[float, int | str]], buckets: int
) -> None:
    history = merged(spans_of("deepseek", *parts))
    until = history[-1].end
    thinned = thin(history, T0, until, buckets)
    width = (until - T0) / buckets
    for place in range(buckets):
        start, end = T0 + place * width, T0 + (place + 1) * width
        for whole, some in [(clip(history, start, end), clip(thinned, start, end))]:
            assert {span.state for span in some} == {span.state for span in whole}
            ranks, kept = ([span.rank for span in spans if span.rank] for spans in (whole, some))
            assert (min(ranks, default=0), max(ranks, default=0)) == (min(kept, default=0), max(kept, default=0))


@settings(max_examples=200, deadline=None)
@given(HISTORIES, st.integers(1, 30))
def test_every_change_of_state_stays_where_it_was(parts: list[tuple[float, int | str]], buckets: int) -> None:
    history = merged(spans_of("deepseek", *parts))
    thinned = thin(history, T0, history[-1].end, buckets)
    for span, later in itertools.pairwise(history):
        if span.state != later.state:
            kept = at(thinned, later.start)
            assert kept is not None
            assert (kept.state, kept.start, kept.rank) == (later.state, later.start, later.rank)
    assert (thinned[0].start, thinned[-1].end) == (history[0].start, history[-1].end)
    assert all(span.end == later.start for span, later in itertools.pairwise(thinned))


def test_many_ranks_become_few() -> None:
    history = spans_of("deepseek", *[(1, 1 + place % 7) for place in range(5_000)])
    assert len(thin(history, T0, history[-1].end, 500)) <= 4 * 500


def test_assistants_are_thinned_each_for_itself() -> None:
    both = [*spans_of("deepseek", (1, 1), (1, 2)), *spans_of("chatgpt", (2, 5))]
    assert {span.assistant for span in thin(both, T0, T0 + 2 * HOUR, 1)} == {"deepseek", "chatgpt"}


@settings(max_examples=200, deadline=None)
@given(HISTORIES, st.integers(0, 600), st.integers(1, 3000))
def test_holes_and_looks_fill_the_range_without_overlap(
    parts: list[tuple[float, int | str]], lead: int, length: int
) -> None:
    history = spans_of("deepseek", *parts)
    since = T0 - timedelta(minutes=lead)
    until = since + timedelta(minutes=length)
    gaps = holes(history, since, until)
    looked = sum((span.end - span.start for span in clip(history, since, until) if span.state != "not_observed"),
                 timedelta())  # fmt: skip
    assert sum((end - start for start, end in gaps), timedelta()) + looked == until - since
    assert all(start < end for start, end in gaps)
    assert all(before[1] < after[0] for before, after in itertools.pairwise(gaps))


def test_time_before_the_first_capture_is_a_hole() -> None:
    assert holes(spans_of("deepseek", (24, 3)), T0 - DAY, T0 + DAY) == [(T0 - DAY, T0)]
