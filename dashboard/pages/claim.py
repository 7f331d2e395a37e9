"""One claim: what the captures say of it, country by country, with the evidence, and what its sources say."""

from typing import Any

from dash import Dash, html

from dashboard.claim_view import ClaimView, claim_view, whole_address
from dashboard.components.attributes import data
from dashboard.components.claim_parts import (
    by_charts,
    by_press,
    by_sources,
    days_of,
    evidence_parts,
    method_words,
    verdict_words,
)
from dashboard.components.rank_states import state_plate_of
from dashboard.components.shell import PageContent
from dashboard.components.sql_behind import sql_details
from dashboard.components.state_box import state_plate, steps
from dashboard.page import Page, Visit
from dashboard.rank_view import ViewError
from dashboard.text import Text
from dashboard.text.claims import ClaimsText, claims_text
from tracker.queries.claim_list import listed_claims


def content(visit: Visit) -> PageContent:
    text, words = visit.text, claims_text(visit.text.code)
    claim_id = visit.query.get("claim_id", "")
    every = "/claims" + ("?lang=ar" if text.code == "ar" else "")
    try:
        view = claim_view(visit, claim_id, visit.query)
    except ViewError as error:
        return PageContent(words.unknown, [state_plate_of(text, error, {}, "/claims")])
    if view is None:
        why = words.unknown_why.format(id=text.name(claim_id[:80]))
        return PageContent(words.unknown, [state_plate(words.unknown, why, steps((words.all_claims, every)))])
    column = html.Div([*_head(text, words, view), *_shown(text, words, view)])
    others = {one.claim_id: one for one in listed_claims(visit.connection)}
    rail = [by_sources(text, words, view.listed, others)] if view.listed else []
    if view.report is not None and view.report.press is not None:
        rail.append(by_press(text, words, view.report.press, view.report.differing))
    return PageContent(view.sentence, [html.Section([column, *rail], className="plate columns claim-page")])


def _head(text: Text, words: ClaimsText, view: ClaimView) -> list[Any]:
    listed = view.listed
    days = [" · ", days_of(text, listed)] if listed and listed.first_day else []
    address = view.address(text)
    copied = address.partition("?")[2]
    link = html.Button(
        text.copy_link, className="action", **data(copies=f"?{copied}" if copied else "", copied=text.copied)
    )
    files = []
    if view.report is not None:
        files = [
            html.A("JSON", href=view.address(text, ".json"), className="action"),
            html.A("Markdown", href=view.address(text, ".md"), className="action"),
            html.Button(text.png, className="action", **data(pictures="claim-picture")),
        ]
    return [
        html.P([words.name, " · ", html.Span(view.claim_id, className="machine"), *days], className="kicker"),
        html.H1(html.Bdi(view.sentence), className="claim"),
        html.P([link, *files], className="actions"),
    ]


def _shown(text: Text, words: ClaimsText, view: ClaimView) -> list[Any]:
    report = view.report
    parts = [html.H2(words.by_charts, className="h2"), *by_charts(text, words, report)]
    if report is None:
        return parts
    parts += _since_cited(text, words, view)
    parts += evidence_parts(text, words, report)
    invented = [text.simulated] if report.fresh.simulated else []
    said = [f"{text.brand}: {view.sentence}", verdict_words(text, report.checked.judgement.verdict)]
    cited = ". ".join([*invented, *said, method_words(text, report), whole_address(view.address(text))])
    parts += [
        html.H2(words.citation, className="h2"),
        html.Pre(html.Code(html.Bdi(cited)), className="command wrapped", id="citation", tabIndex="0"),
    ]
    if report.checked.queries:
        parts.append(sql_details(text, ";\n\n".join(report.checked.queries) + ";", words.sql_why))
    return parts


def _since_cited(text: Text, words: ClaimsText, view: ClaimView) -> list[Any]:
    """Is the evidence the one that the maker of this address saw?"""
    if view.cited is None or view.is_restated is None:
        return []
    if not view.is_restated:
        return [html.P(words.unchanged, className="note")]
    said = verdict_words(text, view.cited.verdict) if view.cited.verdict else "–"
    return [html.P(words.restated.format(verdict=said), className="restated", role="note")]


def register_callbacks(app: Dash) -> None:
    """Every way from here is a link."""


PAGE = Page("claim", "", lambda text: claims_text(text.code).name, content, register_callbacks, "/claims/<claim_id>")
