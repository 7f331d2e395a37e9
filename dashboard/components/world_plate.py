"""The parts of the world page around its pictures: key, caption, table, the words of a saved picture."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from dash import dcc, html

from dashboard.cited_claim import cite_link
from dashboard.components.attributes import aria, data
from dashboard.components.series_controls import value_label
from dashboard.components.tile_map import bin_names, cell_words
from dashboard.components.world_controls import chart_words
from dashboard.figures.world import BIN_TOKENS
from dashboard.text import Text
from dashboard.text.language import END, LEFT_TO_RIGHT, number
from dashboard.text.world import WorldText, world_text
from dashboard.world_rows import WorldRows
from tracker import catalog
from tracker.analysis.rank_claims import RankClaim
from tracker.queries.world import NOT_IN_CHART, NOT_OBSERVED, NOT_SOLD, Breadth


def claim_of(text: Text, assistant: str, widest: Breadth) -> str:
    """The finding as a sentence: the day on which the assistant was furthest up in most countries."""
    words, name = world_text(text), text.name(catalog.assistants()[assistant].label)
    said = {"day": text.long_day(widest.day), "name": name, "m": number(widest.observed)}
    if widest.at_1:
        return words.at_1.format(n=number(widest.at_1), **said)
    for k, count in ((5, widest.top_5), (10, widest.top_10), (50, widest.top_50)):
        if count:
            return words.in_top.format(n=number(count), k=k, **said)
    if widest.ranked:
        return words.in_chart.format(n=number(widest.ranked), **said)
    return words.nowhere.format(**said)


def kicker(text: Text, rows: WorldRows) -> str:
    label = catalog.assistants()[rows.view.assistant].label
    return " · ".join([text.world, label, chart_words(text, rows.view.chart)])


def subtitle(text: Text, rows: WorldRows) -> str:
    words = world_text(text)
    return f"{words.best_of[rows.steps.step]} {words.sorted_by[rows.view.order]}"


def key(text: Text, rows: WorldRows) -> html.Div:
    """The bins, always all of them; of the states, those in view."""
    words = world_text(text)
    bins = [html.Span(name, className=f"bin bin-{place}") for place, name in enumerate(bin_names(words))]
    cells = {cell for row in rows.drawn for cell in row.cells} | set(rows.on_the_day.values())
    marks = [
        (NOT_IN_CHART, "block beyond", words.key_not_in_chart),
        (NOT_OBSERVED, "hatch", words.key_not_observed),
        (NOT_SOLD, "rule-line", words.key_not_sold),
    ]
    states = [html.Span([html.I(className=mark), said]) for state, mark, said in marks if state in cells]
    return html.Div([html.Span(bins, className="bins"), *states], className="key")


def evidence(text: Text, rows: WorldRows) -> list[str]:
    """How we know: when it was last looked, in how many countries, from where."""
    words, source = world_text(text), rows.view.chart.source
    last = rows.curve[-1]
    return [
        words.shown.format(n=number(len(rows.drawn)), m=number(len(rows.countries))),
        words.last_day.format(time=text.moment(rows.last_observed_at)),
        words.countries_observed.format(n=number(last.observed), m=number(len(rows.countries))),
        text.from_source.format(source=f"{LEFT_TO_RIGHT}{source}{END}" if text.direction == "rtl" else source),
        *([words.pooled] if rows.view.chart.store == "google" else []),
        text.zone,
    ]


def actions(page: str, text: Text, plate: str, address: str, claim: RankClaim | None = None) -> html.Span:
    """Table, CSV, Parquet, PNG, SQL, the link: the same on every page that exports a view; `claim` can be cited."""

    def button(words: str, **more: Any) -> html.Button:
        return html.Button(words, className="action", **more)

    return html.Span(
        [
            html.A(text.table, href="#table"),
            button(text.csv, id=f"{page}-csv"),
            button(text.parquet, id=f"{page}-parquet"),
            button(text.png, **data(saves=plate)),
            html.A(text.sql, href="#sql"),
            button(text.copy_link, **data(copies=address, copied=text.copied)),
            *cite_link(text, claim),
            dcc.Download(id=f"{page}-download"),
        ],
        className="actions",
    )


def paper(text: Text, rows: WorldRows, claim: str) -> dict[str, Any]:
    """The words around the heat map in a saved picture, for assets/save_picture.js."""
    words = world_text(text)
    bins = [(name, token, f"{token}-ink") for name, token in zip(bin_names(words), BIN_TOKENS, strict=True)]
    return {
        "title": claim,
        "subtitle": f"{kicker(text, rows)} · {subtitle(text, rows)}",
        "pins": [],
        "caption": evidence(text, rows),
        "marks": [
            *bins,
            (words.not_in_chart, "--state-absent-bg", "--text"),
            (f"//// {words.not_observed}", "--state-unobserved-bg", "--text"),
            (f"— {words.not_sold}", "--state-unsold-bg", "--text"),
        ],
        "address": "world" + rows.view.query.search,
        "brand": text.brand,
        "simulated": text.simulated if rows.simulated else "",
        "file": "world",
    }  # fmt: skip


def country_table(text: Text, rows: WorldRows) -> html.Div:
    """One row a country, in the order of the picture: all of them, drawn or not."""
    words = world_text(text)
    heads = [
        (words.country, ""), (words.on_day.format(day=text.short_day(rows.view.day)), "number"),
        (words.at_end, "number"), (words.best, "number"), (words.first_on, "number optional"),
        (words.days_at_1, "number optional"), (words.days_ranked, "number optional"),
        (words.days_observed, "number optional"),
    ]  # fmt: skip
    head = html.Tr([html.Th(said, scope="col", className=kind) for said, kind in heads])
    body = []
    for row in rows.countries:
        cells: Sequence[tuple[Any, str]] = [
            (_cell(words, rows.on_the_day[row.country]), "number"),
            (_cell(words, row.cells[-1]), "number"),
            (row.best_rank or "–", "number"),
            (_day(text, row.best_day), "number optional"),
            (number(row.days_at_1), "number optional"),
            (number(row.days_ranked), "number optional"),
            (number(row.days_observed), "number optional"),
        ]
        name = html.Th(value_label(text, "country", row.country), scope="row")
        body.append(html.Tr([name, *(html.Td(inside, className=kind) for inside, kind in cells)]))
    table = html.Table([html.Thead(head), html.Tbody(body)], className="data")
    return html.Div(table, className="scroll tall", tabIndex="0", role="group", **aria(label=text.as_table))


def _cell(words: WorldText, cell: int) -> Any:
    return html.B(cell) if cell > 0 else cell_words(words, cell)


def _day(text: Text, day: date | None) -> Any:
    return html.Time(text.day(day), dateTime=day.isoformat()) if day else "–"
