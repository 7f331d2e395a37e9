"""A claim about a rank, checked against what was observed."""

from dataclasses import asdict, dataclass
from typing import Any

from duckdb import DuckDBPyConnection

from tracker import catalog
from tracker.analysis.rank_claims import Judgement, RankClaim, Reading, judge, window
from tracker.queries.claims import EditorsVerdict, charted_countries, countries_query, country_query, readings


@dataclass(frozen=True, slots=True)
class CheckedClaim:
    claim: RankClaim
    judgement: Judgement
    queries: tuple[str, ...]  # what shows it, in SQL; none for a claim that no chart can check


def check_claim(connection: DuckDBPyConnection, claim: RankClaim) -> CheckedClaim:
    """What the data say of a claim. A named country is read by its own calendar, a number of countries by UTC."""
    if claim.obstacle:
        return CheckedClaim(claim, judge(claim, {}, {}, 0), ())
    countries = catalog.countries()
    sold_in = sum(country.has_own_chart(claim.store) for country in countries.values())
    found: dict[str, list[Reading]] = {}
    if claim.country_count is not None:
        since, until = window(claim.first_day, claim.last_day)
        for country in charted_countries(connection, claim, since, until):
            found[country] = list(readings(connection, claim, country, since, until))
        return CheckedClaim(claim, judge(claim, found, {}, sold_in), (countries_query(claim, since, until),))
    zones = {country: countries[country].time_zone for country in claim.countries}
    queries = []
    for country, zone in zones.items():
        since, until = window(claim.first_day, claim.last_day, zone)
        found[country] = list(readings(connection, claim, country, since, until))
        queries.append(country_query(claim, country, since, until))
    return CheckedClaim(claim, judge(claim, found, zones, sold_in), tuple(queries))


def as_checked(one: CheckedClaim) -> dict[str, Any]:
    """What the charts say."""
    return {
        "claim_id": one.claim.claim_id,
        "sentence": one.claim.sentence,
        "verdict": one.judgement.verdict,
        "reason": one.judgement.reason,
        "countries": [asdict(finding) for finding in one.judgement.countries],
        "queries": one.queries,
        "source_url": one.claim.source_url,
    }


def as_read(said: EditorsVerdict | None) -> dict[str, Any]:
    """What an editor says, from the sources."""
    if said is None:
        return {}
    return {
        "said_in": said.said_in,
        "contradicts": said.contradicts,
        "editors_verdict": said.verdict,
        "editors_reason": said.reason,
        "editors_source_url": said.source_url,
    }
