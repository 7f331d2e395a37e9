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
WHERE t.snapshot_id IS NOT NULL;

COMMENT ON VIEW observation IS 'One row a capture and known rank: what a store''s chart showed. Only successful captures; a source that begins with import- is an archive.';

-- A slot that nobody ran is a row too, once the next slot has begun. An archive has no slots, but a rhythm: where its
-- next list is much later than usual, or than a day, a row says that what lies between was not observed.
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
ANTI JOIN attempt t USING (series_key, scheduled_for)
UNION ALL
SELECT
    g.series_key, g.scheduled_for + g.usual, NULL, 'missed', g.depth_requested, NULL, NULL,
    NULL, 'the archive has no list here', NULL, NULL
FROM (
    SELECT
        l.series_key, l.scheduled_for, l.depth_requested, l.next_at,
        least(median(l.next_at - l.scheduled_for) OVER (PARTITION BY l.series_key), INTERVAL 1 DAY) AS usual
    FROM (
        SELECT
            t.series_key, t.scheduled_for, t.depth_requested,
            lead(t.scheduled_for) OVER (PARTITION BY t.series_key ORDER BY t.scheduled_for) AS next_at
        FROM attempt t SEMI JOIN (FROM series s WHERE starts_with(s.source, 'import-')) USING (series_key)
    ) l
) g
WHERE g.next_at - g.scheduled_for > 1.5 * g.usual;

COMMENT ON VIEW slot_fate IS 'Every slot of every series and what became of it, with internal keys; coverage is the same with names.';

CREATE OR REPLACE VIEW coverage AS
SELECT
    f.scheduled_for, s.store, s.country, s.device, s.chart, s.category, s.source, f.status, f.depth_requested,
    list_count(n.apps)::INTEGER AS depth_returned, f.http_status, f.error, f.run_id, f.payload, f.observed_at,
    f.feed_updated_at, f.snapshot_id
FROM slot_fate f
JOIN series s USING (series_key)
LEFT JOIN snapshot n USING (series_key, snapshot_id);

COMMENT ON VIEW coverage IS 'One row a slot that should have been captured: ok, or why not (missed: no run captured it).';

-- One list shown in several countries at once is one observation, not so many: Google Play pools small countries.
-- A snapshot's id is a hash of its app ids alone, so equal lists have equal ids. Short lists agree by chance.
CREATE OR REPLACE VIEW pooled_chart AS
SELECT
    c.scheduled_for, c.store, c.device, c.chart, c.category, c.source, c.snapshot_id,
    any_value(c.depth_returned) AS depth, list(c.country ORDER BY c.country) AS countries
FROM coverage c
WHERE c.snapshot_id IS NOT NULL AND c.depth_returned >= 20
GROUP BY c.scheduled_for, c.store, c.device, c.chart, c.category, c.source, c.snapshot_id
HAVING count(*) > 1;

COMMENT ON VIEW pooled_chart IS 'One list that a store showed in several countries in the same slot: one chart, not so many confirmations.';

