"""The user's own events: events.csv in the home, with the columns of the shipped file. A row of it wins over a shipped
one of the same id, and outlives every upgrade.
"""

import hashlib
import os
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from tracker import catalog
from tracker.catalog import Event
from tracker.catalog.dated_events import NEEDED_COLUMNS, events_csv, merged, read_events
from tracker.catalog.rows import Row, read_file, read_rows
from tracker.config import Home
from tracker.errors import ConfigurationError
from tracker.inbox import fsync_folder
from tracker.settings_file import unreadable
from tracker.storage.answers import FORMULA

DECISIONS = {"accept": "accepted", "reject": "rejected"}


@dataclass(frozen=True, slots=True)
class OwnEvents:
    events: tuple[Event, ...]  # oldest first; candidates and rejected ones among them
    fingerprint: str  # the hash of the file; "": there is none


def fingerprint(home: Home) -> str:
    """The hash of the home's events; "": there is no file of them. Raises ConfigurationError if it cannot be read."""
    if not home.events_file.is_file():
        return ""
    try:
        return hashlib.sha256(home.events_file.read_bytes()).hexdigest()
    except OSError as error:
        raise unreadable(home.events_file, error) from error


def read_own_events(home: Home) -> OwnEvents:
    """The events of the home. Raises ConfigurationError that names the line of a row that cannot be true."""
    if not home.events_file.is_file():
        return OwnEvents((), "")
    return OwnEvents(_events(read_file(home.events_file, NEEDED_COLUMNS)), fingerprint(home))


def imported_events(file: Path) -> tuple[Event, ...]:
    """The events of a file in the columns of ours, or of an export of `event`; oldest first."""
    try:
        file.stat()
    except OSError as error:
        raise ConfigurationError(f"{file}: {error.strerror}; name a file of events") from error
    rows = read_file(file, NEEDED_COLUMNS)
    return _events([replace(row, cells={key: as_written(cell) for key, cell in row.cells.items()}) for row in rows])


def as_written(cell: str) -> str:
    """A cell without the apostrophe that an export puts before what a spreadsheet would take for a formula."""
    return cell[1:] if cell.startswith("'") and cell[1:].startswith(FORMULA) else cell


def event_of(cells: dict[str, str]) -> Event:
    """An event of cells by column, checked as a row of a file is."""
    return _events([Row("event add", 0, cells)])[0]


def _events(rows: Sequence[Row]) -> tuple[Event, ...]:
    newest = datetime.now(UTC).date() + timedelta(days=1)  # it is tomorrow already in the east
    return read_events(rows, catalog.assistants(), catalog.countries(), newest)


def all_events(own: OwnEvents, proposed: Iterable[Event] = ()) -> tuple[Event, ...]:
    """Shipped, own, and what the news proposes, oldest first, whatever their status; what was decided of one counts."""
    return merged((*proposed, *catalog.events()), own.events)


@dataclass(frozen=True, slots=True)
class Change:
    """What an import did to the home's events."""

    new: int
    changed: int
    same: int


def with_events(own: OwnEvents, added: Iterable[Event]) -> tuple[tuple[Event, ...], Change]:
    """The home's events after these were taken in, and what changed; one that is known as it is changes nothing."""
    known = {event.event_id: event for event in all_events(own)}
    mine = {event.event_id: event for event in own.events}
    new = changed = same = 0
    for event in added:
        before = known.get(event.event_id)
        if before is not None and _says_nothing_new(event, before):
            same += 1
            continue
        new, changed = new + (before is None), changed + (before is not None)
        known[event.event_id] = mine[event.event_id] = event
    return tuple(sorted(mine.values(), key=lambda event: event.start)), Change(new, changed, same)


def _says_nothing_new(event: Event, known: Event) -> bool:
    # an export of the table `event` carries the first source only
    return set(event.sources) <= set(known.sources) and replace(event, sources=known.sources) == known


def decided(own: OwnEvents, event_id: str, decision: str, proposed: Iterable[Event] = ()) -> tuple[Event, ...]:
    """The home's events after one was accepted or rejected: shipped, own, or proposed by the news.

    Raises ConfigurationError if there is none of this id.
    """
    known = {event.event_id: event for event in all_events(own, proposed)}
    if event_id not in known:
        raise ConfigurationError(f"no event {event_id!r}; rank-tracker event list shows their ids")
    after = replace(known[event_id], status=DECISIONS[decision])
    mine = {event.event_id: event for event in own.events} | {event_id: after}
    # a shipped event that is as shipped again is ours no longer: later versions may correct it
    if after in catalog.events():
        del mine[event_id]
    return tuple(sorted(mine.values(), key=lambda event: event.start))


def write_own_events(home: Home, events: Iterable[Event]) -> None:
    """Replace the home's file, whole or not at all."""
    part = home.events_file.with_name(".events.csv.part")
    text = events_csv(events)
    _events(read_rows(text, str(home.events_file), NEEDED_COLUMNS))  # what we write, we can read
    try:
        with part.open("w", encoding="utf-8", newline="") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        part.replace(home.events_file)
        fsync_folder(home.root)
    except OSError as error:
        raise ConfigurationError(
            f"{home.events_file}: cannot be written ({error.strerror}); nothing changed"
        ) from error
    finally:
        part.unlink(missing_ok=True)
