-- What a store said when it was asked for the apps of an assistant: it holds until it was asked again, a week at most.
-- Answers that say the same one after another are one row.
CREATE OR REPLACE VIEW offer_answer AS
SELECT n.assistant, n.store, n.country, n.offered, min(n.since) AS since, max(n.until) AS until
FROM (
    SELECT m.*, count(*) FILTER (m.is_new) OVER (PARTITION BY m.assistant, m.store, m.country ORDER BY m.since) AS number
    FROM (
        SELECT
            d.assistant, d.store, d.country, d.offered, d.observed_at AS since,
            least(
                lead(d.observed_at, 1, TIMESTAMPTZ '9999-12-31 00:00:00+00') OVER w, d.observed_at + INTERVAL 7 DAY
            ) AS until,
            coalesce(
                d.offered <> lag(d.offered) OVER w OR d.observed_at > lag(d.observed_at) OVER w + INTERVAL 7 DAY, TRUE
            ) AS is_new
        FROM (
            SELECT p.assistant, d.store, d.country, d.observed_at, bool_or(d.offered) AS offered
            FROM app_details d
            JOIN assistant_app p ON p.store = d.store AND p.app_id = d.app_id
            WHERE CAST(d.observed_at AT TIME ZONE 'UTC' AS DATE) >= coalesce(p.valid_from, DATE '1970-01-01')
                AND CAST(d.observed_at AT TIME ZONE 'UTC' AS DATE) < coalesce(p.valid_to, DATE '9999-12-31')
            GROUP BY ALL
        ) d
        WINDOW w AS (PARTITION BY d.assistant, d.store, d.country ORDER BY d.observed_at)
    ) m
) n
GROUP BY n.assistant, n.store, n.country, n.offered, n.number;

-- The state of each assistant in every slot, of several assistants at once, so that a page reads the lists once. Each
-- distinct list is ranked once, and the slots joined after. An archive may know only some ranks of a list (NULL
-- elsewhere): who is not among them was not observed, and the list has no depth. With country := NULL of every country.
-- In no order: sorting costs a third.
CREATE OR REPLACE MACRO rank_states(
    assistants, country := 'us', store := 'apple', device := NULL, chart := 'top-free', category := 'all',
    source := NULL, since := NULL, until := NULL
) AS TABLE
WITH asked AS (
    SELECT unnest(assistants) AS assistant
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
        o.assistant, o.country,
        coalesce(o.valid_from, DATE '1970-01-01') AS first_day, coalesce(o.valid_to, DATE '9999-12-31') AS end_day
    FROM assistant_offer o
    JOIN asked q ON q.assistant = o.assistant
    WHERE o.store = store AND o.country = coalesce(country, o.country)
),
answer AS (
    SELECT x.* FROM offer_answer x JOIN asked q ON q.assistant = x.assistant
    WHERE x.store = store AND x.country = coalesce(country, x.country)
),
fate AS (
    SELECT
        f.series_key, f.country, f.scheduled_for, f.observed_at, f.snapshot_id, f.source,
        CAST(coalesce(f.observed_at, f.scheduled_for) AT TIME ZONE 'UTC' AS DATE) AS day
    FROM slot_fate f
    WHERE f.store = store AND f.country = coalesce(country, f.country) AND f.chart = chart AND f.category = category
        AND f.device = coalesce(device, f.device) AND f.source = coalesce(source, f.source)
        AND f.scheduled_for >= coalesce(CAST(since AS TIMESTAMPTZ), TIMESTAMPTZ '1970-01-01 00:00:00+00')
        AND f.scheduled_for < coalesce(CAST(until AS TIMESTAMPTZ), TIMESTAMPTZ '9999-12-31 00:00:00+00')
),
list AS (
    SELECT n.series_key, n.snapshot_id, n.apps
    FROM snapshot n SEMI JOIN (SELECT DISTINCT series_key, snapshot_id FROM fate) f USING (series_key, snapshot_id)
),
slot AS (
    SELECT f.*, len(l.apps)::INTEGER AS depth, list_count(l.apps) = len(l.apps) AS is_whole
    FROM fate f LEFT JOIN list l USING (series_key, snapshot_id)
),
place AS (
    SELECT p.series_key, p.snapshot_id, q.assistant, q.first_day, q.end_day, p.rank
    FROM (
        SELECT
            l.series_key, l.snapshot_id, unnest(l.apps) AS app_key, generate_subscripts(l.apps, 1)::INTEGER AS rank
        FROM list l
    ) p
    JOIN period q USING (app_key)
),
best AS (
    SELECT p.assistant, f.series_key, f.scheduled_for, min(p.rank) AS rank
    FROM slot f
    JOIN place p
        ON p.series_key = f.series_key AND p.snapshot_id = f.snapshot_id
        AND f.day >= p.first_day AND f.day < p.end_day
    GROUP BY ALL
)
SELECT
    k.assistant, k.scheduled_for, k.observed_at, b.rank,
    CASE
        WHEN k.snapshot_id IS NULL THEN 'not_observed'
        WHEN b.rank IS NOT NULL THEN 'ranked'
        WHEN NOT a.offered THEN 'not_sold'
        WHEN NOT k.is_whole THEN 'not_observed'
        WHEN a.offered THEN 'not_in_chart'
        WHEN NOT EXISTS (
            FROM offer o
            WHERE o.assistant = k.assistant AND o.country = k.country AND k.day >= o.first_day AND k.day < o.end_day
        ) THEN 'not_sold'
        ELSE 'not_in_chart'
    END AS state,
    CASE WHEN k.is_whole THEN k.depth END AS depth, k.source, k.country
FROM (FROM asked CROSS JOIN slot) k
LEFT JOIN best b ON b.assistant = k.assistant AND b.series_key = k.series_key AND b.scheduled_for = k.scheduled_for
LEFT JOIN answer a ON a.assistant = k.assistant AND a.country = k.country AND k.observed_at >= a.since AND k.observed_at < a.until;

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
