"""One assistant in every country: best rank over time, a map at a date, in how many countries. All is in the URL."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import dash_mantine_components as dmc
from dash import ClientsideFunction, Dash, Input, Output, State, ctx, dcc, html, no_update

from dashboard.answer_file import Form, answer_file
from dashboard.cited_claim import claim_of_breadth
from dashboard.components.attributes import aria
from dashboard.components.plot import plot
from dashboard.components.rank_plate import heading
from dashboard.components.series_controls import control_id, value_label
from dashboard.components.shell import PageContent
from dashboard.components.sql_behind import sql_details
from dashboard.components.tile_map import cell_words, tile_map
from dashboard.components.world_controls import world_controls
from dashboard.components.world_plate import actions, claim_of, country_table, evidence, key, kicker, paper, subtitle
from dashboard.components.world_states import state_plate_of
from dashboard.figures.breadth import CURVES, BreadthChart, breadth_figure, breadth_frame
from dashboard.figures.cells import cells, span
from dashboard.figures.frame import page_width
from dashboard.figures.ground import midnight
from dashboard.figures.world import WorldHeat, heat_frame, world_heat_figure
from dashboard.page import Page, Visit, current_home, query_of_search, visiting
from dashboard.rank_view import RankQuery, ViewError
from dashboard.text import Text
from dashboard.text.language import number
from dashboard.text.world import world_text
from dashboard.world_rows import EmptyWorldError, WorldRows, widest, world_rows
from dashboard.world_sql import file_name, world_sql
from dashboard.world_view import CHART_KEYS, MOST_ROWS, WorldQuery, parse_world_query, with_choice
from tracker import catalog
from tracker.analysis.rank_claims import RankClaim

NAME = "world"
HEAT, HEAT_PLATE, BREADTH, BREADTH_PLATE = "world-heat", "world-heat-plate", "world-breadth", "world-breadth-plate"
SHOWN, GO, DOWNLOAD = "world-shown", "world-go", "world-download"
DAY = timedelta(days=1)


def content(visit: Visit) -> PageContent:
    text = visit.text
    try:
        rows = _rows(visit)
    except EmptyWorldError as error:
        return PageContent(world_text(text).empty, [state_plate_of(text, error, visit.query)])
    except ViewError as error:
        return PageContent(text.world, [state_plate_of(text, error, visit.query)])
    claim = claim_of(text, rows.view.assistant, widest(rows.curve))
    plates = [
        _heat_section(text, rows, claim, visit.window_width),
        html.Div([_map_section(text, rows), _breadth_section(text, rows, visit.window_width)], className="two"),
        _table_section(text, rows),
    ]
    row = world_controls(NAME, text, rows.query, rows.view, rows.known, rows.extent)
    stores = [dcc.Store(id=SHOWN, data=rows.view.query.search), dcc.Location(id=GO, refresh="callback-nav")]
    return PageContent(claim, plates, [*row, *stores])


def _rows(visit: Visit) -> WorldRows:
    query = parse_world_query(visit.query)
    return world_rows(visit.connection, query, visit.now, visit.fresh.simulated, visit.version)


def _heat_section(text: Text, rows: WorldRows, claim: str, window_width: int) -> html.Section:
    words = world_text(text)
    figure = html.Figure(
        [
            plot(HEAT, HEAT_PLATE, GO, _heat(text, rows, window_width).frame.height),
            html.Figcaption(
                html.Div(
                    [
                        *(html.Span(fact) for fact in evidence(text, rows)),
                        *_more(text, rows),
                        actions(NAME, text, HEAT_PLATE, "/world" + rows.view.query.search, _widest(rows)),
                    ],
                    className="caption",
                )
            ),
        ],
        role="group",
        **aria(label=words.rank_over_time),
    )
    return html.Section(
        [
            html.P(kicker(text, rows), className="kicker"),
            heading(text, claim),
            html.P(subtitle(text, rows), className="subtitle"),
            key(text, rows),
            figure,
            html.P(words.pick_hint, className="note"),
            dcc.Store(id=HEAT_PLATE, data=heat_data(text, rows, claim, window_width)),
        ],
        className="plate",
    )


def _more(text: Text, rows: WorldRows) -> list[Any]:
    """The link to all countries, or back to the first ones; none where they are few."""
    words, many = world_text(text), len(rows.countries)
    if many <= MOST_ROWS:
        return []
    said = words.fewer.format(n=MOST_ROWS) if rows.view.all_rows else words.every_country.format(m=number(many))
    return [dmc.Anchor(said, href=replace(rows.query, rows=None if rows.view.all_rows else "all").search or "/world")]


def _heat(text: Text, rows: WorldRows, window_width: int) -> WorldHeat:
    drawn = rows.drawn
    names = [value_label(text, "country", row.country) for row in drawn]
    frame = heat_frame(page_width(window_width), len(drawn))
    return WorldHeat(drawn, names, rows.steps, rows.view.day, rows.simulated, frame, text)


def heat_data(text: Text, rows: WorldRows, claim: str, window_width: int) -> dict[str, Any]:
    """All that the browser needs to draw the heat map, to say a cell, and to save the picture."""
    words, heat = world_text(text), _heat(text, rows, window_width)
    seen = {cell for row in rows.drawn for cell in row.cells}
    said = {str(cell): cell_words(words, cell) for cell in seen}
    columns = [
        _column(text, rows, start, end.date()) for start, end in zip(rows.steps.starts, heat.edges[1:], strict=True)
    ]
    values = [row.cells for row in rows.drawn]
    return {
        "figure": world_heat_figure(heat),
        "cells": cells(heat.frame, heat.edges, columns, heat.names, values, said, picks="day"),
        "range": span(heat.frame, heat.edges),
        "paper": paper(text, rows, claim),
    }


def _column(text: Text, rows: WorldRows, start: date, end: date) -> str:
    if rows.steps.step == "day":
        return text.day(start)
    return text.event_day(start, end - DAY, "month" if rows.steps.step == "month" else "")


def _map_section(text: Text, rows: WorldRows) -> html.Section:
    words, view = world_text(text), rows.view

    def history(country: str) -> str:
        chart = view.chart
        return "/" + RankQuery(
            store=chart.store, country=country, device=chart.device, chart=chart.chart, category=chart.category,
            source=chart.source, assistants=(view.assistant,), since=view.since, until=view.until,
            lang=None if text.code == "en" else text.code,
        ).search  # fmt: skip

    near = [
        dmc.Anchor(said, href=replace(rows.query, day=day).search)
        for said, day in ((words.day_before, view.day - DAY), (words.day_after, view.day + DAY))
        if view.since <= day <= view.until
    ]
    head = html.Div(
        [
            html.H2(words.map_of.format(day=text.long_day(view.day)), className="h2"),
            html.Span([*near, _day_picker(text, rows)], className="days"),
        ],
        className="plate-head",
    )
    followed = html.Span([html.I(className="outline"), words.key_not_followed])
    parts = [
        head,
        html.P(words.map_why, className="subtitle"),
        *tile_map(text, rows.on_the_day, view.chart.store, history),
        html.Div(followed, className="key only-map"),
    ]
    return html.Section(parts, className="plate", id="map")


def _day_picker(text: Text, rows: WorldRows) -> dmc.DatePickerInput:
    view = rows.view
    return dmc.DatePickerInput(
        id=control_id(NAME, "day"), value=view.day.isoformat(), minDate=view.since.isoformat(),
        maxDate=view.until.isoformat(), className="pick dates", variant="unstyled", w="auto",
        valueFormat="YYYY-MM-DD" if text.direction == "rtl" else "D MMM YYYY",
        ariaLabels={"previousMonth": text.previous_month, "nextMonth": text.next_month},
        popoverProps={"withRoles": False, "withinPortal": False}, **aria(label=world_text(text).map_day),
    )  # fmt: skip


def _widest(rows: WorldRows) -> RankClaim | None:
    """What the title says of the day with most countries at No. 1, as a claim that can be cited."""
    best = widest(rows.curve)
    return claim_of_breadth(rows.view.chart, rows.view.assistant, best.day, best.at_1)


def _breadth(text: Text, rows: WorldRows, window_width: int) -> BreadthChart:
    whole = page_width(window_width)
    frame = breadth_frame(whole if window_width <= 1024 else (whole - 32) // 3)
    days = (rows.view.since, rows.view.until)
    return BreadthChart(rows.curve, days, dict(world_text(text).curves), rows.simulated, frame, text)


def breadth_data(text: Text, rows: WorldRows, window_width: int) -> dict[str, Any]:
    """All that the browser needs to draw the curves and to say what they are on a day."""
    chart, words = _breadth(text, rows, window_width), world_text(text)
    many = (rows.view.until - rows.view.since).days + 1
    days = [rows.view.since + place * DAY for place in range(many)]
    points = {point.day: point for point in rows.curve if point.observed}
    fields = ["observed", *(field for field, _, _ in CURVES)]
    values = [[getattr(points[day], field) if day in points else "" for day in days] for field in fields]
    edges = [midnight(day) for day in (*days, days[-1] + DAY)]
    names = [words.curves[field] for field in fields]
    said = {"": words.not_observed}
    columns = [text.day(day) for day in days]
    return {
        "figure": breadth_figure(chart),
        "cells": cells(chart.frame, edges, columns, names, values, said, whole_column=True, picks="day"),
        "range": span(chart.frame, edges),
    }


def _breadth_section(text: Text, rows: WorldRows, window_width: int) -> html.Section:
    words = world_text(text)
    name = text.name(catalog.assistants()[rows.view.assistant].label)
    figure = html.Figure(
        [
            plot(BREADTH, BREADTH_PLATE, GO, _breadth(text, rows, window_width).frame.height),
            html.Figcaption(words.breadth_note, className="caption"),
        ],
        role="group",
        **aria(label=words.breadth),
    )
    return html.Section(
        [
            html.H2(words.breadth, className="h2"),
            html.P(words.breadth_why.format(name=name), className="subtitle"),
            figure,
            dcc.Store(id=BREADTH_PLATE, data=breadth_data(text, rows, window_width)),
        ],
        className="plate",
        id="breadth",
    )


def _table_section(text: Text, rows: WorldRows) -> html.Section:
    parts = [
        html.H2(text.as_table, className="h2"), country_table(text, rows), sql_details(text, world_sql(rows.view)),
    ]  # fmt: skip
    return html.Section(parts, id="table", className="plate")


def register_callbacks(app: Dash) -> None:
    search = State("_pages_location", "search")
    for graph, plate in ((HEAT, HEAT_PLATE), (BREADTH, BREADTH_PLATE)):
        app.clientside_callback(  # type: ignore[no-untyped-call]
            ClientsideFunction("plates", "paint"), Output(graph, "figure"), Input(plate, "data"),
            Input("scheme", "data"),
        )  # fmt: skip
    controls = ("assistant", *CHART_KEYS, "order", "dates", "day")
    choices = [Input(control_id(NAME, key), "value", allow_optional=True) for key in controls]
    app.callback(Output(GO, "search"), *choices, State(SHOWN, "data"), search, prevent_initial_call=True)(go)
    for form in ("csv", "parquet"):
        clicks = Input(control_id(NAME, form), "n_clicks")
        app.callback(
            Output(DOWNLOAD, "data", allow_duplicate=True), clicks, search, prevent_initial_call=True
        )(download(form))  # fmt: skip
    fitted = [Output(HEAT_PLATE, "data"), Output(BREADTH_PLATE, "data")]
    app.callback(*fitted, Input("window-width", "data"), search, prevent_initial_call=True)(fit)


def go(*values: Any) -> Any:
    """The address of the view after one control was set; the page follows the address."""
    *_, shown, search = values
    control = str(ctx.triggered_id or "").removeprefix(f"{NAME}-")
    value = ctx.triggered[0]["value"] if ctx.triggered else None
    query = parse_world_query(query_of_search(search))
    shown_query = parse_world_query(query_of_search(shown))
    with visiting(query_of_search(search)) as visit:
        rows_known = _rows(visit).known if control in CHART_KEYS else {}
    asked = after(query, shown_query, control, value, rows_known)
    return no_update if asked is None else asked.search


def after(query: WorldQuery, shown: WorldQuery, control: str, value: Any, known: Any) -> WorldQuery | None:
    """The query once a control has a value; None: nothing changes. `shown` says everything that is in view."""
    if control == "dates":
        days = [date.fromisoformat(day) for day in value or [] if day]
        if len(days) < 2 or days == [shown.since, shown.until]:
            return None
        return replace(query, range=None, since=days[0], until=days[1], day=None)
    if control == "day":
        day = date.fromisoformat(value) if value else None
        return None if day in (None, shown.day) else replace(query, day=day)
    if not value or value == getattr(shown, control):
        return None
    if control in CHART_KEYS:
        return with_choice(query, shown, known, control, value)
    return replace(query, **{control: value})


def download(form: Form) -> Any:
    """The callback that gives the rows behind the page as such a file."""

    def file(_: int | None, search: str | None) -> Any:
        with visiting(query_of_search(search)) as visit:
            view = _rows(visit).view
        return answer_file(current_home().charts_file, world_sql(view), form, file_name(view))

    return file


def fit(_: int, search: str | None) -> Any:
    """The plates anew for a window that became much wider or narrower."""
    with visiting(query_of_search(search)) as visit:
        try:
            rows = _rows(visit)
        except ViewError:
            return no_update, no_update
    claim = claim_of(visit.text, rows.view.assistant, widest(rows.curve))
    return heat_data(visit.text, rows, claim, visit.window_width), breadth_data(visit.text, rows, visit.window_width)


PAGE = Page(NAME, "/world", lambda text: text.world, content, register_callbacks)
