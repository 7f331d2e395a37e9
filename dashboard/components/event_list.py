"""Events in words, beside the chart: title, kind, date, publisher, and the link to the source."""

from typing import Any

from dash import html

from dashboard import theme
from dashboard.components.attributes import aria
from dashboard.components.event_window import window_link, window_table
from dashboard.components.marks import outside
from dashboard.figures.rank_chart import RankChart
from dashboard.rank_rows import RankRows
from tracker.queries.events import EventRow


def event_rail(rows: RankRows, chart: RankChart) -> html.Aside:
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
        every = html.Ol([_item(rows, chart, event) for event in events], className="pins every")
        is_open = rows.event is not None and rows.event not in pinned  # what was asked for must not be folded away
        summary = html.Summary(text.all_events.format(n=len(events)))
        parts.append(html.Details([summary, every], className="all-events", id="all-events", open=is_open))
    return html.Aside(parts, className="rail", **aria(label=text.happened))


def _item(rows: RankRows, chart: RankChart, event: EventRow, place: int | None = None) -> html.Li:
    text, labels = chart.text, chart.labels
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
        window_link(text, rows.query, event),
    ]  # fmt: skip
    title = outside(html.Bdi(event.title_in(text.code)), event.url)
    is_shown = event is rows.event and (place is not None or event not in chart.pinned)
    around = [window_table(text, event, rows.windows, labels)] if is_shown else []
    body = html.Div([html.Div(title, className="event-title"), html.Div(facts, className="facts"), *around])
    # The number is what joins the entry to its disc in the plot; the list itself counts for a screen reader.
    disc = [html.Span(place, className="disc", **aria(hidden="true"))] if place else []
    return html.Li([*disc, body])
