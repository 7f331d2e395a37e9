"""What the browser needs to say, at any point of the chart, what was seen then: the exact spans, not the drawn ones.

Plotly's own hover shows the nearest point, often a later one; a step has the value at or before. So the page sends its
spans, and assets/as_of.js looks up. Where they are too many to send, the cursor moves in steps, and each step has the
exact spans of its moment: what is said is always true of the time that is said.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from math import ceil
from typing import Any

from dashboard import theme
from dashboard.figures.events import moment_of
from dashboard.figures.rank_chart import RankChart
from dashboard.rank_view import RankQuery
from dashboard.spans import by_assistant
from dashboard.text.event_window import WORDS
from tracker.queries.event_window import DAYS
from tracker.queries.events import EventRow
from tracker.queries.rank_history import RankSpan
from tracker.queries.reported_ranks import ReportedRankRow

MOST_SPANS = 12_000
STEPS_H = (1, 2, 3, 4, 6, 8, 12, 24)  # divide a day, so that 24 h before is a step too
# States as numbers: a rank is itself, a depth is negative.
NOT_OBSERVED, NOT_SOLD, NOT_IN_CHART = 0, None, -1_000_000


def readings(chart: RankChart, spans: Sequence[RankSpan]) -> dict[str, Any]:
    """JSON for assets/as_of.js. `spans` begin a day before the chart, for the change against 24 h before."""
    step = _step(spans)
    return {
        "since": _seconds(chart.since),
        "until": _seconds(chart.until),
        "step": step,
        "margin": {"left": chart.frame.left, "right": chart.frame.right, "top": chart.frame.top,
                   "bottom": chart.frame.bottom},
        "series": [
            {"name": chart.labels[slug], "colour": theme.css(theme.line_colour(slug))}
            | _history(history, step)
            for slug, history in by_assistant(spans).items()
        ],
        "marks": [
            *(_event_mark(chart, event) for event in chart.events),
            *(_reported_mark(chart, row) for row in chart.reported),
        ],
        "around": _address_around(chart.query),
        "words": _words(chart),
    }  # fmt: skip


def _address_around(query: RankQuery) -> str:
    """The address of this view with the days around an event, up to where its id belongs."""
    search = replace(query, event=None).search
    return f"{search}&event=" if search else "?event="


def _seconds(moment: datetime) -> int:
    return round(moment.timestamp())


def _step(spans: Sequence[RankSpan]) -> int:
    """Seconds between two places of the cursor; 0: it moves freely."""
    if len(spans) <= MOST_SPANS:
        return 0
    whole = max(span.end for span in spans) - min(span.start for span in spans)
    assistants = len({span.assistant for span in spans})
    hours = assistants * whole / timedelta(hours=1) / MOST_SPANS
    return 3600 * next((step for step in STEPS_H if step >= hours), 24 * ceil(hours / 24))


def _history(history: Sequence[RankSpan], step: int) -> dict[str, list[int | None]]:
    """Each span's state as a number, and its start; the last start is where the last span ends.

    A start is given as the seconds since the one before it, the first as seconds since 1970: in gzip that is a third.
    """
    starts = [_seconds(span.start) for span in history]
    seen = [_code(span) for span in history]
    if step:
        starts, seen = _at_steps(starts, seen, _seconds(history[-1].end), step)
    starts.append(_seconds(history[-1].end))
    return {"steps": [later - start for start, later in zip([0, *starts], starts, strict=False)], "seen": seen}


def _at_steps(
    starts: Sequence[int], seen: Sequence[int | None], end: int, step: int
) -> tuple[list[int], list[int | None]]:
    """What holds at every multiple of the step, equal neighbours once."""
    found_at: list[int] = []
    found: list[int | None] = []
    index = 0
    for moment in range(-(-starts[0] // step) * step, end, step):
        while index + 1 < len(starts) and starts[index + 1] <= moment:
            index += 1
        if not found or found[-1] != seen[index]:
            found_at.append(moment)
            found.append(seen[index])
    return found_at, found


def _code(span: RankSpan) -> int | None:
    if span.state == "ranked":
        return span.rank
    if span.state == "not_in_chart":
        return -span.depth if span.depth else NOT_IN_CHART
    return NOT_OBSERVED if span.state == "not_observed" else NOT_SOLD


def _event_mark(chart: RankChart, event: EventRow) -> dict[str, Any]:
    shown = next((slug for slug in event.assistants if slug in chart.labels), "")
    text = chart.text
    said = [text.kinds[event.kind], text.event_day(event.start, event.end, event.precision), event.publisher]
    return {
        "at": _seconds(chart.in_view(moment_of(event.start))),
        "height": chart.event_height(event.kind),
        "title": event.title_in(text.code),
        "said": [part for part in [*said, text.tiers.get(event.tier, "")] if part],
        "url": event.url if is_web(event.url) else None,
        "id": event.event_id,
        "kind": event.kind,
        "colour": theme.css(theme.text_colour(shown)),
    }


def _reported_mark(chart: RankChart, row: ReportedRankRow) -> dict[str, Any]:
    text = chart.text
    name = chart.labels.get(row.assistant, row.assistant)
    return {
        "at": _seconds(chart.shown_days(row)[0]),
        "height": chart.rank_height(row.rank),
        "title": text.stated_rank.format(name=name, rank=row.rank),
        "said": [text.event_day(row.start, row.end, ""), row.note],
        "url": row.source_url if is_web(row.source_url) else None,
        "kind": "press",
        "colour": theme.css(theme.text_colour(row.assistant)),
    }


def is_web(url: str) -> bool:
    """Only these may become links: a catalogue of someone else may say javascript:."""
    return url.startswith(("https://", "http://"))


def _words(chart: RankChart) -> dict[str, Any]:
    text = chart.text
    return {
        "notInTop": text.not_in_top, "notInChart": text.not_in_chart, "notObserved": text.not_observed,
        "notSold": text.not_sold, "same": text.same, "up": text.up, "down": text.down, "movedIn": text.moved_in,
        "asOfChange": text.as_of_change, "since": text.since_when, "openSource": text.open_source, "close": text.close,
        "more": text.more_events.get("other", ""), "months": list(text.months_short), "weekdays": list(text.weekdays),
        "direction": text.direction, "around": WORDS[text.code].around.format(n=DAYS),
    }  # fmt: skip
