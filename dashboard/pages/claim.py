"""One claim: what the captures say of it, country by country, with the queries, and what its sources say."""

from typing import Any

from dash import Dash, html

from dashboard.components.attributes import data
from dashboard.components.claim_parts import by_charts, by_sources, days_of
from dashboard.components.shell import PageContent
from dashboard.components.sql_behind import sql_details
from dashboard.components.state_box import state_plate, steps
from dashboard.page import Page, Visit
from dashboard.text import Text
from dashboard.text.claims import ClaimsText, claims_text
from tracker.claims import CheckedClaim, check_claim
from tracker.queries.claim_list import ListedClaim, listed_claims
from tracker.queries.claims import rank_claims


def content(visit: Visit) -> PageContent:
    text, words = visit.text, claims_text(visit.text.code)
    claim_id = visit.query.get("claim_id", "")
    listed = next((one for one in listed_claims(visit.connection) if one.claim_id == claim_id), None)
    claim = next((one for one in rank_claims(visit.connection) if one.claim_id == claim_id), None)
    checked = check_claim(visit.connection, claim) if claim else None
    sentence = listed.sentence_in(text.code) if listed else claim.sentence if claim else None
    if sentence is None:
        every = "/claims" + ("?lang=ar" if text.code == "ar" else "")
        why = words.unknown_why.format(id=text.name(claim_id[:80]))
        return PageContent(words.unknown, [state_plate(words.unknown, why, steps((words.all_claims, every)))])
    column = html.Div([*_head(text, words, claim_id, sentence, listed), *_shown(text, words, checked)])
    rail = [by_sources(text, words, listed)] if listed else []
    return PageContent(sentence, [html.Section([column, *rail], className="plate columns claim-page")])


def _head(text: Text, words: ClaimsText, claim_id: str, sentence: str, listed: ListedClaim | None) -> list[Any]:
    link = html.Button(
        text.copy_link, className="action",
        **data(copies="?lang=ar" if text.code == "ar" else "", copied=text.copied),
    )  # fmt: skip
    days = [" · ", days_of(text, listed)] if listed and listed.first_day else []
    return [
        html.P([words.name, " · ", html.Span(claim_id, className="machine"), *days], className="kicker"),
        html.H1(html.Bdi(sentence), className="claim"),
        html.P(link),
    ]


def _shown(text: Text, words: ClaimsText, checked: CheckedClaim | None) -> list[Any]:
    parts = [html.H2(words.by_charts, className="h2"), *by_charts(text, words, checked)]
    if checked and checked.queries:
        parts.append(sql_details(text, ";\n\n".join(checked.queries) + ";", words.sql_why))
    return parts


def register_callbacks(app: Dash) -> None:
    """Every way from here is a link."""


PAGE = Page("claim", "", lambda text: claims_text(text.code).name, content, register_callbacks, "/claims/<claim_id>")
