-- The ladder of words. A permutation of 50 controls gives no p below 1/51, so that among many tests only the q of the
-- test in time, which has up to 167 days to compare with, can decide.
CREATE OR REPLACE VIEW event_effect AS
SELECT
    e.event_id, e.assistant, s.store, s.country, s.device, s.chart, s.category, s.source, e.event_day, e.status,
    CASE
        WHEN e.status <> 'tested' THEN NULL
        WHEN e.p_time <= 0.05 AND e.p_controls <= 0.05 AND e.q_time < 0.1 THEN 'unusual_against_similar'
        WHEN e.p_time <= 0.05 THEN 'unusual_for_app'
        WHEN e.p_time IS NULL AND e.p_controls <= 0.05 THEN 'unusual_against_similar_only'
        ELSE 'moved_around'
    END AS verdict,
    e.* EXCLUDE (event_id, assistant, series_key, event_day, status)
FROM effect e
JOIN series s USING (series_key);
