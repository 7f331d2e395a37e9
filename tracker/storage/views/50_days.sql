-- Every assistant that has an app in the store, on every day of every chart. A day without a capture is not observed.
CREATE OR REPLACE VIEW rank_daily AS
SELECT
    k.assistant, s.store, s.country, s.device, s.chart, s.category, d.day_utc, r.best_rank, r.median_rank, r.last_rank,
    greatest(d.whole_captures, coalesce(r.captures_ranked, 0)) AS captures,
    coalesce(r.captures_ranked, 0) AS captures_ranked,
    CASE
        WHEN r.best_rank IS NOT NULL THEN 'ranked'
        WHEN d.whole_captures = 0 THEN 'not_observed'
        WHEN NOT a.offered THEN 'not_sold'
        WHEN a.offered THEN 'not_in_chart'
        WHEN NOT EXISTS (
            FROM assistant_offer o
            WHERE o.assistant = k.assistant AND o.store = s.store AND o.country = s.country
                AND d.day_utc >= coalesce(o.valid_from, DATE '1970-01-01')
                AND d.day_utc < coalesce(o.valid_to, DATE '9999-12-31')
        ) THEN 'not_sold'
        ELSE 'not_in_chart'
    END AS state,
    s.source
FROM series_day d
JOIN series s USING (series_key)
JOIN (SELECT DISTINCT assistant, store FROM assistant_app) k ON k.store = s.store
LEFT JOIN rank_day r ON r.series_key = d.series_key AND r.day_utc = d.day_utc AND r.assistant = k.assistant
LEFT JOIN offer_answer a
    ON a.assistant = k.assistant AND a.store = s.store AND a.country = s.country
    AND a.since < CAST(d.day_utc + 1 AS TIMESTAMP) AT TIME ZONE 'UTC'
    AND a.until >= CAST(d.day_utc + 1 AS TIMESTAMP) AT TIME ZONE 'UTC'
WHERE s.chart IN ('top-free', 'top-paid', 'top-grossing');

-- The countries that were observed are the denominator; a country without a capture that day is in neither.
CREATE OR REPLACE VIEW breadth_daily AS
SELECT
    k.assistant, s.store, s.device, s.chart, s.category, d.day_utc,
    count(*) FILTER (r.best_rank = 1) AS at_1, count(*) FILTER (r.best_rank <= 5) AS top_5,
    count(*) FILTER (r.best_rank <= 10) AS top_10, count(*) FILTER (r.best_rank <= 50) AS top_50,
    count(r.best_rank) AS ranked, count(*) FILTER (d.whole_captures > 0 OR r.best_rank IS NOT NULL) AS countries_observed,
    count(*) FILTER (d.whole_captures = 0 AND r.best_rank IS NULL) AS countries_not_observed, s.source
FROM series_day d
JOIN series s USING (series_key)
JOIN (SELECT DISTINCT assistant, store FROM assistant_app) k ON k.store = s.store
LEFT JOIN rank_day r ON r.series_key = d.series_key AND r.day_utc = d.day_utc AND r.assistant = k.assistant
WHERE s.chart IN ('top-free', 'top-paid', 'top-grossing')
GROUP BY k.assistant, s.store, s.device, s.chart, s.category, d.day_utc, s.source;

-- Days on which an assistant was seen at No. 1. A day that nobody observed neither ends a streak nor counts as a day of
-- it; where one stands at its begin or end, the streak may be longer. An archive's list that does not know who was first
-- is such a day, unless it shows the assistant elsewhere.
CREATE OR REPLACE VIEW streak AS
SELECT
    g.assistant, g.store, g.country, g.device, g.chart, g.category, min(g.day_utc) AS first_day,
    max(g.day_utc) AS last_day, count(*) AS days_seen,
    max(g.day_utc) - min(g.day_utc) + 1 - count(*) AS days_not_observed,
    arg_min(g.open_before, g.day_utc) AS open_before, arg_max(g.open_after, g.day_utc) AS open_after, g.source
FROM (
    SELECT
        o.*, o.observed_number - row_number() OVER (
            PARTITION BY o.assistant, o.series_key, o.store, o.country, o.device, o.chart, o.category, o.source
            ORDER BY o.day_utc
        ) AS island
    FROM (
        SELECT
            m.assistant, s.*, d.day_utc, r.best_rank, row_number() OVER w AS observed_number,
            coalesce(d.day_utc - lag(d.day_utc) OVER w > 1, TRUE) AS open_before,
            coalesce(lead(d.day_utc) OVER w - d.day_utc > 1, TRUE) AS open_after
        FROM (SELECT DISTINCT assistant, series_key FROM rank_day WHERE best_rank = 1) m
        JOIN series s USING (series_key)
        JOIN series_day d USING (series_key)
        LEFT JOIN rank_day r
            ON r.series_key = d.series_key AND r.day_utc = d.day_utc AND r.assistant = m.assistant
        WHERE d.whole_captures > 0 OR r.best_rank IS NOT NULL
        WINDOW w AS (
            PARTITION BY m.assistant, s.series_key, s.store, s.country, s.device, s.chart, s.category, s.source
            ORDER BY d.day_utc
        )
    ) o
    WHERE o.best_rank = 1
) g
GROUP BY g.assistant, g.series_key, g.store, g.country, g.device, g.chart, g.category, g.source, g.island;

