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
    """The claim in words. What no chart can check keeps the words of its source for the app and the chart."""
    words, stated = claims_text(text.code), stated_ranks().get(claim.claim_id)
    if claim.obstacle and stated is None:
        return claim.sentence
    days = text.event_day(claim.first_day, claim.last_day, "day")
    return (words.sentence if claim.chart else words.stated_sentence).format(
        name=catalog.assistants()[claim.assistant].label if claim.assistant else stated and stated.app,
        rank=_rank_words(words, claim.rank),
        chart=_chart_words(text, claim, stated.chart if stated else ""),
        store=" + ".join(value_label(text, "store", store) for store in claim.store.split("+")),
        where=_where(text, claim),
        days=words.every_day.format(days=days) if claim.is_every_day else days,
    )


def _chart_words(text: Text, claim: RankClaim, named: str) -> str:
    quoted = claims_text(text.code).quoted
    if claim.chart is None:
        return quoted.format(chart=named)
    chart = quoted.format(chart=value_label(text, "chart", claim.chart))
    if claim.category in {None, "all"}:
        return chart
    return f"{chart} ({value_label(text, 'category', str(claim.category))})"


def _where(text: Text, claim: RankClaim) -> str:
    words = claims_text(text.code)
    if claim.country_count is not None:
        return words.in_countries.format(n=claim.country_count)
    comma = "، " if text.direction == "rtl" else ", "
    return comma.join(value_label(text, "country", one) for one in claim.countries) or words.no_country


def _rank_words(words: ClaimsText, rank: str) -> str:
    """Of "1", "<=10", "<11", ">100", ">=101", or "removed"."""
    digits = rank.lstrip("<=>")
    if not digits.isdigit():
        return words.removed
    bound, number = rank.removesuffix(digits), int(digits)
    if bound in {"<", ">="}:
        number -= 1
    return {"": words.at_rank, "<": words.within, ">": words.deeper}[bound[:1]].format(n=number)
