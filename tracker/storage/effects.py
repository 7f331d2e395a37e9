"""Captures → what followed each event, kept up by ingest as days are over. The same rows as when all are made anew.

A chart is looked at again when its lists of past days are others than they were; an event, when it or what overlaps
it changed; and every event of the last weeks on each new day. When nothing of this happened, one row tells so.
"""

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from itertools import groupby
from typing import NamedTuple

import numpy as np
from duckdb import DuckDBPyConnection
from numpy.typing import NDArray

from tracker.analysis.event_effects import (
    FOLLOWED,
    HISTORY,
    METHOD_VERSION,
    NOT_OBSERVED,
    WEEK,
    AppDays,
    ChartDays,
    effect_of,
)
from tracker.analysis.false_discovery import false_discovery_rates
from tracker.storage.database import read_meta, stamp
from tracker.storage.rows import insert_rows
from tracker.storage.summaries import DAY
from tracker.storage.turns import step

SERIES_AT_ONCE = 20  # bounds memory: some 5 million ranks a year
EPOCH = date(1970, 1, 1)
Numbers = dict[str, NDArray[np.int64]]


@dataclass(frozen=True, slots=True)
class StudiedEvent:
    event_id: str
    day: date  # UTC
    assistants: tuple[str, ...]
    countries: tuple[str, ...]  # "*": everywhere
    overlaps: tuple[str, ...]  # events of one of its assistants, with one of its countries, whose weeks meet its own

    @property
    def version(self) -> str:
        return hashlib.sha256(repr(self).encode()).hexdigest()[:16]

    def is_in(self, country: str) -> bool:
        return "*" in self.countries or country in self.countries


class _Series(NamedTuple):
    key: int
    country: str
    through_day: date | None  # of the effects that are there
    held_version: str | None
    version: str  # of the lists up to that day
    new_version: str  # of the lists up to the day that is over


EVENTS = """
    SELECT event_id, start_date, assistants, countries, is_testable FROM event
    WHERE precision = 'day' AND NOT is_outcome ORDER BY start_date, event_id
"""

DAYS_VERSION = "SELECT count(*), bit_xor(hash(d)) FROM series_day d WHERE d.day_utc < $today"

# Who may be compared with whom, and where an app is sold.
FACTS_VERSION = """
    SELECT
        (SELECT bit_xor(hash(x)) FROM assistant_app x), (SELECT bit_xor(hash(x)) FROM assistant_offer x),
        (SELECT bit_xor(hash(x)) FROM lookalike x), (SELECT bit_xor(hash(x)) FROM control_app x)
"""

SERIES = f"""
    SELECT
        s.series_key, s.country, e.through_day, e.data_version,
        coalesce(bit_xor(hash(t.scheduled_for, t.snapshot_id)) FILTER ({DAY.format(table="t")} <= e.through_day), 0),
        bit_xor(hash(t.scheduled_for, t.snapshot_id))
    FROM series s
    JOIN attempt t USING (series_key)
    LEFT JOIN effect_series e USING (series_key)
    WHERE t.snapshot_id IS NOT NULL AND {DAY.format(table="t")} < $today
        AND s.chart IN ('top-free', 'top-paid', 'top-grossing')
    GROUP BY ALL ORDER BY s.series_key
"""  # noqa: S608 - our own names

EVER_RANKED = "SELECT DISTINCT series_key, assistant FROM rank_day"

# The last whole list of each day.
LISTS = f"""
    WITH whole AS (
        SELECT series_key, snapshot_id FROM snapshot
        WHERE series_key IN (SELECT unnest($keys::INTEGER[])) AND list_count(apps) = len(apps)
    ), last AS (
        SELECT t.series_key, {DAY.format(table="t")} AS day_utc, arg_max(t.snapshot_id, t.scheduled_for) AS snapshot_id
        FROM attempt t SEMI JOIN whole USING (series_key, snapshot_id)
        WHERE t.series_key IN (SELECT unnest($keys::INTEGER[])) AND {DAY.format(table="t")} BETWEEN $since AND $until
        GROUP BY ALL
    )
    SELECT
        l.series_key, (l.day_utc - $since::DATE)::SMALLINT AS day, unnest(n.apps) AS app,
        generate_subscripts(n.apps, 1)::SMALLINT AS rank
    FROM last l JOIN snapshot n USING (series_key, snapshot_id)
"""  # noqa: S608 - our own names

