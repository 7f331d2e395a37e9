"""The parts of the page /sql: the dictionary, the editor, the answer."""

from collections.abc import Sequence
from typing import Any
from urllib.parse import urlencode

import dash_mantine_components as dmc
from dash import dcc, html

from dashboard.components.attributes import aria, data
from dashboard.text import Text
from dashboard.text.sql import SqlText
from tracker.queries.surface import Named
from tracker.storage.questions import questions
from tracker.storage.request_apart import Said

EDITOR, RUN, STOP, STATUS, ANSWER = "sql-editor", "sql-run", "sql-stop", "sql-status", "sql-answer"
TABLE, ROWS = "sql-table", "sql-rows"
WORKED, CSV, PARQUET, DOWNLOAD, NOTE = "sql-worked", "sql-csv", "sql-parquet", "sql-download", "sql-note"
MOST_LISTED = 200  # rows of the table that is looked at
RIGHT = ("INT", "DECIMAL", "DOUBLE", "FLOAT", "HUGEINT")  # types whose values end at the same edge


def first_rows(name: str) -> str:
    """The query behind "First rows" of a table or view."""
    return f"FROM {name} LIMIT 20"


def address(query: str, code: str) -> str:
    """The query string of the page with this query in it."""
    return "?" + urlencode({"q": query} | ({"lang": code} if code != "en" else {}))


def dictionary(text: Text, words: SqlText, asked: Sequence[Named], beneath: Sequence[Named]) -> html.Aside:
    parts = [_entry(text, words, one) for one in asked]
    under = html.Details(
        [html.Summary(words.beneath), *(_entry(text, words, one) for one in beneath)], className="beneath"
    )
    body = html.Div([*parts, under], className="tree")
    # folded on phones, where the editor comes first
    return html.Aside([html.H2(words.dictionary, className="h3"), body], className="dictionary", id="dictionary",
                      **aria(label=words.dictionary))  # fmt: skip


def _entry(text: Text, words: SqlText, one: Named) -> html.Details:
    is_macro = one.kind == "macro"
    name = html.Code(f"{one.name}(…)" if is_macro else one.name, dir="ltr")
    kind = [html.Span(words.macro, className="kind-of")] if is_macro else []
    columns = [
        html.Li([html.Code(column.name, dir="ltr"), html.Span(column.kind.lower(), className="kind-of"),
                 *([html.P(column.text)] if column.text else [])])
        for column in one.columns
    ]  # fmt: skip
    ask = [] if is_macro else [dmc.Anchor(words.first_rows, href="/sql" + address(first_rows(one.name), text.code))]
    listed = html.Ul(columns, className="columns-of", **aria(label=words.parameters if is_macro else one.name))
    return html.Details([html.Summary([name, *kind]), html.P(one.text, lang="en", dir="ltr"), listed, *ask])


def editor(text: Text, words: SqlText, query: str) -> html.Div:
    listed = [
        {"value": str(one.number), "label": f"{one.number}. {one.title_ar if text.code == 'ar' else one.title}"}
        for one in questions()
    ]
    asked = next((str(one.number) for one in questions() if one.sql == query), None)
    pick = dmc.Select(
        id=WORKED, label=words.worked, data=listed, value=asked, placeholder=words.pick.format(n=len(listed)),
        searchable=True, allowDeselect=False, nothingFoundMessage=text.nothing_found, className="pick worked",
        variant="unstyled", comboboxProps={"position": "bottom-start", "width": 420}, maxDropdownHeight=360,
        rightSection=html.I(className="chevron"), rightSectionWidth=24, rightSectionPointerEvents="none",
    )  # fmt: skip
    copy = html.Button(text.copy_link, className="button plain", id="sql-copy",
                       **data(copies=address(query, text.code), copied=text.copied))  # fmt: skip
    box = dcc.Textarea(id=EDITOR, value=query, className="editor", spellCheck=False, dir="ltr", wrap="off",
                       maxLength=20_000)  # fmt: skip
    return html.Div(
        [
            html.Div([pick, html.Span(className="push"), copy], className="row"),
            html.Label(words.editor, htmlFor=EDITOR, className="sr"),
            box,
            html.Div(
                [
                    html.Button(words.run, id=RUN, className="button primary"),
                    html.Button(words.stop, id=STOP, className="button", hidden=True),
                    html.Span(words.keys, className="note keys"),
                    html.Span(className="push"),
                    html.Span("", id=STATUS, className="status", role="status"),
                    html.Button(text.csv, id=CSV, className="button"),
                    html.Button(text.parquet, id=PARQUET, className="button"),
                    dcc.Download(id=DOWNLOAD),
                ],
                className="row",
            ),
            html.P("", id=NOTE, className="note", role="status"),
        ]
    )  # fmt: skip


def answer_place(words: SqlText) -> html.Div:
    """Where assets/sql.js draws the table: a component for each cell would take a browser seconds."""
    return html.Div(id=TABLE, className="scroll answer", tabIndex="0", role="group", **aria(label=words.result))


def answer_rows(words: SqlText, said: Said) -> dict[str, Any]:
    """The table for assets/sql.js: heads, which columns end at the same edge, the first rows, the word for NULL."""
    return {
        "heads": [[name, _type(kind)] for name, kind in zip(said.columns, said.types, strict=True)],
        "numbers": [any(word in kind for word in RIGHT) and "[" not in kind for kind in said.types],
        "rows": list(said.rows[:MOST_LISTED]),
        "null": words.null,
    }


def _type(kind: str) -> str:
    return "timestamptz, UTC" if kind == "TIMESTAMP WITH TIME ZONE" else kind.lower()


def empty_answer(words: SqlText) -> html.Div:
    return html.Div(words.nothing_yet, className="no-answer")


def refusal(title: str, why: str, told: str = "") -> html.Div:
    """Why there is no answer; `told` is what the database says, in its own words."""
    own = [html.Pre(html.Code(told), className="command", tabIndex="0")] if told else []
    return html.Div([html.H2(title, className="h2"), html.P(why), *own], className="refusal", role="alert")
