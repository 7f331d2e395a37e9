-- What was seen each day, kept up by ingest, so that pictures of a year and of every country need no raw lists.

CREATE TABLE series_day (
    series_key INTEGER NOT NULL, day_utc DATE NOT NULL, attempts INTEGER NOT NULL, captures INTEGER NOT NULL,
    whole_captures INTEGER NOT NULL
);

CREATE TABLE rank_day (
    assistant VARCHAR NOT NULL, series_key INTEGER NOT NULL, day_utc DATE NOT NULL, best_rank SMALLINT NOT NULL,
    median_rank FLOAT NOT NULL, last_rank SMALLINT, captures_ranked INTEGER NOT NULL
);
