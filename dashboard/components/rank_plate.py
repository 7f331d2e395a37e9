"""The parts of the rank page around its plot: the claim, the key, the caption."""

from collections.abc import Sequence
from typing import Any

from dash import dcc, html

from dashboard.cited_claim import cite_link
from dashboard.components.attributes import data
from dashboard.components.series_controls import series_words, value_label
from dashboard.figures.rank_chart import RankChart
from dashboard.rank_view import RankView
from dashboard.text import Text
from dashboard.text.language import END, LEFT_TO_RIGHT, isolate, number
from tracker.analysis.rank_claims import RankClaim
from tracker.queries.coverage import Coverage


def kicker(text: Text, view: RankView) -> str:
    return " · ".join([text.kicker, value_label(text, "store", view.store), value_label(text, "country", view.country)])


def heading(text: Text, claim: str) -> html.H1:
    """The claim, with a day and its month, and "No. 1", kept on one line."""
    for month in text.months:
        claim = claim.replace(f" {month} ", f"\u00a0{month} ")
    return html.H1(claim.replace("No. 1", "No.\u00a01"), className="claim")


def subtitle(text: Text, view: RankView) -> str:
    category = (
        text.all_categories_long[view.store] if view.category == "all" else value_label(text, "category", view.category)
    )
    return text.subtitle.format(
        chart=value_label(text, "chart", view.chart), device=value_label(text, "device", view.device), category=category
    )


def key_line(chart: RankChart) -> html.Div:
    """What the marks mean; only the marks in view."""
    text = chart.text
    states = {span.state for span in chart.spans}
    marks: list[tuple[str, str]] = []
    if chart.gaps:
        marks.append(("hatch", text.key_not_observed))
    if "not_in_chart" in states:
        words = text.key_not_in_top.format(n=chart.depth) if chart.depth else text.key_not_in_chart
        marks.append(("bar", words))
    if "not_sold" in states:
        marks.append(("rule-line", text.key_not_sold))
    if len(chart.focus) < len(chart.labels):
        marks.append(("context", text.key_out_of_focus.format(n=len(chart.focus))))
    if chart.reported:
        marks.append(("diamond", text.key_press))
    return html.Div([html.Span([html.I(className=mark), words]) for mark, words in marks], className="key")


def caption(text: Text, view: RankView, covered: Coverage, pooled: Sequence[str], claim: RankClaim | None) -> html.Div:
    """How we know: the last capture, how many there are, how deep they look, where they come from.

    `claim` is what the title says, if it can be cited.
    """
    facts = [html.Span(fact) for fact in evidence(text, view, covered, pooled)]
    return html.Div([*facts, _actions(text, view, claim)], className="caption")


def evidence(text: Text, view: RankView, covered: Coverage, pooled: Sequence[str]) -> list[str]:
    part = 100 * covered.captured // covered.expected if covered.expected else 0
    source = f"{LEFT_TO_RIGHT}{view.source}{END}" if text.direction == "rtl" else view.source
    return [
        *([text.last_capture.format(time=text.moment(covered.last_observed_at))] if covered.last_observed_at else []),
        text.coverage.format(n=number(covered.captured), m=number(covered.expected), p=part),
        *([text.depth.format(n=covered.depth)] if covered.depth else []),
        text.from_source.format(source=source),
        *([text.pooled.format(n=number(len(pooled)))] if pooled else []),
        text.zone,
    ]


def _actions(text: Text, view: RankView, claim: RankClaim | None) -> html.Span:
    def button(words: str, **more: Any) -> html.Button:
        return html.Button(words, className="action", **more)

    return html.Span(
        [
            html.A(text.table, href="#table"),
            button(text.csv, id="ranks-csv"),
            button(text.parquet, id="ranks-parquet"),
            button(text.png, **data(saves="ranks-plate")),
            html.A(text.sql, href="#sql"),
            button(text.copy_link, **data(copies=view.query.search, copied=text.copied)),
            *cite_link(text, claim),
            dcc.Download(id="ranks-download"),
        ],
        className="actions",
    )


def paper(
    text: Text,
    view: RankView,
    claim: str,
    covered: Coverage,
    pooled: Sequence[str],
    pinned: Sequence[str],
    simulated: bool,
) -> dict[str, Any]:
    """The words around the plot in a saved picture, for assets/save_picture.js."""
    return {
        "title": claim,
        "subtitle": series_words(text, view.series) + " · " + subtitle(text, view),
        "pins": [f"{place}  {isolate(title)}" for place, title in enumerate(pinned, start=1)],
        "caption": evidence(text, view, covered, pooled),
        "address": view.query.search,
        "brand": text.brand,
        "simulated": text.simulated if simulated else "",
    }  # fmt: skip
