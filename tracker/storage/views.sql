-- The SQL surface: replaced at every start, so that it always fits the program.
-- Inside a macro a bare name that a parameter has is the parameter: columns are written with their table.

CREATE OR REPLACE VIEW observation AS
SELECT
    t.observed_at, CAST(t.observed_at AT TIME ZONE 'UTC' AS DATE) AS day_utc,
    s.store, s.country, s.device, s.chart, s.category, s.source,
    n.rank, a.app_id, a.app_name, p.assistant, t.snapshot_id
FROM attempt t
JOIN series s USING (series_key)
JOIN (
    SELECT series_key, snapshot_id, unnest(apps) AS app_key, generate_subscripts(apps, 1)::INTEGER AS rank
    FROM snapshot
) n USING (series_key, snapshot_id)
JOIN app a USING (app_key)
LEFT JOIN assistant_app p
    ON p.store = a.store AND p.app_id = a.app_id
    AND CAST(t.observed_at AT TIME ZONE 'UTC' AS DATE) >= coalesce(p.valid_from, DATE '1970-01-01')
    AND CAST(t.observed_at AT TIME ZONE 'UTC' AS DATE) < coalesce(p.valid_to, DATE '9999-12-31')
WHERE t.status = 'ok';

COMMENT ON VIEW observation IS 'One row a capture and rank: what a store''s chart showed. Only successful captures.';

-- A slot that nobody ran is a row too, once the next slot has begun.
CREATE OR REPLACE VIEW slot_fate AS
SELECT
    t.series_key, t.scheduled_for, t.observed_at, t.status, t.depth_requested, t.snapshot_id, t.feed_updated_at,
    t.http_status, t.error, t.run_id, t.payload
FROM attempt t
UNION ALL
SELECT
    w.series_key, w.scheduled_for, NULL, 'missed', w.depth_requested, NULL, NULL,
    NULL, 'no run captured this slot', NULL, NULL
FROM (
    SELECT series_key, depth_requested, unnest(generate_series(
        valid_from,
        least(coalesce(valid_to, TIMESTAMPTZ '9999-12-31 00:00:00+00'), now() - to_seconds(every_s)) - INTERVAL 1 MICROSECOND,
        to_seconds(every_s)
    )) AS scheduled_for
    FROM watch
) w
ANTI JOIN attempt t USING (series_key, scheduled_for);

COMMENT ON VIEW slot_fate IS 'Every slot of every series and what became of it, with internal keys; coverage is the same with names.';

CREATE OR REPLACE VIEW coverage AS
SELECT
    f.scheduled_for, s.store, s.country, s.device, s.chart, s.category, s.source, f.status, f.depth_requested,
    len(n.apps)::INTEGER AS depth_returned, f.http_status, f.error, f.run_id, f.payload, f.observed_at,
    f.feed_updated_at, f.snapshot_id
FROM slot_fate f
JOIN series s USING (series_key)
LEFT JOIN snapshot n USING (series_key, snapshot_id);

COMMENT ON VIEW coverage IS 'One row a slot that should have been captured: ok, or why not (missed: no run captured it).';

-- The state of one assistant in every slot. It ranks the distinct lists first and joins the slots after: 4 times faster.
CREATE OR REPLACE MACRO rank_history(
    assistant, country := 'us', store := 'apple', device := NULL, chart := 'top-free', category := 'all',
    source := NULL, since := NULL, until := NULL
) AS TABLE
WITH chosen AS (
    SELECT s.* FROM series s
    WHERE s.store = store AND s.country = country AND s.chart = chart AND s.category = category
        AND s.device = coalesce(device, s.device) AND s.source = coalesce(source, s.source)
),
period AS (
    SELECT
        a.app_key, coalesce(p.valid_from, DATE '1970-01-01') AS first_day, coalesce(p.valid_to, DATE '9999-12-31') AS end_day
    FROM assistant_app p
    LEFT JOIN app a ON a.store = p.store AND a.app_id = p.app_id
    WHERE p.assistant = assistant AND p.store = store
),
offer AS (
    SELECT coalesce(o.valid_from, DATE '1970-01-01') AS first_day, coalesce(o.valid_to, DATE '9999-12-31') AS end_day
    FROM assistant_offer o
    WHERE o.assistant = assistant AND o.store = store AND o.country = country
),
slot AS (
    SELECT f.*, c.source AS list_source, CAST(coalesce(f.observed_at, f.scheduled_for) AT TIME ZONE 'UTC' AS DATE) AS day
    FROM slot_fate f JOIN chosen c USING (series_key)
    WHERE f.scheduled_for >= coalesce(CAST(since AS TIMESTAMPTZ), TIMESTAMPTZ '1970-01-01 00:00:00+00')
        AND f.scheduled_for < coalesce(CAST(until AS TIMESTAMPTZ), TIMESTAMPTZ '9999-12-31 00:00:00+00')
),
place AS (
    SELECT n.series_key, n.snapshot_id, q.app_key, list_position(n.apps, q.app_key) AS rank, len(n.apps) AS depth
    FROM snapshot n
    JOIN chosen c USING (series_key)
    CROSS JOIN (SELECT DISTINCT app_key FROM period UNION SELECT NULL) q
    WHERE n.snapshot_id IN (SELECT snapshot_id FROM slot WHERE slot.status = 'ok')
),
best AS (
    SELECT
        f.series_key, f.scheduled_for, min(p.rank) AS rank, max(p.depth) AS depth
    FROM slot f
    JOIN place p USING (series_key, snapshot_id)
    LEFT JOIN period q ON q.app_key = p.app_key AND f.day >= q.first_day AND f.day < q.end_day
    WHERE f.status = 'ok' AND (p.app_key IS NULL OR q.app_key IS NOT NULL)
    GROUP BY f.series_key, f.scheduled_for
)
SELECT
    f.scheduled_for, f.observed_at, b.rank::INTEGER AS rank,
    CASE
        WHEN f.status <> 'ok' THEN 'not_observed'
        WHEN b.rank IS NOT NULL THEN 'ranked'
        WHEN NOT EXISTS (FROM offer o WHERE f.day >= o.first_day AND f.day < o.end_day) THEN 'not_sold'
        ELSE 'not_in_chart'
    END AS state,
    b.depth::INTEGER AS depth, f.list_source AS source
FROM slot f
LEFT JOIN best b USING (series_key, scheduled_for)
ORDER BY f.scheduled_for, f.list_source;

COMMENT ON MACRO TABLE rank_history IS 'rank_history(''deepseek'', country := ''us'') gives the state of an assistant in every slot: ranked (with its rank), not_in_chart (looked for in a list of this depth), not_observed, not_sold.';
