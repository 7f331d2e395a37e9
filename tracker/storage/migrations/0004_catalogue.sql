-- The catalogue grows: colours, how ids were verified, aliases, look-alikes, control apps, claims, and whose an event is.
-- Its tables hold nothing of their own: they are made anew, and taken in from the files again.

DELETE FROM meta WHERE key = 'catalogue';

DROP TABLE assistant;
CREATE TABLE assistant (
    assistant VARCHAR NOT NULL, label VARCHAR NOT NULL, name VARCHAR NOT NULL, name_ar VARCHAR,
    vendor VARCHAR NOT NULL, vendor_country VARCHAR, role VARCHAR NOT NULL, colour_light VARCHAR NOT NULL,
    colour_dark VARCHAR NOT NULL
);

COMMENT ON TABLE assistant IS 'The products that people name, each with its vendor and the colour it has everywhere.';
COMMENT ON COLUMN assistant.assistant IS 'Its slug, like deepseek; what observation.assistant says.';
COMMENT ON COLUMN assistant.label IS 'Short, as on a chart.';
COMMENT ON COLUMN assistant.name IS 'As in the store.';
COMMENT ON COLUMN assistant.name_ar IS 'In Arabic.';
COMMENT ON COLUMN assistant.vendor IS 'Who makes it.';
COMMENT ON COLUMN assistant.vendor_country IS 'ISO 3166 alpha-2, upper case.';
COMMENT ON COLUMN assistant.role IS 'assistant, companion, agent, search, media, research, office or health.';
COMMENT ON COLUMN assistant.colour_light IS 'Its colour on white paper, 3:1 or more.';
COMMENT ON COLUMN assistant.colour_dark IS 'Its colour on the dark ground, 3:1 or more.';

DROP TABLE assistant_app;
CREATE TABLE assistant_app (
    assistant VARCHAR NOT NULL, store VARCHAR NOT NULL, app_id VARCHAR NOT NULL, valid_from DATE, valid_to DATE,
    verification VARCHAR NOT NULL, bundle VARCHAR, sources VARCHAR, note VARCHAR
);

COMMENT ON TABLE assistant_app IS 'Which app id stands for which assistant, from valid_from (inclusive) to valid_to (exclusive). Only an id matches, never a name.';
COMMENT ON COLUMN assistant_app.assistant IS 'Slug.';
COMMENT ON COLUMN assistant_app.store IS 'apple or google.';
COMMENT ON COLUMN assistant_app.app_id IS 'Apple: a number; Google: the package.';
COMMENT ON COLUMN assistant_app.valid_from IS 'UTC day, inclusive; NULL: as far back as we look.';
COMMENT ON COLUMN assistant_app.valid_to IS 'UTC day, exclusive; NULL: still.';
COMMENT ON COLUMN assistant_app.verification IS 'verified (a store''s answer, or two sources of different origin), single-source, or unverified.';
COMMENT ON COLUMN assistant_app.bundle IS 'Apple''s bundle id, where we know it.';
COMMENT ON COLUMN assistant_app.sources IS 'How the id was verified.';
COMMENT ON COLUMN assistant_app.note IS 'What to know about it.';

CREATE TABLE assistant_alias (
    assistant VARCHAR NOT NULL, alias VARCHAR NOT NULL, language VARCHAR NOT NULL, kind VARCHAR NOT NULL,
    match VARCHAR NOT NULL, is_exact BOOLEAN NOT NULL, context VARCHAR
);

COMMENT ON TABLE assistant_alias IS 'Names under which people write about an assistant. How they are looked for: docs/catalogue.md.';
COMMENT ON COLUMN assistant_alias.assistant IS 'Slug.';
COMMENT ON COLUMN assistant_alias.alias IS 'As written.';
COMMENT ON COLUMN assistant_alias.language IS 'ISO 639-1: whose it is; it is looked for in every text.';
COMMENT ON COLUMN assistant_alias.kind IS 'product, model, company, person, feature or mt (as machine translation writes it).';
COMMENT ON COLUMN assistant_alias.match IS 'word or substring.';
COMMENT ON COLUMN assistant_alias.is_exact IS 'Upper and lower case matter.';
COMMENT ON COLUMN assistant_alias.context IS 'A regular expression, one of whose words the text must hold too; NULL: none needed.';

CREATE TABLE control_app (
    control VARCHAR NOT NULL, name VARCHAR NOT NULL, name_ar VARCHAR, category VARCHAR NOT NULL,
    store VARCHAR NOT NULL, app_id VARCHAR NOT NULL, bundle VARCHAR, verification VARCHAR NOT NULL, sources VARCHAR
);

