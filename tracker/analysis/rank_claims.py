"""Does a claim about a rank hold? Only what was observed speaks, for it or against it.

A country *held* when one capture shows the claimed rank. It *failed* only when the whole time was watched: no stretch
longer than LONGEST_GAP without a capture that rules the rank out. Everything else is open, and never a contradiction.
An app that is not in a chart of depth N is deeper than N: that rules out a claimed rank up to N, and says nothing
about a deeper one.
"""

import re
from bisect import bisect_left
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from typing import Literal, NamedTuple
from zoneinfo import ZoneInfo

from tracker.models import State

METHOD_VERSION = 1  # of the rules here; a change of any is another
Verdict = Literal["supported", "contradicted", "partly", "not_observed", "not_checkable"]
Obstacle = Literal["no_app", "no_rank", "no_chart", "no_country"]
Outcome = Literal["held", "failed", "partly", "open"]

LONGEST_GAP = timedelta(hours=6)  # charts move within hours: a longer one may hide a visit to a rank
A_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class RankClaim:
    """A sentence about a rank, in parts. It says that the rank was held on some of its days, or on every one."""

    claim_id: str
    sentence: str
    assistant: str | None  # slug; None: an app we do not follow
    store: str
    countries: tuple[str, ...]  # each of them
    country_count: int | None  # in so many at least, these among them
    chart: str | None  # None: its words name no chart that a store has
    category: str | None
    rank: str  # "1", "<=10", ">100"
    first_day: date  # on the calendar of each country; UTC for a number of countries
    last_day: date
    is_every_day: bool
    is_approximate: bool  # its day is a guess: what was seen may support it, and never contradicts it
    source_url: str | None

    @property
    def obstacle(self) -> Obstacle | None:
        """Why no chart can check it; None: one can."""
        if self.assistant is None:
            return "no_app"
        if not re.fullmatch(r"([<>]=?)?\d+", self.rank):
            return "no_rank"
        if self.chart is None:
            return "no_chart"
        if not (self.countries or self.country_count):
            return "no_country"
        return None


class Reading(NamedTuple):
    """What one slot says of the app in one country."""

    at: datetime  # UTC
    state: State
    rank: int | None
    depth: int | None
    source: str


def nearest_reading(readings: Iterable[Reading]) -> Reading | None:
    """The capture nearest to a rank: the first with the best rank; without any rank, the first."""
    made = (one for one in readings if one.state != "not_observed")
    return min(made, key=lambda one: (one.rank is None, one.rank or 0, one.at, one.source), default=None)


@dataclass(frozen=True, slots=True)
class CountryFinding:
    country: str
    finding: Outcome
    slots: int
    captured: int
    best_rank: int | None
    worst_rank: int | None
    shown_by: Reading | None  # the first that shows the claimed rank
    failed_on: tuple[date, ...] = ()  # of a claim about every day: the days that rule it out
    # where it stayed open:
    ends_at: int | None = None  # how deep the deepest list was that is too short to tell
    unseen: timedelta | None = None  # the longest time without a capture, if one may hide the rank


class Counts(NamedTuple):
    """Of a claim about a number of countries."""

    claimed: int
    held: int
    failed: int
    open: int
    sold_in: int  # countries in which the store has the chart


@dataclass(frozen=True, slots=True)
class Judgement:
    """A verdict, and what its reason is made of (tracker/analysis/claim_words.py says it in words)."""

    verdict: Verdict
    countries: tuple[CountryFinding, ...]  # those with slots, or named
    counts: Counts | None = None  # None: the claim names its countries
    obstacle: Obstacle | None = None  # why no chart can check it
    is_guess: bool = False  # its day is a guess, and so nothing contradicts it


def window(first_day: date, last_day: date, time_zone: str = "UTC") -> tuple[datetime, datetime]:
    """The days of a calendar as times in UTC, the end exclusive."""
    zone = ZoneInfo(time_zone)
    start, end = (datetime.combine(day, time(), zone) for day in (first_day, last_day + A_DAY))
    return start.astimezone(UTC), end.astimezone(UTC)


def judge(
    claim: RankClaim, readings: Mapping[str, Sequence[Reading]], zones: Mapping[str, str], sold_in: int
) -> Judgement:
    """What the readings of each country, in order of time, say of the claim.

    `zones` has the time zone of every named country; `sold_in` is in how many countries the store has the chart.
    """
    if claim.obstacle:
        return Judgement("not_checkable", (), obstacle=claim.obstacle)
    found = {
        country: judge_country(claim, country, readings.get(country, ()), zones.get(country, "UTC"))
        for country in (*claim.countries, *readings)
    }
    return judge_findings(claim, found, sold_in)


