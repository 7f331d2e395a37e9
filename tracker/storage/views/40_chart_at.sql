-- Where several series fit a question, the list of the store's usual source is taken, unless it was not captured for
-- a day and another one was.
CREATE OR REPLACE MACRO chart_at(
    country, at_time := NULL, store := 'apple', device := NULL, chart := 'top-free', category := 'all', source := NULL
) AS TABLE
WITH latest AS (
    SELECT s.series_key, s.source, s.device, max(t.observed_at) AS observed_at
    FROM attempt t JOIN series s USING (series_key)
    WHERE s.store = store AND s.country = country AND s.chart = chart AND s.category = category
        AND s.device = coalesce(device, s.device) AND s.source = coalesce(source, s.source)
        AND t.snapshot_id IS NOT NULL AND t.observed_at <= coalesce(CAST(at_time AS TIMESTAMPTZ), now())
    GROUP BY s.series_key, s.source, s.device
),
picked AS (
    SELECT l.* FROM latest l
    ORDER BY
        (SELECT max(m.observed_at) FROM latest m) - l.observed_at > INTERVAL 1 DAY,
        coalesce(list_position(
            ['itunes_rss', 'google_play', 'apple_viewtop', 'apple_web', 'apple_rss'], l.source
        ), 99),
        l.device <> 'iphone', l.observed_at DESC, l.series_key
    LIMIT 1
),
entry AS (
    SELECT
        l.observed_at, l.source, unnest(n.apps) AS app_key, generate_subscripts(n.apps, 1)::INTEGER AS rank
    FROM picked l
    JOIN attempt t USING (series_key, observed_at)
    JOIN snapshot n USING (series_key, snapshot_id)
)
SELECT e.rank, a.app_id, a.app_name, p.assistant, e.observed_at, a.developer, e.source
FROM entry e
JOIN app a USING (app_key)
LEFT JOIN assistant_app p
    ON p.store = a.store AND p.app_id = a.app_id
    AND CAST(e.observed_at AT TIME ZONE 'UTC' AS DATE) >= coalesce(p.valid_from, DATE '1970-01-01')
    AND CAST(e.observed_at AT TIME ZONE 'UTC' AS DATE) < coalesce(p.valid_to, DATE '9999-12-31')
ORDER BY e.rank;

-- The list before is of the same source; captures of one slot differ by minutes (30 at most). Without a list that is at
-- most twice as old as asked, nothing is said of it; a list of which an archive knows only some ranks has no depth.
CREATE OR REPLACE MACRO movers(
    country, hours := 24, at_time := NULL, store := 'apple', device := NULL, chart := 'top-free', category := 'all',
    source := NULL
) AS TABLE
WITH chart_now AS (
    SELECT c.* FROM chart_at(
        country, at_time := at_time, store := store, device := device, chart := chart, category := category,
        source := source
    ) c
),
before AS (
    SELECT c.* FROM chart_at(
        country, store := store,
        at_time := (SELECT max(n.observed_at) FROM chart_now n) - to_hours(hours) + INTERVAL 30 MINUTE,
        device := device, chart := chart, category := category, source := (SELECT max(n.source) FROM chart_now n)
    ) c
    WHERE c.observed_at >= (SELECT max(n.observed_at) FROM chart_now n) - to_hours(2 * hours)
)
SELECT
    n.rank, n.app_name, n.assistant, b.rank AS rank_before, b.rank - n.rank AS up_by, n.app_id, n.observed_at,
    (SELECT max(x.observed_at) FROM before x) AS observed_before,
    (SELECT CASE WHEN count(*) = max(x.rank) THEN max(x.rank) END FROM before x) AS depth_before
FROM chart_now n LEFT JOIN before b USING (app_id)
ORDER BY n.rank;
