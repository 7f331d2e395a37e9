"""What was claimed about ranks, and what does the data say in that time?"""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from duckdb import DuckDBPyConnection

from tracker.analysis.rank_claims import RankClaim, Reading

DEVICE = {"apple": "iphone", "google": "android"}  # whose charts the press means

# A position that the press stated is a claim too; its parts make its sentence.
RANK_CLAIMS = """
    SELECT
        claim_id, sentence, assistants[1], store, countries, country_count, chart, category, rank, first_day, last_day,
        false, false, source_url
    FROM claim WHERE rank IS NOT NULL
    UNION ALL
    SELECT
        report_id,
        format('{}: {} in {} ({}, {}), {}', app, rank, chart, store, country,
            CASE WHEN start_date = end_date THEN start_date::VARCHAR ELSE start_date || ' to ' || end_date END),
        assistant, store, countries, country_count, named_chart, category, rank, start_date, end_date, is_every_day,
        starts_with(precision, 'approx'), source_url
    FROM reported_rank
    ORDER BY claim_id DESC
"""

READINGS = """
    SELECT coalesce(h.observed_at, h.scheduled_for) AS seen_at, h.state, h.rank, h.depth, h.source
    FROM rank_history(
        $assistant, country := $country, store := $store, device := $device, chart := $chart, category := $category,
        since := $since, until := $until
    ) h
    ORDER BY seen_at, h.source
"""

CHARTED_COUNTRIES = """
    SELECT DISTINCT s.country FROM series s SEMI JOIN (
        FROM attempt WHERE scheduled_for >= $since AND scheduled_for < $until
    ) t USING (series_key)
    WHERE s.store = $store AND s.device = $device AND s.chart = $chart AND s.category = $category
    ORDER BY s.country
"""

VERDICTS = "SELECT claim_id, sentence, verdict, reason, source_url, said_in, contradicts FROM claim ORDER BY claim_id"


class EditorsVerdict(NamedTuple):
    claim_id: str
    sentence: str
    verdict: str
    reason: str
    source_url: str | None
    said_in: list[str]  # the numbers of the articles
    contradicts: list[str]  # claim ids


def rank_claims(connection: DuckDBPyConnection) -> list[RankClaim]:
    """Every claim about a rank, the founding articles' first."""
    rows = connection.execute(RANK_CLAIMS).fetchall()
    found = [RankClaim(*(*row[:4], tuple(row[4]), *row[5:])) for row in rows]
    return sorted(found, key=lambda claim: (not claim.claim_id.startswith("S"), claim.claim_id))


def editors_verdicts(connection: DuckDBPyConnection) -> dict[str, EditorsVerdict]:
    """What the catalogue says of every claim of the founding articles, by id."""
    return {row[0]: EditorsVerdict(*row) for row in connection.execute(VERDICTS).fetchall()}


def readings(
    connection: DuckDBPyConnection, claim: RankClaim, country: str, since: datetime, until: datetime
) -> Sequence[Reading]:
    """What every slot in [since, until) says of the claim's app in one country, in order of time, of all sources."""
    wanted = _names(claim) | {"assistant": claim.assistant, "country": country, "since": since, "until": until}
    return [Reading(*row) for row in connection.execute(READINGS, wanted).fetchall()]


def charted_countries(connection: DuckDBPyConnection, claim: RankClaim, since: datetime, until: datetime) -> list[str]:
    """The countries whose chart of the claim's kind was asked for in [since, until)."""
    wanted = _names(claim) | {"since": since, "until": until}
    return [country for (country,) in connection.execute(CHARTED_COUNTRIES, wanted).fetchall()]


def _names(claim: RankClaim) -> dict[str, object]:
    return {
        "store": claim.store, "device": DEVICE[claim.store], "chart": claim.chart, "category": claim.category,
    }  # fmt: skip


def country_query(claim: RankClaim, country: str, since: datetime, until: datetime) -> str:
    """The query that shows what was seen in one country; it runs in `rank-tracker sql`."""
    return (
        f"from rank_history('{claim.assistant}', country := '{country}', store := '{claim.store}',"
        f" device := '{DEVICE[claim.store]}', chart := '{claim.chart}', category := '{claim.category}',"
        f" since := '{_literal(since)}', until := '{_literal(until)}')"
    )


def countries_query(claim: RankClaim, since: datetime, until: datetime) -> str:
    """The query that shows the best rank in every country; it runs in `rank-tracker sql`."""
    conditions = {"assistant": claim.assistant} | _names(claim)
    where = " and ".join(f"{column} = '{word}'" for column, word in conditions.items())
    return (
        "select country, min(rank) as best_rank, count(distinct observed_at) as captures from observation"  # noqa: S608
        f" where {where}"
        f" and observed_at >= '{_literal(since)}' and observed_at < '{_literal(until)}'"
        " group by country order by best_rank, country"
    )


def _literal(when: datetime) -> str:
    return f"{when:%Y-%m-%d %H:%M:%S}+00"
