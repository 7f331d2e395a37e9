"""Claims as a table, and the parts of a claim's own page."""

from collections.abc import Sequence
from typing import Any

from dash import html

from dashboard.components.health_tables import table
from dashboard.components.marks import outside
from dashboard.components.series_controls import value_label
from dashboard.text import Text
from dashboard.text.claims import ClaimsText
from dashboard.text.language import number
from tracker.analysis.rank_claims import CountryFinding
from tracker.claims import CheckedClaim
from tracker.queries.claim_list import ListedClaim


def claim_address(text: Text, claim_id: str) -> str:
    return f"/claims/{claim_id}" + ("?lang=ar" if text.code == "ar" else "")


def verdict_tag(words: ClaimsText, verdict: str) -> html.Span:
    return html.Span(words.verdicts.get(verdict, verdict), className=f"tag verdict {verdict}")


def claim_table(text: Text, words: ClaimsText, claims: Sequence[ListedClaim]) -> html.Div:
    heads = [(words.claim, "app"), (words.days, "optional"), (words.as_read, "")]
    rows = [[(_name(text, words, one), "app"), (days_of(text, one), "optional"), (verdict_tag(words, one.verdict), "")]
            for one in claims]  # fmt: skip
    return table(words.name, heads, rows)


def _name(text: Text, words: ClaimsText, one: ListedClaim) -> html.Div:
    link = html.A(html.Bdi(one.sentence_in(text.code)), href=claim_address(text, one.claim_id))
    about = [html.Span(words.rank_claim, className="tag")] if one.is_about_a_rank else []
    return html.Div([link, html.Div([html.Span(one.claim_id, className="machine"), *about], className="facts")])


def days_of(text: Text, one: ListedClaim) -> str:
    if one.first_day is None:
        return "–"
    return text.event_day(one.first_day, one.last_day, "day")


def country_table(text: Text, words: ClaimsText, findings: Sequence[CountryFinding]) -> html.Div:
    heads = [(words.country, "app"), (words.finding, ""), (words.best, "number"), (words.captures, "number"),
             (words.shown_by, "optional")]  # fmt: skip
    rows = [
        [
            (value_label(text, "country", one.country), "app"),
            (words.findings[one.finding], ""),
            ("–" if one.best_rank is None else str(one.best_rank), "number"),
            (words.captures_of.format(n=number(one.captured), m=number(one.slots)), "number"),
            (text.moment(one.shown_by.at) if one.shown_by else "–", "optional"),
        ]
        for one in findings
    ]
    return table(words.by_charts, heads, rows)


def by_charts(text: Text, words: ClaimsText, checked: CheckedClaim | None) -> list[Any]:
    """What the captures say, or why they cannot."""
    if checked is None:
        return [html.P(words.no_chart, className="note")]
    judgement = checked.judgement
    parts: list[Any] = [html.P(words.by_charts_why, className="note"),
                        html.P([verdict_tag(words, judgement.verdict), " ", html.Bdi(judgement.reason)])]  # fmt: skip
    if judgement.countries:
        parts.append(country_table(text, words, judgement.countries))
    return parts


def by_sources(text: Text, words: ClaimsText, one: ListedClaim) -> html.Aside:
    parts: list[Any] = [
        html.H2(words.by_sources, className="h3"),
        html.P([verdict_tag(words, one.verdict), " ", html.Bdi(one.reason)]),
    ]
    if one.wording:
        parts.append(html.P([f"{words.wording}: ", html.Q(html.Bdi(one.wording))], className="note"))
    if one.source_url:
        host = one.source_url.split("/")[2] if "//" in one.source_url else one.source_url
        parts.append(html.P([f"{words.source}: ", outside(html.Bdi(host), one.source_url)], className="note"))
    if one.contradicts:
        links = [html.Li(html.A(claim, href=claim_address(text, claim))) for claim in one.contradicts]
        parts += [html.H2(words.contradicts, className="h3"), html.Ul(links, className="facts")]
    return html.Aside(parts, className="rail")
