"""A claim about a rank, checked against what was observed."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from duckdb import DuckDBPyConnection

from tracker import catalog
from tracker.analysis.rank_claims import METHOD_VERSION, Judgement, RankClaim, Reading, judge, window
from tracker.queries.claims import countries_query, country_query, readings


@dataclass(frozen=True, slots=True)
class CheckedClaim:
    claim: RankClaim
    judgement: Judgement
    queries: tuple[str, ...]  # what shows it, in SQL; none for a claim that no chart can check
    readings: Mapping[str, Sequence[Reading]]  # by country, what was looked at
    since: datetime | None  # UTC, the first moment that was looked at; None: none
    until: datetime | None  # UTC, exclusive

    @property
    def fingerprint(self) -> str:
        """Another one whenever the verdict, a reading that it rests on, or the method became another."""
        rows = [[country, *map(str, one)] for country, seen in sorted(self.readings.items()) for one in seen]
        said = json.dumps([METHOD_VERSION, self.judgement.verdict, rows])
        return hashlib.sha256(said.encode()).hexdigest()[:12]

    @property
    def missing(self) -> tuple[str, ...]:
        """The countries that the claim may mean, and in which nothing was observed: codes, sorted."""
        observed = {one.country for one in self.judgement.countries if one.captured}
        is_counted = self.claim.country_count is not None
        meant = _sold_in(self.claim.store) if is_counted else self.claim.countries
        return () if self.claim.obstacle else tuple(sorted(set(meant) - observed))


def _sold_in(store: str) -> list[str]:
    return [code for code, country in catalog.countries().items() if country.has_own_chart(store)]


def check_claim(connection: DuckDBPyConnection, claim: RankClaim) -> CheckedClaim:
    """What the data say of a claim. A named country is read by its own calendar, a number of countries by UTC."""
    if claim.obstacle:
        return CheckedClaim(claim, judge(claim, {}, {}, 0), (), {}, None, None)
    sold_in = len(_sold_in(claim.store))
    if claim.country_count is not None:
        since, until = window(claim.first_day, claim.last_day)
        found = readings(connection, claim, None, since, until)
        query = countries_query(claim, since, until)
        return CheckedClaim(claim, judge(claim, found, {}, sold_in), (query,), found, since, until)
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
