-- Portable: the same on a DuckDB file and on DuckLake, so no PRIMARY KEY, UNIQUE, CHECK, ENUM, SEQUENCE or ARRAY.
-- One row a snapshot: apps[1] is No. 1. A list that comes again is stored once (its id is a hash of its content).

CREATE TABLE meta (key VARCHAR NOT NULL, value VARCHAR NOT NULL);

CREATE TABLE series (
    series_key INTEGER NOT NULL, store VARCHAR NOT NULL, country VARCHAR NOT NULL, device VARCHAR NOT NULL,
    chart VARCHAR NOT NULL, category VARCHAR NOT NULL, source VARCHAR NOT NULL
);

CREATE TABLE watch (
    series_key INTEGER NOT NULL, every_s INTEGER NOT NULL, depth_requested SMALLINT NOT NULL,
    valid_from TIMESTAMPTZ NOT NULL, valid_to TIMESTAMPTZ
);

CREATE TABLE app (
    app_key INTEGER NOT NULL, store VARCHAR NOT NULL, app_id VARCHAR NOT NULL, app_name VARCHAR NOT NULL,
    developer VARCHAR, named_in VARCHAR NOT NULL, first_seen_at TIMESTAMPTZ NOT NULL
);

CREATE TABLE snapshot (
    snapshot_id VARCHAR NOT NULL, series_key INTEGER NOT NULL, apps INTEGER[] NOT NULL
);

CREATE TABLE attempt (
    series_key INTEGER NOT NULL, scheduled_for TIMESTAMPTZ NOT NULL, observed_at TIMESTAMPTZ,
    status VARCHAR NOT NULL, depth_requested SMALLINT NOT NULL, snapshot_id VARCHAR, feed_updated_at TIMESTAMPTZ,
    http_status SMALLINT, error VARCHAR, tries SMALLINT, run_id VARCHAR, payload VARCHAR
);

CREATE TABLE assistant (
    assistant VARCHAR NOT NULL, label VARCHAR NOT NULL, name VARCHAR NOT NULL, name_ar VARCHAR,
    vendor VARCHAR NOT NULL, vendor_country VARCHAR, role VARCHAR NOT NULL
);

CREATE TABLE assistant_app (
    assistant VARCHAR NOT NULL, store VARCHAR NOT NULL, app_id VARCHAR NOT NULL,
    valid_from DATE, valid_to DATE, verification VARCHAR NOT NULL
);

CREATE TABLE assistant_offer (
    assistant VARCHAR NOT NULL, store VARCHAR NOT NULL, country VARCHAR NOT NULL, valid_from DATE, valid_to DATE
);

CREATE TABLE event (
    event_id VARCHAR NOT NULL, start_date DATE NOT NULL, end_date DATE, precision VARCHAR NOT NULL,
    title VARCHAR NOT NULL, category VARCHAR NOT NULL, kind VARCHAR NOT NULL, assistants VARCHAR[] NOT NULL,
    countries VARCHAR[] NOT NULL, confidence VARCHAR NOT NULL, note VARCHAR
);

CREATE TABLE event_source (
    event_id VARCHAR NOT NULL, position SMALLINT NOT NULL, url VARCHAR NOT NULL, publisher VARCHAR, tier VARCHAR
);

CREATE TABLE reported_rank (
    start_date DATE NOT NULL, end_date DATE NOT NULL, precision VARCHAR NOT NULL, assistant VARCHAR,
    app VARCHAR NOT NULL, store VARCHAR NOT NULL, country VARCHAR NOT NULL, chart VARCHAR NOT NULL,
    rank VARCHAR NOT NULL, position SMALLINT, is_overall_free BOOLEAN NOT NULL, source_url VARCHAR NOT NULL,
    note VARCHAR
);

CREATE TABLE app_details (
    store VARCHAR NOT NULL, country VARCHAR NOT NULL, app_id VARCHAR NOT NULL, scheduled_for TIMESTAMPTZ NOT NULL,
    observed_at TIMESTAMPTZ NOT NULL, offered BOOLEAN NOT NULL, name VARCHAR, developer VARCHAR, bundle_id VARCHAR,
    version VARCHAR, release_date TIMESTAMPTZ, version_date TIMESTAMPTZ, ratings_count BIGINT, rating DOUBLE,
    genre VARCHAR, price DOUBLE, currency VARCHAR, source VARCHAR NOT NULL
);

CREATE TABLE badge_rank (
    store VARCHAR NOT NULL, country VARCHAR NOT NULL, device VARCHAR NOT NULL, chart VARCHAR NOT NULL,
    category VARCHAR NOT NULL, app_id VARCHAR NOT NULL, rank SMALLINT NOT NULL, scheduled_for TIMESTAMPTZ NOT NULL,
    observed_at TIMESTAMPTZ NOT NULL, source VARCHAR NOT NULL
);
