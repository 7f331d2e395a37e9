-- A slot of a feed that nobody ran is a row too, once the next slot has begun: as with charts.
CREATE OR REPLACE VIEW feed_coverage AS
SELECT
    f.scheduled_for, f.feed, f.source AS kind, f.status, f.entries, f.refused, f.refused_why, f.http_status, f.error,
    f.run_id, f.payload, f.observed_at
FROM feed_fetch f
UNION ALL BY NAME
SELECT w.scheduled_for, w.feed, d.kind, 'missed' AS status, 'no run looked at this slot' AS error
FROM (
    SELECT
        v.feed, unnest(generate_series(
            v.valid_from,
            least(coalesce(v.valid_to, TIMESTAMPTZ '9999-12-31 00:00:00+00'), now() - to_seconds(v.every_s))
                - INTERVAL 1 MICROSECOND,
            to_seconds(v.every_s)
        )) AS scheduled_for
    FROM feed_watch v
) w
LEFT JOIN feed d USING (feed)
ANTI JOIN feed_fetch f USING (feed, scheduled_for);
