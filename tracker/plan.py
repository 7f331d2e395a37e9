"""Which slots are due. Pure."""

from collections.abc import Collection, Iterable, Iterator
from datetime import UTC, datetime, timedelta

from tracker.config import Watch
from tracker.models import Slot

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def slot_time(now: datetime, every: timedelta) -> datetime:
    """The newest slot at or before `now`: a multiple of `every` since midnight UTC."""
    return now - (now - EPOCH) % every


def due_slots(watches: Iterable[Watch], now: datetime, captured: Collection[tuple[str, datetime]]) -> Iterator[Slot]:
    """The newest slot of every watch, unless it was captured.

    `captured` holds (series name, slot). Older slots cannot be captured any more: the store only shows today's chart.
    """
    for watch in watches:
        scheduled_for = slot_time(now, watch.every)
        if (watch.series.name, scheduled_for) not in captured:
            yield Slot(watch.series, scheduled_for, watch.depth)


def slots_now(watches: Iterable[Watch], now: datetime, captured: Collection[tuple[str, datetime]]) -> Iterator[Slot]:
    """A slot for every watch, due or not: the due one, or one of its own at this second."""
    for watch in watches:
        due = list(due_slots([watch], now, captured))
        yield due[0] if due else Slot(watch.series, now.replace(microsecond=0), watch.depth)
