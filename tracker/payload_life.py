"""Payloads grow old: kept as they came for some days, then packed, or dropped where the database has what they say.

Nothing is deleted before what replaces it is on disk and was read back; a run that was cut short is completed by the
next one. It disturbs neither collect nor ingest: they never touch what is old.
"""

import heapq
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Literal

from tracker.config import Home, PayloadsSettings
from tracker.errors import StorageError
from tracker.inbox import decode, read_payload, read_plain
from tracker.models import Payload
from tracker.pack import Member, read_pack, write_pack
from tracker.payload_files import SourceDay, member_place, source_days
from tracker.queries.stored_slots import WHOLE, StoredSlot, stored_slots
from tracker.storage.database import lock, reading

Slots = Mapping[tuple[str, datetime], StoredSlot]


@dataclass(frozen=True, slots=True)
class Aged:
    """What became of one day of one source."""

    day: date
    source: str
    done: Literal["packed", "dropped"]
    payloads: int  # that were packed or dropped now
    kept: int  # of those that should have gone: what could not be read, or says what the database does not hold
    raw_bytes: int  # of all bodies in the pack; dropped: of those that went
    packed_bytes: int  # of the pack as it is now; 0 without one

    @property
    def ratio(self) -> float:
        """How many times smaller the pack is than the bodies in it."""
        return self.raw_bytes / self.packed_bytes if self.packed_bytes else 0.0


def age_payloads(home: Home, settings: PayloadsSettings, today: date, damaged: list[str]) -> Iterator[Aged]:
    """Pack or drop what is due, the oldest day first; tell each day and source where something was done.

    A day that fails is told in `damaged`, stays as it is, and does not stop the others. Raises LockedError if another
    run is at it.
    """
    with lock(home, "maintain"):
        for part in home.payloads.glob("*/.*.part"):
            part.unlink()  # half a pack, of a run that was killed
        for one in source_days(home.payloads, damaged):
            if one.day >= today - timedelta(days=settings.keep_days):
                continue
            try:
                aged = _pack(one, damaged) if settings.then == "pack" else _drop(home, one, damaged)
            except StorageError as error:
                damaged.append(str(error))
            else:
                if aged.payloads:
                    yield aged


def _pack(one: SourceDay, damaged: list[str]) -> Aged:
    """Move what lies loose into the day's pack."""
    if not one.files:
        return Aged(one.day, one.source, "packed", 0, 0, 0, 0)
    whole: list[Path] = []
    packed = read_pack(one.pack) if one.pack.is_file() else iter(())
    raw_bytes = write_pack(one.pack, heapq.merge(packed, _whole_files(one, whole, damaged), key=member_place))
    for file in whole:
        file.unlink()
    return Aged(one.day, one.source, "packed", len(whole), len(one.files) - len(whole), raw_bytes, _size(one.pack))


def _whole_files(one: SourceDay, whole: list[Path], damaged: list[str]) -> Iterator[Member]:
    """The loose payloads that can be read, each named in `whole`; a pack must not hide what cannot."""
    for file in one.files:
        try:
            plain = read_plain(file)
            decode(file.name, plain, str(file))
        except StorageError as error:
            damaged.append(str(error))
        else:
            whole.append(file)
            yield Member(file.name, plain)


def _drop(home: Home, one: SourceDay, damaged: list[str]) -> Aged:
    """Delete what the database holds, from the day's pack too."""
    with reading(home.charts_file) as connection:
        slots = stored_slots(connection, one.day, one.source)
    kept, gone_bytes = 0, 0
    gone: set[str] = set()
    for member in read_pack(one.pack) if one.pack.is_file() else ():
        if may_go(decode(member.name, member.plain, str(one.pack)), slots):
            gone.add(member.name)
            gone_bytes += member.body_size
        else:
            kept += 1
    if gone:
        write_pack(one.pack, (member for member in read_pack(one.pack) if member.name not in gone))
    for file in one.files:
        try:
            payload = read_payload(file)
        except StorageError as error:
            damaged.append(str(error))
            kept += 1
            continue
        if may_go(payload, slots):
            file.unlink()
            gone.add(payload.name)
            gone_bytes += len(payload.answer.body)
        else:
            kept += 1
    return Aged(one.day, one.source, "dropped", len(gone), kept, gone_bytes, _size(one.pack))


def _size(pack: Path) -> int:
    return pack.stat().st_size if pack.is_file() else 0


def may_go(payload: Payload, slots: Slots) -> bool:
    """Does the database hold all that this payload says? Without a body, that it was tried is all. Pure."""
    held = [slots.get((slot.series.name, slot.scheduled_for)) for slot in payload.slots]
    return all(
        slot is not None and ((slot.payload == payload.name and slot.status in WHOLE) or not payload.answer.body)
        for slot in held
    )
