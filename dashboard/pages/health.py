"""What was captured and what was not, why, and what to do. All state is in the URL."""

from dataclasses import replace
from typing import Any

import dash_mantine_components as dmc
from dash import ClientsideFunction, Dash, Input, Output, State, dcc, html, no_update

from dashboard.answer_file import Form, answer_file
from dashboard.components.attributes import aria
from dashboard.components.health_plate import claim_of, evidence, fact_row, key, paper, short_names
from dashboard.components.health_tables import (
    failure_table,
    ledger_table,
    run_table,
    source_table,
    storage_table,
)
from dashboard.components.plot import plot
from dashboard.components.rank_plate import heading
from dashboard.components.rank_states import state_plate_of
from dashboard.components.series_controls import control_id, folding, pick, segments
from dashboard.components.shell import PageContent
from dashboard.components.sql_behind import sql_details
from dashboard.components.world_plate import actions
from dashboard.figures.cells import cells
from dashboard.figures.frame import is_small, page_width
from dashboard.figures.health import HealthHeat, health_frame, health_heat_figure, state_of
from dashboard.health_rows import MOST_ROWS, RANGES, HealthRows, health_rows, health_sql, parse_health_query
from dashboard.page import Page, Visit, current_home, query_of_search, visiting
from dashboard.rank_view import ViewError
from dashboard.text import Text
from dashboard.text.health import health_text
from dashboard.text.language import number
from tracker.home_sizes import HomeSizes, home_sizes

NAME = "health"
PLOT, PLATE, GO, DOWNLOAD = "health-plot", "health-plate", "health-go", "health-download"
EVERY = "all"  # the choice of no source


def content(visit: Visit) -> PageContent:
    text, sizes = visit.text, home_sizes(current_home())
    try:
        rows = _rows(visit)
    except ViewError as error:
        state = state_plate_of(text, error, visit.query, "/health")
        return PageContent(text.health, [state, _storage(text, sizes)])
    claim = claim_of(text, rows)
    plates = [
        _ledger_section(text, rows, sizes, claim, visit.window_width),
        _failures(text, rows),
        html.Div([_sources(text, rows), _storage(text, sizes)], className="two even"),
        _runs(text, rows),
        _table(text, rows),
    ]
    return PageContent(claim, plates, [*_controls(text, rows), dcc.Location(id=GO, refresh="callback-nav")])


def _rows(visit: Visit) -> HealthRows:
    return health_rows(visit.connection, parse_health_query(visit.query), visit.fresh, visit.now)


def _controls(text: Text, rows: HealthRows) -> list[Any]:
    words, query = health_text(text), rows.query
    labels = {EVERY: words.every_source} | {source: source for source in rows.sources}
    chosen = query.source or EVERY
    source = pick(control_id(NAME, "source"), text, text.source, labels, chosen)
    ranges = [(text.ranges[name], replace(query, range=name).search, name == rows.range) for name in RANGES]
    summary = f"{labels[chosen]} · {text.ranges[rows.range]}"
    return folding(text, summary, [source, html.Span(className="push"), segments(text.range, ranges)])


def _ledger_section(text: Text, rows: HealthRows, sizes: HomeSizes, claim: str, window_width: int) -> html.Section:
    words, heat = health_text(text), _heat(text, rows, window_width)
    said = html.Div(
        [
            *(html.Span(fact) for fact in evidence(text, rows)),
            *_more(text, rows),
            actions(NAME, text, PLATE, "/health" + rows.query.search),
        ],
        className="caption",
    )
    figure = html.Figure(
        [plot(PLOT, PLATE, GO, heat.frame.height), html.Figcaption(said)], role="group", **aria(label=words.coverage)
    )
    head = [html.P(words.kicker, className="kicker"), heading(text, claim), fact_row(text, rows, sizes)]
    if not rows.rows:
        return html.Section(head, className="plate")
    return html.Section(
        [
            *head,
            html.H2(words.coverage, className="h2 below"),
            html.P(words.coverage_why, className="subtitle"),
            key(text, rows),
            figure,
            dcc.Store(id=PLATE, data=plate_data(text, rows, claim, window_width)),
        ],
        className="plate",
    )


def _more(text: Text, rows: HealthRows) -> list[Any]:
    words, many = health_text(text), len(rows.rows)
    if many <= MOST_ROWS:
        return []
    said = words.fewer.format(n=MOST_ROWS) if rows.query.rows else words.every_series.format(m=number(many))
    return [dmc.Anchor(said, href=replace(rows.query, rows=None if rows.query.rows else "all").search or "/health")]


