"""Archives → rows, in SQL: a table of 400,000 ranks takes seconds, and no rank passes through Python.

The archive is the view `archive_row` (archive_rows.py). Its charts are judged; those that can be true are stored like
captures, each series under a source of its own; and what is there already stays as it is.
"""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from duckdb import DuckDBPyConnection

from tracker import catalog
from tracker.archives.chart import BUNDLE, Refusal, Said
from tracker.archives.words import origin_of, series_of
from tracker.errors import ParseError
from tracker.models import Series
from tracker.storage.captures import add_series
from tracker.storage.history import SNAPSHOT_ID, store_staged_history
from tracker.storage.rows import insert_rows
from tracker.text import stored_text

OLDEST = datetime(2008, 7, 10, tzinfo=UTC)  # the App Store opened
DEEPEST = 2000  # ranks; no store shows more
BATCH = 250_000  # ranks judged and stored at once: bounds memory
CONFLICT = "another list of that time is there already; the first stays"


@dataclass(frozen=True, slots=True)
class ArchiveFile:
    """Where ranks come from, for the record."""

    name: str
    sha256: str
    shape: str


@dataclass(frozen=True, slots=True)
class Judged:
    """What was kept of an archive: archive_rank and archive_chart, and what their numbers mean."""

    series: list[Series]  # by number
    batches: int


@dataclass(frozen=True, slots=True)
class Stored:
    """What became of the charts of one archive."""

    charts: int  # new
    ranks: int  # in the new charts
    already_there: int  # charts
    refused: tuple[Refusal, ...]


# The columns of archive_series begin with the fields of Said.
SERIES = """
    CREATE OR REPLACE TEMP TABLE archive_series (
        store VARCHAR, country VARCHAR, device VARCHAR, chart VARCHAR, category VARCHAR, source VARCHAR,
        origin VARCHAR, series_no INTEGER, is_apple BOOLEAN, is_us BOOLEAN, run_origin VARCHAR, label VARCHAR,
        reason VARCHAR
    );
    CREATE OR REPLACE TEMP TABLE archive_bundle (bundle VARCHAR, app_id VARCHAR);
"""

WAYS_TO_SAY = """
    SELECT store, country, device, chart, category, source, origin, count(*)
    FROM archive_row GROUP BY ALL ORDER BY ALL
"""

# An app by each id and origin. An origin most of whose ids are no numbers names apps by bundle id; some bundle ids are
# numbers too ("5"). Of several names that of the US store, else the oldest.
APPS = r"""
    CREATE OR REPLACE TEMP TABLE archive_app AS
    WITH said AS (
        SELECT
            s.is_apple, r.origin, r.app_id AS said_id, starts_with(r.app_id, 'bundle:') AS is_bundle,
            arg_min(r.app_name, (NOT s.is_us, r.observed_at)) FILTER (r.app_name IS NOT NULL) AS app_name,
            arg_min(r.developer, (NOT s.is_us, r.observed_at)) FILTER (r.developer IS NOT NULL) AS developer
        FROM archive_row r JOIN archive_series s USING (store, country, device, chart, category, source, origin)
        WHERE s.reason IS NULL
        GROUP BY ALL
    ),
    habit AS (
        SELECT is_apple, origin, avg(regexp_full_match(said_id, '\d+')::INTEGER) < 0.5 AS names_bundles
        FROM said WHERE NOT is_bundle GROUP BY is_apple, origin
    ),
    bundled AS (
        SELECT s.*, CASE
            WHEN is_apple AND s.is_bundle THEN s.said_id
            WHEN is_apple AND h.names_bundles AND s.said_id <> '' THEN 'bundle:' || s.said_id
        END AS bundle
        FROM said s LEFT JOIN habit h USING (is_apple, origin)
    ),
    known AS (
        SELECT b.*, if(b.is_apple, 'apple', 'google') AS store, coalesce(k.app_id, b.bundle, b.said_id) AS app_id
        FROM bundled b LEFT JOIN archive_bundle k ON k.bundle = lower(b.bundle)
    )
    SELECT
        is_apple, origin, said_id, store, app_id, app_name, developer,
        dense_rank() OVER (ORDER BY store, app_id) AS app_no,
        NOT CASE
            WHEN is_apple THEN regexp_full_match(app_id, '[1-9]\d{8,10}|bundle:.+')
            ELSE regexp_full_match(app_id, '[A-Za-z]\w*(\.\w+)+') AND NOT starts_with(app_id, 'com.example.')
        END AS is_impossible,
        coalesce(regexp_full_match(app_name, '(sample|example|test|dummy) app.*', 'i'), FALSE) AS is_sample
    FROM known
"""

