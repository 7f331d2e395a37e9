"""A whole store chart as a table: the picture and the accessible path to it are the same thing."""

from collections.abc import Sequence
from datetime import timedelta
from math import ceil
from typing import Any
from urllib.parse import quote

from dash import html

from dashboard import theme
from dashboard.chart_rows import ChartRows
from dashboard.components.attributes import aria
from dashboard.components.marks import movement, outside
from dashboard.components.row_spark import row_spark
from dashboard.text import Text
from dashboard.text.language import number
from dashboard.text.store_chart import ChartWords
from tracker import catalog
from tracker.models import Series
from tracker.queries.capture_times import usual_gap
from tracker.queries.store_chart import BUCKET, ChartRow

OTHERS = "--line-control"  # the line of an app that is no assistant


def is_assistant(slug: str | None) -> bool:
    """Is it an app that people talk to? The catalogue also follows agents, search, media and others."""
    return slug is not None and slug in catalog.assistants() and catalog.assistants()[slug].role == "assistant"


def store_page(series: Series, app_id: str) -> str:
    """The address of the app in its store; nothing for an id that its store could not have given."""
    if series.store == "apple":
        digits = app_id.isascii() and app_id.isdecimal()
        return f"https://apps.apple.com/{series.country}/app/id{app_id}" if digits else ""
    return f"https://play.google.com/store/apps/details?id={quote(app_id, safe='')}&gl={series.country}"


def chart_table(text: Text, words: ChartWords, rows: ChartRows, shown: Sequence[ChartRow]) -> html.Div:
    back = words.backs[rows.frame.query.against or "24h"]
    heads = [
        (words.rank, "number"),
        (back, "number"),
        (words.app, ""),
        (words.week, "optional spark"),
        (words.best, "number optional"),
        (words.in_captures, "number optional"),
    ]
    head = html.Tr([html.Th(said, scope="col", className=kind) for said, kind in heads])
    body = [_row(text, words, rows, row, hold_of(rows)) for row in shown]
    table = html.Table([html.Thead(head), html.Tbody(body)], className="data chart-rows")
    return html.Div(table, className="scroll", tabIndex="0", role="group", **aria(label=words.caption))


def hold_of(rows: ChartRows) -> int:
    """For how many of the sparkline's buckets a capture holds: until the next one was due."""
    upto = [capture.observed_at for capture in rows.frame.captures if capture.observed_at <= rows.shown.observed_at]
    gap = usual_gap(upto) or BUCKET
    return max(1, ceil((gap - timedelta(minutes=30)) / BUCKET))


def _row(text: Text, words: ChartWords, rows: ChartRows, row: ChartRow, hold: int) -> html.Tr:
    marked = is_assistant(row.assistant)
    colour = theme.line_colour(row.assistant or "") if marked else OTHERS
    if colour == "--context-line":
        colour = OTHERS  # an assistant without a hue is marked by its rule and its weight
    cells: list[tuple[Any, str]] = [
        (html.B(row.rank), "number"),
        (move_of(text, words, rows, row), "number"),
        (_name(rows.frame.series, row), "app"),
        (row_spark(row.week, rows.chart.buckets, hold, colour), "optional spark"),
        (row.best, "number optional"),
        (text.ranked_of.format(n=number(row.captures), m=number(rows.chart.captures)), "number optional"),
    ]
    (rank, number_kind), *others = cells
    mark = {"borderInlineStartColor": theme.css(colour)} if marked else {}
    parts: list[Any] = [html.Td(rank, className=number_kind, style=mark)]
    parts += [
        html.Th(inside, className=kind, scope="row") if kind == "app" else html.Td(inside, className=kind)
        for inside, kind in others
    ]
    return html.Tr(parts, className="marked" if marked else "")


def _name(series: Series, row: ChartRow) -> list[Any]:
    name = outside(html.Bdi(row.app_name), store_page(series, row.app_id))
    return [name, html.Small(html.Bdi(row.developer))] if row.developer else [name]


def move_of(text: Text, words: ChartWords, rows: ChartRows, row: ChartRow) -> html.Span:
    """The movement, or in words why there is none."""
    entry = rows.entry(row)
    if entry == "new":
        said = html.Span(f" ({words.new_why})", className="sr")
        return html.Span([html.Span(words.new, className="new"), said], className="move same")
    if entry == "unknown":
        return html.Span(["–", html.Span(words.not_comparable, className="sr")], className="move same")
    return movement(text, row.rank, row.rank_before)
