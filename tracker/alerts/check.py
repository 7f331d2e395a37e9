"""The published charts → what happened since the last check, for every rule."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta

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
from tracker.alerts.turns import Reading, in_order
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
LONG_AGO = datetime(1970, 1, 1, tzinfo=UTC)


def check_rules(home: Home, connection: DuckDBPyConnection, alerts: Alerts, ledger: Ledger, now: datetime) -> Ledger:
    """The ledger with what every rule remembers now, and with what has to be told besides what waited already.

    Rules that are gone are forgotten; what they found and nobody was told yet stays, for the targets that there are.
    """
    memories: dict[str, Memory] = {}
    left = ((one, tuple(name for name in one.targets if name in alerts.targets)) for one in ledger.waiting)
    waiting = [replace(one, targets=targets) for one, targets in left if targets]
    for rule in alerts.rules:
        known = ledger.memories.get(rule.key)
        found = _watched(home, connection, rule, known or Memory(), now)
        memories[rule.key] = found.memory
        news = found.happened if known or rule.when == "stale" else []
        waiting += [Waiting(one, alerts.targets_of(rule)) for one in news]
    return replace(ledger, memories=memories, waiting=tuple(waiting))


def _watched(home: Home, connection: DuckDBPyConnection, rule: Rule, memory: Memory, now: datetime) -> Watched:
    match rule:
        case Stale():
            is_invented = freshness(connection).simulated  # such charts are of any time
            return watch_stale(rule, memory, None if is_invented else last_capture(connection, rule.store), now)
        case NewEvent():
            return watch_events(rule, memory, dated_events(connection), now)
        case Removed():
            since = min((one.last_slot for one in memory.held.values() if one.last_slot), default=now - LOOK_BACK)
            said = offers(connection, rule.store, rule.assistant, countries_of(home, rule), since)
            return watch_removed(rule, memory, said)
        case EntersTop() | LeavesTop():
            return watch_top(rule, memory, _readings(home, connection, rule, memory, now))
        case Passes():
            return watch_passes(rule, memory, _readings(home, connection, rule, memory, now))
        case FirstIn():
            return watch_first_in(rule, memory, _readings(home, connection, rule, memory, now))
        case Moves():
            return watch_moves(rule, memory, _readings(home, connection, rule, memory, now))
    raise AssertionError(f"no rule is a {type(rule).__name__}")


def _readings(
    home: Home, connection: DuckDBPyConnection, rule: ChartRule, memory: Memory, now: datetime
) -> list[Reading]:
    """What the lists that the rule has not seen say; of a rule about moves, those before them too."""
    countries = countries_of(home, rule)
    wanted: Callable[[str], Series] = lambda country: Series(  # noqa: E731 - the series of a country
        rule.store, country, rule.of_device, rule.chart, rule.category, rule.of_source
    )
    assistants: Sequence[str] = (rule.assistant, rule.other) if isinstance(rule, Passes) else (rule.assistant,)
    # a move needs the captures in which it may have begun, and as many as confirm them
    reach = timedelta(hours=rule.hours) + timedelta(days=1) * rule.confirm if isinstance(rule, Moves) else timedelta(0)
    latest = freshness(connection).last_observed_at or now
    found: list[Reading] = []
    for country, newest in newest_slots(connection, wanted("us"), min(now, latest) - LOOK_BACK).items():
        seen = memory.held[country].last_slot if country in memory.held else None
        if (countries is None or country in countries) and (seen is None or newest > seen):
            since = seen - reach if seen else min(now, latest) - LOOK_BACK
            found += rank_readings(connection, wanted(country), assistants, since)
    return in_order(found)


def news_since(before: Ledger, after: Ledger) -> list[Happened]:
    """What a check found that was not waiting before."""
    known = {one.happened.id for one in before.waiting}
    return [one.happened for one in after.waiting if one.happened.id not in known]
