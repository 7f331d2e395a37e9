"""What do the captures since a slot say to those who watch: ranks, offers, freshness, events?"""

from collections.abc import Sequence
from datetime import UTC, datetime, time

from duckdb import DuckDBPyConnection

from tracker.alerts.turns import WatchedRank, in_order
from tracker.alerts.watch import DatedEvent, Offer
from tracker.models import Series
from tracker.queries.rank_slots import series_parameters

NEWEST_SLOTS = """
    SELECT s.country, max(t.scheduled_for)
    FROM attempt t JOIN series s USING (series_key)
    WHERE (s.store, s.device, s.chart, s.category, s.source) = ($store, $device, $chart, $category, $source)
        AND t.status = 'ok' AND t.scheduled_for >= $since
    GROUP BY s.country ORDER BY s.country
"""

# A list that is kept with a doubt says nothing to those who would be woken by it.
READINGS = """
    SELECT h.assistant, $country, h.scheduled_for, coalesce(h.observed_at, h.scheduled_for), h.state, h.rank, h.depth
    FROM rank_states(
        $assistants::VARCHAR[], country := $country, store := $store, device := $device, chart := $chart,
        category := $category, source := $source, since := $since
    ) h
    SEMI JOIN (
        SELECT t.scheduled_for FROM attempt t JOIN series s USING (series_key)
        WHERE (s.store, s.country, s.device, s.chart, s.category, s.source)
            = ($store, $country, $device, $chart, $category, $source)
            AND t.status = 'ok' AND t.scheduled_for >= $since
    ) kept ON kept.scheduled_for = h.scheduled_for
    WHERE h.state <> 'not_observed'
"""

OFFERS = """
    SELECT d.country, d.scheduled_for, max(d.observed_at), bool_or(d.offered)
    FROM app_details d
    JOIN assistant_app p
        ON p.store = d.store AND p.app_id = d.app_id
        AND CAST(d.observed_at AT TIME ZONE 'UTC' AS DATE) >= coalesce(p.valid_from, DATE '1970-01-01')
        AND CAST(d.observed_at AT TIME ZONE 'UTC' AS DATE) < coalesce(p.valid_to, DATE '9999-12-31')
    WHERE p.assistant = $assistant AND d.store = $store AND d.scheduled_for >= $since
        AND ($countries::VARCHAR[] IS NULL OR list_contains($countries::VARCHAR[], d.country))
    GROUP BY d.country, d.scheduled_for ORDER BY d.scheduled_for, d.country
"""

LAST_CAPTURE = """
    SELECT max(t.observed_at) FROM attempt t JOIN series s USING (series_key)
    WHERE t.status IN ('ok', 'suspect') AND s.store = coalesce($store, s.store) AND NOT starts_with(s.source, 'import-')
"""

EVENTS = """
    SELECT event_id, start_date, title, coalesce(title_ar, ''), kind, assistants FROM event ORDER BY event_id
"""


def newest_slots(connection: DuckDBPyConnection, chart: Series, since: datetime) -> dict[str, datetime]:
    """By country: the newest slot with a list, since then; of `chart` everything but the country counts."""
    wanted = series_parameters(chart) | {"since": since}
    del wanted["country"]
    return dict(connection.execute(NEWEST_SLOTS, wanted).fetchall())


def rank_readings(
    connection: DuckDBPyConnection, series: Series, assistants: Sequence[str], since: datetime
) -> list[WatchedRank]:
    """What every list since this slot says of these assistants, in order of the slots."""
    wanted = series_parameters(series) | {"assistants": list(assistants), "since": since}
    return in_order(WatchedRank(*row) for row in connection.execute(READINGS, wanted).fetchall())


def offers(
    connection: DuckDBPyConnection, store: str, assistant: str, countries: Sequence[str] | None, since: datetime
) -> list[Offer]:
    """What a store said of an assistant's apps since this slot, in order of the slots; None: in every country."""
    wanted = {
        "store": store, "assistant": assistant, "since": since,
        "countries": None if countries is None else list(countries),
    }  # fmt: skip
    return [Offer(*row) for row in connection.execute(OFFERS, wanted).fetchall()]


def last_capture(connection: DuckDBPyConnection, store: str | None) -> datetime | None:
    """When something was captured last, UTC."""
    ((last,),) = connection.execute(LAST_CAPTURE, {"store": store}).fetchall()
    return last if isinstance(last, datetime) else None


def dated_events(connection: DuckDBPyConnection) -> list[DatedEvent]:
    """Every accepted event, by id."""
    return [
        DatedEvent(key, datetime.combine(day, time(), UTC), (title, title_ar), kind, tuple(assistants))
        for key, day, title, title_ar, kind, assistants in connection.execute(EVENTS).fetchall()
    ]
