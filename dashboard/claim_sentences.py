"""A claim about a rank in the reader's language, made from its parts."""

from collections.abc import Mapping

from dashboard.components.series_controls import value_label
from dashboard.text import Text
from dashboard.text.claims import ClaimsText, claims_text
from tracker import catalog
from tracker.analysis.rank_claims import RankClaim
from tracker.catalog.press_ranks import ReportedRank


def stated_ranks() -> Mapping[str, ReportedRank]:
    """What the press stated, by the id of the claim."""
    return {one.report_id: one for one in catalog.reported_ranks()}


def sentence_of(text: Text, claim: RankClaim) -> str:
    """The claim in words; one that no chart can check has those of its source for the chart."""
    if not claim.obstacle:
        return _checkable(text, claim)
    stated = stated_ranks().get(claim.claim_id)
    return _stated(text, stated) if stated else claim.sentence


def _checkable(text: Text, claim: RankClaim) -> str:
    words = claims_text(text.code)
    comma = "، " if text.direction == "rtl" else ", "
    where = comma.join(value_label(text, "country", country) for country in claim.countries)
    if claim.country_count is not None:
        where = words.in_countries.format(n=claim.country_count)
    days = text.event_day(claim.first_day, claim.last_day, "day")
    return words.sentence.format(
        name=catalog.assistants()[claim.assistant or ""].label, rank=_rank_words(words, claim.rank),
        chart=value_label(text, "chart", claim.chart or ""),
        category=value_label(text, "category", claim.category or ""),
        store=value_label(text, "store", claim.store), where=where,
        days=words.every_day.format(days=days) if claim.is_every_day else days,
    )  # fmt: skip


def _stated(text: Text, report: ReportedRank) -> str:
    is_a_country = report.country in catalog.countries()
    return claims_text(text.code).stated_sentence.format(
        name=report.app, rank=_rank_words(claims_text(text.code), report.rank), chart=report.chart,
        store=" + ".join(value_label(text, "store", store) for store in report.store.split("+")),
        where=value_label(text, "country", report.country) if is_a_country else report.country,
        days=text.event_day(*report.days, "day"),
    )  # fmt: skip


def _rank_words(words: ClaimsText, rank: str) -> str:
    """Of "1", "<=10", "<11", ">100", ">=101", or "removed"."""
    digits = rank.lstrip("<=>")
    if not digits.isdigit():
        return words.removed
    bound, number = rank.removesuffix(digits), int(digits)
    if bound in {"<", ">="}:
        number -= 1
    return {"": words.at_rank, "<": words.within, ">": words.deeper}[bound[:1]].format(n=number)
