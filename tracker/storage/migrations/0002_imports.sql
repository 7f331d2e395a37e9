-- Where imported ranks come from: a row for each file that brought some, and for each source and kind of time in it.

CREATE TABLE import_file (
    source VARCHAR NOT NULL, origin VARCHAR NOT NULL, file VARCHAR NOT NULL, sha256 VARCHAR NOT NULL,
    shape VARCHAR NOT NULL, time_source VARCHAR NOT NULL, charts INTEGER NOT NULL, ranks INTEGER NOT NULL,
    first_at TIMESTAMPTZ NOT NULL, last_at TIMESTAMPTZ NOT NULL, imported_at TIMESTAMPTZ NOT NULL
);

COMMENT ON TABLE import_file IS 'The files that import took in: source is that of the ranks, time_source says how we know when they were seen.';
