"""The parts of the chart page around its table: words above, evidence below, the rail beside."""

from collections.abc import Sequence
from dataclasses import asdict, replace
from typing import Any

import dash_mantine_components as dmc
from dash import dcc, html

from dashboard.chart_rows import ChartRows
from dashboard.chart_view import AGAINST, APPS, USUAL_ROWS, ChartQuery
from dashboard.cited_claim import cite_link, claim_of_capture
from dashboard.components.attributes import aria, data
from dashboard.components.chart_table import is_assistant, move_of
from dashboard.components.marks import movement, named
from dashboard.components.series_controls import segments, value_label
from dashboard.rank_view import RankQuery
from dashboard.text import Text
from dashboard.text.language import END, LEFT_TO_RIGHT, number
from dashboard.text.store_chart import ChartClaim, ChartWords
from tracker import catalog
from tracker.analysis.rank_claims import RankClaim
from tracker.models import Series, State
from tracker.queries.store_chart import ChartRow

CLAIM_TOP = 25
FAR = 5  # places; less is the usual noise of a chart
MOVES = 5


def claim_of(rows: ChartRows) -> ChartClaim:
    found = [row for row in rows.chart.rows if is_assistant(row.assistant)]
    top = min(CLAIM_TOP, rows.chart.depth)
    leader = found[0] if found else None
    label = catalog.assistants()[leader.assistant].label if leader and leader.assistant else None
    inside = sum(row.rank <= top for row in found)
    return ChartClaim(top, inside, rows.chart.depth, rows.chart.is_whole, label, leader.rank if leader else None)


def subtitle(text: Text, words: ChartWords, rows: ChartRows) -> str:
    view, back = rows.frame.series, words.backs[rows.frame.query.against or "24h"]
    said = (words.subtitle if rows.before else words.subtitle_alone).format(
        chart=value_label(text, "chart", view.chart), device=value_label(text, "device", view.device),
        category=category_words(text, view), against=back,
    )  # fmt: skip
    if rows.before is None:
        return said
    entries = [(rows.entry(row), abs((row.rank_before or row.rank) - row.rank)) for row in rows.chart.rows]
    new = sum(entry == "new" for entry, _ in entries)
    return f"{said} {words.counts.format(new=new, far=sum(by >= FAR for _, by in entries))}"


def category_words(text: Text, series: Series) -> str:
    if series.category == "all":
        return text.all_categories_long[series.store]
    return value_label(text, "category", series.category)


def chart_choices(words: ChartWords, query: ChartQuery) -> html.Div:
    """Against what to compare, and which apps to show: links, as everything that is in the address."""
    against = [(words.backs[name], _with(query, against=name), name == (query.against or "24h")) for name in AGAINST]
    apps = [(words.apps[name], _with(query, apps=name), name == (query.apps or "all")) for name in APPS]
    return html.Div(
        [
            segments(words.against, against),
            segments(words.shown, apps),
        ],
        className="chart-choices",
    )


def _with(query: ChartQuery, **said: str) -> str:
    words: dict[str, Any] = dict(said)
    return replace(query, **words).search


def caption(text: Text, words: ChartWords, rows: ChartRows, shown: int) -> html.Div:
    """How we know: when it was captured, what it is compared with, how deep, whose list; and all ways to the data."""
    facts = [words.rows.format(n=shown, m=len(rows.listed)), *evidence(text, words, rows)]
    query = rows.frame.query
    more: list[Any] = []
    if len(rows.listed) > USUAL_ROWS:
        is_whole = query.rows == "all"
        href = _with(query, rows="25" if is_whole else "all")
        said = words.first_rows.format(n=USUAL_ROWS) if is_whole else words.all_rows.format(n=len(rows.listed))
        more.append(dmc.Anchor(said, href=href, id="chart-rows"))
    whole = RankQuery(**asdict(rows.frame.series), lang=query.series.lang)
    permanent = replace(query.asking(rows.shown.observed_at), series=whole)
    actions = html.Span(
        [
            *more,
            html.Button(text.csv, id="chart-csv", className="action"),
            html.Button(text.parquet, id="chart-parquet", className="action"),
            html.Button(text.png, className="action", **data(pictures="chart-picture")),
            html.A(text.sql, href="#sql"),
            html.Button(text.copy_link, className="action", **data(copies=permanent.search, copied=text.copied)),
            *cite_link(text, _leader(rows)),
            dcc.Download(id="chart-download"),
        ],
        className="actions",
    )
    return html.Div([*(html.Span(fact) for fact in facts), actions], className="caption")