def judge_findings(claim: RankClaim, found: Mapping[str, CountryFinding], sold_in: int) -> Judgement:
    """What the countries say together; a named one that nobody looked at stays open."""
    nothing = CountryFinding("", "open", 0, 0, None, None, None)
    order = dict.fromkeys((*claim.countries, *sorted(found)))
    findings = tuple(found.get(country) or replace(nothing, country=country) for country in order)
    if claim.country_count is None:
        judgement = _of_each(findings)
    else:
        named = [one for one in findings if one.country in claim.countries]
        judgement = _of_many(claim.country_count, named, findings, sold_in)
    if claim.is_approximate and judgement.verdict == "contradicted":
        return replace(judgement, verdict="not_observed", is_guess=True)
    return judgement


def judge_country(claim: RankClaim, country: str, readings: Sequence[Reading], time_zone: str) -> CountryFinding:
    days = (claim.last_day - claim.first_day).days + 1
    spans = (
        [window(day, day, time_zone) for day in (claim.first_day + i * A_DAY for i in range(days))]
        if claim.is_every_day
        else [window(claim.first_day, claim.last_day, time_zone)]
    )
    times = [one.at for one in readings]

    def between(since: datetime, until: datetime) -> Sequence[Reading]:
        return readings[bisect_left(times, since) : bisect_left(times, until)]

    parts = [judge_span(claim.rank, between(since, until), since, until) for since, until in spans]
    inside = between(spans[0][0], spans[-1][1])
    ranks = [one.rank for one in inside if one.rank is not None]
    finding = of_days(parts)
    return CountryFinding(
        country,
        finding,
        len(inside),
        sum(one.state != "not_observed" for one in inside),
        min(ranks, default=None),
        max(ranks, default=None),
        next((one for one in inside if shows(claim.rank, one)), None),
        tuple(claim.first_day + i * A_DAY for i, part in enumerate(parts) if claim.is_every_day and part == "failed"),
        *(_what_is_open(claim.rank, inside, spans[0][0], spans[-1][1]) if finding in {"open", "partly"} else ()),
    )


def _what_is_open(
    rank: str, inside: Sequence[Reading], since: datetime, until: datetime
) -> tuple[int | None, timedelta | None]:
    """(how deep the lists are that are too short to tell, the longest time without a capture that may hide the rank)"""
    captured = [one for one in inside if one.state != "not_observed"]
    too_short = [one.depth or 0 for one in captured if shows(rank, one) is None]
    times = [since, *(one.at for one in captured), until]
    longest = max(later - sooner for sooner, later in pairwise(times))
    return max(too_short, default=None), longest if captured and longest > LONGEST_GAP else None


def judge_span(rank: str, readings: Iterable[Reading], since: datetime, until: datetime) -> Outcome:
    """Was the rank held at some time in [since, until), from which these readings are, in order of time?"""
    against = [since]
    for one in readings:
        said = shows(rank, one)
        if said:
            return "held"
        if said is False:
            against.append(one.at)
    watched = all(later - sooner <= LONGEST_GAP for sooner, later in pairwise([*against, until]))
    return "failed" if watched and len(against) > 1 else "open"


def shows(rank: str, reading: Reading) -> bool | None:
    """Does a reading show the claimed rank? None: it does not say."""
    comparison, bound = re.sub(r"\d", "", rank), int(re.sub(r"\D", "", rank))
    if reading.state == "not_observed":
        return None
    if reading.state == "not_sold":
        return False
    if reading.rank is not None:
        return {
            "": reading.rank == bound,
            "<": reading.rank < bound,
            "<=": reading.rank <= bound,
            ">": reading.rank > bound,
            ">=": reading.rank >= bound,
        }[comparison]
    deeper_than = reading.depth or 0
    if comparison in (">", ">="):
        return True if deeper_than >= bound else None
    return False if deeper_than >= bound else None


def of_days(parts: Sequence[Outcome]) -> Outcome:
    """Of a claim about every day: one day without it refutes; without a capture it stays open."""
    if "failed" in parts:
        return "failed"
    if set(parts) == {"held"}:
        return "held"
    return "partly" if "held" in parts else "open"


def _of_each(findings: Sequence[CountryFinding]) -> Judgement:
    held, failed, part = (_count(findings, one) for one in ("held", "failed", "partly"))
    verdict: Verdict = "not_observed"
    if held == len(findings):
        verdict = "supported"
    elif failed and not (held or part):
        verdict = "contradicted"
    elif held or part:
        verdict = "partly"
    return Judgement(verdict, tuple(findings))


def _of_many(
    claimed: int, named: Sequence[CountryFinding], findings: Sequence[CountryFinding], sold_in: int
) -> Judgement:
    held, failed = _count(findings, "held"), _count(findings, "failed")
    verdict: Verdict = "partly" if held else "not_observed"
    if held >= claimed and all(one.finding == "held" for one in named):
        verdict = "supported"
    elif sold_in - failed < claimed or any(one.finding == "failed" for one in named):
        verdict = "contradicted"
    return Judgement(verdict, tuple(findings), Counts(claimed, held, failed, sold_in - held - failed, sold_in))


def _count(findings: Iterable[CountryFinding], finding: str) -> int:
    return sum(one.finding == finding for one in findings)
