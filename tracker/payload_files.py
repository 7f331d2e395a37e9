"""Where ingested payloads lie, and how to read them all, whichever way they lie.

payloads/YYYY-MM/TIME.SERIES.TOKEN.payload.gz     as they came
payloads/YYYY-MM/YYYY-MM-DD.SOURCE.tar.zst        packed: one day of one source, by the UTC day of the slots
"""

import hashlib
import heapq
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from tracker.errors import StorageError
from tracker.inbox import SUFFIX, decode, read_plain
from tracker.models import Payload
from tracker.pack import PACK_SUFFIX, Member, PayloadName, payload_name_parts, read_pack


@dataclass(frozen=True, slots=True)
class SourceDay:
    """The payloads of one source whose slots lie on one day."""

    day: date  # UTC
    source: str
    pack: Path  # where the pack lies, or would
    files: tuple[Path, ...]  # those that lie as they came, in the order of a pack


def source_days(
    payloads: Path, damaged: list[str], since: date | None = None, source: str | None = None
) -> list[SourceDay]:
    """Every day and source that has payloads, the oldest first. Files with strange names are told in `damaged`."""
    found: dict[tuple[date, str], list[tuple[PayloadName, Path]]] = defaultdict(list)
    for file in _files(payloads, since):
        try:
            if file.name.endswith(SUFFIX):
                parts = payload_name_parts(file.name)
                found[parts.day, parts.source].append((parts, file))
            elif file.name.endswith(PACK_SUFFIX):
                found[_day_and_source(payloads, file)].extend(())
        except StorageError as error:
            damaged.append(f"{file.parent}: {error}")
    return [
        SourceDay(day, name, pack_file(payloads, day, name), tuple(file for _, file in sorted(loose)))
        for (day, name), loose in sorted(found.items())
        if (since is None or day >= since) and source in {None, name}
    ]


def _day_and_source(payloads: Path, pack: Path) -> tuple[date, str]:
    day, _, source = pack.name.removesuffix(PACK_SUFFIX).partition(".")
    try:
        if pack == pack_file(payloads, date.fromisoformat(day), source):
            return date.fromisoformat(day), source
    except ValueError as error:
        raise StorageError(f"{pack.name}: not the name of a pack ({error})") from error
    raise StorageError(f"{pack.name}: this pack lies in the wrong folder")


def pack_file(payloads: Path, day: date, source: str) -> Path:
    return payloads / f"{day:%Y-%m}" / f"{day}.{source}{PACK_SUFFIX}"


def _files(payloads: Path, since: date | None) -> Iterator[Path]:
    oldest = f"{since:%Y-%m}" if since else ""
    for folder in payloads.iterdir():
        if folder.is_dir() and folder.name >= oldest:
            yield from (file for file in folder.iterdir() if not file.name.startswith("."))


def read_payloads(one: SourceDay, damaged: list[str]) -> Iterator[Payload]:
    """The payloads of a day and source, packed or not, by series, then slot; each once, one at a time in memory.

    What cannot be read is told in `damaged`, and passed over.
    """
    last = ""
    for member in heapq.merge(_packed(one.pack, damaged), _loose(one, damaged), key=member_place):
        if member.name == last:
            continue
        last = member.name
        try:
            yield decode(member.name, member.plain, f"{one.pack.parent / member.name}")
        except StorageError as error:
            damaged.append(str(error))


def payload_hash(payloads: Path, name: str) -> str | None:
    """The SHA-256 of the body of the payload with this name, wherever it lies; None: it is not there, or not whole."""
    try:
        parts = payload_name_parts(name)
        loose = payloads / f"{parts.day:%Y-%m}" / name
        if loose.is_file():
            return _body_hash(read_plain(loose))
        pack = pack_file(payloads, parts.day, parts.source)
        found = (member for member in read_pack(pack) if member.name == name) if pack.is_file() else iter(())
        return next((_body_hash(member.plain) for member in found), None)
    except StorageError:
        return None


def _body_hash(plain: bytes) -> str:
    return hashlib.sha256(plain.partition(b"\n")[2]).hexdigest()


def member_place(member: Member) -> PayloadName:
    """What members are sorted by."""
    return payload_name_parts(member.name)


def _packed(pack: Path, damaged: list[str]) -> Iterator[Member]:
    if not pack.is_file():
        return
    try:
        yield from read_pack(pack)
    except StorageError as error:
        damaged.append(str(error))


def _loose(one: SourceDay, damaged: list[str]) -> Iterator[Member]:
    for file in one.files:
        try:
            yield Member(file.name, read_plain(file))
        except StorageError as error:
            damaged.append(str(error))
