"""The published charts → what happened since the last check, for every rule."""

from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from duckdb import DuckDBPyConnection

from tracker.alerts.memory import Ledger, Waiting
from tracker.alerts.rules import (
    Alerts,
    ChartRule,
    EntersTop,
    FirstIn,
    LeavesTop,
    Moves,
    NewEvent,
    Passes,
    Removed,
    Rule,
    Stale,
    countries_of,
)
from tracker.alerts.turns import WatchedRank, in_order
from tracker.alerts.watch import (
    Happened,
    Memory,
    Watched,
    watch_events,
    watch_first_in,
    watch_moves,
    watch_passes,
    watch_removed,
    watch_stale,
    watch_top,
)
from tracker.config import Home
from tracker.models import Series
from tracker.queries.freshness import freshness
from tracker.queries.watched import dated_events, last_capture, newest_slots, offers, rank_readings

LOOK_BACK = timedelta(days=14)  # how far a new rule looks to learn how things are


def check_rules(home: Home, connection: DuckDBPyConnection, alerts: Alerts, ledger: Ledger, now: datetime) -> Ledger:
    """The ledger with what every rule remembers now, and with what has to be told besides what waited already.

    Rules that are gone are forgotten; what they found and nobody was told yet stays, for the targets that there are.
    """
    memories: dict[str, Memory] = {}
    asker = Asker(home, connection, now)
    left = ((one, tuple(name for name in one.targets if name in alerts.targets)) for one in ledger.waiting)
    waiting = [replace(one, targets=targets) for one, targets in left if targets]
    for rule in alerts.rules:
        known = ledger.memories.get(rule.key)
        found = _watched(asker, rule, known or Memory())
        memories[rule.key] = found.memory
        news = found.happened if known or rule.when == "stale" else []
        waiting += [Waiting(one, alerts.targets_of(rule)) for one in news]
    return replace(ledger, memories=memories, waiting=tuple(waiting))


@dataclass
class Asker:
    """Asks the charts; what several rules want to know is asked once."""

    home: Home
    connection: DuckDBPyConnection
    now: datetime
    known: dict[tuple[Series, tuple[str, ...], datetime], list[WatchedRank]] = field(default_factory=dict)

    def ranks(self, series: Series, assistants: tuple[str, ...], since: datetime) -> list[WatchedRank]:
        key = (series, assistants, since)
        if key not in self.known:
            self.known[key] = rank_readings(self.connection, series, assistants, since)
        return self.known[key]

    @property
    def is_simulated(self) -> bool:
        return freshness(self.connection).simulated

    @property
    def first_look(self) -> datetime:
        """From when on a new rule learns how things are."""
        latest = freshness(self.connection).last_observed_at or self.now
        return min(self.now, latest) - LOOK_BACK


def _watched(asker: Asker, rule: Rule, memory: Memory) -> Watched:
    match rule:
        case Stale():
            # invented charts are of any time
            last = None if asker.is_simulated else last_capture(asker.connection, rule.store)
            return watch_stale(rule, memory, last, asker.now)
        case NewEvent():
            return watch_events(rule, memory, dated_events(asker.connection), asker.now)
        case Removed():
            seen = (one.last_slot for one in memory.held.values() if one.last_slot)
            since = min(seen, default=asker.first_look)
            countries = countries_of(asker.home, rule)
            return watch_removed(rule, memory, offers(asker.connection, rule.store, rule.assistant, countries, since))
        case EntersTop() | LeavesTop():
            return watch_top(rule, memory, _readings(asker, rule, memory))
        case Passes():
            return watch_passes(rule, memory, _readings(asker, rule, memory))
        case FirstIn():
            return watch_first_in(rule, memory, _readings(asker, rule, memory))
        case Moves():
            return watch_moves(rule, memory, _readings(asker, rule, memory))
    raise AssertionError(f"no rule is a {type(rule).__name__}")


def _readings(asker: Asker, rule: ChartRule, memory: Memory) -> list[WatchedRank]:
    """What the lists that the rule has not seen say; of a rule about moves, those before them too."""
    countries = countries_of(asker.home, rule)
    chart = Series(rule.store, "us", rule.of_device, rule.chart, rule.category, rule.of_source)
    assistants = (rule.assistant, rule.other) if isinstance(rule, Passes) else (rule.assistant,)
    # a move needs the captures in which it may have begun, and as many as confirm them
    reach = timedelta(hours=rule.hours) + timedelta(days=1) * rule.confirm if isinstance(rule, Moves) else timedelta(0)
    found: list[WatchedRank] = []
    for country, newest in newest_slots(asker.connection, chart, asker.first_look).items():
        seen = memory.held[country].last_slot if country in memory.held else None
        if (countries is None or country in countries) and (seen is None or newest > seen):
            since = seen - reach if seen else asker.first_look
            found += asker.ranks(replace(chart, country=country), assistants, since)
    return in_order(found)


def news_since(before: Ledger, after: Ledger) -> list[Happened]:
    """What a check found that was not waiting before."""
    known = {one.happened.id for one in before.waiting}
    return [one.happened for one in after.waiting if one.happened.id not in known]
