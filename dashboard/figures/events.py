"""News events on a chart: four rows of marks, and the few that get a numbered pin.

The row and the shape tell the kind, the colour tells the assistant. An event is shown beside a rank, never as its
cause.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from dashboard.figures.frame import Frame
from tracker.catalog import Kind
from tracker.queries.events import EventRow

MOST_PINS = 9
NEAREST_PINS = 20  # pixels between the middles of two discs

ROWS: dict[Kind, int] = {"release": 3, "incident": 2, "rule": 1, "attention": 0}  # from below
SHAPES: dict[Kind, tuple[str, float]] = {
    "release": ("triangle-up", 13),
    "incident": ("x", 10.5),
    "rule": ("square", 10.5),
    "attention": ("circle", 11),
}

CONFIDENCE = {"high": 2, "medium": 1}
TIER = {"official": 3, "press": 3, "aggregator/copy": 1}


@dataclass(frozen=True, slots=True)
class Pin:
    """One disc above the plot for one event, or for neighbours that would touch."""

    numbers: tuple[int, ...]  # from 1, in the order of time
    at: datetime  # UTC, where the disc stands
    events: tuple[EventRow, ...]

    @property
    def label(self) -> str:
        return str(self.numbers[0]) if len(self.numbers) == 1 else f"{self.numbers[0]}–{self.numbers[-1]}"


def moment_of(day: date) -> datetime:
    """Where a day stands on a time axis: its noon."""
    return datetime.combine(day, time(12), UTC)


def salient(events: Sequence[EventRow], country: str, most: int = MOST_PINS) -> list[EventRow]:
    """The events worth a pin, oldest first, no two of one kind on one day.

    What is well sourced comes first; a rank that the press reported and what happened in this country weigh more,
    a decision made elsewhere less; and of the same weight the one that stands farthest from those already chosen, so
    that the pins tell the whole range.
    """
    chosen: list[EventRow] = []
    weight = {event.event_id: _weight(event, country) for event in events}
    distance = dict.fromkeys(weight, timedelta.max)  # to the nearest of the chosen
    rest = list(events)
    while rest and len(chosen) < most:
        best = max(rest, key=lambda event: (weight[event.event_id], distance[event.event_id], event.event_id))
        chosen.append(best)
        rest = [event for event in rest if (event.start, event.kind) != (best.start, best.kind)]
        for event in rest:
            distance[event.event_id] = min(distance[event.event_id], abs(event.start - best.start))
    return sorted(chosen, key=lambda event: (event.start, event.event_id))


def _weight(event: EventRow, country: str) -> int:
    weight = CONFIDENCE.get(event.confidence, 0) + TIER.get(event.tier, 0)
    weight += {"rank": 3, "model": 2, "launch": 2, "outage": 1}.get(event.category, 0)
    if country in event.countries:
        weight += 1
    elif "*" not in event.countries:
        weight -= 2
    return weight if event.precision == "day" else weight - 1


def pins(events: Sequence[EventRow], since: datetime, until: datetime, frame: Frame) -> list[Pin]:
    """The chosen events as numbered discs; those that would touch are one disc ("2–5")."""
    a_pixel = (until - since) / frame.plot_width
    merged: list[Pin] = []
    for number, event in enumerate(events, start=1):
        at = min(max(moment_of(event.start), since), until)
        merged.append(Pin((number,), at, (event,)))
        while len(merged) > 1 and merged[-1].at - merged[-2].at < NEAREST_PINS * a_pixel * _wideness(merged[-2:]):
            right, left = merged.pop(), merged.pop()
            middle = left.at + (right.at - left.at) * len(right.events) / len(left.events + right.events)
            merged.append(Pin(left.numbers + right.numbers, middle, left.events + right.events))
    return merged


def _wideness(pair: Sequence[Pin]) -> float:
    """A disc with two numbers in it is wider."""
    return 1.0 + 0.4 * sum(len(pin.numbers) > 1 for pin in pair)
