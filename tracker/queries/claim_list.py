"""What was claimed, by whom, and how do we read the sources?"""

from datetime import date
from typing import NamedTuple

from duckdb import DuckDBPyConnection

from tracker import catalog


class ListedClaim(NamedTuple):
    claim_id: str
    sentence: str
    sentence_ar: str  # "": not translated
    wording: str  # as the source has it; "": not quoted
    first_day: date | None
    last_day: date | None
    is_about_a_rank: bool
    verdict: str  # the editor's, from the sources
    reason: str
    source_url: str  # "": without an address
    contradicts: tuple[str, ...]  # claim ids
    said_in: tuple[str, ...] = ()  # the numbers of the articles
    reason_ar: str = ""  # "": not translated

    def sentence_in(self, language: str) -> str:
        return self.sentence_ar or self.sentence if language == "ar" else self.sentence

    def reason_in(self, language: str) -> str:
        return self.reason_ar or self.reason if language == "ar" else self.reason


CLAIMS = """
    SELECT claim_id, sentence, coalesce(sentence_ar, ''), coalesce(wording, ''), first_day, last_day,
        rank IS NOT NULL, verdict, reason, coalesce(source_url, ''), contradicts, said_in
    FROM claim
    ORDER BY rank IS NULL, claim_id
"""


def listed_claims(connection: DuckDBPyConnection) -> list[ListedClaim]:
    """Every claim of the founding articles, those about ranks first."""
    in_arabic = {one.claim_id: one.reason_ar for one in catalog.claims()}  # words for pages; SQL has the English ones
    return [
        ListedClaim._make((*row[:10], tuple(row[10]), tuple(row[11]), in_arabic.get(row[0], "")))
        for row in connection.execute(CLAIMS).fetchall()
    ]
