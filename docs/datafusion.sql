SELECT o.country, o.rank, a.app_name, count(*) AS captures
FROM (
    SELECT s.country, n.position AS rank, n.app_key
    FROM attempt t
    JOIN series s ON s.series_key = t.series_key
    JOIN (
        SELECT series_key, snapshot_id, unnest(apps) AS app_key, unnest(range(1, CAST(array_length(apps) AS BIGINT) + 1)) AS position
        FROM snapshot
    ) n ON n.series_key = t.series_key AND n.snapshot_id = t.snapshot_id
) o
JOIN app a ON a.app_key = o.app_key
GROUP BY o.country, o.rank, a.app_name
ORDER BY o.country, o.rank, a.app_name
