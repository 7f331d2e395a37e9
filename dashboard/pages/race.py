"""The order of chosen assistants among themselves, who passed whom, the streaks at No. 1. All of it is in the URL."""

from dataclasses import replace
from typing import Any

from dash import ClientsideFunction, Dash, Input, Output, State, ctx, dcc, html, no_update

from dashboard.answer_file import Form, answer_file
from dashboard.components.attributes import aria, data
from dashboard.components.plot import plot
from dashboard.components.race_lists import most_telling, race_rail, race_table
from dashboard.components.rank_plate import heading
from dashboard.components.rank_states import state_plate_of
from dashboard.components.series_controls import (
    SERIES_KEYS,
    assistant_chips,
    control_id,
    segments,
    series_controls,
    series_words,
)
from dashboard.components.shell import PageContent
from dashboard.components.sql_behind import race_sql, sql_details
from dashboard.figures.frame import frame_for
from dashboard.figures.race import RaceChart, race_figure
from dashboard.page import Page, Visit, current_home, query_of_search, visiting
from dashboard.race_order import STEPS
from dashboard.race_rows import RaceQuery, RaceRows, parse_race_query, race_rows
from dashboard.rank_rows import EmptyRangeError
from dashboard.rank_view import ViewError, parse_query
from dashboard.series_choice import after
from dashboard.text import Text
from dashboard.text.language import END, LEFT_TO_RIGHT, number
from dashboard.text.race import RaceClaim, race_words
from tracker import catalog
from tracker.queries.choices import known_series

NAME, PATH = "race", "/race"
PLOT, PLATE, SHOWN, GO, DOWNLOAD = "race-plot", "race-plate", "race-shown", "race-go", "race-download"
TALLEST, ROOM = 560, 58  # pixels; a place needs so much room


def content(visit: Visit) -> PageContent:
    text, words = visit.text, race_words(visit.text)
    try:
        rows = _rows(visit)
    except EmptyRangeError as error:
        plate = state_plate_of(text, error, visit.query, PATH)
        days = (error.first.date(), error.last.date())
        controls = series_controls(NAME, text, parse_race_query(visit.query), error.view, error.known, days)
        return PageContent(text.empty_range, [plate], [*controls, *_ends(error.view.query.search)])
    except ViewError as error:
        return PageContent(words.name, [state_plate_of(text, error, visit.query, PATH)])
    chart = race_chart(rows, text, visit.window_width)
    claim = claim_of(rows, text)
    days = (rows.first.date(), rows.last.date())
    controls = series_controls(NAME, text, rows.query, rows.view, rows.known, days)
    return PageContent(claim, _plates(rows, chart, claim), [*controls, *_ends(rows.view.query.search)])


def _ends(search: str) -> list[Any]:
    """What the controls start from, and where they lead."""
    return [dcc.Store(id=SHOWN, data=search), dcc.Location(id=GO, refresh="callback-nav")]


def _rows(visit: Visit) -> RaceRows:
    query = parse_race_query(visit.query)
    return race_rows(visit.connection, query, visit.now, visit.fresh.simulated, visit.version)


def claim_of(rows: RaceRows, text: Text) -> str:
    leader = rows.lead.leader
    label = catalog.assistants()[leader].label if leader else None
    return race_words(text).claim(RaceClaim(rows.lead.changes, label, rows.lead.gaps))


def race_chart(rows: RaceRows, text: Text, window_width: int) -> RaceChart:
    labels = {slug: catalog.assistants()[slug].label for slug in rows.view.assistants}
    frame = frame_for(window_width).with_room_for(labels.values())
    height = min(frame.height, TALLEST, frame.top + frame.bottom + ROOM * (len(rows.view.assistants) + 1))
    pinned = most_telling(rows.overtakes)
    return RaceChart(
        rows.periods, labels, pinned, rows.simulated, replace(frame, height=height), text, race_words(text)
    )


def evidence(rows: RaceRows, text: Text) -> list[str]:
    """How we know: the last capture, how many periods were observed, the source."""
    source = f"{LEFT_TO_RIGHT}{rows.view.source}{END}" if text.direction == "rtl" else rows.view.source
    seen = sum(period.seen_on is not None for period in rows.periods)
    observed = race_words(text).observed[rows.step].format(n=number(seen), m=number(len(rows.periods)))
    return [
        text.last_capture.format(time=text.moment(rows.last_in_view)),
        observed,
        text.from_source.format(source=source),
        text.zone,
    ]


def plate_data(rows: RaceRows, chart: RaceChart, claim: str) -> dict[str, Any]:
    """The figure, and the words around it in a saved picture."""
    text, words = chart.text, chart.words
    pins = [
        f"{place}  {words.passed.format(first=chart.labels[one.assistant], second=chart.labels[one.passed])}"
        f" · {text.day(one.day)}"
        for place, one in enumerate(chart.pinned, start=1)
    ]
    picture = {
        "title": claim,
        "subtitle": f"{series_words(text, rows.view.series)} · {words.subtitle[rows.step]}",
        "pins": pins,
        "caption": evidence(rows, text),
        "address": f"race{rows.address.search}",
        "brand": text.brand,
        "simulated": text.simulated if rows.simulated else "",
        "file": "race",
    }
    return {"figure": race_figure(chart), "paper": picture}