-- The state of each assistant in every slot. It ranks the distinct lists first and joins the slots after: 4 times
-- faster; and asks for several assistants at once, so that a page reads the lists once. An archive may know only some
-- ranks of a list (NULL elsewhere): who is not among them was not observed, and the list has no depth.
CREATE OR REPLACE MACRO rank_states(
    assistants, country := 'us', store := 'apple', device := NULL, chart := 'top-free', category := 'all',
    source := NULL, since := NULL, until := NULL
) AS TABLE
WITH asked AS (
    SELECT unnest(assistants) AS assistant
),
chosen AS (
    SELECT s.* FROM series s
    WHERE s.store = store AND s.country = country AND s.chart = chart AND s.category = category
        AND s.device = coalesce(device, s.device) AND s.source = coalesce(source, s.source)
),
period AS (
    SELECT
        p.assistant, a.app_key,
        coalesce(p.valid_from, DATE '1970-01-01') AS first_day, coalesce(p.valid_to, DATE '9999-12-31') AS end_day
    FROM assistant_app p
    JOIN asked q ON q.assistant = p.assistant
    JOIN app a ON a.store = p.store AND a.app_id = p.app_id
    WHERE p.store = store
),
offer AS (
    SELECT
        o.assistant,
        coalesce(o.valid_from, DATE '1970-01-01') AS first_day, coalesce(o.valid_to, DATE '9999-12-31') AS end_day
    FROM assistant_offer o
    WHERE list_contains(assistants, o.assistant) AND o.store = store AND o.country = country
),
-- What the store said when it was asked for the apps of an assistant holds until it was asked again, a week at most.
answer AS (
    SELECT d.assistant, d.offered, d.observed_at AS since, least(
        lead(d.observed_at, 1, TIMESTAMPTZ '9999-12-31 00:00:00+00') OVER (PARTITION BY d.assistant ORDER BY d.observed_at),
        d.observed_at + INTERVAL 7 DAY
    ) AS until
    FROM (
        SELECT p.assistant, d.observed_at, bool_or(d.offered) AS offered
        FROM app_details d
        JOIN assistant_app p ON p.store = d.store AND p.app_id = d.app_id
        JOIN asked q ON q.assistant = p.assistant
        WHERE d.store = store AND d.country = country
            AND CAST(d.observed_at AT TIME ZONE 'UTC' AS DATE) >= coalesce(p.valid_from, DATE '1970-01-01')
            AND CAST(d.observed_at AT TIME ZONE 'UTC' AS DATE) < coalesce(p.valid_to, DATE '9999-12-31')
        GROUP BY ALL
    ) d
),
slot AS (
    SELECT f.*, c.source AS list_source, CAST(coalesce(f.observed_at, f.scheduled_for) AT TIME ZONE 'UTC' AS DATE) AS day
    FROM slot_fate f JOIN chosen c USING (series_key)
    WHERE f.scheduled_for >= coalesce(CAST(since AS TIMESTAMPTZ), TIMESTAMPTZ '1970-01-01 00:00:00+00')
        AND f.scheduled_for < coalesce(CAST(until AS TIMESTAMPTZ), TIMESTAMPTZ '9999-12-31 00:00:00+00')
),
list AS (
    SELECT n.series_key, n.snapshot_id, n.apps, list_count(n.apps) = len(n.apps) AS is_whole
    FROM snapshot n SEMI JOIN chosen c USING (series_key)
    WHERE n.snapshot_id IN (SELECT snapshot_id FROM slot)
),
place AS (
    SELECT n.series_key, n.snapshot_id, k.app_key, list_position(n.apps, k.app_key) AS rank
    FROM list n CROSS JOIN (SELECT DISTINCT app_key FROM period) k
    WHERE list_position(n.apps, k.app_key) IS NOT NULL
),
best AS (
    SELECT q.assistant, f.series_key, f.scheduled_for, min(p.rank) AS rank
    FROM slot f
    JOIN place p USING (series_key, snapshot_id)
    JOIN period q ON q.app_key = p.app_key AND f.day >= q.first_day AND f.day < q.end_day
    WHERE f.snapshot_id IS NOT NULL
    GROUP BY ALL
)
SELECT
    k.assistant, f.scheduled_for, f.observed_at, b.rank::INTEGER AS rank,
    CASE
        WHEN f.snapshot_id IS NULL THEN 'not_observed'
        WHEN b.rank IS NOT NULL THEN 'ranked'
        WHEN NOT a.offered THEN 'not_sold'
        WHEN NOT n.is_whole THEN 'not_observed'
        WHEN a.offered THEN 'not_in_chart'
        WHEN NOT EXISTS (FROM offer o WHERE o.assistant = k.assistant AND f.day >= o.first_day AND f.day < o.end_day)
            THEN 'not_sold'
        ELSE 'not_in_chart'
    END AS state,
    CASE WHEN n.is_whole THEN len(n.apps)::INTEGER END AS depth, f.list_source AS source
FROM asked k
CROSS JOIN slot f
LEFT JOIN best b ON b.assistant = k.assistant AND b.series_key = f.series_key AND b.scheduled_for = f.scheduled_for
LEFT JOIN answer a ON a.assistant = k.assistant AND f.observed_at >= a.since AND f.observed_at < a.until
LEFT JOIN list n ON n.series_key = f.series_key AND n.snapshot_id = f.snapshot_id
ORDER BY k.assistant, f.scheduled_for, f.list_source;

COMMENT ON MACRO TABLE rank_states IS 'rank_states([''deepseek'', ''chatgpt''], country := ''us'') is rank_history for several assistants at once.';

CREATE OR REPLACE MACRO rank_history(
    assistant, country := 'us', store := 'apple', device := NULL, chart := 'top-free', category := 'all',
    source := NULL, since := NULL, until := NULL
) AS TABLE
SELECT h.scheduled_for, h.observed_at, h.rank, h.state, h.depth, h.source
FROM rank_states(
    [assistant], country := country, store := store, device := device, chart := chart, category := category,
    source := source, since := since, until := until
) h
ORDER BY h.scheduled_for, h.source;

COMMENT ON MACRO TABLE rank_history IS 'rank_history(''deepseek'', country := ''us'') gives the state of an assistant in every slot: ranked (with its rank), not_in_chart (looked for in a list of this depth), not_observed, not_sold.';