# Numbers for words: what follows is fast, and small. LEFT keeps the order of the joins: without it DuckDB may pair
# all charts of an origin with all its apps first.
RANKS = """
    CREATE OR REPLACE TEMP TABLE archive_rank AS
    SELECT
        s.series_no, r.observed_at, r.rank, a.app_no::INTEGER AS app_no, r.depth,
        r.said_at <> $told_at AS is_other_time,
        coalesce(nullif(r.time_source, ''), if(r.said_at IS NULL, '--date', 'observed_at in the file')) AS time_source,
        (hash(s.series_no, r.observed_at) % $batches)::INTEGER AS batch
    FROM archive_row r
    LEFT JOIN archive_series s USING (store, country, device, chart, category, source, origin)
    LEFT JOIN archive_app a ON a.is_apple = s.is_apple AND a.origin = r.origin AND a.said_id = r.app_id
"""

CHARTS = """
    {into}
    WITH app AS (
        SELECT
            app_no, any_value(app_id) AS app_id, bool_or(is_impossible) AS is_impossible,
            bool_and(is_sample) AS is_sample
        FROM archive_app GROUP BY app_no
    ),
    name AS (
        SELECT series_no, any_value(reason) AS reason, any_value(label) AS label, any_value(run_origin) AS run_origin
        FROM archive_series GROUP BY series_no
    ),
    chart AS (
        SELECT
            r.series_no, r.observed_at, min(r.time_source) AS time_source, bool_or(r.is_other_time) AS is_other_time,
            max(r.depth) AS depth, count(DISTINCT r.rank) AS ranks, max(r.rank) AS last_rank,
            bool_or(r.rank IS NULL OR r.rank < 1 OR r.rank > $deepest) AS has_bad_rank,
            count(DISTINCT r.app_no) AS apps, count(DISTINCT (r.rank::BIGINT << 32) | r.app_no) AS places,
            min(a.app_id) FILTER (a.is_impossible) AS impossible_id, bool_and(a.is_sample) AS is_sample
        FROM archive_rank r LEFT JOIN app a USING (app_no)
        WHERE r.batch = $batch
        GROUP BY r.series_no, r.observed_at
    )
    SELECT chart.*, name.label, name.run_origin, CASE
        WHEN name.reason IS NOT NULL THEN name.reason
        WHEN observed_at IS NULL THEN 'it has no date; say it with --date 2025-01-26T22:10Z'
        WHEN is_other_time THEN 'the file says when, and otherwise than --date'
        WHEN observed_at < $oldest THEN 'it is dated before the App Store opened'
        WHEN observed_at > $newest THEN 'it is dated in the future'
        WHEN has_bad_rank THEN 'a rank is no whole number from 1 to ' || $deepest
        WHEN impossible_id = '' THEN 'an app has no id'
        WHEN impossible_id IS NOT NULL THEN 'placeholder: no store gives an app the id ' || impossible_id
        WHEN is_sample THEN 'placeholder: every app is a sample'
        WHEN ranks < places THEN 'two apps stand at one rank'
        WHEN apps < places THEN 'one app stands at two ranks'
    END AS reason
    FROM chart JOIN name USING (series_no)
"""

REFUSED = """
    SELECT reason, count(*)::INTEGER, min(concat_ws(' ', label, strftime(observed_at, '%Y-%m-%d %H:%M')))
    FROM archive_chart WHERE reason IS NOT NULL GROUP BY reason ORDER BY 2 DESC, 1
"""

DROP_REFUSED = """
    DELETE FROM archive_rank USING archive_chart c
    WHERE c.reason IS NOT NULL AND archive_rank.series_no = c.series_no
        AND archive_rank.observed_at IS NOT DISTINCT FROM c.observed_at
"""

# The apps that are new, or known without a name that this archive has.
NEW_APPS = """
    SELECT n.*
    FROM (
        SELECT
            a.store, a.app_id, min(a.app_name) AS name, min(a.developer) AS developer,
            min(s.first_seen_at) AS first_seen_at
        FROM archive_app a
        JOIN (SELECT app_no, min(observed_at) AS first_seen_at FROM archive_rank GROUP BY app_no) s USING (app_no)
        GROUP BY a.store, a.app_id
    ) n
    LEFT JOIN app USING (store, app_id)
    WHERE app.app_key IS NULL OR (app.app_name = app.app_id AND n.name IS NOT NULL)
    ORDER BY n.first_seen_at, n.store, n.app_id
"""

