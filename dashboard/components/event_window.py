"""What was before an event and what followed, in a table beside it."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from dash import dcc, html

from dashboard.rank_view import RankQuery
from dashboard.text import Text
from dashboard.text.event_window import WORDS, WindowWords
from tracker.queries.event_window import DAYS, EventWindow, Side
from tracker.queries.events import EventRow


def window_link(text: Text, query: RankQuery, event: EventRow) -> dcc.Link:
    """The address that shows, or hides, the days around an event."""
    words = WORDS[text.code]
    is_open = query.event == event.event_id
    asked = replace(query, event=None if is_open else event.event_id)
    return dcc.Link(
        words.away if is_open else words.around.format(n=DAYS), href="/" + asked.search, className="around",
    )  # fmt: skip


def window_table(
    text: Text, event: EventRow, windows: Sequence[EventWindow], labels: Mapping[str, str], headed: bool = False
) -> html.Div:
    """A row for each assistant; `headed`: a heading above it says already that nothing is told of causes."""
    words = WORDS[text.code]
    if event.precision != "day":
        return html.Div(html.P(words.not_a_day, className="note"), className="window")
    head = html.Thead(html.Tr([html.Th(text.assistant), html.Th(words.before), html.Th(words.after)]))
    rows = [
        html.Tr(
            [html.Th(html.Bdi(labels[one.assistant]), scope="row"), _cell(words, one.before), _cell(words, one.after)]
        )
        for one in windows
    ]
    note = words.what if headed else f"{words.not_cause} {words.what}"
    parts = [html.P(note, className="note"), html.Table([head, html.Tbody(rows)])]
    return html.Div(parts, className="window")


def _cell(words: WindowWords, side: Side) -> html.Td:
    if not side.days_observed:
        return html.Td(words.unseen)
    outside = words.not_sold if side.days_not_sold == side.days_observed else words.none
    said = outside if side.median_rank is None else f"{side.median_rank:g}"
    facts = [
        *([words.best.format(rank=side.best_rank)] if side.best_rank is not None else []),
        words.observed.format(m=side.days_observed, n=DAYS),
        *([words.some_not_sold.format(k=side.days_not_sold)] if 0 < side.days_not_sold < side.days_observed else []),
    ]
    return html.Td([html.Span(said, className="median"), html.Span(" · ".join(facts), className="facts")])
