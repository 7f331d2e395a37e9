"""Events in words, beside the chart: title, kind, date, publisher, and the link to the source."""

from collections.abc import Mapping, Sequence
from typing import Any

from dash import html

from dashboard import theme
from dashboard.components.attributes import aria
from dashboard.components.marks import outside
from dashboard.text import Text
from tracker.queries.events import EventRow


def event_rail(
    text: Text, events: Sequence[EventRow], pinned: Sequence[EventRow], labels: Mapping[str, str]
) -> html.Aside:
    parts: list[Any] = [html.H2(text.happened, className="h3"), html.P(text.beside, className="note")]
    if not events:
        parts.append(html.P(text.no_events, className="note"))
    parts.append(
        html.Ol(
            [_item(text, event, labels, place) for place, event in enumerate(pinned, start=1)],
            className="pins",
            id="pins",
        )
    )
    if len(events) > len(pinned):
        every = html.Ol([_item(text, event, labels) for event in events], className="pins every")
        summary = html.Summary(text.all_events.format(n=len(events)))
        parts.append(html.Details([summary, every], className="all-events", id="all-events"))
    return html.Aside(parts, className="rail", **aria(label=text.happened))


def _item(text: Text, event: EventRow, labels: Mapping[str, str], place: int | None = None) -> html.Li:
    shown = next((slug for slug in event.assistants if slug in labels), "")
    day = text.event_day(event.start, event.end, event.precision)
    facts = [
        html.Span(
            [html.I(className=f"kind {event.kind}", style={"background": theme.css(theme.text_colour(shown))}),
             text.kinds[event.kind]],
            className="kind-name",
        ),
        html.Time(day, dateTime=event.start.isoformat()),
        *([html.Bdi(event.publisher)] if event.publisher else []),
        *([html.Span(text.tiers[event.tier])] if event.tier in text.tiers else []),
    ]  # fmt: skip
    title = outside(html.Bdi(event.title), event.url)
    body = html.Div([html.Div(title, className="event-title"), html.Div(facts, className="facts")])
    # The number is what joins the entry to its disc in the plot; the list itself counts for a screen reader.
    disc = [html.Span(place, className="disc", **aria(hidden="true"))] if place else []
    return html.Li([*disc, body])
