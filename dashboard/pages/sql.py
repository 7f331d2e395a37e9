"""Ask the published file in SQL: the dictionary, worked questions, the answer, a quick chart, downloads.

A query that came with the address is shown, and runs only when the reader runs it: a link must not make a stranger's
server work. Worked questions, first rows of a table, and what this tab ran before, run at once.
"""

import logging
from typing import Any

from dash import ClientsideFunction, Dash, Input, Output, State, ctx, dcc, html, no_update

from dashboard.answer_file import Form, download_of
from dashboard.components import sql_console as parts
from dashboard.components.attributes import aria
from dashboard.components.shell import PageContent
from dashboard.components.sql_console import address, answer_rows, first_rows, refusal
from dashboard.console import console
from dashboard.figures.frame import frame_for
from dashboard.figures.quick_chart import TimeLines, plan, quick_figure
from dashboard.page import Page, Visit, current_home, query_of_search, window_width
from dashboard.text import Text, text_for
from dashboard.text.language import number
from dashboard.text.sql import SqlText, sql_text
from tracker.errors import TrackerError
from tracker.queries.freshness import freshness
from tracker.queries.surface import Named, surface
from tracker.storage.asking import QueryError
from tracker.storage.asking_apart import BusyError, StoppedError, TooLargeError, TooSlowError
from tracker.storage.database import reading
from tracker.storage.questions import questions
from tracker.storage.request_apart import Said

log = logging.getLogger(__name__)

NAME = "sql"
SHOWN, ASKED, GO, PLOT, PLATE = "sql-shown", "sql-asked", "sql-go", "sql-plot", "sql-plate"
ROWS_SEEN = 1_000
ROWS_DOWNLOADED = 100_000
LONGEST_QUERY = 20_000

SURFACES: dict[str, tuple[list[Named], list[Named]]] = {}  # of the newest version only


def content(visit: Visit) -> PageContent:
    text, words = visit.text, sql_text(visit.text.code)
    if visit.version not in SURFACES:
        SURFACES.clear()
        SURFACES[visit.version] = surface(visit.connection)
    asked, beneath = SURFACES[visit.version]
    query = visit.query.get("q", "")[:LONGEST_QUERY].replace("\r\n", "\n")
    ours = {one.sql for one in questions()} | {first_rows(one.name) for one in (*asked, *beneath)}
    shown = query or questions()[0].sql
    column = html.Div(
        [
            parts.editor(text, words, shown),
            html.Div(parts.empty_answer(words), id=parts.ANSWER),
            parts.answer_place(words),
            dcc.Store(id=parts.ROWS),
            dcc.Store(id=SHOWN, data={"query": shown, "runs": shown in ours, "foreign": words.foreign}),
            dcc.Store(id=ASKED),
            dcc.Location(id=GO, refresh="callback-nav"),
        ],
        className="asking",
    )
    head = [
        html.P(words.kicker, className="kicker"),
        html.H1(words.title, className="claim"),
        html.P(_subtitle(visit, words), className="subtitle"),
    ]
    columns = html.Div([column, parts.dictionary(text, words, asked, beneath)], className="sql-columns")
    return PageContent(words.title, [html.Section([*head, columns], className="plate sql-page")])


def _subtitle(visit: Visit, words: SqlText) -> str:
    capacity = console().capacity
    said = words.subtitle.format(s=f"{capacity.seconds:g}", m=capacity.megabytes, n=number(ROWS_DOWNLOADED))
    published = visit.fresh.published_at
    return f"{said} {words.published.format(time=visit.text.moment(published))}" if published else said


def register_callbacks(app: Dash) -> None:
    search = State("_pages_location", "search")
    app.clientside_callback(  # type: ignore[no-untyped-call]
        ClientsideFunction("sql", "ask"),
        Output(ASKED, "data"), Output(GO, "search"), Output(parts.STATUS, "children", allow_duplicate=True),
        Input(parts.RUN, "n_clicks"), Input(SHOWN, "data"), State(parts.EDITOR, "value"), search,
        prevent_initial_call="initial_duplicate",
    )  # fmt: skip
    app.callback(
        Output(parts.ANSWER, "children"), Output(parts.STATUS, "children"), Output(parts.ROWS, "data"),
        Input(ASKED, "data"), search,
        prevent_initial_call=True,
        running=[(Output(parts.RUN, "disabled"), True, False), (Output(parts.STOP, "hidden"), False, True)],
    )(ask)  # fmt: skip
    app.callback(Input(parts.STOP, "n_clicks"), State(ASKED, "data"), prevent_initial_call=True)(stop)
    app.callback(Output(GO, "search", allow_duplicate=True), Input(parts.WORKED, "value"), search,
                 prevent_initial_call=True)(choose)  # fmt: skip
    app.callback(
        Output(parts.DOWNLOAD, "data"), Output(parts.NOTE, "children"),
        Input(parts.CSV, "n_clicks"), Input(parts.PARQUET, "n_clicks"), State(parts.EDITOR, "value"), search,
        prevent_initial_call=True,
    )(download)  # fmt: skip
    app.clientside_callback(  # type: ignore[no-untyped-call]
        ClientsideFunction("sql", "table"), Output(parts.TABLE, "data-rows"), Input(parts.ROWS, "data"),
        prevent_initial_call=True,
    )  # fmt: skip
    app.clientside_callback(  # type: ignore[no-untyped-call]
        ClientsideFunction("plates", "paint"), Output(PLOT, "figure"), Input(PLATE, "data"), Input("scheme", "data")
    )


