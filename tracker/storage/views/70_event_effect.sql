-- q after Benjamini and Hochberg, over all tests of a kind about one assistant: the least p x tests / place among the
-- p that are not smaller. Equal p share the last place. A permutation of 50 controls gives no p below 1/51, so that only
-- the q of the test in time, which has 167 days to compare with, can decide.
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
    e.depth, e.days_before, e.days_after, e.ranked_before, e.ranked_after, e.rank_before, e.rank_after, e.best_after,
    e.days_to_best, e.days_to_half, e.days_at_top, e.first_ranked, e.entries, e.change,
    e.p_time, e.q_time, e.placebo_days, e.change_against, e.p_controls, e.q_controls, e.controls, e.overlapping,
    e.method_version, e.through_day, e.computed_at
FROM (
    SELECT
        r.*,
        CASE WHEN r.p_time IS NOT NULL THEN
            least(1, min(r.p_time * r.time_tests / r.time_place) OVER (
                PARTITION BY r.assistant ORDER BY r.p_time DESC NULLS LAST
                RANGE BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW
            ))
        END AS q_time,
        CASE WHEN r.p_controls IS NOT NULL THEN
            least(1, min(r.p_controls * r.control_tests / r.control_place) OVER (
                PARTITION BY r.assistant ORDER BY r.p_controls DESC NULLS LAST
                RANGE BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW
            ))
        END AS q_controls
    FROM (
        SELECT
            t.*, count(t.p_time) OVER (PARTITION BY t.assistant) AS time_tests,
            count(t.p_controls) OVER (PARTITION BY t.assistant) AS control_tests,
            count(t.p_time) OVER (
                PARTITION BY t.assistant ORDER BY t.p_time NULLS LAST
                RANGE BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW
            ) AS time_place,
            count(t.p_controls) OVER (
                PARTITION BY t.assistant ORDER BY t.p_controls NULLS LAST
                RANGE BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW
            ) AS control_place
        FROM effect t
    ) r
) e
JOIN series s USING (series_key);
