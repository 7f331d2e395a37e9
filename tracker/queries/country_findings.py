"""Of a claim about a number of countries: what was seen in each of them, in one query over all their lists.

A row a country and span (the whole time, or each of its days), where asking for every reading would be a row a slot:
175 countries have 1,400 of them a day. States are as in rank_states, rules as in tracker/analysis/rank_claims.py; a
test holds them together.
"""

import re
from datetime import datetime
from typing import NamedTuple

from duckdb import DuckDBPyConnection

from tracker.analysis.rank_claims import LONGEST_GAP, RankClaim, Reading


class CountrySpan(NamedTuple):
    country: str
    span: int  # 0: the whole time, or its first day
    slots: int
    captured: int
    best_rank: int | None
    worst_rank: int | None
    was_watched: bool  # no longer time than LONGEST_GAP without a capture that rules the rank out
    shown_by: Reading | None  # the first that shows the claimed rank
    nearest: Reading | None  # the first with the best rank; else the first capture


APPS = """
    SELECT a.app_key, coalesce(p.valid_from, DATE '1970-01-01'), coalesce(p.valid_to, DATE '9999-12-31')
    FROM assistant_app p JOIN app a USING (store, app_id)
    WHERE p.assistant = $assistant AND p.store = $store ORDER BY a.app_key
"""

A_RANK = "CASE WHEN day >= $first_{n} AND day < $end_{n} THEN nullif(list_position(apps, $app_{n}), 0) END"

# What a reading says, by comparison: in the list at a rank; and not in a list of this depth.
RULES = {
    "": ("rank = $bound", False), "<": ("rank < $bound", False), "<=": ("rank <= $bound", False),
    ">": ("rank > $bound", True), ">=": ("rank >= $bound", True),
}  # fmt: skip

A_READING = """
    arg_min(
        {'at': s.seen_at, 'state': s.state, 'rank': s.rank, 'depth': s.depth, 'source': s.source},
        (s.seen_at, s.source)
    )
"""

