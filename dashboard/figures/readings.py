"""What the browser needs to say, at any point of the chart, what was seen then: the exact spans, not the drawn ones.

Plotly's own hover shows the nearest point, often a later one; a step has the value at or before. So the page sends its
spans, and assets/as_of.js looks up. Where a pixel is longer than an hour, or where they are too many to send, the
cursor moves in steps, and only the spans that hold at one of them are sent: what is said is always true of the time
that is said.
"""

from collections.abc import Collection, Sequence
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
DAY_S = 86_400
STEPS_H = (1, 2, 3, 4, 6, 8, 12, 24)  # divide a day, so that 24 h before is a step too
# States as numbers: a rank is itself, a depth is negative.
NOT_OBSERVED, NOT_SOLD, NOT_IN_CHART = 0, None, -1_000_000


def readings(chart: RankChart, spans: Sequence[RankSpan], listed: Collection[str] = ()) -> dict[str, Any]:
    """JSON for assets/as_of.js. `spans` begin a day before the chart, for the change against 24 h before.

    `listed` are the ids of events whose words stand on the page already; their marks come without. Those of other
    events lead to the event's page, where its sources are.
    """
    step = _step(chart, spans)
    return {
        "since": _seconds(chart.since),
        "until": _seconds(chart.until),
        "step": step,
        "margin": {"left": chart.frame.left, "right": chart.frame.right, "top": chart.frame.top,
                   "bottom": chart.frame.bottom},
        "series": [
            {"name": chart.labels[slug], "colour": theme.css(chart.line_colour(slug))}
            | _history(history, step)
            for slug, history in by_assistant(spans).items()
        ],
        "marks": [
            *(_event_mark(chart, event, event.event_id in listed) for event in chart.events),
            *(_reported_mark(chart, row) for row in chart.reported),
        ],
        "around": _address_around(chart.query),
        "words": _words(chart),
        "events": "/events/{id}" + ("?lang=ar" if chart.text.code == "ar" else ""),
    }  # fmt: skip


def _address_around(query: RankQuery) -> str:
    """The address of this view with the days around an event, up to where its id belongs."""
    search = replace(query, event=None).search
    return f"{search}&event=" if search else "?event="


def _seconds(moment: datetime) -> int:
    return round(moment.timestamp())


def _step(chart: RankChart, spans: Sequence[RankSpan]) -> int:
    """Seconds between two places of the cursor; 0: it moves freely."""
    a_pixel = (chart.until - chart.since) / timedelta(hours=1) / chart.frame.plot_width
    step = max((hours for hours in STEPS_H if hours <= a_pixel), default=0)
    if len(spans) > MOST_SPANS:
        whole = max(span.end for span in spans) - min(span.start for span in spans)
        assistants = len({span.assistant for span in spans})
        needed = assistants * whole / timedelta(hours=1) / MOST_SPANS
        step = max(step, next((hours for hours in STEPS_H if hours >= needed), 24 * ceil(needed / 24)))
    return 3600 * step


def _history(history: Sequence[RankSpan], step: int) -> dict[str, list[int | None]]:
    """Each span's state as a number, and its start; the last start is where the last span ends.

    A start is given as the seconds since the one before it, the first as seconds since 1970: in gzip that is a third.
    """
    spans = [(_seconds(span.start), _seconds(span.end), _code(span)) for span in history]
    if step:  # those that hold at a multiple of it
        spans = [span for span in spans if -(-span[0] // step) * step < span[1]] or spans[:1]
    starts = [*(_told_start(start, step) for start, _, _ in spans), spans[-1][1]]
    steps: list[int | None] = [later - start for start, later in zip([0, *starts], starts, strict=False)]
    return {"steps": steps, "seen": [seen for _, _, seen in spans]}


def _told_start(start: int, step: int) -> int:
    """A start as exactly as it is said, to the minute or the day, and never beyond a place of the cursor."""
    if step == DAY_S and start % step:
        return -(-start // step) * step - 60  # of the same day
    minute = start - start % 60
    return minute if step and minute % step else start


def _code(span: RankSpan) -> int | None:
    if span.state == "ranked":
        return span.rank
    if span.state == "not_in_chart":
        return -span.depth if span.depth else NOT_IN_CHART
    return NOT_OBSERVED if span.state == "not_observed" else NOT_SOLD


def _event_mark(chart: RankChart, event: EventRow, is_listed: bool) -> dict[str, Any]:
    where = {
        "at": _seconds(chart.in_view(moment_of(event.start))),
        "height": round(chart.event_height(event.kind), 4),
        "id": event.event_id,
    }
    if is_listed:
        return where
    shown = next((slug for slug in event.assistants if slug in chart.labels), "")
    text = chart.text
    said = [text.kinds[event.kind], text.event_day(event.start, event.end, event.precision), event.publisher]
    return where | {
        "title": event.title_in(text.code),
        "said": [part for part in [*said, text.tiers.get(event.tier, "")] if part],
        "kind": event.kind,
        "colour": theme.css(chart.text_colour(shown)),
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
        "colour": theme.css(chart.text_colour(row.assistant)),
    }


def is_web(url: str) -> bool:
    """Only these may become links: a catalogue of someone else may say javascript:."""
    return url.startswith(("https://", "http://"))


def _words(chart: RankChart) -> dict[str, Any]:
    text = chart.text
    return {
        "notInTop": text.not_in_top, "notInChart": text.not_in_chart, "notObserved": text.not_observed,
        "notSold": text.not_sold, "movedIn": text.moved_in, "asOfChange": text.as_of_change, "since": text.since_when,
        "close": text.close, "more": dict(text.more_events), "months": list(text.months_short),
        "weekdays": list(text.weekdays), "language": text.code, "direction": text.direction,
        "around": WORDS[text.code].around.format(n=DAYS),
    }  # fmt: skip
