"""Many payloads ⇄ one file that standard tools open: tar, compressed by zstandard, with SHA256SUMS as its last member.

Captures of one series lie side by side, so that each repeats most of the one before it; long-distance matching finds
what other series repeat. Its window is one that `tar --zstd` and `zstd -d` accept unasked.
"""

import hashlib
import io
import os
import re
import tarfile
from calendar import timegm
from collections.abc import Iterable, Iterator
from datetime import date
from pathlib import Path
from time import strptime
from typing import IO, NamedTuple

from zstandard import ZstdCompressionParameters, ZstdCompressor, ZstdDecompressor, ZstdError

from tracker.errors import StorageError
from tracker.inbox import LARGEST_PLAIN, SUFFIX, fsync_folder

PACK_SUFFIX = ".tar.zst"
SUMS = "SHA256SUMS"  # as sha256sum writes and checks it
ZIPPED = ".gz"  # what a payload file's name has and its member's has not
LEVEL = 9  # of zstandard; docs/payloads.md has the figures behind both
WINDOW = 26  # 64 MB, as its logarithm: it is the memory that reading takes, and half of what writing takes
TIME = "%Y%m%dT%H%M%SZ"  # of a slot, in names
BLOCK = 256 * 1024  # bytes read at once

NAME = re.compile(r"(?P<time>\d{8}T\d{6}Z)\.(?P<series>.+\.(?P<source>[^.+]+))(?:\+\d+)?\.[^.]+" + re.escape(SUFFIX))


class PayloadName(NamedTuple):
    """What the name of a payload says. Names sort in the order of a pack: series, slot."""

    series: str
    time: str  # of the slot, like 20260710T090000Z
    source: str
    name: str

    @property
    def day(self) -> date:
        return date.fromisoformat(self.time[:8])


def payload_name_parts(name: str) -> PayloadName:
    """Raises StorageError if no payload is called so."""
    match = NAME.fullmatch(name)
    try:
        if match is None:
            raise ValueError("wanted TIME.SERIES.TOKEN" + SUFFIX)
        strptime(match["time"], TIME)
    except ValueError as error:
        raise StorageError(f"{name}: not the name of a payload ({error})") from error
    return PayloadName(match["series"], match["time"], match["source"], name)


class Member(NamedTuple):
    name: str  # of the payload
    plain: bytes  # its JSON line and body

    @property
    def body_size(self) -> int:
        return len(self.plain) - self.plain.find(b"\n") - 1


def write_pack(file: Path, members: Iterable[Member]) -> int:
    """Make `file` a pack of these members, or leave it as it was; returns the bytes of their bodies.

    Without members there is no pack. A name that comes twice is stored once. The pack is read back, and every member
    compared, before it takes its name. Raises StorageError if that fails, or if two members of one name differ.
    """
    hidden = file.with_name(f".{file.name}.part")
    try:
        with hidden.open("wb") as out:
            sums, raw_bytes = _write(out, members)
            out.flush()
            os.fsync(out.fileno())
        if {member.name: _sum(member.plain) for member in read_pack(hidden)} != sums:
            raise StorageError(f"{hidden}: the pack does not hold what was put into it; nothing was deleted")
        if sums:
            hidden.rename(file)
        else:
            file.unlink(missing_ok=True)
        fsync_folder(file.parent)
    except OSError as error:
        raise StorageError(
            f"{file}: cannot be written ({error.strerror}); nothing was deleted; free some space, then maintain again"
        ) from error
    finally:
        hidden.unlink(missing_ok=True)
    return raw_bytes


def _write(out: IO[bytes], members: Iterable[Member]) -> tuple[dict[str, str], int]:
    parameters = ZstdCompressionParameters.from_level(LEVEL, window_log=WINDOW, enable_ldm=True, write_checksum=True)
    sums: dict[str, str] = {}
    raw_bytes = 0
    with (
        ZstdCompressor(compression_params=parameters).stream_writer(out, closefd=False) as zipped,
        tarfile.open(fileobj=zipped, mode="w|", format=tarfile.PAX_FORMAT) as tar,
    ):
        for member in members:
            digest = _sum(member.plain)
            if member.name in sums:  # once more, after a run that was cut short between packing and deleting
                if sums[member.name] != digest:
                    raise StorageError(f"{member.name}: two payloads of this name differ; both were left as they are")
                continue
            sums[member.name] = digest
            raw_bytes += member.body_size
            _add(tar, member.name.removesuffix(ZIPPED), member.plain, payload_name_parts(member.name).time)
        lines = (f"{digest}  {name.removesuffix(ZIPPED)}\n" for name, digest in sums.items())
        _add(tar, SUMS, "".join(lines).encode("utf-8"), "19700101T000000Z")
    return sums, raw_bytes


def _add(tar: tarfile.TarFile, name: str, content: bytes, time: str) -> None:
    # dated by its slot and owned by nobody: the same payloads make the same pack
    entry = tarfile.TarInfo(name)
    entry.size, entry.mtime = len(content), timegm(strptime(time, TIME))
    tar.addfile(entry, io.BytesIO(content))


def read_pack(file: Path) -> Iterator[Member]:
    """Every payload of a pack, in its order; one at a time is in memory.

    Raises StorageError where the pack is damaged, after what could be read of it; or if its sums differ.
    """
    sums: dict[str, str] = {}
    promised: str | None = None
    try:
        with (
            file.open("rb") as stored,
            ZstdDecompressor().stream_reader(stored, read_size=BLOCK) as plain,
            tarfile.open(fileobj=plain, mode="r|", bufsize=BLOCK) as tar,
        ):
            for entry in tar:
                content = _content(tar, entry)
                if entry.name == SUMS:
                    promised = content.decode("utf-8")
                    continue
                if NAME.fullmatch(entry.name + ZIPPED) is None:
                    raise tarfile.ReadError(f"{entry.name!r} is not the name of a payload")
                sums[entry.name] = _sum(content)
                yield Member(entry.name + ZIPPED, content)
    except (OSError, EOFError, tarfile.TarError, ZstdError, ValueError) as error:
        raise StorageError(f"{file}: a damaged pack ({type(error).__name__}: {error})") from error
    if promised is None:
        raise StorageError(f"{file}: a damaged pack (it ends before its list of sums, after {len(sums)} payloads)")
    if promised != "".join(f"{digest}  {name}\n" for name, digest in sums.items()):
        raise StorageError(f"{file}: a damaged pack (its payloads are not those that its list of sums names)")


def _content(tar: tarfile.TarFile, entry: tarfile.TarInfo) -> bytes:
    if entry.size > LARGEST_PLAIN:
        raise tarfile.ReadError(f"{entry.name!r} is larger than {LARGEST_PLAIN} bytes, which none that we wrote is")
    stream = tar.extractfile(entry)
    if stream is None:
        raise tarfile.ReadError(f"{entry.name!r} is no file")
    return stream.read()


def _sum(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()
