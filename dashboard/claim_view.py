"""An address → the claim that is meant, and its report."""

from collections.abc import Mapping
from dataclasses import dataclass

import flask

from dashboard.cited_claim import CITED, Cited, cited_address, parse_cited
from dashboard.claim_sentences import sentence_of
from dashboard.page import Visit, current_home
from dashboard.text import Text
from tracker.claim_report import ClaimReport, claim_report
from tracker.queries.claim_list import ListedClaim, listed_claims
from tracker.queries.claims import rank_claims


@dataclass(frozen=True, slots=True)
class ClaimView:
    claim_id: str
    sentence: str
    report: ClaimReport | None  # None: it is not about a rank
    listed: ListedClaim | None
    cited: Cited | None

    @property
    def is_restated(self) -> bool | None:
        """Is the evidence another one than its maker saw? None: nobody says what was seen."""
        if self.cited is None or self.cited.evidence is None or self.report is None:
            return None
        return self.cited.evidence != self.report.checked.fingerprint

    def address(self, text: Text, form: str = "") -> str:
        """Where this claim stands for ever, with the evidence that it rests on now; `form`: as a file."""
        if self.cited is not None and self.report is not None:
            checked = self.report.checked
            whole = cited_address(self.cited.claim, text, checked.fingerprint, checked.judgement.verdict)
            return whole.replace(f"/{CITED}?", f"/{CITED}{form}?", 1)
        return f"/claims/{self.claim_id}{form}" + ("?lang=ar" if text.code == "ar" else "")


def claim_view(visit: Visit, claim_id: str, query: Mapping[str, str]) -> ClaimView | None:
    """None: there is no such claim. Raises UnknownValueError for a cited claim of which a part means nothing."""
    connection, home, text = visit.connection, current_home(), visit.text
    if claim_id == CITED:
        cited = parse_cited(text, query)
        return ClaimView(
            claim_id, cited.claim.sentence, claim_report(connection, home, cited.claim, None, visit.fresh), None, cited
        )
    listed = next((one for one in listed_claims(connection) if one.claim_id == claim_id), None)
    claim = next((one for one in rank_claims(connection) if one.claim_id == claim_id), None)
    checked = claim_report(connection, home, claim, listed, visit.fresh) if claim else None
    if listed is not None:
        return ClaimView(claim_id, listed.sentence_in(text.code), checked, listed, None)
    if claim is None:
        return None
    return ClaimView(claim_id, sentence_of(text, claim), checked, None, None)


def whole_address(path: str) -> str:
    """With the host by which the reader knows us."""
    return flask.request.host_url.rstrip("/") + path
