"""What can be looked at?"""

from duckdb import DuckDBPyConnection

from tracker.models import Series

KNOWN_SERIES = """
    SELECT s.store, s.country, s.device, s.chart, s.category, s.source
    FROM series s SEMI JOIN attempt USING (series_key)
    ORDER BY s.store, s.country, s.device, s.chart, s.category, starts_with(s.source, 'import-'), s.source
"""


def known_series(connection: DuckDBPyConnection) -> list[Series]:
    """Every series with at least one attempt, sorted; what was observed comes before what was imported."""
    return [Series(*row) for row in connection.execute(KNOWN_SERIES).fetchall()]
