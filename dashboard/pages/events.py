"""Events: searchable, filterable, each with its source; the review queue for whoever knows the admin token."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import dash_mantine_components as dmc
from dash import Dash, Input, Output, State, ctx, dcc, html, no_update

from dashboard.admin import doors, is_admin
from dashboard.answer_file import Form, download_of
from dashboard.components.attributes import aria, data
from dashboard.components.event_forms import admin_plate
from dashboard.components.event_table import event_table
from dashboard.components.rank_states import state_plate_of
from dashboard.components.series_controls import value_label
from dashboard.components.shell import PageContent
from dashboard.components.state_box import state_plate, steps
from dashboard.console import console
from dashboard.event_view import KEYS, PAGE_ROWS, EventQuery, events_title, parse_event_query
from dashboard.page import Page, Visit, query_of_search, visiting
from dashboard.rank_view import UnknownValueError
from dashboard.text import Text
from dashboard.text.events import EventsText, events_text
from dashboard.text.language import number
from tracker import catalog
from tracker.catalog import KINDS
from tracker.errors import TrackerError
from tracker.queries.event_list import (
    EventFilter,
    ListedEvent,
    candidate_count,
    event_list_sql,
    event_years,
    listed_events,
)
from tracker.queries.news_candidates import evidence

NAME = "events"
GO, SEARCH, DOWNLOAD, CSV, PARQUET, NOTE = (
    "events-go", "events-q", "events-download", "events-csv", "events-parquet", "events-note",
)  # fmt: skip


def content(visit: Visit) -> PageContent:
    text, words = visit.text, events_text(visit.text.code)
    years = event_years(visit.connection)
    try:
        query = parse_event_query(visit.query, years)
    except UnknownValueError as error:
        return PageContent(words.name, [state_plate_of(text, error, visit.query, "/events")])
    events = listed_events(visit.connection, query.wanted)
    title = events_title(text, words, query, events)
    candidates = candidate_count(visit.connection)
    plates = [_plate(text, words, query, events, title)]
    if doors().is_open:
        waiting = listed_events(visit.connection, EventFilter("candidate"))
        found = {one.event_id: evidence(visit.connection, one.event_id) for one in waiting if is_admin()}
        plates.append(admin_plate(text, words, waiting, found, is_admin()))
    return PageContent(title, plates, _controls(text, words, query, years, candidates))


def _controls(text: Text, words: EventsText, query: EventQuery, years: Sequence[int], candidates: int) -> list[Any]:
    kinds: dict[str, str] = {kind: text.kinds[kind] for kind in dict.fromkeys(KINDS.values())}
    assistants = {slug: one.label for slug, one in catalog.assistants().items()}
    countries = {code: value_label(text, "country", code) for code in catalog.countries()}
    selects = [
        _select(words, words.kind, "kind", query.kind, kinds),
        _select(words, words.assistant, "assistant", query.assistant, assistants),
        _select(
            words, words.country, "country", query.country, dict(sorted(countries.items(), key=lambda one: one[1]))
        ),
        _select(words, words.year, "year", query.year, {str(year): str(year) for year in years}),
    ]
    if candidates or query.status:
        selects.append(_select(words, words.status, "status", query.status, dict(words.statuses)))
    search = dmc.TextInput(
        id=SEARCH, label=words.search, value=query.q or "", debounce=400, variant="unstyled", className="pick search",
    )  # fmt: skip
    fold = html.Button(text.change, className="button", **aria(expanded="false", controls="choices"),
                       **data(opens="choices"))  # fmt: skip
    said = [query.q, kinds.get(query.kind or ""), assistants.get(query.assistant or ""),
            countries.get(query.country or ""), query.year]  # fmt: skip
    summary = " · ".join(one for one in said if one) or words.all_events
    return [
        html.Div([html.Span(summary), fold], className="summary"),
        html.Div([search, *selects], id="choices", className="choices"),
        dcc.Location(id=GO, refresh="callback-nav"),
    ]


def _select(words: EventsText, label: str, key: str, value: str | None, options: dict[str, str]) -> dmc.Select:
    shown = [{"value": "", "label": words.every}, *({"value": one, "label": name} for one, name in options.items())]
    width = max(4, len(options.get(value or "", words.every)))
    return dmc.Select(
        id=f"events-{key}", label=label, value=value or "", data=shown, allowDeselect=False,
        searchable=len(options) > 8, className="pick", variant="unstyled", w="auto", maxDropdownHeight=320,
        comboboxProps={"position": "bottom-start", "width": 220},
        styles={"input": {"width": f"calc({width}ch + 34px)"}},
        rightSection=html.I(className="chevron"), rightSectionWidth=24, rightSectionPointerEvents="none",
    )  # fmt: skip


def _plate(text: Text, words: EventsText, query: EventQuery, events: Sequence[ListedEvent], title: str) -> html.Section:
    plain = EventQuery(lang=query.lang).search
    if not events:
        return state_plate(words.none, words.none_why, steps((words.show_all, "/events" + plain)))
    last_page = (len(events) - 1) // PAGE_ROWS + 1
    page = min(query.page or 1, last_page)
    shown = events[(page - 1) * PAGE_ROWS : page * PAGE_ROWS]
    return html.Section(
        [
            html.P(words.kicker, className="kicker"),
            html.H1(title, className="claim"),
            html.P(text.beside, className="subtitle"),
            event_table(text, words, shown),
            _pager(words, query, page, last_page, len(events)),
            _caption(text, words, query),
            html.Details(
                [html.Summary(text.sql_behind), html.P(words.sql_why, className="note"),
                 html.Pre(html.Code(event_list_sql(query.wanted)), className="command", tabIndex="0")],
                id="sql", className="sql",
            ),
        ],
        className="plate",
    )  # fmt: skip


def _pager(words: EventsText, query: EventQuery, page: int, last_page: int, n: int) -> html.Div:
    first = (page - 1) * PAGE_ROWS + 1
    said = words.shown.format(first=first, last=min(page * PAGE_ROWS, n), n=number(n))
    links = [
        dmc.Anchor(name, href="/events" + replace(query, page=to if to > 1 else None).search, underline="never",
                   className="button")
        for name, to in ((words.later, page - 1), (words.earlier, page + 1))
        if 1 <= to <= last_page
    ]  # fmt: skip
    return html.Div([html.Span(said, className="note"), *links], className="pager")


def _caption(text: Text, words: EventsText, query: EventQuery) -> html.Div:
    actions = html.Span(
        [
            html.Button(text.csv, id=CSV, className="action"),
            html.Button(text.parquet, id=PARQUET, className="action"),
            html.A(text.sql, href="#sql"),
            html.Button(text.copy_link, className="action", **data(copies=query.search, copied=text.copied)),
            dcc.Download(id=DOWNLOAD),
        ],
        className="actions",
    )
    return html.Div([html.Span(words.catalogue_note), html.Span("", id=NOTE, role="status"), actions],
                    className="caption")  # fmt: skip


def register_callbacks(app: Dash) -> None:
    search = State("_pages_location", "search")
    choices = [Input(f"events-{key}", "value", allow_optional=True) for key in ("q", *KEYS)]
    app.callback(Output(GO, "search"), *choices, search, prevent_initial_call=True)(go)
    app.callback(
        Output(DOWNLOAD, "data"), Output(NOTE, "children"), Input(CSV, "n_clicks"), Input(PARQUET, "n_clicks"), search,
        prevent_initial_call=True,
    )(download)  # fmt: skip


def go(*values: Any) -> Any:
    """The address after one control was set; the page follows the address."""
    *_, search = values
    key = str(ctx.triggered_id or "").removeprefix("events-")
    value = ctx.triggered[0]["value"] if ctx.triggered else None
    with visiting(query_of_search(search)) as visit:
        query = parse_event_query(visit.query, event_years(visit.connection))
    if key not in ("q", *KEYS) or (value or None) == getattr(query, key):
        return no_update
    return query.changed(key, value).search or "?"


def download(_: int | None, __: int | None, search: str | None) -> Any:
    """All events that match, as a file, by the query that the page shows."""
    form: Form = "parquet" if ctx.triggered_id == PARQUET else "csv"
    with visiting(query_of_search(search)) as visit:
        query = parse_event_query(visit.query, event_years(visit.connection))
    try:
        with console().written(event_list_sql(query.wanted), 100_000, form) as (file, _said):
            written = file.read_bytes()
    except TrackerError:
        return no_update, events_text(visit.text.code).no_download
    return download_of(written, form, "events"), ""


PAGE = Page(NAME, "/events", lambda text: events_text(text.code).name, content, register_callbacks)
