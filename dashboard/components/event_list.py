"""Events in words, beside the chart: title, kind, date, publisher, and the link to the source."""

from collections.abc import Sequence
from typing import Any

from dash import dcc, html

from dashboard import theme
from dashboard.components.attributes import aria, data
from dashboard.components.event_forms import add_form
from dashboard.components.event_window import window_link, window_table
from dashboard.components.marks import outside
from dashboard.figures.events import salient
from dashboard.figures.rank_chart import RankChart
from dashboard.rank_rows import RankRows
from dashboard.text.events import events_text
from tracker.queries.events import EventRow

MOST_LISTED = 30


def event_rail(rows: RankRows, chart: RankChart, listed: Sequence[EventRow], can_add: bool) -> html.Aside:
    """`can_add`: who looks may add an event of their own, beside the chart."""
    text, events, pinned = chart.text, chart.events, chart.pinned
    parts: list[Any] = [html.H2(text.happened, className="h3"), html.P(text.beside, className="note")]
    if not events:
        parts.append(html.P(text.no_events, className="note"))
    parts.append(
        html.Ol(
            [_item(rows, chart, event, place) for place, event in enumerate(pinned, start=1)],
            className="pins",
            id="pins",
        )
    )
    if len(events) > len(pinned):
        parts.append(_more(rows, chart, listed))
    if can_add:
        words = events_text(text.code)
        form = add_form(words, stays="yes")
        parts.append(html.Details([html.Summary(words.add), form], className="all-events", id="add-event"))
    return html.Aside(parts, className="rail", **aria(label=text.happened))


def listed_events(rows: RankRows, chart: RankChart) -> list[EventRow]:
    """Those that stand beside the chart: all of them, or those that weigh most where they are many."""
    events = chart.events
    if len(events) == len(chart.pinned):
        return list(events)
    listed = list(events) if len(events) <= MOST_LISTED else salient(events, rows.view.country, MOST_LISTED)
    # what was asked for must not be missing
    missing = rows.event is not None and rows.event not in chart.pinned and rows.event not in listed
    return [*listed, rows.event] if missing and rows.event is not None else listed


def _more(rows: RankRows, chart: RankChart, listed: Sequence[EventRow]) -> html.Details:
    """Those events that have no pin, too, folded."""
    text, events = chart.text, chart.events
    summary = text.all_events.format(n=len(events))
    if len(events) > len(listed):
        summary = text.most_events.format(k=len(listed), n=len(events))
    # what was asked for must not be folded away
    is_open = rows.event is not None and rows.event not in chart.pinned
    every: list[Any] = [html.Ol([_item(rows, chart, event) for event in listed], className="pins every")]
    if len(listed) < len(events):
        every.append(
            html.P(
                dcc.Link(text.every_event, href="/events" + ("?lang=ar" if text.code == "ar" else "")), className="note"
            )
        )
    return html.Details([html.Summary(summary), *every], className="all-events", id="all-events", open=is_open)


def _item(rows: RankRows, chart: RankChart, event: EventRow, place: int | None = None) -> html.Li:
    text, labels = chart.text, chart.labels
    shown = next((slug for slug in event.assistants if slug in labels), "")
    day = text.event_day(event.start, event.end, event.precision)
    facts = [
        html.Span(
            [html.I(className=f"kind {event.kind}", style={"background": theme.css(chart.text_colour(shown))}),
             text.kinds[event.kind]],
            className="kind-name",
        ),
        html.Time(day, dateTime=event.start.isoformat()),
        *([html.Bdi(event.publisher)] if event.publisher else []),
        *([html.Span(text.tiers[event.tier])] if event.tier in text.tiers else []),
        window_link(text, rows.query, event),
    ]  # fmt: skip
    title = outside(html.Bdi(event.title_in(text.code)), event.url)
    is_shown = event is rows.event and (place is not None or event not in chart.pinned)
    around = [window_table(text, event, rows.windows, labels)] if is_shown else []
    body = html.Div([html.Div(title, className="event-title"), html.Div(facts, className="facts"), *around])
    # The number is what joins the entry to its disc in the plot; the list itself counts for a screen reader.
    disc = [html.Span(place, className="disc", **aria(hidden="true"))] if place else []
    return html.Li([*disc, body], **data(event=event.event_id))
