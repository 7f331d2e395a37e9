"""What was claimed, each with the verdict of its sources and a page of its own."""

from dash import Dash, html

from dashboard.components.claim_parts import claim_table
from dashboard.components.shell import PageContent
from dashboard.page import Page, Visit
from dashboard.text.claims import claims_text
from tracker.queries.claim_list import listed_claims


def content(visit: Visit) -> PageContent:
    text, words = visit.text, claims_text(visit.text.code)
    claims = listed_claims(visit.connection)
    title = text.count(words.count, len(claims))
    ranks = sum(claim.is_about_a_rank for claim in claims)
    plate = html.Section(
        [
            html.P(words.kicker, className="kicker"),
            html.H1(title, className="claim"),
            html.P(words.why.format(n=ranks), className="subtitle"),
            claim_table(text, words, claims),
        ],
        className="plate",
    )
    return PageContent(title, [plate])


def register_callbacks(app: Dash) -> None:
    """Every way from here is a link."""


PAGE = Page("claims", "/claims", lambda text: claims_text(text.code).name, content, register_callbacks)
