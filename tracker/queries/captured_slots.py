"""Which slots need no capture any more?"""

from datetime import datetime

from duckdb import DuckDBPyConnection

CAPTURED_SLOTS = """
    SELECT concat_ws('/', s.store, s.country, s.device, s.chart, s.category, s.source), a.scheduled_for
    FROM attempt a JOIN series s USING (series_key)
    WHERE a.status IN ('ok', 'suspect') AND a.scheduled_for >= $since
"""


def captured_slots(connection: DuckDBPyConnection, since: datetime) -> set[tuple[str, datetime]]:
    """(series name, slot) of every capture that succeeded since then."""
    rows = connection.execute(CAPTURED_SLOTS, {"since": since}).fetchall()
    return {(name, scheduled_for) for name, scheduled_for in rows}