def _plates(rows: RaceRows, chart: RaceChart, claim: str) -> list[html.Section]:
    text, words = chart.text, chart.words
    figure = html.Figure(
        [
            plot(PLOT, PLATE, GO, chart.frame.height),
            html.Div([html.Span(said) for said in _key(rows, chart)], className="key"),
            html.Figcaption(_caption(rows, text)),
        ],
        role="group",
        **aria(label=words.figure),
    )
    column = html.Div(
        [
            html.P(f"{words.kicker} · {series_words(text, rows.view.series)}", className="kicker"),
            heading(text, claim),
            html.P(words.subtitle[rows.step], className="subtitle"),
            html.Div([assistant_chips(NAME, text, rows.query, rows.view), _steps(rows, text)], className="race-head"),
            figure,
            dcc.Store(id=PLATE, data=plate_data(rows, chart, claim)),
        ]
    )
    lists = race_rail(text, words, rows.overtakes, chart.pinned, rows.streaks, chart.labels)
    table = [
        html.H2(words.table, className="h2"),
        race_table(text, words, rows.periods, chart.labels),
        sql_details(text, race_sql(rows.view), words.sql_why),
    ]
    return [
        html.Section([column, lists], className="plate columns"),
        html.Section(table, id="table", className="plate"),
    ]


def _key(rows: RaceRows, chart: RaceChart) -> list[list[Any]]:
    """What the marks mean; only the marks in view."""
    text = chart.text
    states = {state for period in rows.periods for state in period.absent.values()}
    marks: list[tuple[str, str]] = [("dot", chart.words.key_dots)]
    if any(period.seen_on is None for period in rows.periods):
        marks.append(("hatch", text.key_not_observed))
    if "not_in_chart" in states:
        marks.append(("bar", text.key_not_in_chart))
    if "not_sold" in states:
        marks.append(("rule-line", text.key_not_sold))
    return [[html.I(className=mark), said] for mark, said in marks]


def _steps(rows: RaceRows, text: Text) -> html.Div:
    words = race_words(text)
    links = [(words.steps[step], replace(rows.query, step=step).search, step == rows.step) for step in STEPS]
    return segments(words.step, links)


def _caption(rows: RaceRows, text: Text) -> html.Div:
    actions = html.Span(
        [
            html.A(text.table, href="#table"),
            html.Button(text.csv, id="race-csv", className="action"),
            html.Button(text.parquet, id="race-parquet", className="action"),
            html.Button(text.png, className="action", **data(saves=PLATE)),
            html.A(text.sql, href="#sql"),
            html.Button(text.copy_link, className="action", **data(copies=rows.address.search, copied=text.copied)),
            dcc.Download(id=DOWNLOAD),
        ],
        className="actions",
    )
    return html.Div([*(html.Span(fact) for fact in evidence(rows, text)), actions], className="caption")


def register_callbacks(app: Dash) -> None:
    search = State("_pages_location", "search")
    app.clientside_callback(  # type: ignore[no-untyped-call]
        ClientsideFunction("plates", "paint"), Output(PLOT, "figure"), Input(PLATE, "data"), Input("scheme", "data")
    )
    choices = [Input(control_id(NAME, key), "value", allow_optional=True) for key in (*SERIES_KEYS, "dates", "add")]
    app.callback(Output(GO, "search"), *choices, State(SHOWN, "data"), search, prevent_initial_call=True)(go)
    clicks = [Input("race-csv", "n_clicks"), Input("race-parquet", "n_clicks")]
    app.callback(Output(DOWNLOAD, "data"), *clicks, search, prevent_initial_call=True)(download)
    app.callback(Output(PLATE, "data"), Input("window-width", "data"), search, prevent_initial_call=True)(fit)


def go(*values: Any) -> Any:
    """The address of the view after one control was set; the page follows the address."""
    *_, shown, search = values
    key = str(ctx.triggered_id or "").removeprefix(f"{NAME}-")
    value = ctx.triggered[0]["value"] if ctx.triggered else None
    query = parse_race_query(query_of_search(search))
    with visiting(query_of_search(search)) as visit:
        known = known_series(visit.connection)
    asked: RaceQuery | None = after(query, parse_query(query_of_search(shown)), key, value, known)
    return no_update if asked is None else asked.search


def download(_: int | None, __: int | None, search: str | None) -> Any:
    """The day ends behind the page as a file, by the same SQL that the page shows."""
    form: Form = "parquet" if ctx.triggered_id == "race-parquet" else "csv"
    with visiting(query_of_search(search)) as visit:
        view = _rows(visit).view
    name = f"race-{view.series.name.replace('/', '-')}-{view.since:%Y%m%d}-{view.last_day:%Y%m%d}"
    return answer_file(current_home().charts_file, race_sql(view), form, name)


def fit(_: int, search: str | None) -> Any:
    """The plate anew for a window that became much wider or narrower."""
    with visiting(query_of_search(search)) as visit:
        try:
            rows = _rows(visit)
        except ViewError:
            return no_update
    return plate_data(rows, race_chart(rows, visit.text, visit.window_width), claim_of(rows, visit.text))


PAGE = Page(NAME, PATH, lambda text: race_words(text).name, content, register_callbacks)