COMMENT ON TABLE control_app IS 'Well-known apps that are no assistants, in each store: what charts do by themselves is read from them.';
COMMENT ON COLUMN control_app.control IS 'Slug, the same in both stores.';
COMMENT ON COLUMN control_app.name IS 'As in the store.';
COMMENT ON COLUMN control_app.name_ar IS 'In Arabic.';
COMMENT ON COLUMN control_app.category IS 'Slug.';
COMMENT ON COLUMN control_app.store IS 'apple or google.';
COMMENT ON COLUMN control_app.app_id IS 'Apple: a number; Google: the package.';
COMMENT ON COLUMN control_app.bundle IS 'Apple''s bundle id, where we know it.';
COMMENT ON COLUMN control_app.verification IS 'verified, single-source or unverified.';
COMMENT ON COLUMN control_app.sources IS 'How the id was verified.';

CREATE TABLE lookalike (
    name VARCHAR NOT NULL, vendor VARCHAR, store VARCHAR, app_id VARCHAR, bundle VARCHAR,
    confusable_with VARCHAR NOT NULL, verification VARCHAR NOT NULL, sources VARCHAR, note VARCHAR
);

COMMENT ON TABLE lookalike IS 'Apps that a name may confuse with an assistant. None of them ever stands for it.';
COMMENT ON COLUMN lookalike.name IS 'As in the store.';
COMMENT ON COLUMN lookalike.vendor IS 'Who makes it, where known.';
COMMENT ON COLUMN lookalike.store IS 'apple or google; NULL: only known by name.';
COMMENT ON COLUMN lookalike.app_id IS 'NULL: only its bundle is known.';
COMMENT ON COLUMN lookalike.bundle IS 'Apple''s bundle id.';
COMMENT ON COLUMN lookalike.confusable_with IS 'The slug of the assistant it is not.';
COMMENT ON COLUMN lookalike.verification IS 'verified, single-source or unverified.';
COMMENT ON COLUMN lookalike.sources IS 'Where it was seen.';
COMMENT ON COLUMN lookalike.note IS 'What it is.';

DROP TABLE event;
CREATE TABLE event (
    event_id VARCHAR NOT NULL, start_date DATE NOT NULL, end_date DATE, precision VARCHAR NOT NULL,
    title VARCHAR NOT NULL, category VARCHAR NOT NULL, kind VARCHAR NOT NULL, assistants VARCHAR[] NOT NULL,
    countries VARCHAR[] NOT NULL, confidence VARCHAR NOT NULL, note VARCHAR, title_ar VARCHAR,
    local_date DATE NOT NULL, is_outcome BOOLEAN NOT NULL, is_testable BOOLEAN NOT NULL, origin VARCHAR NOT NULL,
    source_url VARCHAR NOT NULL, publisher VARCHAR, source_tier VARCHAR, language VARCHAR
);

COMMENT ON TABLE event IS 'What happened in the world around the assistants: accepted events, the user''s own among them, each with a source.';
COMMENT ON COLUMN event.event_id IS 'Stays for ever.';
COMMENT ON COLUMN event.start_date IS 'UTC; the first day of a month where only that is known.';
COMMENT ON COLUMN event.end_date IS 'UTC, inclusive; NULL: one day.';
COMMENT ON COLUMN event.precision IS 'day, week, month or approx.';
COMMENT ON COLUMN event.title IS 'In our own words.';
COMMENT ON COLUMN event.category IS 'model, launch, feature, pricing, outage, security, regulation, policy, viral, marketing, market; rank is an outcome.';
COMMENT ON COLUMN event.kind IS 'The lane: release, incident, rule or attention.';
COMMENT ON COLUMN event.assistants IS 'Slugs.';
COMMENT ON COLUMN event.countries IS 'ISO codes, lower case; *: everywhere.';
COMMENT ON COLUMN event.confidence IS 'high, medium or low.';
COMMENT ON COLUMN event.note IS 'What to know about it.';
COMMENT ON COLUMN event.title_ar IS 'The title in Arabic.';
COMMENT ON COLUMN event.local_date IS 'The day on the calendar where it happened.';
COMMENT ON COLUMN event.is_outcome IS 'A chart position: what events are held against, never one of their causes.';
COMMENT ON COLUMN event.is_testable IS 'The day is known, confidence is not low, and it is no outcome. The others are shown, never tested.';
COMMENT ON COLUMN event.origin IS 'shipped, or own: from events.csv in the home.';
COMMENT ON COLUMN event.source_url IS 'Its first source; event_source has all.';
COMMENT ON COLUMN event.publisher IS 'Of the first source.';
COMMENT ON COLUMN event.source_tier IS 'Of the first source: official, press, aggregator/copy or repository data.';
COMMENT ON COLUMN event.language IS 'Of the first source, ISO 639-1.';

