"""Which positions in this chart did the press state?"""

from collections.abc import Sequence
from datetime import date, datetime
from typing import NamedTuple

from duckdb import DuckDBPyConnection


class ReportedRankRow(NamedTuple):
    assistant: str  # slug
    start: date  # the first day that it may mean
    end: date  # the last one; the same for a report of one day
    precision: str
    rank: int
    source_url: str
    note: str


REPORTED_RANKS = """
    SELECT assistant, start_date, end_date, precision, position, source_url, coalesce(note, '')
    FROM reported_rank
    WHERE position IS NOT NULL AND is_overall_free AND store = $store AND country = $country
        AND list_contains($assistants, assistant)
        AND end_date >= ($since::TIMESTAMPTZ)::DATE AND start_date <= ($until::TIMESTAMPTZ)::DATE
    ORDER BY start_date, assistant, position
"""


def reported_ranks(
    connection: DuckDBPyConnection,
    store: str,
    country: str,
    assistants: Sequence[str],
    since: datetime,
    until: datetime,
) -> list[ReportedRankRow]:
    """Plain positions in the overall free chart as the press stated them, oldest first. Never observed by us."""
    rows = connection.execute(
        REPORTED_RANKS,
        {"store": store, "country": country, "assistants": list(assistants), "since": since, "until": until},
    ).fetchall()
    return [ReportedRankRow(*row) for row in rows]
