"""Charts jitter: what one capture shows has turned only when the next ones show it too. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import NamedTuple

from tracker.models import State


class WatchedRank(NamedTuple):
    """What one whole capture says of an assistant. What was not observed is no reading."""

    assistant: str
    country: str
    slot: datetime  # UTC
    seen_at: datetime  # UTC
    state: State
    rank: int | None
    depth: int | None  # of the list; None: only some of its ranks are known, or none was looked at

    @property
    def at_least(self) -> int | None:
        """The rank, or the first place behind the list that does not show it; None: not known."""
        if self.rank is not None:
            return self.rank
        return self.depth + 1 if self.state == "not_in_chart" and self.depth else None

    def is_within(self, top: int) -> bool | None:
        """Is it in the top so many? None: the capture does not say."""
        if self.rank is not None:
            return self.rank <= top
        if self.state == "not_sold":
            return False
        return False if self.state == "not_in_chart" and (self.depth or 0) >= top else None


@dataclass(frozen=True, slots=True)
class Held:
    """What is known of a yes or no that captures show one after another."""

    value: bool | None = None  # confirmed; None: not yet
    before: int | None = None  # the rank in the last capture that showed the value
    last_slot: datetime | None = None  # what is older was seen
    turning: bool | None = None  # what the last captures show instead
    count: int = 0  # of these captures
    turned_slot: datetime | None = None  # of the first of these
    turned_at: datetime | None = None


class Turn(NamedTuple):
    """A confirmed change."""

    value: bool
    is_first: bool  # nothing was known before: where it begins, not a change
    slot: datetime  # of the first capture that shows it
    seen_at: datetime
    before: int | None  # the rank before it


class Shown(NamedTuple):
    """What one capture shows."""

    value: bool
    slot: datetime
    seen_at: datetime
    rank: int | None


def step(held: Held, shown: Shown, confirm: int) -> tuple[Held, Turn | None]:
    """What is known after one more capture, and the turn that it confirms. One older than the last is passed over."""
    if held.last_slot is not None and shown.slot <= held.last_slot:
        return held, None
    if shown.value == held.value:
        return Held(held.value, shown.rank, shown.slot), None
    if held.turning == shown.value:
        held = replace(held, count=held.count + 1, last_slot=shown.slot)
    else:
        held = Held(held.value, held.before, shown.slot, shown.value, 1, shown.slot, shown.seen_at)
    if held.count < confirm:
        return held, None
    assert held.turned_slot is not None and held.turned_at is not None  # set with `turning`
    turn = Turn(shown.value, held.value is None, held.turned_slot, held.turned_at, held.before)
    return Held(shown.value, shown.rank, shown.slot), turn


def in_order(readings: Iterable[WatchedRank]) -> list[WatchedRank]:
    return sorted(readings, key=lambda one: (one.slot, one.country, one.assistant))
