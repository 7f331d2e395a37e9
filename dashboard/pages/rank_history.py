"""Rank history of chosen assistants in one chart, with the news beside it. Everything shown is in the URL."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from dash import ClientsideFunction, Dash, Input, Output, State, ctx, dcc, html, no_update

from dashboard.admin import is_admin
from dashboard.answer_file import Form, download_of
from dashboard.cited_claim import claim_of_finding
from dashboard.components.attributes import aria
from dashboard.components.event_list import event_rail, listed_events
from dashboard.components.plot import plot
from dashboard.components.rank_plate import caption, heading, key_line, kicker, paper, subtitle
from dashboard.components.rank_states import state_plate_of
from dashboard.components.series_controls import SERIES_KEYS, assistant_chips, control_id, series_controls
from dashboard.components.shell import PageContent
from dashboard.components.sql_behind import sql_behind
from dashboard.components.standing_table import standing_list, standing_table
from dashboard.figures.events import salient
from dashboard.figures.frame import frame_for
from dashboard.figures.packed import packed
from dashboard.figures.rank_chart import RankChart
from dashboard.figures.rank_history import rank_history_figure
from dashboard.figures.readings import readings
from dashboard.findings import Finding, find
from dashboard.page import Page, Visit, query_of_search, visiting
from dashboard.rank_file import FORMS, file_name
from dashboard.rank_rows import EmptyRangeError, RankRows, UnknownRanksError, rank_rows
from dashboard.rank_view import RankView, ViewError, parse_query
from dashboard.series_choice import after
from dashboard.text import Text
from tracker import catalog
from tracker.analysis.rank_claims import RankClaim
from tracker.models import Series
from tracker.queries.choices import known_series
from tracker.queries.events import EventRow

NAME = "ranks"
PLOT, PLATE, SHOWN, GO, DOWNLOAD = "ranks-plot", "ranks-plate", "ranks-shown", "ranks-go", "ranks-download"


def content(visit: Visit) -> PageContent:
    text = visit.text
    try:
        rows = _rows(visit)
    except EmptyRangeError as error:
        plate = state_plate_of(text, error, visit.query)
        days = (error.first.date(), error.last.date())
        title = text.unknown_ranks if isinstance(error, UnknownRanksError) else text.empty_range
        return PageContent(title, [plate], _controls(visit, error.view, error.known, days))
    except ViewError as error:
        return PageContent(text.ranks, [state_plate_of(text, error, visit.query)])
    finding = find(rows.in_view, rows.covered.captured)
    claim = claim_of(finding, text)
    chart = rank_chart(rows, finding, text, visit.window_width)
    days = (rows.first.date(), rows.last.date())
    plates = [_first_plate(rows, chart, claim, claim_of_finding(rows.view, finding)), _table_plate(rows, chart)]
    return PageContent(claim, plates, _controls(visit, rows.view, rows.known, days))


def _controls(visit: Visit, view: RankView, known: Sequence[Series], days: tuple[date, date]) -> list[Any]:
    row = series_controls(NAME, visit.text, parse_query(visit.query), view, known, days)
    # What the controls start from, and where they lead.
    shown = dcc.Store(id=SHOWN, data=view.query.search)
    return [*row, shown, dcc.Location(id=GO, refresh="callback-nav")]


def _rows(visit: Visit) -> RankRows:
    return rank_rows(visit.connection, parse_query(visit.query), visit.now, visit.fresh.simulated, visit.version)


def claim_of(finding: Finding, text: Text) -> str:
    """The finding as a sentence."""
    slug = getattr(finding, "assistant", None)
    return text.finding(text, finding, catalog.assistants()[slug].label if slug else "")


def rank_chart(rows: RankRows, finding: Finding, text: Text, window_width: int) -> RankChart:
    view = rows.view
    labels = {slug: catalog.assistants()[slug].label for slug in view.assistants}
    return RankChart(
        spans=rows.in_view,
        since=view.since,
        until=view.until,
        now=rows.now,
        labels=labels,
        subject=getattr(finding, "assistant", None),
        events=rows.events,
        pinned=salient(rows.events, view.country),
        reported=rows.reported,
        around=rows.event,
        query=rows.query,
        depth=rows.covered.depth,
        simulated=rows.simulated,
        frame=frame_for(window_width).with_room_for(labels.values()),
        text=text,
    )


def plate_data(rows: RankRows, chart: RankChart, listed: Sequence[EventRow], claim: str) -> dict[str, Any]:
    """All that the browser needs to draw: the figure, what to say at the cursor, the words of a saved picture."""
    titles = [event.title_in(chart.text.code) for event in chart.pinned]
    return {
        "figure": packed(rank_history_figure(chart), (chart.until - chart.since) / chart.frame.plot_width),
        "readings": readings(chart, rows.spans, {event.event_id for event in listed}),
        "paper": paper(chart.text, rows.view, claim, rows.covered, rows.pooled, titles, rows.simulated),
    }


def _first_plate(rows: RankRows, chart: RankChart, claim: str, cited: RankClaim | None) -> html.Section:
    text, view = chart.text, rows.view
    listed = listed_events(rows, chart)
    figure = html.Figure(
        [
            plot(PLOT, PLATE, GO, chart.frame.height),
            html.Div(id="reading", className="reading"),
            key_line(chart),
            html.Figcaption(caption(text, view, rows.covered, rows.pooled, cited)),
        ],
        role="group",
        **aria(label=text.rank_history),
    )
    column = html.Div(
        [
            html.P(kicker(text, view), className="kicker"),
            heading(text, claim),
            html.P(subtitle(text, view), className="subtitle"),
            assistant_chips(NAME, text, rows.query, view),
            standing_list(text, rows.standings, chart.labels, chart.histories),
            figure,
            dcc.Store(id=PLATE, data=plate_data(rows, chart, listed, claim)),
        ]
    )
    return html.Section([column, event_rail(rows, chart, listed, is_admin())], className="plate columns")


def _table_plate(rows: RankRows, chart: RankChart) -> html.Section:
    text, view = chart.text, rows.view
    table = standing_table(text, rows.standings, chart.labels, chart.histories, view.since, view.until)
    return html.Section(
        [html.H2(text.as_table, className="h2"), table, sql_behind(text, view)], id="table", className="plate"
    )


def register_callbacks(app: Dash) -> None:
    search = State("_pages_location", "search")
    app.clientside_callback(  # type: ignore[no-untyped-call]
        ClientsideFunction("plates", "paint"), Output(PLOT, "figure"), Input(PLATE, "data"), Input("scheme", "data")
    )
    choices = [Input(control_id(NAME, key), "value", allow_optional=True) for key in (*SERIES_KEYS, "dates", "add")]
    app.callback(Output(GO, "search"), *choices, State(SHOWN, "data"), search, prevent_initial_call=True)(go)
    clicks = [Input(f"ranks-{form}", "n_clicks") for form in FORMS]
    app.callback(Output(DOWNLOAD, "data"), *clicks, search, prevent_initial_call=True)(download)
    app.callback(Output(PLATE, "data"), Input("window-width", "data"), search, prevent_initial_call=True)(fit)


def go(*values: Any) -> Any:
    """The address of the view after one control was set; the page follows the address."""
    *_, shown, search = values
    key = str(ctx.triggered_id or "").removeprefix(f"{NAME}-")
    value = ctx.triggered[0]["value"] if ctx.triggered else None
    query, view = parse_query(query_of_search(search)), parse_query(query_of_search(shown))
    with visiting(query_of_search(search)) as visit:
        asked = after(query, view, key, value, known_series(visit.connection))
    return no_update if asked is None else asked.search


def download(*said: Any) -> Any:
    """The rows behind the chart as a CSV or Parquet file."""
    with visiting(query_of_search(said[-1])) as visit:
        rows = _rows(visit)
    form: Form = "parquet" if ctx.triggered_id == "ranks-parquet" else "csv"
    return download_of(FORMS[form](rows.view, rows.in_view, rows.simulated), form, file_name(rows.view))


def fit(_: int, search: str | None) -> Any:
    """The plate anew for a window that became much wider or narrower."""
    with visiting(query_of_search(search)) as visit:
        try:
            rows = _rows(visit)
        except ViewError:
            return no_update
    finding = find(rows.in_view, rows.covered.captured)
    chart = rank_chart(rows, finding, visit.text, visit.window_width)
    return plate_data(rows, chart, listed_events(rows, chart), claim_of(finding, visit.text))


PAGE = Page(NAME, "/", lambda text: text.ranks, content, register_callbacks)
