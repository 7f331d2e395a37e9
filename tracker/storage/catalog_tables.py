"""The shipped catalogue as tables, taken in anew when it changed."""

import calendar
import re
from datetime import date, timedelta

from duckdb import DuckDBPyConnection

from tracker import catalog
from tracker.catalog import ReportedRank, catalog_day
from tracker.storage.database import read_meta, stamp
from tracker.storage.rows import insert_rows


def is_current(connection: DuckDBPyConnection) -> bool:
    """Does this database hold this program's catalogue?"""
    return read_meta(connection).get("catalogue") == catalog.fingerprint()


def load_catalogue(connection: DuckDBPyConnection) -> None:
    """Replace the catalogue's tables, inside the caller's transaction."""
    tables: dict[str, list[tuple[object, ...]]] = {
        "assistant": [
            (one.slug, one.label, one.name, one.name_ar, one.vendor, one.vendor_country, one.role)
            for one in catalog.assistants().values()
        ],
        "assistant_app": [
            (one.assistant, one.store, one.app_id, one.valid_from, one.valid_to, one.verification)
            for one in catalog.identities()
        ],
        "assistant_offer": [
            (one.assistant, one.store, one.country, one.valid_from, one.valid_to) for one in catalog.app_periods()
        ],
        "event": [
            (
                one.event_id, one.start, one.end, one.precision, one.title, one.category, one.kind,
                list(one.assistants), list(one.countries), one.confidence, one.note,
            )
            for one in catalog.events()
        ],
        "event_source": [
            (one.event_id, position, source.url, source.publisher, source.tier)
            for one in catalog.events()
            for position, source in enumerate(one.sources, start=1)
        ],
        "reported_rank": [
            (
                *reported_days(one), one.precision, one.assistant, one.app, one.store, one.country, one.chart,
                one.rank, one.position, one.is_overall_free, one.source_url, one.note,
            )
            for one in catalog.reported_ranks()
        ],
    }  # fmt: skip
    for table, rows in tables.items():
        connection.execute(f"DELETE FROM {table}")  # noqa: S608 - our own names
        insert_rows(connection, table, rows)
    stamp(connection, catalogue=catalog.fingerprint())


def reported_days(reported: ReportedRank) -> tuple[date, date]:
    """The first and the last day that a reported rank may mean: a month or a range covers all its days."""
    first, _, last = reported.date.partition("..")
    start = catalog_day(first)
    assert start is not None
    if last:
        end = catalog_day(last)
        assert end is not None
        return start, end
    if re.fullmatch(r"\d{4}", first):
        return start, date(start.year, 12, 31)
    if re.fullmatch(r"\d{4}-\d{2}", first):
        return start, start + timedelta(days=calendar.monthrange(start.year, start.month)[1] - 1)
    return start, start
