"""The catalogue and the home's own events as tables, taken in anew when either changed."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from duckdb import DuckDBPyConnection

from tracker import catalog
from tracker.catalog import Event
from tracker.catalog.dated_events import EventSource, merged
from tracker.catalog.press_ranks import NAMED_CHARTS
from tracker.own_events import OwnEvents
from tracker.queries.news_candidates import news_candidates, news_sources
from tracker.storage.database import read_meta, stamp
from tracker.storage.rows import insert_rows

Rows = list[tuple[object, ...]]


def is_current(connection: DuckDBPyConnection, own: OwnEvents) -> bool:
    """Does this database hold this program's catalogue and these events of the home?"""
    meta = read_meta(connection)
    return (meta.get("catalogue"), meta.get("own_events", "")) == (catalog.fingerprint(), own.fingerprint)


def load_catalogue(connection: DuckDBPyConnection, own: OwnEvents) -> None:
    """Replace the catalogue's tables, inside the caller's transaction. Raises ConfigurationError for a broken one."""
    catalog.SHIPPED.check()
    _replace(connection, _shipped())
    load_events(connection, own)
    stamp(connection, catalogue=catalog.fingerprint())


def load_events(connection: DuckDBPyConnection, own: OwnEvents) -> None:
    """Replace the tables of events: shipped, own, and what the news proposes, inside the caller's transaction."""
    _replace(connection, _events(own.events, news_candidates(connection), news_sources(connection)))
    stamp(connection, own_events=own.fingerprint)


def _replace(connection: DuckDBPyConnection, tables: Mapping[str, Rows]) -> None:
    for table, rows in tables.items():
        connection.execute(f"DELETE FROM {table}")  # noqa: S608 - our own names
        insert_rows(connection, table, rows)


def _shipped() -> dict[str, Rows]:
    shipped = catalog.SHIPPED
    return {
        "assistant": [
            (
                one.slug, one.label, one.name, one.name_ar, one.vendor, one.vendor_country, one.role, one.colour_light,
                one.colour_dark,
            )
            for one in shipped.assistants.values()
        ],
        "assistant_app": [
            (
                one.assistant, one.store, one.app_id, one.valid_from, one.valid_to, one.verification,
                one.bundle or None, one.sources or None, one.note or None,
            )
            for one in shipped.identities
        ],
        "assistant_offer": [
            (one.assistant, one.store, one.country, one.valid_from, one.valid_to) for one in shipped.app_periods
        ],
        "assistant_alias": [
            (
                one.assistant, one.alias, one.language, one.kind, one.match, one.is_exact, one.context or None,
                one.unless or None,
            )
            for one in shipped.aliases
        ],
        "control_app": [
            (
                one.control, one.name, one.name_ar, one.category, one.store, one.app_id, one.bundle or None,
                one.verification, one.sources or None,
            )
            for one in shipped.controls
        ],
        "lookalike": [
            (
                one.name, one.vendor or None, one.store or None, one.app_id or None, one.bundle or None,
                one.confusable_with, one.verification, one.sources or None, one.note or None,
            )
            for one in shipped.lookalikes
        ],
        "reported_rank": _reported_ranks(),
        "claim": [
            (
                one.claim_id, one.topic, one.sentence, one.sentence_ar, one.wording or None,
                list(one.assistants), list(one.bodies), one.figure or None, one.store,
                list(one.countries), one.country_count, one.chart, one.category, one.rank,
                one.first_day, one.last_day, list(one.said_in), list(one.contradicts), one.verdict, one.reason,
                one.source_url or None,
            )
            for one in shipped.claims
        ],
    }  # fmt: skip


def _reported_ranks() -> Rows:
    rows: Rows = []
    for one in catalog.reported_ranks():
        chart, category = NAMED_CHARTS.get(one.chart, (None, None))
        rows.append((
            *one.days, one.precision, one.assistant, one.app, one.store, one.country, one.chart, one.rank,
            one.position, one.is_overall_free, one.source_url, one.note, one.report_id, chart, category,
            list(one.countries), one.country_count, ".." in one.date,
        ))  # fmt: skip
    return rows


def _events(
    own: Sequence[Event], proposed: Sequence[Event], found: Mapping[str, Sequence[EventSource]]
) -> dict[str, Rows]:
    """`found`: further sources of events, by their ids, that the news brought."""
    origins = dict.fromkeys((event.event_id for event in proposed), "news")
    origins |= dict.fromkeys((event.event_id for event in own), "own")
    shown = [
        replace(event, sources=_with_further(event.sources, found.get(event.event_id, ())))
        for event in merged((*proposed, *catalog.events()), own)
        if event.status != "rejected"
    ]
    return {
        "event": _event_rows((event for event in shown if event.status == "accepted"), origins),
        "event_candidate": _event_rows((event for event in shown if event.status == "candidate"), origins),
        "event_source": [
            (event.event_id, position, source.url, source.publisher, source.tier, source.language)
            for event in shown
            for position, source in enumerate(event.sources, start=1)
        ],
    }


def _with_further(sources: tuple[EventSource, ...], found: Sequence[EventSource]) -> tuple[EventSource, ...]:
    """An event's own sources first; of the news those at other addresses, of other publishers."""
    addresses = {source.url for source in sources}
    publishers = {source.publisher.casefold() for source in sources}
    return *sources, *(one for one in found if one.url not in addresses and one.publisher.casefold() not in publishers)


def _event_rows(events: Iterable[Event], origins: Mapping[str, str]) -> Rows:
    return [
        (
            one.event_id, one.start, one.end, one.precision, one.title, one.category, one.kind, list(one.assistants),
            list(one.countries), one.confidence, one.note, one.title_ar or None, one.local_date, one.is_outcome,
            one.is_testable, origins.get(one.event_id, "shipped"), one.sources[0].url,
            one.sources[0].publisher, one.sources[0].tier, one.sources[0].language,
        )
        for one in events
    ]  # fmt: skip
