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

# Of every country at once where several are meant: asking one by one would plan the query 175 times.
READINGS = """
    SELECT h.country, coalesce(h.observed_at, h.scheduled_for) AS seen_at, h.state, h.rank, h.depth, h.source
    FROM rank_states(
        [$assistant], country := $country, store := $store, device := $device, chart := $chart, category := $category,
        since := $since, until := $until
    ) h
    ORDER BY h.country, seen_at, h.source
"""

PAYLOADS = """
    SELECT s.country, t.observed_at, s.source, t.payload, t.run_id
    FROM attempt t
    JOIN series s USING (series_key)
    JOIN (SELECT unnest($countries::VARCHAR[]) AS country, unnest($times::TIMESTAMPTZ[]) AS observed_at) w
        ON w.country = s.country AND w.observed_at = t.observed_at
    WHERE (s.store, s.device, s.chart, s.category) = ($store, $device, $chart, $category)
"""


def rank_claims(connection: DuckDBPyConnection) -> list[RankClaim]:
    """Every claim about a rank, the founding articles' first."""
    rows = connection.execute(RANK_CLAIMS).fetchall()
    found = [RankClaim(*(*row[:4], tuple(row[4]), *row[5:])) for row in rows]
    return sorted(found, key=lambda claim: (not claim.claim_id.startswith("S"), claim.claim_id))


def readings(
    connection: DuckDBPyConnection, claim: RankClaim, country: str | None, since: datetime, until: datetime
) -> dict[str, list[Reading]]:
    """What every slot in [since, until) says of the claim's app, by country, in order of time, of all sources.

    Without a country of every one whose chart was asked for.
    """
    wanted = _names(claim) | {"assistant": claim.assistant, "country": country, "since": since, "until": until}
    found: dict[str, list[Reading]] = {}
    for code, *said in connection.execute(READINGS, wanted).fetchall():
        found.setdefault(code, []).append(Reading(*said))
    return found


class PayloadOf(NamedTuple):
    """The raw answer behind a reading: its file's name, and the run that fetched it."""

    payload: str | None  # None: it came with an archive, or is simulated
    run_id: str | None


def payloads(
    connection: DuckDBPyConnection, claim: RankClaim, captures: Sequence[tuple[str, datetime]]
) -> dict[tuple[str, datetime, str], PayloadOf]:
    """The raw answers of these captures, each of a country at a time, by country, time of observation and source."""
    wanted = _names(claim) | {"countries": [one for one, _ in captures], "times": [at for _, at in captures]}
    rows = connection.execute(PAYLOADS, wanted).fetchall()
    return {(country, at, source): PayloadOf(payload, run) for country, at, source, payload, run in rows}


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