CREATE TABLE event_candidate (
    event_id VARCHAR NOT NULL, start_date DATE NOT NULL, end_date DATE, precision VARCHAR NOT NULL,
    title VARCHAR NOT NULL, category VARCHAR NOT NULL, kind VARCHAR NOT NULL, assistants VARCHAR[] NOT NULL,
    countries VARCHAR[] NOT NULL, confidence VARCHAR NOT NULL, note VARCHAR, title_ar VARCHAR,
    local_date DATE NOT NULL, is_outcome BOOLEAN NOT NULL, is_testable BOOLEAN NOT NULL, origin VARCHAR NOT NULL,
    source_url VARCHAR NOT NULL, publisher VARCHAR, source_tier VARCHAR, language VARCHAR
);

COMMENT ON TABLE event_candidate IS 'Events of the home''s events.csv that wait for rank-tracker event accept or reject. The columns are those of event.';
COMMENT ON COLUMN event_candidate.event_id IS 'Stays for ever.';
COMMENT ON COLUMN event_candidate.start_date IS 'UTC; the first day of a month where only that is known.';
COMMENT ON COLUMN event_candidate.end_date IS 'UTC, inclusive; NULL: one day.';
COMMENT ON COLUMN event_candidate.precision IS 'day, week, month or approx.';
COMMENT ON COLUMN event_candidate.title IS 'In our own words.';
COMMENT ON COLUMN event_candidate.category IS 'model, launch, feature, pricing, outage, security, regulation, policy, viral, marketing, market; rank is an outcome.';
COMMENT ON COLUMN event_candidate.kind IS 'The lane: release, incident, rule or attention.';
COMMENT ON COLUMN event_candidate.assistants IS 'Slugs.';
COMMENT ON COLUMN event_candidate.countries IS 'ISO codes, lower case; *: everywhere.';
COMMENT ON COLUMN event_candidate.confidence IS 'high, medium or low.';
COMMENT ON COLUMN event_candidate.note IS 'What to know about it.';
COMMENT ON COLUMN event_candidate.title_ar IS 'The title in Arabic.';
COMMENT ON COLUMN event_candidate.local_date IS 'The day on the calendar where it happened.';
COMMENT ON COLUMN event_candidate.is_outcome IS 'A chart position: what events are held against, never one of their causes.';
COMMENT ON COLUMN event_candidate.is_testable IS 'The day is known, confidence is not low, and it is no outcome. The others are shown, never tested.';
COMMENT ON COLUMN event_candidate.origin IS 'shipped, or own: from events.csv in the home.';
COMMENT ON COLUMN event_candidate.source_url IS 'Its first source; event_source has all.';
COMMENT ON COLUMN event_candidate.publisher IS 'Of the first source.';
COMMENT ON COLUMN event_candidate.source_tier IS 'Of the first source: official, press, aggregator/copy or repository data.';
COMMENT ON COLUMN event_candidate.language IS 'Of the first source, ISO 639-1.';

DROP TABLE event_source;
CREATE TABLE event_source (
    event_id VARCHAR NOT NULL, position SMALLINT NOT NULL, url VARCHAR NOT NULL, publisher VARCHAR, tier VARCHAR,
    language VARCHAR
);

COMMENT ON TABLE event_source IS 'Every source of every event.';
COMMENT ON COLUMN event_source.event_id IS 'Of event or event_candidate.';
COMMENT ON COLUMN event_source.position IS '1 is the first.';
COMMENT ON COLUMN event_source.url IS 'http or https.';
COMMENT ON COLUMN event_source.publisher IS 'Who published it.';
COMMENT ON COLUMN event_source.tier IS 'official, press, aggregator/copy or repository data.';
COMMENT ON COLUMN event_source.language IS 'ISO 639-1.';

DROP TABLE reported_rank;
CREATE TABLE reported_rank (
    start_date DATE NOT NULL, end_date DATE NOT NULL, precision VARCHAR NOT NULL, assistant VARCHAR,
    app VARCHAR NOT NULL, store VARCHAR NOT NULL, country VARCHAR NOT NULL, chart VARCHAR NOT NULL,
    rank VARCHAR NOT NULL, position SMALLINT, is_overall_free BOOLEAN NOT NULL, source_url VARCHAR NOT NULL,
    note VARCHAR, report_id VARCHAR NOT NULL, named_chart VARCHAR, category VARCHAR, countries VARCHAR[] NOT NULL,
    country_count SMALLINT, is_every_day BOOLEAN NOT NULL
);