# The lists are joined by position, not unnested: a list of 200 is searched in a tenth of the time. Slots that nobody
# ran are made for this time alone, where the view makes those of years; what an archive lacks is asked of the view.
SPANS = """
    WITH one AS (
        SELECT series_key, country, source FROM series
        WHERE (store, device, chart, category) = ($store, $device, $chart, $category)
    ), slot AS (
        SELECT
            o.*, t.scheduled_for, coalesce(t.observed_at, t.scheduled_for) AS seen_at, t.snapshot_id,
            CAST(coalesce(t.observed_at, t.scheduled_for) AT TIME ZONE 'UTC' AS DATE) AS day
        FROM attempt t JOIN one o USING (series_key)
        WHERE t.scheduled_for >= $since AND t.scheduled_for < $until
    ), listed AS (
        SELECT
            s.country, s.source, s.seen_at, s.day, s.snapshot_id IS NOT NULL AS is_captured, {rank} AS rank,
            len(n.apps)::INTEGER AS depth, list_count(n.apps) = len(n.apps) AS is_whole
        FROM slot s LEFT JOIN snapshot n USING (series_key, snapshot_id)
        WHERE s.seen_at < $until
    ), offer AS (
        SELECT country, coalesce(valid_from, DATE '1970-01-01') AS first_day,
            coalesce(valid_to, DATE '9999-12-31') AS end_day
        FROM assistant_offer WHERE assistant = $assistant AND store = $store
    ), stated AS (
        SELECT
            l.country, l.source, l.seen_at, l.rank, CASE WHEN l.is_whole THEN l.depth END AS depth,
            CASE
                WHEN NOT l.is_captured THEN 'not_observed'
                WHEN l.rank IS NOT NULL THEN 'ranked'
                WHEN NOT a.offered THEN 'not_sold'
                WHEN NOT l.is_whole THEN 'not_observed'
                WHEN a.offered THEN 'not_in_chart'
                WHEN NOT EXISTS (
                    FROM offer o WHERE o.country = l.country AND l.day >= o.first_day AND l.day < o.end_day
                ) THEN 'not_sold'
                ELSE 'not_in_chart'
            END AS state,
            CASE WHEN $by_day THEN (l.day - $first_day::DATE)::INTEGER ELSE 0 END AS span
        FROM listed l
        LEFT JOIN offer_answer a
            ON a.assistant = $assistant AND a.store = $store AND a.country = l.country
            AND l.seen_at >= a.since AND l.seen_at < a.until
    ), said AS (
        SELECT
            s.*, coalesce(rank, 100000)::BIGINT * 10000000000000 + epoch_ms(seen_at) AS nearness,
            CASE
                WHEN state = 'not_observed' THEN NULL
                WHEN state = 'not_sold' THEN FALSE
                WHEN rank IS NOT NULL THEN {at_rank}
                WHEN depth >= $bound THEN {outside}
            END AS shows
        FROM stated s
    ), apart AS (
        SELECT
            country, span, seen_at,
            seen_at - coalesce(lag(seen_at) OVER w, $since + to_days(span)) AS since_last,
            lead(seen_at) OVER w IS NULL AS is_last
        FROM said WHERE shows = FALSE
        WINDOW w AS (PARTITION BY country, span ORDER BY seen_at)
    ), gap AS (
        SELECT country, span, greatest(
            max(since_last),
            max(CASE WHEN $by_day THEN $since + to_days(span + 1) ELSE $until END - seen_at) FILTER (is_last)
        ) AS longest
        FROM apart GROUP BY country, span
    ), absent AS (
        SELECT country, scheduled_for FROM (
            SELECT o.country, w.series_key, unnest(generate_series(
                w.valid_from + to_seconds(
                    w.every_s * ceil(greatest(epoch($since::TIMESTAMPTZ) - epoch(w.valid_from), 0) / w.every_s)
                ),
                least(
                    coalesce(w.valid_to, TIMESTAMPTZ '9999-12-31 00:00:00+00'), now() - to_seconds(w.every_s),
                    $until::TIMESTAMPTZ
                ) - INTERVAL 1 MICROSECOND,
                to_seconds(w.every_s)
            )) AS scheduled_for
            FROM watch w JOIN one o USING (series_key)
        ) ANTI JOIN slot USING (series_key, scheduled_for)
        UNION ALL
        SELECT country, scheduled_for FROM slot_fate
        WHERE (store, device, chart, category) = ($store, $device, $chart, $category) AND starts_with(source, 'import-')
            AND status = 'missed' AND scheduled_for >= $since AND scheduled_for < $until
    ), missed AS (
        SELECT country, CASE WHEN $by_day
            THEN (CAST(scheduled_for AT TIME ZONE 'UTC' AS DATE) - $first_day::DATE)::INTEGER ELSE 0 END AS span,
            count(*) AS slots
        FROM absent GROUP BY ALL
    ), seen AS (
        SELECT
            country, span, count(*) AS slots, count(*) FILTER (state <> 'not_observed') AS captured,
            min(rank) AS best_rank, max(rank) AS worst_rank, min(seen_at) FILTER (shows) AS shown_at,
            min(nearness) FILTER (state <> 'not_observed') AS nearest
        FROM said GROUP BY country, span
    ), shown AS (
        SELECT s.country, s.span, {reading} AS shown_by
        FROM said s JOIN seen e ON e.country = s.country AND e.span = s.span AND e.shown_at = s.seen_at
        WHERE s.shows GROUP BY s.country, s.span
    ), near AS (
        SELECT s.country, s.span, {reading} AS nearest
        FROM said s JOIN seen e ON e.country = s.country AND e.span = s.span AND e.nearest = s.nearness
        WHERE s.state <> 'not_observed' GROUP BY s.country, s.span
    )
    SELECT
        country, span, coalesce(s.slots, 0) + coalesce(m.slots, 0), coalesce(s.captured, 0), s.best_rank, s.worst_rank,
        coalesce(g.longest <= $longest_gap, FALSE), h.shown_by, n.nearest
    FROM seen s
    FULL JOIN missed m USING (country, span)
    LEFT JOIN gap g USING (country, span)
    LEFT JOIN shown h USING (country, span)
    LEFT JOIN near n USING (country, span)
    ORDER BY country, span
"""


def country_spans(
    connection: DuckDBPyConnection, claim: RankClaim, device: str, since: datetime, until: datetime
) -> list[CountrySpan]:
    """Every country whose chart was asked for in [since, until), which are UTC days; in order."""
    comparison, bound = re.sub(r"\d", "", claim.rank), int(re.sub(r"\D", "", claim.rank))
    named = {"assistant": claim.assistant, "store": claim.store}
    apps = connection.execute(APPS, named).fetchall()
    asked: dict[str, object] = named | {
        "device": device, "chart": claim.chart, "category": claim.category, "since": since, "until": until,
        "first_day": claim.first_day, "by_day": claim.is_every_day, "bound": bound, "longest_gap": LONGEST_GAP,
    }  # fmt: skip
    for n, (app, first, end) in enumerate(apps):
        asked |= {f"app_{n}": app, f"first_{n}": first, f"end_{n}": end}
    ranks = ", ".join(A_RANK.format(n=n) for n in range(len(apps)))
    at_rank, outside = RULES[comparison]
    rank = f"least({ranks})" if ranks else "NULL::INTEGER"
    query = SPANS.format(rank=rank, at_rank=at_rank, outside=outside, reading=A_READING)
    return [_span(row) for row in connection.execute(query, asked).fetchall()]


def _span(row: tuple[object, ...]) -> CountrySpan:
    *known, shown_by, nearest = row
    readings = (Reading(**one) if isinstance(one, dict) else None for one in (shown_by, nearest))
    return CountrySpan(*known, *readings)  # type: ignore[arg-type]