-- One assistant passes another where it ends a day ahead and ended the last day on which either was seen behind. Who is
-- not in the list stands behind everyone who is. The inner parts are written out for each use (NOT MATERIALIZED), so
-- that a question about two assistants compares no others.
CREATE OR REPLACE VIEW overtake AS
WITH member AS NOT MATERIALIZED (
    SELECT DISTINCT assistant, series_key FROM rank_day
),
standing AS NOT MATERIALIZED (
    SELECT m.assistant, m.series_key, d.day_utc, r.last_rank
    FROM member m
    JOIN series_day d ON d.series_key = m.series_key AND d.whole_captures > 0
    LEFT JOIN rank_day r
        ON r.series_key = m.series_key AND r.assistant = m.assistant AND r.day_utc = d.day_utc
),
pair AS NOT MATERIALIZED (
    SELECT
        a.assistant, b.assistant AS passed, s.*, a.day_utc, a.last_rank AS rank, b.last_rank AS passed_rank,
        coalesce(a.last_rank, 32767) < coalesce(b.last_rank, 32767) AS ahead
    FROM standing a
    JOIN standing b ON b.series_key = a.series_key AND b.day_utc = a.day_utc AND b.assistant <> a.assistant
    JOIN series s ON s.series_key = a.series_key
    WHERE a.last_rank IS NOT NULL OR b.last_rank IS NOT NULL
),
compared AS NOT MATERIALIZED (
    SELECT p.*, lag(p.ahead) OVER w AS was_ahead, lag(p.day_utc) OVER w AS day_before
    FROM pair p
    WINDOW w AS (
        PARTITION BY p.assistant, p.passed, p.series_key, p.store, p.country, p.device, p.chart, p.category, p.source
        ORDER BY p.day_utc
    )
),
turn AS NOT MATERIALIZED (
    SELECT c.*, lead(c.day_utc) OVER w AS ended_on
    FROM compared c
    WHERE c.ahead IS DISTINCT FROM c.was_ahead
    WINDOW w AS (
        PARTITION BY c.assistant, c.passed, c.series_key, c.store, c.country, c.device, c.chart, c.category, c.source
        ORDER BY c.day_utc
    )
)
SELECT
    t.assistant, t.passed, t.store, t.country, t.device, t.chart, t.category, t.day_utc, t.day_before AS last_day_behind,
    t.rank, t.passed_rank, t.ended_on, t.source
FROM turn t
WHERE t.ahead AND NOT t.was_ahead;

-- What an assistant reached in a chart, by day. Where nobody looked on the day before the first, it may have been there
-- before (open_before). A peak has fallen to its half where the rank is worse than the root of the best rank times the
-- worst seen: half of the way down on the logarithmic axis; a day out of the list has fallen too. NULL: not yet.
CREATE OR REPLACE VIEW record AS
WITH best AS NOT MATERIALIZED (
    SELECT
        r.assistant, r.series_key, min(r.day_utc) AS first_day, max(r.day_utc) AS last_day,
        min(r.best_rank) AS best_rank, max(r.best_rank) AS worst_rank,
        arg_min(r.day_utc, r.best_rank::BIGINT * 100000 + (r.day_utc - DATE '1970-01-01')) AS best_day,
        count(*) AS days_ranked, count(*) FILTER (r.best_rank = 1) AS days_at_1
    FROM rank_day r
    GROUP BY r.assistant, r.series_key
),
around AS NOT MATERIALIZED (
    SELECT
        b.assistant, b.series_key, min(d.day_utc) FILTER (
            d.day_utc > b.best_day
            AND CASE
                WHEN r.best_rank IS NOT NULL THEN r.best_rank > sqrt(b.best_rank::DOUBLE * b.worst_rank)
                ELSE d.whole_captures > 0
            END
        ) AS half_day,
        count(*) FILTER (d.day_utc = b.first_day - 1 AND d.whole_captures > 0) = 0 AS open_before
    FROM best b
    JOIN series_day d USING (series_key)
    LEFT JOIN rank_day r ON r.series_key = b.series_key AND r.day_utc = d.day_utc AND r.assistant = b.assistant
    GROUP BY b.assistant, b.series_key
)
SELECT
    b.assistant, s.store, s.country, s.device, s.chart, s.category, b.first_day, b.last_day, b.best_rank, b.best_day,
    b.best_day - b.first_day AS days_to_best, b.days_ranked, b.days_at_1, a.half_day - b.best_day AS days_to_half,
    a.open_before, s.source
FROM best b
JOIN around a USING (assistant, series_key)
JOIN series s USING (series_key);
