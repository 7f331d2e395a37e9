"""Who stated a chart position, in which words, and which reports of the same days differ from it?"""

from datetime import date
from typing import NamedTuple

from duckdb import DuckDBPyConnection


class PressReport(NamedTuple):
    report_id: str
    app: str  # as the source names it
    rank: str  # "1", "<=10"
    first_day: date
    last_day: date
    source_url: str
    note: str  # the source's words, or what to know of them; "": nothing


COLUMNS = "o.report_id, o.app, o.rank, o.start_date, o.end_date, o.source_url, coalesce(o.note, '')"

REPORT = f"SELECT {COLUMNS} FROM reported_rank o WHERE o.report_id = $report_id"  # noqa: S608 - our own names

# Another rank of the same app, or the same rank of another app. Of one day, or of every day of a range: a report of
# some day in a month stands beside any other.
DIFFERING = f"""
    SELECT {COLUMNS}
    FROM reported_rank r
    JOIN reported_rank o
        ON o.report_id <> r.report_id AND o.store = r.store
        AND o.named_chart = r.named_chart AND o.category = r.category AND list_has_any(o.countries, r.countries)
        AND o.start_date <= r.end_date AND o.end_date >= r.start_date
        AND (o.app = r.app AND o.position <> r.position OR o.app <> r.app AND o.position = r.position)
        AND (o.start_date = o.end_date OR o.is_every_day) AND (r.start_date = r.end_date OR r.is_every_day)
    WHERE r.report_id = $report_id
    ORDER BY o.start_date, o.report_id
"""  # noqa: S608 - our own names


def press_report(connection: DuckDBPyConnection, report_id: str) -> PressReport | None:
    """The report of this id; None: no report has it."""
    row = connection.execute(REPORT, {"report_id": report_id}).fetchone()
    return PressReport(*row) if row else None


def differing_reports(connection: DuckDBPyConnection, report_id: str) -> list[PressReport]:
    """The reports that cannot be true at the same moment as this one, oldest first."""
    return [PressReport(*row) for row in connection.execute(DIFFERING, {"report_id": report_id}).fetchall()]
