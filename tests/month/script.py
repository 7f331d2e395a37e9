"""Thirty days that go wrong on purpose, and what must be known after them.

The script says when the stores fail and how, when a run is killed and where, when the disk is full, when the machine is
off; and where DeepSeek ranks. What must be known follows from it alone, by rules that are written here a second time
and in another way than in the program.
"""

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from itertools import pairwise
from typing import Literal, NamedTuple
from zoneinfo import ZoneInfo

from tests.stores_faults import HALF_THE_JSON, HTML, RESET, SERVER_ERROR, Fault
from tracker.plan import slot_time

BEGIN = datetime(2027, 3, 10, tzinfo=UTC)  # summer time begins in Berlin on the 28th
DAYS = 30
BERLIN = ZoneInfo("Europe/Berlin")
# In winter the run at 08:07 UTC falls into the quiet hours, and that at 20:07 does not; in summer the other way round.
QUIET = (time(22), time(9, 30))
COUNTRIES = ("de", "us")
TOP = 10

OFF = (BEGIN + timedelta(days=8, hours=3), BEGIN + timedelta(days=10, hours=3))  # the machine
DEAD = (BEGIN + timedelta(days=14, hours=5), BEGIN + timedelta(days=15, hours=20))  # both stores

How = Literal["runs", "off", "killed before it asks", "killed before it stores", "disk full"]
FAULTS: Mapping[str, Fault] = {
    "http_error": SERVER_ERROR, "network_error": RESET, "parse_error": HALF_THE_JSON, "HTML": HTML,
}  # fmt: skip


class Seen(NamedTuple):
    at: datetime
    rank: int


@dataclass(frozen=True, slots=True)
class Hour:
    """One slot."""

    slot: datetime
    begins: datetime  # when cron starts the run
    how: How
    faults: Mapping[str, str]  # by country
    ranks: Mapping[str, int]  # by country: where DeepSeek is, captured or not

    def status(self, country: str) -> str:
        """What must be known of the slot."""
        if self.how in ("off", "killed before it asks", "disk full"):
            return "missed"
        fault = self.faults.get(country)
        return {"HTML": "parse_error"}.get(fault, fault) if fault else "ok"


def month(every: timedelta, seed: int) -> list[Hour]:
    """The script, slot by slot; the same for the same seed."""
    dice = random.Random(seed)
    hours = []
    broken: list[How] = ["killed before it asks", "killed before it stores", "disk full"]
    slot = slot_time(BEGIN, every)
    while slot < BEGIN + timedelta(days=DAYS):
        quiet_days = slot < BEGIN + timedelta(days=2)  # some time to learn how things are
        how: How = "off" if OFF[0] <= slot < OFF[1] else "runs"
        if how == "runs" and not quiet_days and dice.random() < 0.12:
            how = broken[dice.randrange(len(broken))]
        faults = {c: dice.choice(sorted(FAULTS)) for c in COUNTRIES if not quiet_days and dice.random() < 0.1}
        if DEAD[0] <= slot < DEAD[1]:
            faults = dict.fromkeys(COUNTRIES, "network_error")
        begins = slot + min(timedelta(hours=8), every - timedelta(hours=1)) + timedelta(minutes=7)
        hours.append(Hour(slot, begins, how, faults, {c: _rank(c, slot, dice) for c in COUNTRIES}))
        slot += every
    return hours


def _rank(country: str, slot: datetime, dice: random.Random) -> int:
    """In and out of the top ten some times, and now and then out of line for one capture."""
    day = (slot - BEGIN) / timedelta(days=1) - (2 if country == "de" else 0)
    base = next(
        rank for until, rank in ((4, 16), (9, 4), (13, 14), (18.2, 6), (18.9, 13), (24, 5), (99, 19)) if day < until
    )
    if dice.random() < 0.07:
        return 15 if base <= TOP else 8
    return base + dice.randrange(2)


def captured(hours: Sequence[Hour], country: str) -> list[Seen]:
    return [Seen(hour.begins, hour.ranks[country]) for hour in hours if hour.status(country) == "ok"]


def crossings(seen: Sequence[Seen], into: bool) -> list[datetime]:
    """The first capture of every pair that shows the other side than the last pair that agreed."""
    found = []
    side: bool | None = None
    for one, next_one in pairwise(seen):
        if (one.rank <= TOP) != (next_one.rank <= TOP) or (one.rank <= TOP) == side:
            continue
        if side is not None and (one.rank <= TOP) == into:
            found.append(one.at)
        side = one.rank <= TOP
    return found


def is_quiet(moment: datetime) -> bool:
    wall = moment.astimezone(BERLIN).time()
    return not QUIET[1] <= wall < QUIET[0]
