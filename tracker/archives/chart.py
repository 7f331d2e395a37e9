"""What an archive says: charts in its own words, and what it cannot give, with the reason."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, NamedTuple, TypeVar

from tracker.errors import ParseError

Document = Any  # JSON as it was parsed; each reader says what it wants of it and names what is missing
Part = TypeVar("Part")


class Said(NamedTuple):
    """Which chart it is, in the words of the archive; None: it does not say."""

    store: str | None = None
    country: str | None = None
    device: str | None = None
    chart: str | None = None
    category: str | None = None
    source: str | None = None  # the endpoint that the archive asked
    origin: str | None = None  # who kept the archive


@dataclass(frozen=True, slots=True)
class Told:
    """What the user says of a file; it only fills what the file leaves open."""

    said: Said
    observed_at: datetime | None = None  # UTC


@dataclass(frozen=True, slots=True)
class ArchivedEntry:
    rank: int  # 1 is the top
    app_id: str  # the store's own id, or "bundle:com.example.app"
    name: str | None = None
    developer: str | None = None
    genres: frozenset[str] = frozenset()  # the store's ids of the categories that the app is in, where they are said


@dataclass(frozen=True, slots=True)
class ArchivedChart:
    said: Said
    observed_at: datetime | None  # UTC; None: the archive does not say
    time_source: str  # how the archive knows the time
    entries: tuple[ArchivedEntry, ...]  # of a part of the chart, if ranks are missing
    depth: int | None = None  # how many were asked for
    is_day: bool = False  # the archive says the day only: observed_at is its midnight


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why charts were not taken in."""

    reason: str
    charts: int = 1
    example: str = ""  # which chart it is; of several, one


BUNDLE = "bundle:"  # before a bundle id, so that it is never mistaken for an id of the store


def grouped(refusals: Iterable[Refusal]) -> tuple[Refusal, ...]:
    """Each reason once, with the charts that it holds for."""
    found: dict[str, Refusal] = {}
    for one in refusals:
        first = found.get(one.reason, replace(one, charts=0))
        found[one.reason] = replace(first, charts=first.charts + one.charts)
    return tuple(found.values())


NO_APP = "it lists no app: that is a failure of whoever kept it, never an empty chart"
DAMAGED = (LookupError, TypeError, ValueError, AttributeError, OverflowError)


def damage(error: Exception) -> str:
    return f"a field is missing or not what it was: {type(error).__name__} {error}"


def read_each(parts: Iterable[Part], read: Callable[[Part], ArchivedChart]) -> list[ArchivedChart | Refusal]:
    """The chart of each part, or why there is none: a part that is damaged does not take the others with it."""
    found: list[ArchivedChart | Refusal] = []
    for part in parts:
        try:
            found.append(read(part))
        except ParseError as error:
            found.append(Refusal(str(error)))
        except DAMAGED as error:
            found.append(Refusal(damage(error)))
    return found