def _leader(rows: ChartRows) -> RankClaim | None:
    """The rank of the best assistant, as a claim that can be cited."""
    row = next((row for row in rows.chart.rows if is_assistant(row.assistant)), None)
    if row is None or row.assistant is None:
        return None
    return claim_of_capture(rows.frame.series, row.assistant, row.rank, rows.shown.observed_at)


def evidence(text: Text, words: ChartWords, rows: ChartRows) -> list[str]:
    shown, asked = rows.shown, rows.frame.query.at
    source = rows.frame.series.source
    back = words.backs[rows.frame.query.against or "24h"]

    def latin(said: str) -> str:
        return f"{LEFT_TO_RIGHT}{said}{END}" if text.direction == "rtl" else said

    return [
        words.captured.format(time=text.moment(shown.observed_at)),
        *([words.asked.format(time=text.moment(asked))] if asked else []),
        words.compared.format(time=text.moment(rows.before.observed_at)) if rows.before
        else words.compared_none.format(back=back),
        words.depth.format(asked=number(shown.depth_requested), returned=number(rows.chart.depth)),
        *([] if rows.chart.is_whole else [words.known_ranks.format(n=len(rows.chart.rows), m=rows.chart.depth)]),
        text.from_source.format(source=latin(source)),
        words.list_id.format(id=latin(shown.snapshot_id)),
        text.zone,
    ]  # fmt: skip


def rail(text: Text, words: ChartWords, rows: ChartRows) -> html.Aside:
    found = [row for row in rows.chart.rows if is_assistant(row.assistant)]
    parts: list[Any] = [html.H2(words.assistants, className="h3")]
    parts += [_standings(text, words, rows, found)] if found else [html.P(words.no_assistant, className="note")]
    parts += _absent(text, words, rows)
    back = words.backs[rows.frame.query.against or "24h"]
    parts.append(html.H2(words.moves.format(back=back), className="h3"))
    far = [row for row in rows.chart.rows if row.rank_before and abs(row.rank_before - row.rank) >= FAR]
    far.sort(key=lambda row: -abs((row.rank_before or 0) - row.rank))
    parts += [_moves(text, words, far[:MOVES])] if far else [html.P(words.no_moves, className="note")]
    parts.append(html.P(words.note, className="aside-note"))
    return html.Aside(parts, className="rail chart-rail", **aria(label=words.assistants))


def _standings(text: Text, words: ChartWords, rows: ChartRows, found: Sequence[ChartRow]) -> html.Table:
    back = words.backs[rows.frame.query.against or "24h"]
    heads = [(text.assistant, ""), (words.rank, "number"), (back, "number")]
    body = [
        html.Tr([
            html.Th(named(row.assistant or "", catalog.assistants()[row.assistant or ""].label), scope="row"),
            html.Td(html.B(row.rank), className="number"),
            html.Td(move_of(text, words, rows, row), className="number"),
        ])
        for row in found
    ]  # fmt: skip
    head = html.Tr([html.Th(said, scope="col", className=kind) for said, kind in heads])
    return html.Table([html.Thead(head), html.Tbody(body)], className="data")


def _absent(text: Text, words: ChartWords, rows: ChartRows) -> list[html.P]:
    said: dict[State, str] = {
        "not_in_chart": words.not_in_top.format(n=rows.chart.depth),
        "not_observed": words.not_in_known,
        "not_sold": words.not_sold,
    }
    comma = "، " if text.direction == "rtl" else ", "
    parts = []
    for state, why in said.items():
        labels = [catalog.assistants()[one.assistant].label for one in rows.absent
                  if one.state == state and one.assistant in catalog.assistants()]  # fmt: skip
        if labels:
            names: list[Any] = []
            for label in labels:
                names += [html.Bdi(label), comma]
            parts.append(html.P([html.Span(why), html.Br(), *names[:-1]], className=f"absent {state}"))
    return parts


def _moves(text: Text, words: ChartWords, far: Sequence[ChartRow]) -> html.Table:
    body = [
        html.Tr([
            html.Th(html.Bdi(row.app_name), scope="row"),
            html.Td(words.from_to.format(before=row.rank_before, rank=row.rank), className="number"),
            html.Td(movement(text, row.rank, row.rank_before), className="number"),
        ])
        for row in far
    ]  # fmt: skip
    return html.Table(html.Tbody(body), className="data")
