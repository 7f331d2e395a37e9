"""A claim about a rank, checked against what was observed."""

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby

from duckdb import DuckDBPyConnection

from tracker import catalog
from tracker.analysis.rank_claims import (
    A_DAY,
    METHOD_VERSION,
    CountryFinding,
    Judgement,
    Outcome,
    RankClaim,
    Reading,
    judge,
    judge_findings,
    nearest_reading,
    of_days,
    window,
)
from tracker.queries.claims import DEVICE, countries_query, country_query, readings
from tracker.queries.country_findings import CountrySpan, country_spans


@dataclass(frozen=True, slots=True)
class CheckedClaim:
    claim: RankClaim
    judgement: Judgement
    queries: tuple[str, ...]  # what shows it, in SQL; none for a claim that no chart can check
    readings: Mapping[str, Sequence[Reading]]  # by country: every slot; of a number of countries, the deciding capture
    since: datetime | None  # UTC, the first moment that was looked at; None: none
    until: datetime | None  # UTC, exclusive

    @property
    def fingerprint(self) -> str:
        """Another one whenever the verdict, what it rests on, or the method became another: of named countries every
        reading, of a number of countries what was found in each.
        """
        rows = [[country, *map(str, one)] for country, seen in sorted(self.readings.items()) for one in seen]
        if self.claim.country_count is not None:
            rows += [list(map(str, _facts(one))) for one in self.judgement.countries]
        said = json.dumps([METHOD_VERSION, self.judgement.verdict, rows])
        return hashlib.sha256(said.encode()).hexdigest()[:12]

    @property
    def missing(self) -> tuple[str, ...]:
        """The countries that the claim may mean, and in which nothing was observed: codes, sorted."""
        observed = {one.country for one in self.judgement.countries if one.captured}
        is_counted = self.claim.country_count is not None
        meant = _sold_in(self.claim.store) if is_counted else self.claim.countries
        return () if self.claim.obstacle else tuple(sorted(set(meant) - observed))


def _facts(one: CountryFinding) -> tuple[object, ...]:
    return one.country, one.finding, one.slots, one.captured, one.best_rank, one.worst_rank, one.failed_on


def _sold_in(store: str) -> list[str]:
    return [code for code, country in catalog.countries().items() if country.has_own_chart(store)]


def check_claim(connection: DuckDBPyConnection, claim: RankClaim) -> CheckedClaim:
    """What the data say of a claim. A named country is read by its own calendar, a number of countries by UTC."""
    if claim.obstacle:
        return CheckedClaim(claim, judge(claim, {}, {}, 0), (), {}, None, None)
    sold_in = len(_sold_in(claim.store))
    if claim.country_count is not None:
        since, until = window(claim.first_day, claim.last_day)
        spans = _of_spans(claim, country_spans(connection, claim, DEVICE[claim.store], since, until))
        judgement = judge_findings(claim, {country: one for country, (one, _) in spans.items()}, sold_in)
        deciding = {country: (reading,) for country, (_, reading) in spans.items() if reading is not None}
        query = countries_query(claim, since, until)
        return CheckedClaim(claim, judgement, (query,), deciding, since, until)
    zones = {country: catalog.countries()[country].time_zone for country in claim.countries}
    windows = {country: window(claim.first_day, claim.last_day, zone) for country, zone in zones.items()}
    since, until = min(first for first, _ in windows.values()), max(last for _, last in windows.values())
    only = claim.countries[0] if len(claim.countries) == 1 else None
    every = readings(connection, claim, only, since, until)
    found = {
        country: [one for one in every.get(country, ()) if first <= one.at < last]
        for country, (first, last) in windows.items()
    }
    queries = tuple(country_query(claim, country, *days) for country, days in windows.items())
    return CheckedClaim(claim, judge(claim, found, zones, sold_in), queries, found, since, until)


def _of_spans(claim: RankClaim, spans: Iterable[CountrySpan]) -> dict[str, tuple[CountryFinding, Reading | None]]:
    """By country: what was found, and the capture that it rests on first."""
    return {
        country: _of_country(claim, country, list(some)) for country, some in groupby(spans, lambda one: one.country)
    }


def _of_country(claim: RankClaim, country: str, spans: Sequence[CountrySpan]) -> tuple[CountryFinding, Reading | None]:
    days = (claim.last_day - claim.first_day).days + 1 if claim.is_every_day else 1
    said = {one.span: _of_span(one) for one in spans}
    parts: list[Outcome] = [said.get(number, "open") for number in range(days)]
    failed = [claim.first_day + n * A_DAY for n, part in enumerate(parts) if claim.is_every_day and part == "failed"]
    shown = min((one.shown_by for one in spans if one.shown_by), key=lambda one: (one.at, one.source), default=None)
    nearest = [one.nearest for one in spans if one.nearest]
    finding = CountryFinding(
        country, of_days(parts), sum(one.slots for one in spans), sum(one.captured for one in spans),
        min((one.best_rank for one in spans if one.best_rank), default=None),
        max((one.worst_rank for one in spans if one.worst_rank), default=None), shown, tuple(failed),
    )  # fmt: skip
    return finding, shown or nearest_reading(nearest)


def _of_span(one: CountrySpan) -> Outcome:
    if one.shown_by is not None:
        return "held"
    return "failed" if one.was_watched else "open"
