"""Stored payloads → rows again, after a parser was fixed. What changed is said; doing it again changes nothing."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime

from duckdb import DuckDBPyConnection

from tracker.catalog.feeds import FEED_KINDS
from tracker.config import Home
from tracker.ingest import BATCH, refresh
from tracker.ingest_news import place_news
from tracker.interpret import Interpreter
from tracker.models import Payload
from tracker.payload_files import SourceDay, read_payloads, source_days
from tracker.queries.stored_slots import WHOLE, stored_slots
from tracker.reparse_news import reparse_news_day
from tracker.storage.captures import Capture
from tracker.storage.database import lock, now_text, publish, read_meta, reading, stamp, writing
from tracker.storage.effects import refresh_effects
from tracker.storage.repairs import Change, Lost, Repair, repair
from tracker.stores import APP_SOURCES, SOURCES


@dataclass(frozen=True, slots=True)
class Scope:
    """Which payloads are parsed again; the default: all."""

    since: date | None = None  # UTC day of the slot
    source: str | None = None
    failed: bool = False  # only payloads of slots that have no list


@dataclass(frozen=True, slots=True)
class Reparsed:
    changes: tuple[Change, ...]  # summed over all days
    lost: tuple[Lost, ...]
    renamed: int  # apps
    damaged: tuple[str, ...]  # what could not be read: one sentence each


def reparse(
    home: Home,
    scope: Scope,
    dry_run: bool = False,
    steps: Callable[[Sequence[SourceDay]], Iterable[SourceDay]] = iter,
) -> Reparsed:
    """Parse stored payloads again, replace the rows that come out otherwise, publish if there were any.

    A day of a source is one transaction; a dry run takes each back. `steps` may watch the days pass.
    Raises LockedError if maintain, ingest or another reparse is at work.
    """
    damaged: list[str] = []
    repairs: list[Repair] = []
    news_changed = False
    with lock(home, "maintain"), lock(home, "ingest"):
        days = source_days(home.payloads, damaged, scope.since, scope.source)
        with writing(home) as connection:
            for one in steps(days):
                if one.source not in SOURCES and one.source not in APP_SOURCES and one.source not in FEED_KINDS:
                    damaged.append(f"{one.pack.parent}: {one.day}: this program knows no source {one.source!r}")
                    continue
                repairs.append(_reparse_day(connection, home, one, scope.failed, dry_run, damaged))
                news_changed |= one.source in FEED_KINDS and repairs[-1].is_needed
            if news_changed and not dry_run:
                place_news(connection, home, refresh(connection, home, None))
            if not dry_run and any(one.is_needed for one in repairs):
                refresh_effects(connection, datetime.now(UTC).date())
            stale = not dry_run and _is_ahead(connection, home)
        if stale:
            publish(home)
    counts: Counter[tuple[str, str, str]] = Counter()
    for change in (change for one in repairs for change in one.changes):
        counts[change[:3]] += change.slots
    return Reparsed(
        tuple(Change(*key, slots) for key, slots in sorted(counts.items())),
        tuple(lost for one in repairs for lost in one.lost),
        len(frozenset().union(*(one.renamed for one in repairs))),
        tuple(damaged),
    )


def _reparse_day(
    connection: DuckDBPyConnection, home: Home, one: SourceDay, failed: bool, dry_run: bool, damaged: list[str]
) -> Repair:
    has_list = {
        slot for slot, row in stored_slots(connection, one.day, one.source).items() if failed and row.status in WHOLE
    }
    payloads = (
        payload
        for payload in read_payloads(one, damaged)
        if not all((slot.series.name, slot.scheduled_for) in has_list for slot in payload.slots)
    )
    kinds: set[bool] = set()
    connection.execute("BEGIN")
    if one.source in FEED_KINDS:
        done = reparse_news_day(connection, home, payloads)
    else:
        done = repair(connection, _interpreted(payloads, Interpreter(connection), kinds))
    if done.is_needed:
        stamp(connection, published_at=now_text(), reparsed_at=datetime.now(UTC).isoformat())
    if True in kinds:
        stamp(connection, simulated="true")
    connection.execute("ROLLBACK" if dry_run else "COMMIT")
    return done


def _interpreted(payloads: Iterator[Payload], interpreter: Interpreter, kinds: set[bool]) -> Iterator[list[Capture]]:
    """Captures in batches; `kinds` learns which of them are simulated."""
    captures: list[Capture] = []
    for payload in payloads:
        kinds.add(payload.simulated)
        captures += interpreter.captures([payload])  # at once: the bodies of a batch would be most of the memory
        if len(captures) >= BATCH:
            yield captures
            captures = []
    yield captures


def _is_ahead(connection: DuckDBPyConnection, home: Home) -> bool:
    """Has the writer's database what the published one lacks? Also after a run that was cut short before publishing."""
    with reading(home.charts_file) as published:
        return read_meta(connection) != read_meta(published)