def choose(value: str | None, search: str | None) -> Any:
    """The address of a worked question."""
    wanted = next((one for one in questions() if str(one.number) == value), None)
    said = query_of_search(search)
    if wanted is None or wanted.sql == said.get("q"):
        return no_update
    return address(wanted.sql, text_for(said.get("lang", "en")).code)


def ask(asked: dict[str, str] | None, search: str | None) -> Any:
    """The answer of one query: what stands above its table, a line about it, its table."""
    if not asked:
        return no_update, no_update, no_update
    text = text_for(query_of_search(search).get("lang", "en"))
    words = sql_text(text.code)
    query = str(asked["query"])[:LONGEST_QUERY]
    if not query.strip():
        return refusal(words.empty_query, ""), "", None
    try:
        said = console().ask(query, ROWS_SEEN, _run_name(asked))
    except TrackerError as error:
        return refused(words, error), "", None
    status = f"{text.count(words.rows, said.taken)} · {words.seconds.format(s=f'{said.seconds:.2f}')}"
    return shown(text, words, said), status, answer_rows(words, said) if said.rows else None


def _run_name(asked: dict[str, str]) -> str:
    return str(asked.get("id", ""))[:64]


def stop(_: int | None, asked: dict[str, str] | None) -> None:
    if asked:
        console().stop(_run_name(asked))


def shown(text: Text, words: SqlText, said: Said) -> list[Any]:
    """What stands above the table: a picture where the answer has one, and what was cut."""
    if not said.rows:
        return [refusal(words.nothing, words.nothing_why)]
    listed = min(len(said.rows), parts.MOST_LISTED)
    is_more = said.was_cut or listed < len(said.rows)
    notes = [html.P(words.cut.format(n=number(listed)), className="note")] if is_more else []
    if any(isinstance(value, str) and value.endswith("…") and len(value) > 1_000 for row in said.rows for value in row):
        notes.append(html.P(words.cells_cut, className="note"))
    return [*_quick_chart(text, words, said), *notes]


def _quick_chart(text: Text, words: SqlText, said: Said) -> list[Any]:
    planned = plan(said.columns, said.types, said.rows)
    if planned is None:
        return []
    with reading(current_home().charts_file) as connection:
        simulated = freshness(connection).simulated
    frame = frame_for(window_width())
    height = 320 if isinstance(planned, TimeLines) else max(120, 44 + 26 * len(planned.bars))
    frame = type(frame)(frame.width, height, frame.left, frame.right, 14, frame.bottom)
    title = (words.over if isinstance(planned, TimeLines) else words.by).format(x=planned.x, y=planned.y)
    graph = dcc.Graph(
        id=PLOT, style={"height": f"{height}px"},
        config={"displaylogo": False, "displayModeBar": False, "showSendToCloud": False, "plotlyServerURL": "",
                "scrollZoom": False, "doubleClick": False, "responsive": True},
    )  # fmt: skip
    figure = html.Figure(
        [html.Div(graph, className="plot", dir="ltr"), html.Figcaption(words.quick_note, className="note")],
        role="group", **aria(label=title),
    )  # fmt: skip
    plate = {"figure": quick_figure(planned, frame, text, simulated)}
    heading = html.H2([words.quick_chart + ": ", html.Bdi(title)], className="h2")
    return [html.Section([heading, figure, dcc.Store(id=PLATE, data=plate)], className="quick")]


def refused(words: SqlText, error: TrackerError) -> html.Div:
    """One sentence that says why there is no answer."""
    capacity = console().capacity
    if isinstance(error, QueryError):
        return refusal(words.wrong, words.wrong_next, str(error).removeprefix("sql: "))
    if isinstance(error, TooSlowError):
        return refusal(words.too_slow.format(s=f"{capacity.seconds:g}"), words.slow_next)
    if isinstance(error, TooLargeError):
        return refusal(words.too_large.format(m=capacity.megabytes), words.slow_next)
    if isinstance(error, BusyError):
        return refusal(words.busy, words.busy_next)
    if isinstance(error, StoppedError):
        return refusal(words.stopped, words.stopped_next)
    log.error("the console could not answer: %s", error)
    return refusal(words.failed, words.failed_next)


def download(_: int | None, __: int | None, query: str | None, search: str | None) -> Any:
    """The answer as a file, with more rows than the page shows."""
    form: Form = "parquet" if ctx.triggered_id == parts.PARQUET else "csv"
    words = sql_text(query_of_search(search).get("lang", "en"))
    try:
        with console().written((query or "")[:LONGEST_QUERY], ROWS_DOWNLOADED, form) as (file, said):
            written = file.read_bytes()
    except TrackerError as error:
        return no_update, refused(words, error)
    note = words.download_cut.format(n=number(ROWS_DOWNLOADED)) if said.was_cut else ""
    return download_of(written, form, "answer"), note


PAGE = Page(NAME, "/sql", lambda text: text.sql, content, register_callbacks)