# The view knows no keys. It is asked once for all charts: a join keeps it from reading only some of them. Small types,
# for there are millions of rows.
STATES = """
    SELECT
        s.series_key, (list_position($slugs::VARCHAR[], d.assistant) - 1)::SMALLINT AS slug,
        (d.day_utc - $since::DATE)::SMALLINT AS day, coalesce(d.last_rank, 0)::SMALLINT AS rank,
        (list_position(['ranked', 'not_in_chart', 'not_observed', 'not_sold'], d.state) - 1)::TINYINT AS state
    FROM rank_daily d JOIN series s USING (store, country, device, chart, category, source)
    WHERE d.day_utc BETWEEN $since AND $until AND d.assistant IN (SELECT unnest($slugs::VARCHAR[]))
    ORDER BY s.series_key
"""

TESTS = "SELECT event_id, assistant, series_key, p_time, p_controls FROM effect ORDER BY assistant"

JUDGED = """
    CREATE OR REPLACE TEMP TABLE judged (
        event_id VARCHAR, assistant VARCHAR, series_key INTEGER, q_time DOUBLE, q_controls DOUBLE
    )
"""

JUDGE = """
    UPDATE effect e SET q_time = j.q_time, q_controls = j.q_controls FROM judged j
    WHERE j.event_id = e.event_id AND j.assistant = e.assistant AND j.series_key = e.series_key
        AND (j.q_time IS DISTINCT FROM e.q_time OR j.q_controls IS DISTINCT FROM e.q_controls);
    DROP TABLE judged
"""

# Rivals are no controls: who gains takes from them. Nor is what may be one: look-alikes, and names that say AI, unless
# the catalogue knows the app as a control.
NO_CONTROLS = r"""
    SELECT a.app_key FROM app a
    WHERE
        regexp_matches(a.app_name, '(?i)\b(ai|a\.i\.|llm|chatbot|chat bot)\b|gpt|人工智能|智能助手|ذكاء اصطناعي')
            AND NOT EXISTS (FROM control_app c WHERE c.store = a.store AND c.app_id = a.app_id)
        OR EXISTS (FROM assistant_app i WHERE i.store = a.store AND i.app_id = a.app_id)
        OR EXISTS (FROM lookalike l WHERE l.store = a.store AND l.app_id = a.app_id)
"""


def refresh_effects(connection: DuckDBPyConnection, today: date, anew: bool = False) -> int:
    """Bring the effects up to the last UTC day before `today`, in a transaction; how many were made (again).

    `anew`: all of them.
    """
    key = _key(connection, today)
    if not anew and read_meta(connection).get("effects") == key:
        return 0
    with step(connection):
        key = _key(connection, today)
        if not anew and read_meta(connection).get("effects") == key:
            return 0  # another writer did it, while this one waited for its turn
        if anew:
            connection.execute("DELETE FROM effect; DELETE FROM effect_series; DELETE FROM effect_event")
        made = _refresh(connection, today)
        stamp(connection, effects=key)
    return made


def _key(connection: DuckDBPyConnection, today: date) -> str:
    """What the effects depend on, as far as it can be told without reading lists."""
    meta = read_meta(connection)
    days = connection.execute(DAYS_VERSION, {"today": today}).fetchone()
    parts = (METHOD_VERSION, today, meta.get("catalogue"), meta.get("own_events"), meta.get("days"), days)
    return hashlib.sha256(repr(parts).encode()).hexdigest()[:16]


