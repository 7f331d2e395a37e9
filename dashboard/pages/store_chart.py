"""A whole store chart as one capture shows it, at any past time. Everything shown is in the URL."""

from dataclasses import replace
from datetime import UTC, date, datetime, time
from typing import Any

from dash import Dash, Input, Output, State, ctx, dcc, html, no_update

from dashboard.answer_file import Form, answer_file
from dashboard.chart_rows import ChartFrame, ChartRows, chart_frame, chart_rows
from dashboard.chart_view import REACH, USUAL_ROWS, ChartQuery, NoCaptureError, parse_chart_query
from dashboard.components.chart_plate import caption, chart_choices, claim_of, rail, subtitle
from dashboard.components.chart_table import chart_table
from dashboard.components.rank_plate import heading
from dashboard.components.rank_states import state_plate_of
from dashboard.components.series_controls import SERIES_KEYS, control_id, folding, series_selects, series_words
from dashboard.components.shell import PageContent
from dashboard.components.sql_behind import movers_sql, sql_details
from dashboard.components.state_box import state_plate, steps
from dashboard.components.time_row import day_picker, scrubber, time_row
from dashboard.page import Page, Visit, current_home, query_of_search, visiting
from dashboard.rank_view import RankQuery, ViewError, changed
from dashboard.text import Text
from dashboard.text.store_chart import chart_words
from tracker.queries.capture_times import neighbours

NAME, PATH = "chart", "/chart"
SHOWN, GO, DOWNLOAD = "chart-shown", "chart-go", "chart-download"


def content(visit: Visit) -> PageContent:
    text, words = visit.text, chart_words(visit.text)
    try:
        frame = chart_frame(visit.connection, parse_chart_query(visit.query), visit.version)
    except ViewError as error:
        return PageContent(words.name, [state_plate_of(text, error, visit.query, PATH)])
    try:
        rows = chart_rows(visit.connection, frame, visit.fresh.simulated)
    except NoCaptureError:
        return PageContent(words.no_capture, [_no_capture(visit, frame)], _controls(text, frame))
    claim = words.claim(claim_of(rows))
    return PageContent(claim, _plates(text, rows, claim), _controls(text, frame))


def _controls(text: Text, frame: ChartFrame) -> list[Any]:
    words = chart_words(text)
    selects = series_selects(NAME, text, frame.series, frame.known)
    row = folding(text, series_words(text, frame.series), [
        *selects, html.Span(className="push"), day_picker(NAME, text, words, frame),
    ])  # fmt: skip
    # What the controls start from, and where they lead.
    shown = dcc.Store(id=SHOWN, data={key: getattr(frame.series, key) for key in SERIES_KEYS})
    return [*row, shown, dcc.Location(id=GO, refresh="callback-nav")]


def _plates(text: Text, rows: ChartRows, claim: str) -> list[Any]:
    words, frame = chart_words(text), rows.frame
    shown = rows.listed if frame.query.rows == "all" else rows.listed[:USUAL_ROWS]
    at, payload = rows.shown.observed_at, rows.shown.payload
    column = html.Div(
        [
            html.P(f"{words.kicker} · {series_words(text, frame.series)}", className="kicker"),
            heading(text, claim),
            html.P(subtitle(text, words, rows), className="subtitle"),
            html.Div(
                [time_row(text, words, frame, at, rows.earlier, rows.later), chart_choices(words, frame.query)],
                className="chart-head",
            ),
            scrubber(NAME, GO, text, words, frame, at),
            chart_table(text, words, rows, shown),
            caption(text, words, rows, len(shown)),
            sql_details(text, _sql(rows), words.sql_why, payload and f"{words.payload}: {payload}"),
        ]
    )
    return [html.Section([column, rail(text, words, rows)], className="plate columns")]


def _no_capture(visit: Visit, frame: ChartFrame) -> html.Section:
    """The state of a moment that nobody captured: what is nearest, and the ways there."""
    text, words = visit.text, chart_words(visit.text)
    before, after = neighbours(visit.connection, frame.key, frame.asked)
    why = words.no_capture_why.format(asked=text.moment(frame.asked), reach=text.duration(REACH))
    said, ways = [why], []
    for moment, why, step in (
        (before, words.only_before, words.show_before),
        (after, words.only_after, words.show_after),
    ):
        if moment:
            said.append(why.format(time=text.moment(moment), age=text.duration(abs(frame.asked - moment))))
            ways.append((step, frame.query.asking(moment).search))
    scrub = scrubber(NAME, GO, text, words, frame, None)
    return state_plate(words.no_capture, " ".join(said), steps(*ways), scrub, hatched=text.not_observed)


def _sql(rows: ChartRows) -> str:
    return movers_sql(rows.frame.series, rows.shown.observed_at, rows.frame.query.back)


def register_callbacks(app: Dash) -> None:
    search = State("_pages_location", "search")
    choices = [Input(control_id(NAME, key), "value", allow_optional=True) for key in (*SERIES_KEYS, "day")]
    app.callback(Output(GO, "search"), *choices, State(SHOWN, "data"), search, prevent_initial_call=True)(go)
    clicks = [Input("chart-csv", "n_clicks"), Input("chart-parquet", "n_clicks")]
    app.callback(Output(DOWNLOAD, "data"), *clicks, search, prevent_initial_call=True)(download)


def go(*values: Any) -> Any:
    """The address of the view after one control was set; the page follows the address."""
    *_, shown, search = values
    key = str(ctx.triggered_id or "").removeprefix(f"{NAME}-")
    value = ctx.triggered[0]["value"] if ctx.triggered else None
    with visiting(query_of_search(search)) as visit:
        frame = chart_frame(visit.connection, parse_chart_query(visit.query), visit.version)
    asked = after(frame, shown, key, value)
    return no_update if asked is None else asked.search


def after(frame: ChartFrame, shown: dict[str, str], key: str, value: Any) -> ChartQuery | None:
    """The query once a control has a value; None: nothing changes. `shown` is the series in view."""
    query = frame.query
    if key == "day" and value:
        near = min(max(frame.asked, frame.first), frame.last)
        wanted = datetime.combine(date.fromisoformat(value), time(near.hour, near.minute), UTC)
        return None if wanted.date() == near.date() else replace(query, at=wanted)
    if key in SERIES_KEYS and value and value != shown[key]:
        series = RankQuery(
            store=shown["store"], country=shown["country"], device=shown["device"], chart=shown["chart"],
            category=shown["category"], lang=query.series.lang,
        )  # fmt: skip
        return replace(query, series=changed(series, frame.known, key, value))
    return None


def download(_: int | None, __: int | None, search: str | None) -> Any:
    """The whole list behind the page as a file, by the same SQL that the page shows."""
    form: Form = "parquet" if ctx.triggered_id == "chart-parquet" else "csv"
    with visiting(query_of_search(search)) as visit:
        frame = chart_frame(visit.connection, parse_chart_query(visit.query), visit.version)
        rows = chart_rows(visit.connection, frame, visit.fresh.simulated)
    name = f"chart-{frame.series.name.replace('/', '-')}-{rows.shown.observed_at:%Y%m%dT%H%M}"
    return answer_file(current_home().charts_file, _sql(rows), form, name)


PAGE = Page(NAME, PATH, lambda text: chart_words(text).name, content, register_callbacks)
