"""Spans, cut and thinned for drawing. A break is never lost, and no rank is made up."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from datetime import datetime
from itertools import groupby

from tracker.queries.rank_history import RankSpan


def by_assistant(spans: Sequence[RankSpan]) -> dict[str, list[RankSpan]]:
    """The spans of each assistant, in the order in which they come."""
    return {slug: list(group) for slug, group in groupby(spans, key=lambda span: span.assistant)}


def clip(spans: Sequence[RankSpan], since: datetime, until: datetime) -> list[RankSpan]:
    """The parts of the spans that lie in [since, until); they are sorted by assistant, then by time."""
    return [span for history in by_assistant(spans).values() for span in _clipped(history, since, until)]


def _clipped(history: Sequence[RankSpan], since: datetime, until: datetime) -> list[RankSpan]:
    first = bisect_right(history, since, key=lambda span: span.end)
    inside = list(history[first : bisect_left(history, until, key=lambda span: span.start)])
    # only the first and the last can reach beyond
    if inside and inside[0].start < since:
        inside[0] = inside[0]._replace(start=since)
    if inside and inside[-1].end > until:
        inside[-1] = inside[-1]._replace(end=until)
    return inside


def holes(spans: Sequence[RankSpan], since: datetime, until: datetime) -> list[tuple[datetime, datetime]]:
    """When nothing was observed in [since, until), oldest first: failed and missed captures, time before the first."""
    seen = sorted(piece for history in by_assistant(clip(spans, since, until)).values() for piece in _seen(history))
    merged: list[tuple[datetime, datetime]] = []
    for start, end in seen:
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    edges = [since, *(moment for piece in merged for moment in piece), until]
    return [(start, end) for start, end in zip(edges[::2], edges[1::2], strict=True) if start < end]


def _seen(history: Sequence[RankSpan]) -> Iterator[tuple[datetime, datetime]]:
    """The times in which one assistant was observed without a break."""
    start: datetime | None = None
    end = None
    for span in history:
        if start is not None and end is not None and (span.state == "not_observed" or span.start > end):
            yield start, end
            start = None
        if span.state != "not_observed":
            start = span.start if start is None else start
            end = span.end
    if start is not None and end is not None:
        yield start, end


def thin(spans: Sequence[RankSpan], since: datetime, until: datetime, buckets: int) -> list[RankSpan]:
    """At most about four ranks of each assistant in each of the equal parts of [since, until), and every break.

    M4 (Jugel and others, "M4: A Visualization-Oriented Time Series Data Aggregation", VLDB 2014): the first, last,
    best and worst rank that begin in a bucket give the same pixels as all of them. Where the state changes, both
    sides stay. A kept span lasts until the next kept one.
    """
    return [span for history in by_assistant(spans).values() for span in _thinned(history, since, until, buckets)]


def _thinned(history: Sequence[RankSpan], since: datetime, until: datetime, buckets: int) -> Iterator[RankSpan]:
    kept: set[int] = set()
    begin, width = since.timestamp(), (until - since).total_seconds() / buckets
    number = [(span.start.timestamp() - begin) // width for span in history]
    for _, bucket in groupby(range(len(history)), key=number.__getitem__):
        inside = list(bucket)
        ranked = [index for index in inside if history[index].rank is not None]
        kept |= {inside[0], inside[-1]}
        kept |= {index for index in inside if history[index].state != "ranked"}
        if ranked:
            kept.add(min(ranked, key=lambda index: history[index].rank or 0))
            kept.add(max(ranked, key=lambda index: history[index].rank or 0))
    # The first span after a break starts a line anew: without it the line would begin too late.
    kept |= {index for index in range(1, len(history)) if history[index - 1].state != history[index].state}
    chosen = [history[index] for index in sorted(kept)]
    ends = [later.start for later in chosen[1:]] + [history[-1].end]
    return (RankSpan(span[0], span[1], end, *span[3:]) for span, end in zip(chosen, ends, strict=True))


def at(history: Sequence[RankSpan], moment: datetime) -> RankSpan | None:
    """The span of one assistant that holds at this moment; None where there is none."""
    return next((span for span in history if span.start <= moment < span.end), None)
