"""Spans, cut and thinned for drawing. A break is never lost, and no rank is made up."""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from itertools import groupby

from tracker.queries.rank_history import RankSpan

DAY = timedelta(days=1)


def by_assistant(spans: Sequence[RankSpan]) -> dict[str, list[RankSpan]]:
    """The spans of each assistant, in the order in which they come."""
    return {slug: list(group) for slug, group in groupby(spans, key=lambda span: span.assistant)}


def clip(spans: Sequence[RankSpan], since: datetime, until: datetime) -> list[RankSpan]:
    """The parts of the spans that lie in [since, until)."""
    return [
        span
        if since <= span.start and span.end <= until
        else span._replace(start=max(span.start, since), end=min(span.end, until))
        for span in spans
        if span.start < until and span.end > since
    ]


def holes(spans: Sequence[RankSpan], since: datetime, until: datetime) -> list[tuple[datetime, datetime]]:
    """When nothing was observed in [since, until), oldest first: failed and missed captures, time before the first."""
    seen = sorted((span.start, span.end) for span in clip(spans, since, until) if span.state != "not_observed")
    merged: list[tuple[datetime, datetime]] = []
    for start, end in seen:
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    edges = [since, *(moment for piece in merged for moment in piece), until]
    return [(start, end) for start, end in zip(edges[::2], edges[1::2], strict=True) if start < end]


def thin(spans: Sequence[RankSpan], since: datetime, until: datetime, buckets: int) -> list[RankSpan]:
    """At most about four ranks of each assistant in each of the equal parts of [since, until), and every break.

    M4 (Jugel and others, "M4: A Visualization-Oriented Time Series Data Aggregation", VLDB 2014): the first, last,
    best and worst rank that begin in a bucket give the same pixels as all of them. Where the state changes, both
    sides stay. A kept span lasts until the next kept one.
    """
    return [span for history in by_assistant(spans).values() for span in _thinned(history, since, until, buckets)]


def _thinned(history: Sequence[RankSpan], since: datetime, until: datetime, buckets: int) -> Iterator[RankSpan]:
    kept: set[int] = set()
    width = (until - since) / buckets
    for _, bucket in groupby(range(len(history)), key=lambda index: (history[index].start - since) // width):
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
    return (span._replace(end=end) for span, end in zip(chosen, ends, strict=True))


def at(history: Sequence[RankSpan], moment: datetime) -> RankSpan | None:
    """The span of one assistant that holds at this moment; None where there is none."""
    return next((span for span in history if span.start <= moment < span.end), None)
