-- A slot that nobody ran is a row too, once the next slot has begun. An archive has no slots, but a rhythm: where its
-- next list is much later than usual, or than a day, a row says that what lies between was not observed.
-- Every part names its series before slots are made of it, so that a question about one series makes no others.
CREATE OR REPLACE VIEW slot_fate AS
SELECT
    s.*, t.scheduled_for, t.observed_at, t.status, t.depth_requested, t.snapshot_id, t.feed_updated_at, t.http_status,
    t.error, t.run_id, t.payload
FROM attempt t JOIN series s USING (series_key)
UNION ALL BY NAME
SELECT w.*, 'missed' AS status, 'no run captured this slot' AS error
FROM (
    SELECT
        s.*, w.depth_requested, unnest(generate_series(
            w.valid_from,
            least(coalesce(w.valid_to, TIMESTAMPTZ '9999-12-31 00:00:00+00'), now() - to_seconds(w.every_s))
                - INTERVAL 1 MICROSECOND,
            to_seconds(w.every_s)
        )) AS scheduled_for
    FROM watch w JOIN series s USING (series_key)
) w
ANTI JOIN attempt t USING (series_key, scheduled_for)
UNION ALL BY NAME
SELECT
    g.* EXCLUDE (next_at, usual) REPLACE (g.scheduled_for + g.usual AS scheduled_for),
    'missed' AS status, 'the archive has no list here' AS error
FROM (
    SELECT
        l.*, least(
            median(l.next_at - l.scheduled_for) OVER (
                PARTITION BY l.series_key, l.store, l.country, l.device, l.chart, l.category, l.source
            ),
            INTERVAL 1 DAY
        ) AS usual
    FROM (
        SELECT
            s.*, t.scheduled_for, t.depth_requested,
            lead(t.scheduled_for) OVER (
                PARTITION BY s.series_key, s.store, s.country, s.device, s.chart, s.category, s.source
                ORDER BY t.scheduled_for
            ) AS next_at
        FROM attempt t JOIN series s USING (series_key)
        WHERE starts_with(s.source, 'import-')
    ) l
) g
WHERE g.next_at - g.scheduled_for > 1.5 * g.usual;

CREATE OR REPLACE VIEW coverage AS
SELECT
    f.scheduled_for, f.store, f.country, f.device, f.chart, f.category, f.source, f.status, f.depth_requested,
    list_count(n.apps)::INTEGER AS depth_returned, f.http_status, f.error, f.run_id, f.payload, f.observed_at,
    f.feed_updated_at, f.snapshot_id
FROM slot_fate f
LEFT JOIN snapshot n USING (series_key, snapshot_id);

CREATE OR REPLACE VIEW run AS
SELECT
    t.run_id, min(t.observed_at) AS first_observed_at, max(t.observed_at) AS last_observed_at, count(*) AS slots,
    count(*) FILTER (t.status IN ('ok', 'suspect')) AS captured,
    count(*) FILTER (t.status NOT IN ('ok', 'suspect')) AS failed, sum(t.tries)::BIGINT AS requests
FROM attempt t
WHERE t.run_id IS NOT NULL AND t.payload IS NOT NULL
GROUP BY t.run_id;

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
