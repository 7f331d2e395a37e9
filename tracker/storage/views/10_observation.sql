-- The SQL surface: replaced whenever it changed, so that it always fits the program.
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
