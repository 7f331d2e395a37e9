"""The user's own events changed, and published: one writer at a time, the command line or the dashboard."""

from collections.abc import Callable, Iterable

from tracker.catalog import Event
from tracker.config import Home
from tracker.errors import ConfigurationError
from tracker.own_events import OwnEvents, all_events, decided, read_own_events, with_events, write_own_events
from tracker.prepare import prepare
from tracker.queries.news_candidates import news_candidates
from tracker.storage.database import lock, reading

PATIENCE = 60.0  # seconds for a run that is at work; then what was written waits for the next verb


def change_events(home: Home, after: Callable[[OwnEvents], tuple[Event, ...]], patience: float = PATIENCE) -> None:
    """Replace the home's events by what `after` makes of them, then publish. An error of it leaves all as it was."""
    before = read_own_events(home)
    after(before)  # before anything is made: a mistake touches nothing
    home.make_folders()
    with lock(home, "events", patience):
        own = read_own_events(home)
        events = after(own)
        if events != own.events:
            write_own_events(home, events)
    prepare(home, patience)


def proposed_events(home: Home) -> tuple[Event, ...]:
    """What the news proposes, as it was published last; nothing in a home that has not been prepared."""
    if not home.charts_file.is_file():
        return ()
    prepare(home)  # another version may have published it
    with reading(home.charts_file) as connection:
        return news_candidates(connection)


def add_own_event(home: Home, added: Event, patience: float = PATIENCE) -> Event:
    """Add an event that is not known yet. Raises ConfigurationError if there is one of this id."""

    def with_new(own: OwnEvents) -> tuple[Event, ...]:
        if added.event_id in {one.event_id for one in all_events(own)}:
            raise ConfigurationError(
                f"there is an event {added.event_id!r} already; name another id with --id, or edit {home.events_file}"
            )
        return with_events(own, [added])[0]

    change_events(home, with_new, patience)
    return added


def decide_events(home: Home, event_ids: Iterable[str], decision: str, patience: float = PATIENCE) -> None:
    """Accept or reject these events. Raises ConfigurationError if there is none of an id; then nothing changed."""
    proposed = proposed_events(home)

    def after(own: OwnEvents) -> tuple[Event, ...]:
        for event_id in event_ids:
            own = OwnEvents(decided(own, event_id, decision, proposed), own.fingerprint)
        return own.events

    change_events(home, after, patience)
