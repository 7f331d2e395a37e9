"""What should have been captured, and what became of it: by series and UTC day, and why not.

Slots are counted by arithmetic, not made one by one: a watch has a slot every so many seconds from its begin. What
archives brought is not in here, for nobody was to capture it.
"""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import NamedTuple

from duckdb import DuckDBPyConnection

from tracker.models import Series

DAY = timedelta(days=1)


class LedgerDay(NamedTuple):
    """The slots of one series on one UTC day, by the time for which they were scheduled."""

    expected: int
    captured: int  # with a list, kept with a doubt or without
    tried: int  # those left were missed: nobody ran


class LedgerRow(NamedTuple):
    series: Series
    every_s: int | None  # seconds between two slots now; None: not followed any more
    days: tuple[LedgerDay, ...]  # one for each day asked for
    last_observed_at: datetime | None  # UTC, the newest capture in these days


class Failure(NamedTuple):
    """Slots that failed in the same way, or were kept with the same doubt."""

    source: str
    status: str
    error: str | None
    slots: int
    series: int
    example: str  # the name of one of the series
    last_at: datetime  # UTC, scheduled


class Run(NamedTuple):
    run_id: str
    first_observed_at: datetime | None  # UTC
    last_observed_at: datetime | None
    slots: int
    captured: int
    requests: int


CHOSEN = """
    SELECT s.* FROM series s
    WHERE NOT starts_with(s.source, 'import-') AND s.source = coalesce($source::VARCHAR, s.source)
"""

# As the view slot_fate: a slot is due once the next one has begun, and a watch has none from its end on.
WATCHED = """
    SELECT
        w.series_key, epoch_us(w.valid_from) AS begun, 1000000 * w.every_s::BIGINT AS every,
        least(
            epoch_us(coalesce(w.valid_to, TIMESTAMPTZ '9999-12-31 00:00:00+00')),
            epoch_us($now::TIMESTAMPTZ) - 1000000 * w.every_s::BIGINT
        ) AS over
    FROM watch w SEMI JOIN chosen USING (series_key)
"""

LEDGER = f"""
    WITH chosen AS ({CHOSEN}), watched AS ({WATCHED}),
    day AS (
        SELECT
            d::DATE AS day_utc, epoch_us(d::TIMESTAMP AT TIME ZONE 'UTC') AS begins,
            epoch_us((d + INTERVAL 1 DAY)::TIMESTAMP AT TIME ZONE 'UTC') AS ends
        FROM unnest(generate_series($since::DATE, $until::DATE, INTERVAL 1 DAY)) u(d)
    ),
    due AS (
        SELECT
            w.series_key, d.day_utc,
            sum(greatest(0, (least(d.ends, w.over) - w.begun + w.every - 1) // w.every)
                - greatest(0, (least(d.begins, w.over) - w.begun + w.every - 1) // w.every))::BIGINT AS slots
        FROM watched w, day d WHERE w.over > d.begins AND w.begun < d.ends
        GROUP BY w.series_key, d.day_utc
    ),
    attempted AS (
        SELECT
            t.series_key, t.scheduled_for, t.observed_at, t.status,
            CAST(t.scheduled_for AT TIME ZONE 'UTC' AS DATE) AS day_utc
        FROM attempt t SEMI JOIN chosen USING (series_key)
        WHERE t.scheduled_for >= $since::TIMESTAMP AT TIME ZONE 'UTC'
            AND t.scheduled_for < ($until::TIMESTAMP + INTERVAL 1 DAY) AT TIME ZONE 'UTC'
    ),
    tried AS (
        SELECT
            series_key, day_utc, count(*) AS tried, count(*) FILTER (status IN ('ok', 'suspect')) AS captured,
            max(observed_at) FILTER (status IN ('ok', 'suspect')) AS last_observed_at
        FROM attempted GROUP BY series_key, day_utc
    ),
    in_time AS (
        SELECT a.series_key, a.day_utc, count(*) AS slots
        FROM attempted a JOIN watched w
            ON w.series_key = a.series_key AND epoch_us(a.scheduled_for) >= w.begun
            AND epoch_us(a.scheduled_for) < w.over AND (epoch_us(a.scheduled_for) - w.begun) % w.every = 0
        GROUP BY a.series_key, a.day_utc
    ),
    told AS (
        SELECT
            series_key, day_utc - $since::DATE AS place, coalesce(t.captured, 0) AS captured,
            coalesce(t.tried, 0) AS tried, t.last_observed_at,
            coalesce(t.tried, 0) + coalesce(d.slots, 0) - coalesce(i.slots, 0) AS expected
        FROM due d
        FULL JOIN tried t USING (series_key, day_utc)
        LEFT JOIN in_time i USING (series_key, day_utc)
    ),
    rhythm AS (
        SELECT series_key, arg_max(every_s, valid_from) AS every_s FROM watch
        WHERE valid_from <= $as_of AND coalesce(valid_to, TIMESTAMPTZ '9999-12-31 00:00:00+00') > $as_of
        GROUP BY series_key
    )
    SELECT
        c.store, c.country, c.device, c.chart, c.category, c.source, any_value(r.every_s), list(t.place),
        list(t.expected), list(t.captured), list(t.tried), max(t.last_observed_at)
    FROM told t
    JOIN chosen c USING (series_key)
    LEFT JOIN rhythm r USING (series_key)
    GROUP BY c.series_key, c.store, c.country, c.device, c.chart, c.category, c.source
    ORDER BY c.store, c.country, c.device, c.chart, c.category, c.source
"""  # noqa: S608 - our own text