def studied_events(connection: DuckDBPyConnection) -> list[StudiedEvent]:
    """The events that are tested, each with those that overlap it, oldest first."""
    rows = connection.execute(EVENTS).fetchall()
    known = [StudiedEvent(row[0], row[1], tuple(row[2]), tuple(row[3]), ()) for row in rows]
    testable = {row[0] for row in rows if row[4]}
    return [
        StudiedEvent(
            one.event_id, one.day, one.assistants, one.countries,
            tuple(other.event_id for other in known if other is not one and overlap(one, other)),
        )
        for one in known if one.event_id in testable
    ]  # fmt: skip


def overlap(one: StudiedEvent, other: StudiedEvent) -> bool:
    """Do their two weeks meet, for an assistant and a country that both name?"""
    if abs((one.day - other.day).days) >= 2 * WEEK or not {*one.assistants} & {*other.assistants}:
        return False
    return "*" in (*one.countries, *other.countries) or bool({*one.countries} & {*other.countries})


def _refresh(connection: DuckDBPyConnection, today: date) -> int:
    until = today - timedelta(days=1)
    events = studied_events(connection)
    held = dict(connection.execute("SELECT event_id, event_version FROM effect_event").fetchall())
    changed = {one.event_id for one in events if held.get(one.event_id) != one.version}
    gone = [*(held.keys() - {one.event_id for one in events})]
    connection.execute("DELETE FROM effect WHERE event_id IN (SELECT unnest(?::VARCHAR[]))", [gone])
    facts = hashlib.sha256(repr((METHOD_VERSION, connection.execute(FACTS_VERSION).fetchone())).encode())
    series = [
        _Series(row[0], row[1], row[2], row[3], *(f"{facts.hexdigest()[:8]}-{version:x}" for version in row[4:]))
        for row in connection.execute(SERIES, {"today": today}).fetchall()
    ]
    due = {one.key: list(_due(one, events, changed, until)) for one in series}
    _forget(connection, due)
    made = _make(connection, {key: some for key, some in due.items() if some}, until)
    connection.execute("DELETE FROM effect_series; DELETE FROM effect_event")
    _judge_together(connection)
    insert_rows(connection, "effect_series", [(one.key, until, one.new_version) for one in series])
    insert_rows(connection, "effect_event", [(one.event_id, one.version) for one in events])
    return made


def _due(one: _Series, events: Iterable[StudiedEvent], changed: set[str], until: date) -> Iterator[StudiedEvent]:
    """The events of which something may be new in this chart."""
    is_kept = one.through_day is not None and one.through_day <= until and one.held_version == one.version
    for event in events:
        if event.day > until or not event.is_in(one.country):
            continue
        is_open = one.through_day is None or event.day > one.through_day - timedelta(days=FOLLOWED)
        if not is_kept or is_open or event.event_id in changed:
            yield event


def _forget(connection: DuckDBPyConnection, due: Mapping[int, Sequence[StudiedEvent]]) -> None:
    pairs = [(key, event.event_id) for key, events in due.items() for event in events]
    connection.execute("CREATE OR REPLACE TEMP TABLE due (series_key INTEGER, event_id VARCHAR)")
    insert_rows(connection, "due", pairs)
    connection.execute(
        "DELETE FROM effect e USING due d WHERE e.series_key = d.series_key AND e.event_id = d.event_id; DROP TABLE due"
    )