ADD_APPS = """
    INSERT INTO app
    SELECT
        (SELECT count(*) FROM app) + row_number() OVER (ORDER BY n.first_seen_at, n.store, n.app_id),
        n.store, n.app_id, n.app_name, n.developer, n.named_in, n.first_seen_at
    FROM archive_new_app n ANTI JOIN app USING (store, app_id)
"""

NAME_APPS = """
    UPDATE app SET app_name = n.app_name, developer = coalesce(n.developer, app.developer)
    FROM archive_new_app n
    WHERE app.store = n.store AND app.app_id = n.app_id AND app.app_name = app.app_id
"""

STAGE = """
    CREATE OR REPLACE TEMP TABLE staged_history AS
    SELECT *, {snapshot_id} AS snapshot_id
    FROM (
        SELECT
            k.series_key, c.observed_at AS scheduled_for, c.observed_at, 'ok' AS status,
            least(greatest(coalesce(c.depth, 0), c.last_rank), $deepest)::SMALLINT AS depth_requested,
            CASE
                WHEN c.ranks = c.last_rank THEN l.apps
                ELSE list_transform(range(1, c.last_rank + 1), lambda rank: l.apps[list_position(l.ranks, rank)])
            END::INTEGER[] AS apps,
            'import:' || c.run_origin AS run_id, c.run_origin, c.time_source, c.ranks
        FROM (
            SELECT
                p.series_no, p.observed_at, list(p.app_key ORDER BY p.rank) AS apps,
                list(p.rank ORDER BY p.rank) AS ranks
            FROM (
                SELECT DISTINCT r.series_no, r.observed_at, r.rank::BIGINT AS rank, a.app_key
                FROM archive_rank r
                JOIN (SELECT DISTINCT app_no, app_key FROM archive_app JOIN app USING (store, app_id)) a USING (app_no)
                WHERE r.batch = $batch
            ) p
            GROUP BY p.series_no, p.observed_at
        ) l
        JOIN archive_chart c USING (series_no, observed_at)
        JOIN archive_series_key k USING (series_no)
    )
"""

# A list that is the beginning of the one that is there says nothing else.
ALREADY_THERE = """
    SELECT
        count(*) FILTER (n.apps[1:len(h.apps)] IS NOT DISTINCT FROM h.apps)::INTEGER AS same, count(*)::INTEGER,
        min(concat_ws('/', s.store, s.country, s.device, s.chart, s.category, s.source)
            || strftime(h.scheduled_for, ' %Y-%m-%d %H:%M'))
            FILTER (n.apps[1:len(h.apps)] IS DISTINCT FROM h.apps)
    FROM staged_history h
    JOIN attempt t USING (series_key, scheduled_for)
    JOIN series s USING (series_key)
    LEFT JOIN snapshot n ON n.series_key = t.series_key AND n.snapshot_id = t.snapshot_id
"""

DROP_ALREADY_THERE = """
    DELETE FROM staged_history USING attempt t
    WHERE staged_history.series_key = t.series_key AND staged_history.scheduled_for = t.scheduled_for
"""

KEEP_COUNT = """
    INSERT INTO archive_stored
    SELECT series_key, run_origin, time_source, count(*), sum(ranks), min(scheduled_for), max(scheduled_for)
    FROM staged_history GROUP BY ALL
"""

RECORD = """
    INSERT INTO import_file
    SELECT
        s.source, h.run_origin, $name, $sha256, $shape, h.time_source, sum(h.charts), sum(h.ranks),
        min(h.first_at), max(h.last_at), now()
    FROM archive_stored h JOIN series s USING (series_key)
    GROUP BY s.source, h.run_origin, h.time_source ORDER BY ALL
"""


