"""What can be looked at?"""

from duckdb import DuckDBPyConnection

from tracker.models import Series

KNOWN_SERIES = """
    SELECT s.store, s.country, s.device, s.chart, s.category, s.source
    FROM series s SEMI JOIN attempt USING (series_key)
    ORDER BY ALL
"""


def known_series(connection: DuckDBPyConnection) -> list[Series]:
    """Every series with at least one attempt, sorted."""
    return [Series(*row) for row in connection.execute(KNOWN_SERIES).fetchall()]
