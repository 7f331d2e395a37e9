"""One event: its sources, and the ranks of those it concerns in the days around it. What followed, not what caused."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

import dash_mantine_components as dmc
from dash import ClientsideFunction, Dash, Input, Output, State, ctx, dcc, html, no_update

from dashboard.admin import doors, is_admin
from dashboard.components.attributes import aria, data
from dashboard.components.event_effects import effects_section
from dashboard.components.event_evidence import evidence_list, evidence_said
from dashboard.components.event_forms import decision_buttons
from dashboard.components.event_table import event_time, event_title, kind_mark, other_events, places
from dashboard.components.event_window import window_table
from dashboard.components.marks import outside
from dashboard.components.plot import plot
from dashboard.components.rank_plate import evidence, key_line, paper
from dashboard.components.rank_states import state_plate_of
from dashboard.components.series_controls import MANY, options_of, series_words, value_label
from dashboard.components.shell import PageContent
from dashboard.components.sql_behind import rank_history_sql
from dashboard.components.state_box import state_plate, steps
from dashboard.effect_rows import effect_rows
from dashboard.figures.frame import frame_for
from dashboard.figures.rank_chart import RankChart
from dashboard.figures.rank_history import rank_history_figure
from dashboard.figures.readings import readings
from dashboard.page import Page, Visit, query_of_search
from dashboard.rank_rows import EmptyRangeError, NothingCapturedError, RankRows, rank_rows
from dashboard.rank_view import (
    MOST_ASSISTANTS,
    NotCapturedError,
    UnknownValueError,
    ViewError,
    parse_query,
)
from dashboard.text import Text
from dashboard.text.events import EventsText, events_text
from tracker import catalog
from tracker.queries.event_list import EventSourceRow, ListedEvent, event_sources, one_event
from tracker.queries.event_window import DAYS, EventWindow, event_windows
from tracker.queries.events import EventRow
from tracker.queries.news_candidates import EvidenceRow
from tracker.queries.news_candidates import evidence as found_articles

NAME = "event"
PLOT, PLATE, GO = "event-plot", "event-plate", "event-go"
AROUND = timedelta(days=DAYS + 3)
PLOT_HEIGHT = 470
KEYS = ("store", "country")  # what the address may say beside the event


@dataclass(frozen=True)
class Around:
    """What the charts show in the days around an event."""

    rows: RankRows
    windows: Sequence[EventWindow]  # none for a date that is not known to the day


def content(visit: Visit) -> PageContent:
    text, words = visit.text, events_text(visit.text.code)
    event_id = visit.query.get("event_id", "")
    event = one_event(visit.connection, event_id)
    every = "/events" + ("?lang=ar" if text.code == "ar" else "")
    if event is None:
        plate = state_plate(words.unknown, words.unknown_why.format(id=text.name(event_id[:80])),
                            steps((words.all_events, every)))  # fmt: skip
        return PageContent(words.unknown, [plate])
    sources = event_sources(visit.connection, event_id)
    title = event_title(text, event)
    state: Any
    try:
        around = _around(visit, event)
    except UnknownValueError as error:
        return PageContent(title, [state_plate_of(text, error, visit.query, f"/events/{event_id}")])
    except (EmptyRangeError, NotCapturedError, NothingCapturedError):
        around, state = None, _nothing(text, words.no_chart, words.no_chart_why)
    except _NobodyConcernedError:
        around, state = None, html.P(words.no_assistant, className="note")
    body = _followed(visit, words, event, around) if around else [state]
    rail = _rail(text, words, event, sources, found_articles(visit.connection, event_id), around)
    column = html.Div([*_head(text, words, event, title), *body])
    plates = [html.Section([column, rail], className="plate columns event-page")]
    return PageContent(title, plates, _controls(text, around.rows) if around else ())


def _controls(text: Text, rows: RankRows) -> list[Any]:
    """In which store and country the ranks are shown."""
    return [
        html.Div(
            [_pick(text, key, rows) for key in KEYS],
            className="choices is-open",
        ),
        dcc.Location(id=GO, refresh="callback-nav"),
    ]


def _pick(text: Text, key: str, rows: RankRows) -> dmc.Select:
    labels = {one: value_label(text, key, one) for one in options_of(key, rows.view.series, rows.known)}
    value = getattr(rows.view, key)
    return dmc.Select(
        id=f"event-{key}", label=getattr(text, key), value=value, allowDeselect=False, searchable=len(labels) > MANY,
        data=[{"value": one, "label": name} for one, name in sorted(labels.items(), key=lambda item: item[1])],
        className="pick", variant="unstyled", w="auto", maxDropdownHeight=320, nothingFoundMessage=text.nothing_found,
        comboboxProps={"position": "bottom-start", "width": 220},
        styles={"input": {"width": f"calc({max(6, len(labels[value]))}ch + 34px)"}},
        rightSection=html.I(className="chevron"), rightSectionWidth=24, rightSectionPointerEvents="none",
    )  # fmt: skip


class _NobodyConcernedError(ViewError):
    """The event names no assistant that we follow."""


def _around(visit: Visit, event: ListedEvent) -> Around:
    known = tuple(slug for slug in event.assistants if slug in catalog.assistants())[:MOST_ASSISTANTS]
    if not known:
        raise _NobodyConcernedError
    asked = parse_query({key: visit.query[key] for key in (*KEYS, "lang") if key in visit.query})
    query = replace(
        asked, country=asked.country or _usual_country(event), assistants=known, range=None,
        since=event.start - AROUND, until=(event.end or event.start) + AROUND,
    )  # fmt: skip
    rows = rank_rows(visit.connection, query, visit.now, visit.fresh.simulated, visit.version)
    is_day = event.precision == "day"
    windows = event_windows(visit.connection, rows.view.series, known, event.start) if is_day else []
    return Around(rows, windows)


def _usual_country(event: ListedEvent) -> str | None:
    """The only country of an event that happened in one; else the usual one."""
    return event.countries[0] if len(event.countries) == 1 and event.countries[0] != "*" else None


def _row(event: ListedEvent) -> EventRow:
    """The event as the chart draws it, whichever country it happened in, reviewed or not."""
    return EventRow(
        event.event_id, event.start, event.end, event.precision, event.title, event.category, event.kind,
        event.assistants, event.countries, event.confidence, event.publisher, event.url, event.tier, event.title_ar,
    )  # fmt: skip


def _head(text: Text, words: EventsText, event: ListedEvent, title: str) -> list[Any]:
    tags = [
        words.precision.get(event.precision, event.precision),
        words.confidence.get(event.confidence, event.confidence),
        *([words.candidate] if event.status == "candidate" else []),
        *([words.outcome] if event.is_outcome else []),
        *([words.own] if event.origin == "own" else []),
        *([words.proposed] if event.origin == "news" else []),
    ]
    comma = "، " if text.direction == "rtl" else ", "
    labels = catalog.assistants()
    names = comma.join(text.name(labels[slug].label if slug in labels else slug) for slug in event.assistants) or "–"
    said = words.concerns.format(names=names, places=places(text, words, event.countries))
    facts = [kind_mark(text, event.kind, event.assistants), event_time(text, event)]
    decide = []
    if doors().is_open and is_admin():
        wanted = ("accept", "reject") if event.status == "candidate" else ("reject",)
        decide = [html.Div(decision_buttons(words, event.event_id, wanted), className="steps")]
    return [
        html.Div([*facts, *(html.Span(tag, className="tag") for tag in tags)], className="kicker event-kicker"),
        html.H1(html.Bdi(title), className="claim"),
        html.P(said, className="subtitle"),
        *([html.P([words.note, ": ", html.Bdi(event.note)], className="note")] if event.note else []),
        *decide,
    ]


def _nothing(text: Text, title: str, why: str) -> html.Div:
    space = html.Div(html.Span(text.not_observed), className="nothing-observed")
    return html.Div([html.H2(title, className="h2"), html.P(why, className="note"), space], className="followed")


def _followed(visit: Visit, words: EventsText, event: ListedEvent, around: Around) -> list[Any]:
    text, rows = visit.text, around.rows
    chart = _chart(visit, event, rows)
    title = event_title(text, event)
    read = readings(chart, rows.spans)
    del read["around"]  # this page is about one event; another one's days are on its own page
    plate = {
        "figure": rank_history_figure(chart),
        "readings": read,
        "paper": paper(text, rows.view, title, rows.covered, rows.pooled, [], rows.simulated),
    }
    return [
        html.H2(words.followed, className="h2"),
        html.P(f"{words.followed_why.format(n=DAYS)} {series_words(text, rows.view.series)}.", className="note"),
        window_table(text, _row(event), around.windows, chart.labels, headed=True),
        html.Figure(
            [
                plot(PLOT, PLATE, "", chart.frame.height),
                html.Div(id="reading", className="reading"),
                key_line(chart),
                html.Figcaption(_caption(text, words, rows)),
            ],
            role="group", **aria(label=words.followed),
        ),
        dcc.Store(id=PLATE, data=plate),
        effects_section(text, effect_rows(visit, event, rows.view.series, rows.view.assistants)),
        html.Details(
            [html.Summary(text.sql_behind), html.P(text.sql_why, className="note"),
             html.Pre(html.Code(rank_history_sql(rows.view)), className="command", tabIndex="0")],
            id="sql", className="sql",
        ),
    ]  # fmt: skip


def _chart(visit: Visit, event: ListedEvent, rows: RankRows) -> RankChart:
    view = rows.view
    labels = {slug: catalog.assistants()[slug].label for slug in view.assistants}
    frame = frame_for(visit.window_width).with_room_for(labels.values())
    this = _row(event)
    others = [one for one in rows.events if one.event_id != event.event_id]
    events = sorted([*others, this], key=lambda one: (one.start, one.event_id))
    return RankChart(
        spans=rows.in_view, since=view.since, until=view.until, now=rows.now,
        labels=labels, subject=view.assistants[0],
        events=events, pinned=[this], reported=rows.reported, around=this, query=rows.query,
        depth=rows.covered.depth, simulated=rows.simulated,
        frame=replace(frame, height=min(frame.height, PLOT_HEIGHT)), text=visit.text,
    )  # fmt: skip


def _caption(text: Text, words: EventsText, rows: RankRows) -> html.Div:
    facts = [html.Span(fact) for fact in evidence(text, rows.view, rows.covered, rows.pooled)]
    actions = html.Span(
        [
            html.A(words.on_ranks, href="/" + rows.view.query.search),
            html.Button(text.png, className="action", **data(saves=PLATE)),
            html.A(text.sql, href="#sql"),
            html.Button(text.copy_link, className="action",
                        **data(copies="?lang=ar" if text.code == "ar" else "", copied=text.copied)),
        ],
        className="actions",
    )  # fmt: skip
    return html.Div([*facts, actions], className="caption")


def _rail(
    text: Text,
    words: EventsText,
    event: ListedEvent,
    sources: Sequence[EventSourceRow],
    articles: Sequence[EvidenceRow],
    around: Around | None,
) -> html.Aside:
    parts: list[Any] = [html.H2(words.sources, className="h3"), html.Ol([_source(text, words, one) for one in sources],
                                                                         className="pins every")]  # fmt: skip
    if articles:
        parts += [
            html.H2(words.in_the_news, className="h3 others"),
            html.P(evidence_said(text, words, articles), className="note"),
            evidence_list(text, words, articles),
        ]
    if around is not None:
        others = [one for one in around.rows.events if one.event_id != event.event_id]
        said = text.count(words.others_count, len(others)) if others else words.no_others
        parts += [
            html.H2(words.others, className="h3 others"),
            html.P(said, className="note"),
            other_events(text, others),
        ]
    return html.Aside(parts, className="rail", **aria(label=words.sources))


def _source(text: Text, words: EventsText, source: EventSourceRow) -> html.Li:
    name = source.publisher or source.url.split("/")[2]
    facts = [
        *([html.Span(text.tiers[source.tier])] if source.tier in text.tiers else []),
        *([html.Span(words.languages.get(source.language, source.language))] if source.language else []),
        html.Bdi(source.url.split("/")[2] if "//" in source.url else ""),
    ]
    body = [html.Div(outside(html.Bdi(name), source.url), className="event-title"), html.Div(facts, className="facts")]
    return html.Li(html.Div(body))


def register_callbacks(app: Dash) -> None:
    app.clientside_callback(  # type: ignore[no-untyped-call]
        ClientsideFunction("plates", "paint"), Output(PLOT, "figure"), Input(PLATE, "data"), Input("scheme", "data")
    )
    choices = [Input(f"event-{key}", "value", allow_optional=True) for key in KEYS]
    search = State("_pages_location", "search")
    app.callback(Output(GO, "search"), *choices, search, prevent_initial_call=True)(go)


def go(store: str | None, country: str | None, search: str | None) -> Any:
    """The address after store or country was set; a store that lacks the country chooses its usual one."""
    key = str(ctx.triggered_id or "").removeprefix("event-")
    value = {"store": store, "country": country}.get(key)
    said = {one: word for one, word in query_of_search(search).items() if one in (*KEYS, "lang")}
    if not value or said.get(key) == value or not ctx.triggered:
        return no_update
    if key == "store":
        said.pop("country", None)
    return "?" + urlencode(said | {key: value})


PAGE = Page(NAME, "", lambda text: events_text(text.code).name, content, register_callbacks, "/events/<event_id>")
