"""Events as a table, and the small facts of an event that stand everywhere."""

from collections.abc import Sequence
from typing import Any

import dash_mantine_components as dmc
from dash import html

from dashboard import theme
from dashboard.components.attributes import aria
from dashboard.components.marks import named, outside
from dashboard.components.series_controls import value_label
from dashboard.text import Text
from dashboard.text.events import EventsText
from tracker import catalog
from tracker.catalog import Kind
from tracker.queries.event_list import ListedEvent
from tracker.queries.events import EventRow

MOST_PLACES = 3


def event_title(text: Text, event: ListedEvent) -> str:
    """In the language of the page where the catalogue has it."""
    return event.title_ar if text.code == "ar" and event.title_ar else event.title


def event_address(text: Text, event_id: str) -> str:
    return f"/events/{event_id}" + ("?lang=ar" if text.code == "ar" else "")


def kind_mark(text: Text, kind: Kind, assistants: Sequence[str]) -> html.Span:
    """The shape of the kind in the colour of the first assistant, and the word."""
    colour = theme.css(theme.text_colour(assistants[0] if assistants else ""))
    return html.Span([html.I(className=f"kind {kind}", style={"background": colour}), text.kinds[kind]],
                     className="kind-name")  # fmt: skip


def event_time(text: Text, event: ListedEvent) -> html.Time:
    return html.Time(text.event_day(event.start, event.end, event.precision), dateTime=event.start.isoformat())


def places(text: Text, words: EventsText, countries: Sequence[str]) -> str:
    """Where, in words: at most a few names and how many more."""
    if "*" in countries or not countries:
        return words.everywhere
    names = [value_label(text, "country", code) for code in countries]
    more = len(names) - MOST_PLACES
    comma = "، " if text.direction == "rtl" else ", "
    shown = comma.join(names[:MOST_PLACES])
    return f"{shown} {words.more_places.format(n=more)}" if more > 0 else shown


def assistant_names(slugs: Sequence[str]) -> list[html.Span]:
    labels = catalog.assistants()
    return [named(slug, labels[slug].label if slug in labels else slug) for slug in slugs]


def event_table(text: Text, words: EventsText, events: Sequence[ListedEvent]) -> html.Div:
    heads = [
        (words.date, ""), (words.title, ""), (words.kind, "optional"), (words.assistants, ""),
        (words.where, "optional"), (words.source, "optional"),
    ]  # fmt: skip
    head = html.Tr([html.Th(name, scope="col", className=kind) for name, kind in heads])
    rows = [_row(text, words, event) for event in events]
    table = html.Table([html.Thead(head), html.Tbody(rows)], className="data events-table")
    return html.Div(table, className="scroll", tabIndex="0", role="group", **aria(label=words.name))


def _row(text: Text, words: EventsText, event: ListedEvent) -> html.Tr:
    title = dmc.Anchor(html.Bdi(event_title(text, event)), href=event_address(text, event.event_id), inherit=True)
    source: list[Any] = [outside(html.Bdi(event.publisher or event.url.split("/")[2]), event.url)]
    if event.tier in text.tiers:
        source.append(html.Span(text.tiers[event.tier], className="note"))
    return html.Tr(
        [
            html.Td(event_time(text, event), className="day"),
            html.Th(title, scope="row"),
            html.Td(kind_mark(text, event.kind, event.assistants), className="optional"),
            html.Td(html.Div(assistant_names(event.assistants), className="names")),
            html.Td(places(text, words, event.countries), className="optional"),
            html.Td(html.Div(source, className="source"), className="optional"),
        ]
    )


def other_events(text: Text, events: Sequence[EventRow]) -> html.Ol:
    """Events in short, each a link to its own page."""
    return html.Ol(
        [
            html.Li(
                html.Div(
                    [
                        html.Div(
                            dmc.Anchor(html.Bdi(event.title_in(text.code)), href=event_address(text, event.event_id),
                                       inherit=True),
                            className="event-title",
                        ),
                        html.Div(
                            [kind_mark(text, event.kind, event.assistants),
                             html.Time(text.event_day(event.start, event.end, event.precision),
                                       dateTime=event.start.isoformat())],
                            className="facts",
                        ),
                    ]
                )
            )
            for event in events
        ],
        className="pins every",
    )  # fmt: skip