def judge_archive(
    connection: DuckDBPyConnection, told: Said, told_at: datetime | None, now: datetime
) -> tuple[Judged, list[Refusal]]:
    """Read archive_row and keep the charts that can be true; say why the others cannot.

    Not inside a transaction: DuckDB knows no sizes of what is not committed, and joins it in an order that takes hours.
    """
    series, rows = _name_series(connection, told)
    connection.execute(APPS)
    judged = Judged(series, 1 + rows // BATCH)
    connection.execute(RANKS, {"told_at": told_at, "batches": judged.batches})
    limits = {"oldest": OLDEST, "newest": now + timedelta(days=1), "deepest": DEEPEST}
    for batch in range(judged.batches):
        into = "INSERT INTO archive_chart" if batch else "CREATE OR REPLACE TEMP TABLE archive_chart AS"
        connection.execute(CHARTS.format(into=into), limits | {"batch": batch})
    connection.execute(DROP_REFUSED)
    return judged, [Refusal(*row) for row in connection.execute(REFUSED).fetchall()]


def store_archive(connection: DuckDBPyConnection, file: ArchiveFile, judged: Judged) -> Stored:
    """Store the charts that judge_archive kept, inside the caller's transaction."""
    _add_apps(connection)
    _add_series(connection, judged.series)
    connection.execute(
        "CREATE OR REPLACE TEMP TABLE archive_stored (series_key INTEGER, run_origin VARCHAR, time_source VARCHAR,"
        " charts BIGINT, ranks BIGINT, first_at TIMESTAMPTZ, last_at TIMESTAMPTZ)"
    )
    already_there = 0
    conflicts: list[Refusal] = []
    for batch in range(judged.batches):
        connection.execute(STAGE.format(snapshot_id=SNAPSHOT_ID), {"deepest": DEEPEST, "batch": batch})
        same, found, example = _one_row(connection, ALREADY_THERE)
        already_there += same
        if found > same:
            conflicts.append(Refusal(CONFLICT, found - same, str(example)))
        connection.execute(DROP_ALREADY_THERE)
        connection.execute(KEEP_COUNT)
        store_staged_history(connection)
    connection.execute(RECORD, {"name": file.name, "sha256": file.sha256, "shape": file.shape})
    total = "SELECT coalesce(sum(charts), 0)::BIGINT, coalesce(sum(ranks), 0)::BIGINT FROM archive_stored"
    charts, ranks = _one_row(connection, total)
    return Stored(charts, ranks, already_there, tuple(conflicts))


def _name_series(connection: DuckDBPyConnection, told: Said) -> tuple[list[Series], int]:
    """Fill archive_series: each way to say a series, and which it is or why it is none.

    Gives the series by their numbers, and how many rows there are.
    """
    connection.execute(SERIES)
    numbers: dict[Series, int] = {}
    rows: list[tuple[object, ...]] = []
    unknown = total = 0
    for *words, count in connection.execute(WAYS_TO_SAY).fetchall():
        total += count
        said = Said(*(word or None for word in words))
        try:
            one = series_of(said, told)
            number = numbers.setdefault(one, len(numbers))
            known = (number, one.store == "apple", one.country == "us", origin_of(said, told), one.name, None)
            rows.append((*words, *known))
        except ParseError as error:
            unknown -= 1
            label = " ".join(word for word in said[:5] if word)
            rows.append((*words, unknown, None, None, None, label, str(error)))
    insert_rows(connection, "archive_series", rows)
    bundles = [(BUNDLE + bundle, app_id) for bundle, app_id in catalog.app_ids_by_bundle().items()]
    insert_rows(connection, "archive_bundle", bundles)
    return list(numbers), total


def _add_apps(connection: DuckDBPyConnection) -> None:
    rows = [
        (
            store,
            app_id,
            stored_text(name or "") or app_id,
            stored_text(developer) if developer else None,
            "import",  # instead of the country that names it: captures.py
            first_seen_at,
        )
        for store, app_id, name, developer, first_seen_at in connection.execute(NEW_APPS).fetchall()
    ]
    connection.execute(
        "CREATE OR REPLACE TEMP TABLE archive_new_app (store VARCHAR, app_id VARCHAR, app_name VARCHAR,"
        " developer VARCHAR, named_in VARCHAR, first_seen_at TIMESTAMPTZ)"
    )
    insert_rows(connection, "archive_new_app", rows)
    connection.execute(NAME_APPS)
    connection.execute(ADD_APPS)


def _add_series(connection: DuckDBPyConnection, series: list[Series]) -> None:
    """Fill archive_series_key for the series that have a chart to store."""
    wanted = connection.execute("SELECT DISTINCT series_no FROM archive_chart WHERE reason IS NULL").fetchall()
    keys = add_series(connection, [series[number] for (number,) in wanted])
    connection.execute("CREATE OR REPLACE TEMP TABLE archive_series_key (series_no INTEGER, series_key INTEGER)")
    insert_rows(connection, "archive_series_key", [(number, keys[series[number]]) for (number,) in sorted(wanted)])


def _one_row(connection: DuckDBPyConnection, query: str) -> tuple[int, ...]:
    row = connection.execute(query).fetchone()
    assert row is not None  # an aggregate always answers
    return row