def _heat(text: Text, rows: HealthRows, window_width: int) -> HealthHeat:
    width = page_width(window_width)
    names = short_names(text, [row.series for row in rows.drawn], is_small(width))
    return HealthHeat(rows.drawn, names, rows.days, rows.fresh.simulated, health_frame(width, names), text)


def plate_data(text: Text, rows: HealthRows, claim: str, window_width: int) -> dict[str, Any]:
    """All that the browser needs to draw, to say a cell, and to save the picture."""
    words, heat = health_text(text), _heat(text, rows, window_width)
    names = [words.whole, words.part, words.failed, words.missed, words.none_due]
    values = [[f"{state_of(day)}/{day.captured}/{day.expected}" for day in row.days] for row in rows.drawn]
    said = {}
    for value in {value for row in values for value in row}:
        state, captured, expected = value.split("/")
        counted = words.slots.format(n=captured, m=expected)
        said[value] = names[int(state)] if expected == "0" else f"{names[int(state)]}{text.comma}{counted}"
    columns = [text.day(edge) for edge in heat.edges[:-1]]
    return {
        "figure": health_heat_figure(heat),
        "cells": cells(heat.frame, heat.edges, columns, [row.series.name for row in rows.drawn], values, said),
        "paper": paper(text, rows, claim),
    }


def _failures(text: Text, rows: HealthRows) -> html.Section:
    parts = [html.H2(health_text(text).needs_a_look, className="h2"), *failure_table(text, rows)]
    return html.Section(parts, className="plate", id="failures")


def _sources(text: Text, rows: HealthRows) -> html.Section:
    return html.Section(
        [html.H2(health_text(text).sources, className="h2"), source_table(text, rows)], className="plate"
    )


def _storage(text: Text, sizes: HomeSizes) -> html.Section:
    parts = [html.H2(health_text(text).storage, className="h2"), storage_table(text, sizes)]
    return html.Section(parts, className="plate", id="storage")


def _runs(text: Text, rows: HealthRows) -> html.Section:
    words = health_text(text)
    parts = [
        html.H2(words.runs, className="h2"), html.P(words.runs_why, className="note"), run_table(text, rows),
    ]  # fmt: skip
    return html.Section(parts, className="plate", id="runs")


def _table(text: Text, rows: HealthRows) -> html.Section:
    parts = [
        html.H2(health_text(text).table, className="h2"), ledger_table(text, rows), sql_details(text, health_sql(rows)),
    ]  # fmt: skip
    return html.Section(parts, className="plate", id="table")


def register_callbacks(app: Dash) -> None:
    search = State("_pages_location", "search")
    app.clientside_callback(  # type: ignore[no-untyped-call]
        ClientsideFunction("plates", "paint"), Output(PLOT, "figure"), Input(PLATE, "data"), Input("scheme", "data")
    )
    source = Input(control_id(NAME, "source"), "value")
    app.callback(Output(GO, "search"), source, search, prevent_initial_call=True)(go)
    forms: tuple[Form, ...] = ("csv", "parquet")
    for form in forms:
        clicks = Input(control_id(NAME, form), "n_clicks")
        saved = Output(DOWNLOAD, "data", allow_duplicate=True)
        app.callback(saved, clicks, search, prevent_initial_call=True)(download(form))
    app.callback(Output(PLATE, "data"), Input("window-width", "data"), search, prevent_initial_call=True)(fit)


def go(source: str | None, search: str | None) -> Any:
    """The address with another source; the page follows the address."""
    query = parse_health_query(query_of_search(search))
    chosen = None if source in (None, EVERY) else source
    return no_update if chosen == query.source else replace(query, source=chosen).search


def download(form: Form) -> Any:
    """The callback that gives the ledger as such a file."""

    def file(_: int | None, search: str | None) -> Any:
        with visiting(query_of_search(search)) as visit:
            rows = _rows(visit)
        name = f"coverage-{rows.days[0]:%Y%m%d}-{rows.days[1]:%Y%m%d}"
        return answer_file(current_home().charts_file, health_sql(rows), form, name)

    return file


def fit(_: int, search: str | None) -> Any:
    """The plate anew for a window that became much wider or narrower."""
    with visiting(query_of_search(search)) as visit:
        try:
            rows = _rows(visit)
        except ViewError:
            return no_update
    return plate_data(visit.text, rows, claim_of(visit.text, rows), visit.window_width)


PAGE = Page(NAME, "/health", lambda text: text.health, content, register_callbacks)
