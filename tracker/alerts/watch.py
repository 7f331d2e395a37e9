"""A rule, what it remembers, and new readings → what happened, and what it remembers then. Pure.

A rule that is new learns how things are and tells nothing: what was so before is no news.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from hashlib import sha256
from itertools import groupby
from typing import NamedTuple

from tracker.alerts.rules import EntersTop, FirstIn, LeavesTop, Moves, NewEvent, Passes, Removed, Rule, Stale
from tracker.alerts.turns import Held, Shown, Turn, WatchedRank, step
from tracker.models import Series

ALL = "*"  # the key of what a rule knows as a whole
NOW_KNOWN = timedelta(hours=48)  # a country counts as No. 1 while its last capture is not older


@dataclass(frozen=True, slots=True, kw_only=True)
class Happened:
    """One thing to tell, with its evidence; what a rule does not speak of is None."""

    id: str  # the same whenever it is found
    rule: str
    when: str  # the kind of the rule
    urgent: bool
    at: datetime  # UTC: the first capture that shows it
    confirmed_at: datetime | None = None  # UTC: the capture that confirms it
    assistant: str | None = None  # slug
    series: Series | None = None
    rank: int | None = None  # None with a depth: not in the list
    before: int | None = None
    depth: int | None = None
    top: int | None = None
    other: str | None = None  # slug
    other_rank: int | None = None
    countries: tuple[str, ...] = ()
    hours: float | None = None
    store: str | None = None
    event_id: str | None = None
    titles: tuple[str, str] | None = None  # English, Arabic
    last_at: datetime | None = None  # UTC, the newest capture there is


@dataclass(frozen=True, slots=True)
class Memory:
    """What a rule knew after the last captures that it saw."""

    held: Mapping[str, Held] = field(default_factory=dict)  # by country, or ALL
    told_until: Mapping[str, datetime] = field(default_factory=dict)  # of moves, by country: slots that were told
    seen: frozenset[str] | None = None  # event ids; None: nobody looked yet


class Watched(NamedTuple):
    memory: Memory
    happened: list[Happened]


class Offer(NamedTuple):
    """What a store said when it was asked for the apps of an assistant."""

    country: str
    slot: datetime
    seen_at: datetime
    offered: bool


class DatedEvent(NamedTuple):
    event_id: str
    day: datetime  # UTC, its first day
    titles: tuple[str, str]
    kind: str
    assistants: tuple[str, ...]


def identity(rule: Rule, subject: str, slot: datetime) -> str:
    return sha256(f"{rule.key}\n{subject}\n{slot.isoformat()}".encode()).hexdigest()[:16]


def watch_top(rule: EntersTop | LeavesTop, memory: Memory, readings: Sequence[WatchedRank]) -> Watched:
    """Readings of one assistant, of any countries, in order of the slots."""
    happened = []
    held = dict(memory.held)
    for one in readings:
        within = one.is_within(rule.top)
        if within is None:
            continue
        shown = Shown(within, one.slot, one.seen_at, one.rank)
        held[one.country], turn = step(held.get(one.country, Held()), shown, rule.confirm)
        if turn and not turn.is_first and turn.value == (rule.when == "enters_top"):
            happened.append(replace(_of_turn(rule, one, turn), top=rule.top))
    return Watched(replace(memory, held=held), happened)


def watch_passes(rule: Passes, memory: Memory, readings: Sequence[WatchedRank]) -> Watched:
    """Readings of both assistants, in order of the slots."""
    happened = []
    held = dict(memory.held)
    for _, group in groupby(readings, key=lambda one: (one.slot, one.country)):
        both = {one.assistant: one for one in group}
        mine, other = both.get(rule.assistant), both.get(rule.other)
        if mine is None or other is None:
            continue
        ahead = _is_ahead(mine, other)
        if ahead is None:
            continue
        shown = Shown(ahead, mine.slot, mine.seen_at, mine.rank)
        held[mine.country], turn = step(held.get(mine.country, Held()), shown, rule.confirm)
        if turn and turn.value and not turn.is_first:
            happened.append(replace(_of_turn(rule, mine, turn), other=rule.other, other_rank=other.rank))
    return Watched(replace(memory, held=held), happened)


def _is_ahead(mine: WatchedRank, other: WatchedRank) -> bool | None:
    places = mine.at_least, other.at_least
    if places[0] is None or places[1] is None or (mine.rank is None and other.rank is None):
        return None
    return places[0] < places[1]


def watch_first_in(rule: FirstIn, memory: Memory, readings: Sequence[WatchedRank]) -> Watched:
    """Readings of one assistant in every country, in order of the slots."""
    happened = []
    held = dict(memory.held)
    for slot, group in groupby(readings, key=lambda one: one.slot):
        came: Turn | None = None
        last: WatchedRank | None = None
        for one in group:
            within = one.is_within(1)
            if within is None:
                continue
            last = one
            shown = Shown(within, one.slot, one.seen_at, one.rank)
            held[one.country], turn = step(held.get(one.country, Held()), shown, rule.confirm)
            # a country that was not known before is no news: it may have been so for long
            came = turn if turn and turn.value and not turn.is_first else came
        first_in = [country for country, one in held.items() if country != ALL and one.value]
        known_now = sorted(one for one in first_in if slot - (held[one].last_slot or slot) <= NOW_KNOWN)
        was = held.get(ALL, Held(False)).value
        if last and came and not was and len(known_now) >= rule.at_least:
            happened.append(replace(_of_turn(rule, last, came), countries=tuple(known_now), series=None, before=None))
        held[ALL] = Held(len(first_in) >= rule.at_least if was else len(known_now) >= rule.at_least, last_slot=slot)
    return Watched(replace(memory, held=held), happened)


def watch_moves(rule: Moves, memory: Memory, readings: Sequence[WatchedRank]) -> Watched:
    """Readings of one assistant in order of the slots; they reach back so far that the move may have begun there."""
    happened = []
    held, told = dict(memory.held), dict(memory.told_until)
    by_country = sorted(readings, key=lambda one: (one.country, one.slot))
    for country, group in groupby(by_country, key=lambda one: one.country):
        known = [one for one in group if one.at_least is not None]
        seen = held.get(country, Held()).last_slot
        for end in range(2 * rule.confirm, len(known) + 1):
            after = known[end - rule.confirm : end]
            if seen is not None and after[-1].slot <= seen:
                continue
            begun = told.get(country)
            candidates = [one for one in known[: end - rule.confirm] if begun is None or one.slot >= begun]
            before = _moved_from(rule, candidates, after)
            if before is not None:
                turn = Turn(True, False, after[0].slot, after[0].seen_at, before.rank)
                depth = after[-1].depth if before.rank is not None else before.depth
                happened.append(replace(_of_turn(rule, after[-1], turn), hours=rule.hours, depth=depth))
                told[country] = after[0].slot
        if known:
            held[country] = Held(True, known[-1].rank, max(known[-1].slot, seen or known[-1].slot))
    return Watched(replace(memory, held=held, told_until=told), happened)


def _moved_from(rule: Moves, candidates: Sequence[WatchedRank], after: Sequence[WatchedRank]) -> WatchedRank | None:
    """Where it came from: several captures in a row, so far away that every later one is `places` away from each."""
    found: tuple[int, WatchedRank] | None = None
    for end in range(rule.confirm, len(candidates) + 1):
        before = candidates[end - rule.confirm : end]
        if after[0].seen_at - before[-1].seen_at > timedelta(hours=rule.hours):
            continue
        was, now = [one.at_least or 0 for one in before], [one.at_least or 0 for one in after]
        # who is not in the list is somewhere behind it: of two such places nothing is known
        up = min(was) - max(now) if all(one.rank for one in after) else 0
        down = min(now) - max(was) if all(one.rank for one in before) else 0
        if max(up, down) >= rule.places and (found is None or max(up, down) > found[0]):
            found = max(up, down), before[-1]
    return found[1] if found else None


def watch_removed(rule: Removed, memory: Memory, offers: Sequence[Offer]) -> Watched:
    """Answers of the store in order of the slots."""
    happened = []
    held = dict(memory.held)
    for one in offers:
        shown = Shown(one.offered, one.slot, one.seen_at, None)
        held[one.country], turn = step(held.get(one.country, Held()), shown, rule.confirm)
        if turn and not turn.value and not turn.is_first:
            happened.append(
                Happened(
                    id=identity(rule, one.country, turn.slot),
                    rule=rule.name,
                    when=rule.when,
                    urgent=rule.urgent,
                    at=turn.seen_at,
                    confirmed_at=one.seen_at,
                    assistant=rule.assistant,
                    store=rule.store,
                    countries=(one.country,),
                )
            )
    return Watched(replace(memory, held=held), happened)


def watch_stale(rule: Stale, memory: Memory, last_at: datetime | None, now: datetime) -> Watched:
    """`last_at` is the newest capture; without any there is nothing that could be old."""
    if last_at is None:
        return Watched(memory, [])
    stale = now - last_at > timedelta(hours=rule.hours)
    was = memory.held.get(ALL, Held(False)).value
    happened = []
    if stale and not was:
        happened.append(
            Happened(
                id=identity(rule, ALL, last_at),
                rule=rule.name,
                when=rule.when,
                urgent=rule.urgent,
                at=now,
                store=rule.store,
                hours=rule.hours,
                last_at=last_at,
            )
        )
    return Watched(replace(memory, held={ALL: Held(stale)}), happened)


def watch_events(rule: NewEvent, memory: Memory, events: Iterable[DatedEvent], now: datetime) -> Watched:
    """Every accepted event, in any order."""
    recent = {one.event_id: one for one in events if now - one.day <= timedelta(days=rule.within_days + 1)}
    fresh = [one for key, one in recent.items() if memory.seen is not None and key not in memory.seen]
    happened = [
        Happened(
            id=identity(rule, one.event_id, one.day),
            rule=rule.name,
            when=rule.when,
            urgent=rule.urgent,
            at=one.day,
            event_id=one.event_id,
            titles=one.titles,
        )
        for one in sorted(fresh, key=lambda one: (one.day, one.event_id))
        if (not rule.kinds or one.kind in rule.kinds)
        and (not rule.assistants or set(one.assistants) & set(rule.assistants))
    ]
    return Watched(replace(memory, seen=frozenset(recent)), happened)


def _of_turn(rule: EntersTop | LeavesTop | Passes | FirstIn | Moves, one: WatchedRank, turn: Turn) -> Happened:
    series = Series(rule.store, one.country, rule.of_device, rule.chart, rule.category, rule.of_source)
    return Happened(
        id=identity(rule, one.country, turn.slot), rule=rule.name, when=rule.when, urgent=rule.urgent,
        at=turn.seen_at, confirmed_at=one.seen_at, assistant=rule.assistant, store=rule.store, series=series,
        rank=one.rank, before=turn.before, depth=one.depth,
    )  # fmt: skip