def _make(connection: DuckDBPyConnection, due: Mapping[int, Sequence[StudiedEvent]], until: date) -> int:
    if not due:
        return 0
    everything = [event for events in due.values() for event in events]
    first = min(event.day for event in everything)
    slugs = sorted({slug for event in everything for slug in event.assistants})
    ranked = set(connection.execute(EVER_RANKED).fetchall())
    states = _states(connection, slugs, first - timedelta(days=HISTORY), until)
    barred = connection.execute(NO_CONTROLS).fetchnumpy()["app_key"]
    now, made = datetime.now(UTC), 0
    for start in range(0, len(due), SERIES_AT_ONCE):
        keys = sorted(due)[start : start + SERIES_AT_ONCE]
        lists = _lists(connection, keys, first - timedelta(days=HISTORY), until)
        rows: list[tuple[object, ...]] = []
        for key in keys:
            chart = chart_days(lists[key], (until - first).days + HISTORY + 1, barred)
            for number, slug in enumerate(slugs):
                mine = [event for event in due[key] if slug in event.assistants] if (key, slug) in ranked else []
                app = app_days(states.get(key), number, len(chart.depth)) if mine else None
                for event in mine:
                    assert app is not None
                    effect = effect_of(app, chart, (event.day - first).days + HISTORY)
                    if effect is not None:
                        rows.append((
                            event.event_id, slug, key, event.day, *effect, event.overlaps, METHOD_VERSION, until, now,
                            None, None,
                        ))  # fmt: skip
        insert_rows(connection, "effect", rows)
        made += len(rows)
    return made


def _judge_together(connection: DuckDBPyConnection) -> None:
    """Give every test its q, among all tests of its kind about the same assistant."""
    tests = connection.execute(TESTS).fetchall()
    rows: list[tuple[object, ...]] = []
    for _, group in groupby(tests, key=lambda row: str(row[1])):
        mine = list(group)
        ps = np.array([row[3:] for row in mine], float)  # None becomes NaN
        qs = np.column_stack([false_discovery_rates(p) for p in ps.T])
        rows += [(*row[:3], *(None if np.isnan(q) else q for q in pair)) for row, pair in zip(mine, qs, strict=True)]
    connection.execute(JUDGED)
    insert_rows(connection, "judged", rows)
    connection.execute(JUDGE)


def _states(connection: DuckDBPyConnection, slugs: Sequence[str], since: date, until: date) -> dict[int, Numbers]:
    """By series: slug, day, rank and state of every day of these assistants."""
    found = connection.execute(STATES, {"slugs": slugs, "since": since, "until": until}).fetchnumpy()
    return _by_series(found)


def _lists(connection: DuckDBPyConnection, keys: Sequence[int], since: date, until: date) -> dict[int, Numbers]:
    """By series: day, app and rank of every place of the last whole list of every day."""
    found = connection.execute(LISTS, {"keys": keys, "since": since, "until": until}).fetchnumpy()
    order = np.argsort(found["series_key"], kind="stable")
    split = _by_series({name: values[order] for name, values in found.items()})
    nothing = {name: values[:0] for name, values in found.items()}
    return {key: split.get(key, nothing) for key in keys}


def _by_series(columns: Numbers) -> dict[int, Numbers]:
    keys, starts = np.unique(columns["series_key"], return_index=True)
    ends = [*starts, len(columns["series_key"])][1:]  # none where there are no rows
    return {
        int(key): {name: values[start:end] for name, values in columns.items() if name != "series_key"}
        for key, start, end in zip(keys, starts, ends, strict=True)
    }


def chart_days(places: Numbers, days: int, barred: NDArray[np.int64]) -> ChartDays:
    """The lists as a table of days and apps, without the apps that are no controls."""
    depth = np.zeros(days, np.int32)
    np.maximum.at(depth, places["day"], places["rank"].astype(np.int32))
    is_control = ~np.isin(places["app"], barred)
    apps, columns = np.unique(places["app"][is_control], return_inverse=True)
    rank = np.zeros((days, len(apps)), np.int32)
    rank[places["day"][is_control], columns] = places["rank"][is_control]
    return ChartDays(depth, rank)


def app_days(states: Numbers | None, slug: int, days: int) -> AppDays:
    """One assistant in one chart; a day without a row is not observed."""
    state, rank = np.full(days, NOT_OBSERVED, np.int8), np.zeros(days, np.int32)
    if states is not None:
        mine = states["slug"] == slug
        state[states["day"][mine]] = states["state"][mine]
        rank[states["day"][mine]] = states["rank"][mine]
    return AppDays(state, rank)
