-- News: where it is looked for, what came of it, headlines (never the body of an article), which assistants they are
-- about and why, and the candidates for events that were made of them.

CREATE TABLE feed (
    feed VARCHAR NOT NULL, enabled BOOLEAN NOT NULL, kind VARCHAR NOT NULL, address VARCHAR, query VARCHAR,
    outlet VARCHAR, language VARCHAR, tier VARCHAR NOT NULL, assistants VARCHAR[] NOT NULL, about_ai BOOLEAN NOT NULL,
    every VARCHAR NOT NULL, note VARCHAR
);

CREATE TABLE feed_watch (
    feed VARCHAR NOT NULL, every_s INTEGER NOT NULL, valid_from TIMESTAMPTZ NOT NULL, valid_to TIMESTAMPTZ
);

CREATE TABLE feed_fetch (
    feed VARCHAR NOT NULL, source VARCHAR NOT NULL, scheduled_for TIMESTAMPTZ NOT NULL,
    observed_at TIMESTAMPTZ NOT NULL, status VARCHAR NOT NULL, http_status SMALLINT, error VARCHAR, tries SMALLINT,
    entries INTEGER, refused INTEGER, refused_why VARCHAR, etag VARCHAR, last_modified VARCHAR, address VARCHAR,
    run_id VARCHAR, payload VARCHAR
);

CREATE TABLE article (
    article_id VARCHAR NOT NULL, title VARCHAR NOT NULL, url VARCHAR NOT NULL, outlet VARCHAR NOT NULL,
    language VARCHAR, published_at TIMESTAMPTZ NOT NULL, date_from VARCHAR NOT NULL, seen_at TIMESTAMPTZ NOT NULL,
    feed VARCHAR NOT NULL, tier VARCHAR NOT NULL, title_hash VARCHAR NOT NULL, points INTEGER,
    is_notable BOOLEAN NOT NULL, categories VARCHAR[] NOT NULL, countries VARCHAR[] NOT NULL, copy_of VARCHAR,
    payload VARCHAR NOT NULL
);

CREATE TABLE article_link (
    article_id VARCHAR NOT NULL, assistant VARCHAR NOT NULL, alias VARCHAR NOT NULL, rule VARCHAR NOT NULL
);

CREATE TABLE news_event (
    event_id VARCHAR NOT NULL, start_date DATE NOT NULL, precision VARCHAR NOT NULL, title VARCHAR NOT NULL,
    title_ar VARCHAR NOT NULL, category VARCHAR NOT NULL, assistants VARCHAR[] NOT NULL, countries VARCHAR[] NOT NULL,
    confidence VARCHAR NOT NULL, note VARCHAR NOT NULL, salience DOUBLE NOT NULL
);

CREATE TABLE event_article (
    event_id VARCHAR NOT NULL, article_id VARCHAR NOT NULL, story_day DATE NOT NULL, why VARCHAR NOT NULL
);