FAILURES = f"""
    WITH chosen AS ({CHOSEN})
    SELECT
        s.source, t.status, t.error, count(*), count(DISTINCT t.series_key),
        arg_max(concat_ws('/', s.store, s.country, s.device, s.chart, s.category, s.source), t.scheduled_for),
        max(t.scheduled_for)
    FROM attempt t JOIN chosen s USING (series_key)
    WHERE t.status <> 'ok' AND t.scheduled_for >= $since::TIMESTAMP AT TIME ZONE 'UTC'
        AND t.scheduled_for < ($until::TIMESTAMP + INTERVAL 1 DAY) AT TIME ZONE 'UTC'
    GROUP BY s.source, t.status, t.error
    ORDER BY max(t.scheduled_for) DESC, count(*) DESC, s.source, t.status, t.error
    LIMIT $most
"""  # noqa: S608 - our own text

# As the view run, of these days alone.
RUNS = f"""
    WITH chosen AS ({CHOSEN})
    SELECT
        t.run_id, min(t.observed_at), max(t.observed_at), count(*),
        count(*) FILTER (t.status IN ('ok', 'suspect')), coalesce(sum(t.tries), 0)::BIGINT
    FROM attempt t SEMI JOIN chosen USING (series_key)
    WHERE t.run_id IS NOT NULL AND t.payload IS NOT NULL
        AND t.scheduled_for >= $since::TIMESTAMP AT TIME ZONE 'UTC'
        AND t.scheduled_for < ($until::TIMESTAMP + INTERVAL 1 DAY) AT TIME ZONE 'UTC'
    GROUP BY t.run_id ORDER BY max(t.observed_at) DESC NULLS LAST, t.run_id LIMIT $most
"""  # noqa: S608 - our own text


def sources(connection: DuckDBPyConnection) -> list[str]:
    """Every source that something was captured from, or should have been, by name; without archives."""
    rows = connection.execute(f"SELECT DISTINCT source FROM ({CHOSEN}) ORDER BY source", {"source": None})  # noqa: S608
    return [source for (source,) in rows.fetchall()]


def ledger(
    connection: DuckDBPyConnection, days: tuple[date, date], source: str | None, now: datetime, as_of: datetime
) -> list[LedgerRow]:
    """One row for each series with a slot in `days` (both included), by name.

    Slots are due until `now`; a series is followed if a watch has it at `as_of`.
    """
    asked = {"since": days[0], "until": days[1], "source": source, "now": now, "as_of": as_of}
    many = (days[1] - days[0]) // DAY + 1
    found = []
    for *names, every_s, places, expected, captured, tried, last in connection.execute(LEDGER, asked).fetchall():
        row = [LedgerDay(0, 0, 0)] * many
        for place, told in zip(places, zip(expected, captured, tried, strict=True), strict=True):
            row[place] = LedgerDay(*told)
        found.append(LedgerRow(Series(*names), every_s, tuple(row), last))
    return found


def failures(
    connection: DuckDBPyConnection, days: tuple[date, date], source: str | None, most: int
) -> Sequence[Failure]:
    """What failed or is doubted in `days`, by reason, the newest first."""
    asked = {"since": days[0], "until": days[1], "source": source, "most": most}
    return [Failure(*row) for row in connection.execute(FAILURES, asked).fetchall()]


def runs(connection: DuckDBPyConnection, days: tuple[date, date], source: str | None, most: int) -> list[Run]:
    """The newest runs that captured slots of `days`."""
    asked = {"since": days[0], "until": days[1], "source": source, "most": most}
    return [Run(*row) for row in connection.execute(RUNS, asked).fetchall()]
