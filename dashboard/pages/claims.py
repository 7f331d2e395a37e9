"""What was claimed, each with the verdict of its sources and a page of its own."""

from dash import Dash, html

from dashboard.components.claim_parts import claim_table, stated_table
from dashboard.components.shell import PageContent
from dashboard.page import Page, Visit
from dashboard.text.claims import claims_text
from tracker.queries.claim_list import listed_claims
from tracker.queries.claims import rank_claims


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
    stated = [
        claim for claim in rank_claims(visit.connection) if claim.claim_id not in {one.claim_id for one in claims}
    ]
    press = html.Section(
        [
            html.H2(text.count(words.all_stated, len(stated)), className="h2"),
            html.P(words.all_stated_why, className="note"),
            stated_table(text, words, stated),
        ],
        className="plate",
    )
    return PageContent(title, [plate, press])


def register_callbacks(app: Dash) -> None:
    """Every way from here is a link."""


PAGE = Page("claims", "/claims", lambda text: claims_text(text.code).name, content, register_callbacks)
