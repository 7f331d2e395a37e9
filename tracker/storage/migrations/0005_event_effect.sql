-- What followed each event, kept up by ingest when days are over: event_effect is this with its verdict and series.

CREATE TABLE effect (
    event_id VARCHAR NOT NULL, assistant VARCHAR NOT NULL, series_key INTEGER NOT NULL, event_day DATE NOT NULL,
    status VARCHAR NOT NULL, depth SMALLINT, days_before SMALLINT NOT NULL, days_after SMALLINT NOT NULL,
    ranked_before SMALLINT NOT NULL, ranked_after SMALLINT NOT NULL, rank_before FLOAT, rank_after FLOAT,
    best_after SMALLINT, days_to_best SMALLINT, days_to_half SMALLINT, days_at_top SMALLINT NOT NULL,
    first_ranked SMALLINT, entries SMALLINT NOT NULL, change DOUBLE, p_time DOUBLE, placebo_days SMALLINT NOT NULL,
    change_against DOUBLE, p_controls DOUBLE, controls SMALLINT NOT NULL, overlapping VARCHAR[] NOT NULL,
    method_version VARCHAR NOT NULL, through_day DATE NOT NULL, computed_at TIMESTAMPTZ NOT NULL, q_time DOUBLE,
    q_controls DOUBLE
);

-- What the effects were made from: whatever differs is made anew.

CREATE TABLE effect_series (series_key INTEGER NOT NULL, through_day DATE NOT NULL, data_version VARCHAR NOT NULL);

CREATE TABLE effect_event (event_id VARCHAR NOT NULL, event_version VARCHAR NOT NULL);
