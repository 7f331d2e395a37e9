"""Claims that a reader made from a chart: all of one is in its address, so nothing of it has to be kept.

The address also carries the fingerprint of the evidence that its maker saw. The page always says what the data say
now; where the fingerprint is another one, it says that the evidence was restated since.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import get_args
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from dash import html

from dashboard.claim_sentences import sentence_of
from dashboard.findings import Finding, LostTop, Moved, OneLook, ReachedTop, StayedTop, Steady
from dashboard.rank_view import RankView, UnknownValueError, day_of
from dashboard.text import Text
from dashboard.text.claims import claims_text
from tracker import catalog
from tracker.analysis.rank_claims import RankClaim, Verdict
from tracker.models import Series
from tracker.queries.claims import DEVICE
from tracker.queries.world import WorldChart

CITED = "cite"  # in the place of an id
RANK = r"(<=|>)?[1-9]\d{0,3}"
LONGEST = 366  # days
LONGEST_OF_MANY = 31  # of a number of countries: in a year each may have its own day


@dataclass(frozen=True, slots=True)
class Cited:
    claim: RankClaim
    evidence: str | None  # the fingerprint that its maker saw
    verdict: Verdict | None  # the verdict that its maker saw, as the address says


def parse_cited(text: Text, query: Mapping[str, str]) -> Cited:
    """The claim of an address. Raises UnknownValueError."""
    assistants, countries = catalog.assistants(), catalog.countries()
    store = _one_of(query, "store", list(catalog.STORES))
    count = query.get("countries")
    if count is not None and not re.fullmatch(r"[1-9]\d{0,2}", count):
        raise UnknownValueError("countries", count, ["a number of countries"])
    first, last = _day(query, "since"), _day(query, "until")
    longest = LONGEST_OF_MANY if count else LONGEST
    if not timedelta() <= last - first < timedelta(days=longest):
        raise UnknownValueError("until", str(last), [f"{first} and {longest - 1} days from there"])
    rank = query.get("rank", "")
    if not re.fullmatch(RANK, rank):
        raise UnknownValueError("rank", rank, ["1", "<=10", ">100"])
    evidence = query.get("evidence")
    verdict = query.get("verdict")
    claim = RankClaim(
        CITED, "", _one_of(query, "assistant", list(assistants)), store,
        () if count else (_one_of(query, "country", list(countries)),), int(count) if count else None,
        _one_of(query, "chart", list(catalog.CHARTS)), _one_of(query, "category", list(catalog.categories())),
        rank, first, last, query.get("every") == "day", False, None,
    )  # fmt: skip
    return Cited(
        replace(claim, sentence=sentence_of(text, claim)),
        evidence if evidence and re.fullmatch(r"[0-9a-f]{12}", evidence) else None,
        next((one for one in get_args(Verdict) if one == verdict), None),
    )


def _one_of(query: Mapping[str, str], key: str, known: list[str]) -> str:
    if query.get(key) not in known:
        raise UnknownValueError(key, query.get(key, ""), known)
    return query[key]


def _day(query: Mapping[str, str], key: str) -> date:
    day = day_of(query, key)
    if day is None:
        raise UnknownValueError(key, "", ["a date like 2025-01-26"])
    return day


def cited_address(claim: RankClaim, text: Text, evidence: str = "", verdict: str = "") -> str:
    where = {"countries": claim.country_count} if claim.country_count else {"country": claim.countries[0]}
    said: dict[str, object] = {
        "assistant": claim.assistant, "store": claim.store, **where, "chart": claim.chart, "category": claim.category,
        "rank": claim.rank, "since": claim.first_day, "until": claim.last_day,
        "every": "day" if claim.is_every_day else None, "evidence": evidence or None, "verdict": verdict or None,
        "lang": None if text.code == "en" else text.code,
    }  # fmt: skip
    return f"/claims/{CITED}?" + urlencode({key: value for key, value in said.items() if value is not None})


def claim_of_finding(view: RankView, finding: Finding) -> RankClaim | None:
    """What the title of the rank chart says, as a claim; None: it says nothing of the charts that claims are about."""
    series = view.series
    if series.device != DEVICE[series.store]:
        return None
    zone = ZoneInfo(catalog.countries()[series.country].time_zone)

    def day(moment: datetime) -> date:
        return moment.astimezone(zone).date()

    first, last = day(view.since), day(view.until - timedelta(microseconds=1))
    first = max(first, last - timedelta(days=LONGEST - 1))
    match finding:
        case ReachedTop():
            rank, first, last = "1", day(finding.on), day(finding.on)
        case StayedTop() | LostTop():
            rank = "1"
        case Moved(to_rank=int()):
            rank, first, last = str(finding.to_rank), day(finding.to_day), day(finding.to_day)
        case Steady():
            rank = f"<={finding.best}"
        case OneLook():
            rank = str(finding.rank)
        case _:
            return None
    return RankClaim(
        CITED, "", finding.assistant, series.store, (series.country,), None, series.chart, series.category, rank,
        first, last, False, False, None,
    )  # fmt: skip


def claim_of_capture(series: Series, assistant: str, rank: int, at: datetime) -> RankClaim | None:
    """That an assistant had this rank on the day of a capture, by the country's calendar."""
    if series.device != DEVICE[series.store]:
        return None
    day = at.astimezone(ZoneInfo(catalog.countries()[series.country].time_zone)).date()
    return RankClaim(
        CITED, "", assistant, series.store, (series.country,), None, series.chart, series.category, str(rank), day, day,
        False, False, None,
    )  # fmt: skip


def claim_of_breadth(chart: WorldChart, assistant: str, day: date, at_1: int) -> RankClaim | None:
    """That an assistant was No. 1 in so many countries on a UTC day; None for none of them."""
    if chart.device != DEVICE[chart.store] or not at_1:
        return None
    return RankClaim(
        CITED, "", assistant, chart.store, (), at_1, chart.chart, chart.category, "1", day, day, False, False, None
    )


def cite_link(text: Text, claim: RankClaim | None) -> list[html.A]:
    """The link to the page of this claim, among the others below a chart; none where there is none to cite."""
    return [html.A(claims_text(text.code).cite, href=cited_address(claim, text))] if claim else []