COMMENT ON TABLE reported_rank IS 'Chart positions that the press stated. Never mixed with observed ones.';
COMMENT ON COLUMN reported_rank.start_date IS 'The first day that the report may mean.';
COMMENT ON COLUMN reported_rank.end_date IS 'The last one.';
COMMENT ON COLUMN reported_rank.precision IS 'As the source allows.';
COMMENT ON COLUMN reported_rank.assistant IS 'Slug; NULL: an app we do not follow.';
COMMENT ON COLUMN reported_rank.app IS 'As named.';
COMMENT ON COLUMN reported_rank.store IS 'apple, google or apple+google.';
COMMENT ON COLUMN reported_rank.country IS 'ISO code, or the source''s words.';
COMMENT ON COLUMN reported_rank.chart IS 'The source''s words.';
COMMENT ON COLUMN reported_rank.rank IS '1, or a bound: <=10, >100; removed.';
COMMENT ON COLUMN reported_rank.position IS 'The rank where it is a plain position.';
COMMENT ON COLUMN reported_rank.is_overall_free IS 'Of the free chart of all apps.';
COMMENT ON COLUMN reported_rank.source_url IS 'Where it was said.';
COMMENT ON COLUMN reported_rank.note IS 'What to know about it.';
COMMENT ON COLUMN reported_rank.report_id IS 'R001 and on; stays for ever.';
COMMENT ON COLUMN reported_rank.named_chart IS 'The chart that the words name, like top-free; NULL: none that a store has.';
COMMENT ON COLUMN reported_rank.category IS 'The category that the words name.';
COMMENT ON COLUMN reported_rank.countries IS 'The countries it names.';
COMMENT ON COLUMN reported_rank.country_count IS 'In so many countries at least; NULL: it gives no number.';
COMMENT ON COLUMN reported_rank.is_every_day IS 'It says that the rank was held on every day, not on one of them.';

CREATE TABLE claim (
    claim_id VARCHAR NOT NULL, topic VARCHAR NOT NULL, sentence VARCHAR NOT NULL, sentence_ar VARCHAR NOT NULL,
    wording VARCHAR,
    assistants VARCHAR[] NOT NULL, bodies VARCHAR[] NOT NULL, figure VARCHAR, store VARCHAR,
    countries VARCHAR[] NOT NULL, country_count SMALLINT, chart VARCHAR, category VARCHAR, rank VARCHAR,
    first_day DATE, last_day DATE, said_in VARCHAR[] NOT NULL, contradicts VARCHAR[] NOT NULL,
    verdict VARCHAR NOT NULL, reason VARCHAR NOT NULL, source_url VARCHAR
);

COMMENT ON TABLE claim IS 'What the founding articles claimed, sentence by sentence, with an editor''s verdict. What the charts say: rank-tracker claim check.';
COMMENT ON COLUMN claim.claim_id IS 'S01 and on; stays for ever.';
COMMENT ON COLUMN claim.topic IS 'rank, market, cost, model, company, service, regulation, chips, voice or date.';
COMMENT ON COLUMN claim.sentence IS 'In our own words.';
COMMENT ON COLUMN claim.sentence_ar IS 'The same in Arabic, in which the articles are.';
COMMENT ON COLUMN claim.wording IS 'How the article names what it counts, like top rated.';
COMMENT ON COLUMN claim.assistants IS 'Slugs; of a rank: whose it is, first.';
COMMENT ON COLUMN claim.bodies IS 'Companies, agencies, people.';
COMMENT ON COLUMN claim.figure IS 'The number it gives.';
COMMENT ON COLUMN claim.store IS 'Of a claim about a rank, like all that follow to last_day.';
COMMENT ON COLUMN claim.countries IS 'ISO codes, lower case.';
COMMENT ON COLUMN claim.country_count IS 'In so many countries at least.';
COMMENT ON COLUMN claim.chart IS 'top-free, top-paid or top-grossing.';
COMMENT ON COLUMN claim.category IS 'Slug; all is the overall chart.';
COMMENT ON COLUMN claim.rank IS '1, or a bound: <=10, >100; NULL: not about a rank.';
COMMENT ON COLUMN claim.first_day IS 'The first day it may mean, on the country''s calendar.';
COMMENT ON COLUMN claim.last_day IS 'The last one.';
COMMENT ON COLUMN claim.said_in IS 'The numbers of the articles, 1 to 5.';
COMMENT ON COLUMN claim.contradicts IS 'The claims that it cannot stand beside.';
COMMENT ON COLUMN claim.verdict IS 'An editor''s: supported, partly, contradicted, plausible, unverifiable, opinion, forecast or context.';
COMMENT ON COLUMN claim.reason IS 'Why.';
COMMENT ON COLUMN claim.source_url IS 'What the verdict rests on.';
