-- The catalogue grows: colours, how ids were verified, aliases, look-alikes, control apps, claims, and whose an event is.
-- Its tables hold nothing of their own: they are made anew, and taken in from the files again.

DELETE FROM meta WHERE key = 'catalogue';

DROP TABLE assistant;
CREATE TABLE assistant (
    assistant VARCHAR NOT NULL, label VARCHAR NOT NULL, name VARCHAR NOT NULL, name_ar VARCHAR,
    vendor VARCHAR NOT NULL, vendor_country VARCHAR, role VARCHAR NOT NULL, colour_light VARCHAR NOT NULL,
    colour_dark VARCHAR NOT NULL
);

DROP TABLE assistant_app;
CREATE TABLE assistant_app (
    assistant VARCHAR NOT NULL, store VARCHAR NOT NULL, app_id VARCHAR NOT NULL, valid_from DATE, valid_to DATE,
    verification VARCHAR NOT NULL, bundle VARCHAR, sources VARCHAR, note VARCHAR
);

CREATE TABLE assistant_alias (
    assistant VARCHAR NOT NULL, alias VARCHAR NOT NULL, language VARCHAR NOT NULL, kind VARCHAR NOT NULL,
    match VARCHAR NOT NULL, is_exact BOOLEAN NOT NULL, context VARCHAR
);

CREATE TABLE control_app (
    control VARCHAR NOT NULL, name VARCHAR NOT NULL, name_ar VARCHAR, category VARCHAR NOT NULL,
    store VARCHAR NOT NULL, app_id VARCHAR NOT NULL, bundle VARCHAR, verification VARCHAR NOT NULL, sources VARCHAR
);

CREATE TABLE lookalike (
    name VARCHAR NOT NULL, vendor VARCHAR, store VARCHAR, app_id VARCHAR, bundle VARCHAR,
    confusable_with VARCHAR NOT NULL, verification VARCHAR NOT NULL, sources VARCHAR, note VARCHAR
);

DROP TABLE event;
CREATE TABLE event (
    event_id VARCHAR NOT NULL, start_date DATE NOT NULL, end_date DATE, precision VARCHAR NOT NULL,
    title VARCHAR NOT NULL, category VARCHAR NOT NULL, kind VARCHAR NOT NULL, assistants VARCHAR[] NOT NULL,
    countries VARCHAR[] NOT NULL, confidence VARCHAR NOT NULL, note VARCHAR, title_ar VARCHAR,
    local_date DATE NOT NULL, is_outcome BOOLEAN NOT NULL, is_testable BOOLEAN NOT NULL, origin VARCHAR NOT NULL,
    source_url VARCHAR NOT NULL, publisher VARCHAR, source_tier VARCHAR, language VARCHAR
);

CREATE TABLE event_candidate (
    event_id VARCHAR NOT NULL, start_date DATE NOT NULL, end_date DATE, precision VARCHAR NOT NULL,
    title VARCHAR NOT NULL, category VARCHAR NOT NULL, kind VARCHAR NOT NULL, assistants VARCHAR[] NOT NULL,
    countries VARCHAR[] NOT NULL, confidence VARCHAR NOT NULL, note VARCHAR, title_ar VARCHAR,
    local_date DATE NOT NULL, is_outcome BOOLEAN NOT NULL, is_testable BOOLEAN NOT NULL, origin VARCHAR NOT NULL,
    source_url VARCHAR NOT NULL, publisher VARCHAR, source_tier VARCHAR, language VARCHAR
);

DROP TABLE event_source;
CREATE TABLE event_source (
    event_id VARCHAR NOT NULL, position SMALLINT NOT NULL, url VARCHAR NOT NULL, publisher VARCHAR, tier VARCHAR,
    language VARCHAR
);

DROP TABLE reported_rank;
CREATE TABLE reported_rank (
    start_date DATE NOT NULL, end_date DATE NOT NULL, precision VARCHAR NOT NULL, assistant VARCHAR,
    app VARCHAR NOT NULL, store VARCHAR NOT NULL, country VARCHAR NOT NULL, chart VARCHAR NOT NULL,
    rank VARCHAR NOT NULL, position SMALLINT, is_overall_free BOOLEAN NOT NULL, source_url VARCHAR NOT NULL,
    note VARCHAR, report_id VARCHAR NOT NULL, named_chart VARCHAR, category VARCHAR, countries VARCHAR[] NOT NULL,
    country_count SMALLINT, is_every_day BOOLEAN NOT NULL
);

CREATE TABLE claim (
    claim_id VARCHAR NOT NULL, topic VARCHAR NOT NULL, sentence VARCHAR NOT NULL, sentence_ar VARCHAR NOT NULL,
    wording VARCHAR,
    assistants VARCHAR[] NOT NULL, bodies VARCHAR[] NOT NULL, figure VARCHAR, store VARCHAR,
    countries VARCHAR[] NOT NULL, country_count SMALLINT, chart VARCHAR, category VARCHAR, rank VARCHAR,
    first_day DATE, last_day DATE, said_in VARCHAR[] NOT NULL, contradicts VARCHAR[] NOT NULL,
    verdict VARCHAR NOT NULL, reason VARCHAR NOT NULL, source_url VARCHAR
);
