"""What can be looked at?"""

from duckdb import DuckDBPyConnection

from tracker.models import Series

KNOWN_SERIES = """
    SELECT s.store, s.country, s.device, s.chart, s.category, s.source
    FROM series s SEMI JOIN attempt USING (series_key)
    LEFT JOIN (
        SELECT series_key, sum(whole_captures) AS whole FROM series_day GROUP BY series_key
    ) d USING (series_key)
    ORDER BY
        s.store, s.country, s.device, s.chart, s.category,
        starts_with(s.source, 'import-'), starts_with(s.source, 'import-') AND coalesce(d.whole, 0) = 0, s.source
"""


def known_series(connection: DuckDBPyConnection) -> list[Series]:
    """Every series with at least one attempt, sorted; what was observed comes before what was imported, and that with
    whole lists before that of which only some ranks are known.
    """
    return [Series(*row) for row in connection.execute(KNOWN_SERIES).fetchall()]
