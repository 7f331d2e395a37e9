"""What was seen and what still has to be told: one small file, alerts.json in the home, written whole or not at all.

It is a file of its own and no table of the store: telling someone takes seconds of network and must not hold the
writer's lock; and what was told is no fact about charts, so neither reparse nor a restored database may undo it. What a
rule saw and what it found to tell are written in one rename: a crash loses neither, and finds neither twice.
"""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from tracker.alerts.turns import Held
from tracker.alerts.watch import Happened, Memory
from tracker.config import Home
from tracker.errors import StorageError
from tracker.models import Series
from tracker.storage.answers import whole_file

MOST_TOLD = 200  # kept, so that one can look what was sent


@dataclass(frozen=True, slots=True)
class Waiting:
    """Something that happened, and who has not been told yet."""

    happened: Happened
    targets: tuple[str, ...]  # names
    tried: bool = False  # sending began: it may have arrived although nobody noted that


@dataclass(frozen=True, slots=True)
class Told:
    at: datetime
    target: str
    ids: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Ledger:
    memories: Mapping[str, Memory] = field(default_factory=dict)  # by the rule's key
    waiting: tuple[Waiting, ...] = ()
    told: tuple[Told, ...] = ()  # the newest last


def ledger_file(home: Home) -> Path:
    return home.root / "alerts.json"


def read_ledger(home: Home) -> Ledger:
    """What was remembered; empty before the first check. Raises StorageError for a damaged file."""
    file = ledger_file(home)
    try:
        said = json.loads(file.read_text(encoding="utf-8"))
        return Ledger(
            {key: _memory(one) for key, one in said["memories"].items()},
            tuple(Waiting(_happened(one["happened"]), tuple(one["targets"]), one["tried"]) for one in said["waiting"]),
            tuple(Told(_time(one["at"]), one["target"], tuple(one["ids"])) for one in said["told"]),
        )
    except FileNotFoundError:
        return Ledger()
    except (ValueError, LookupError, TypeError, OSError) as error:
        raise StorageError(
            f"{file}: cannot be read ({type(error).__name__}: {error}); move it away, and every rule begins anew"
        ) from error


def write_ledger(home: Home, ledger: Ledger) -> None:
    """On disk when this returns. Raises StorageError: then the last one stays."""
    said = {
        "memories": {key: _memory_said(one) for key, one in ledger.memories.items()},
        "waiting": [asdict(one) for one in ledger.waiting],
        "told": [asdict(one) for one in ledger.told[-MOST_TOLD:]],
    }
    with whole_file(ledger_file(home)) as part:
        part.write_text(json.dumps(said, ensure_ascii=False, default=_text), encoding="utf-8")


def _memory_said(memory: Memory) -> dict[str, Any]:
    return {
        "held": {key: asdict(one) for key, one in memory.held.items()},
        "told_until": dict(memory.told_until),
        "seen": None if memory.seen is None else sorted(memory.seen),
    }


def _memory(said: dict[str, Any]) -> Memory:
    held = {
        key: Held(**one | {name: _time(one[name]) for name in ("last_slot", "turned_slot", "turned_at")})
        for key, one in said["held"].items()
    }
    told_until = {key: _moment(one) for key, one in said["told_until"].items()}
    return Memory(held, told_until, None if said["seen"] is None else frozenset(said["seen"]))


def _happened(said: dict[str, Any]) -> Happened:
    times = {name: _time(said[name]) for name in ("at", "confirmed_at", "last_at")}
    series = Series(**said["series"]) if said["series"] else None
    titles = (said["titles"][0], said["titles"][1]) if said["titles"] else None
    return Happened(**said | times | {"series": series, "titles": titles, "countries": tuple(said["countries"])})


def _time(text: str | None) -> Any:
    return None if text is None else _moment(text)


def _moment(text: str) -> datetime:
    return datetime.fromisoformat(text)


def _text(value: object) -> str:
    if isinstance(value, datetime):
        return value.isoformat()
    raise TypeError(f"{type(value).__name__} is nothing that alerts.json holds")
