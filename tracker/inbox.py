"""Answer → one file, complete or absent; file → payload again.

A payload file is gzip of one JSON line (how the answer came) and the raw body after it: `zcat FILE | head -1`
shows the first, `zcat FILE | tail -n +2` the second. It is written under a hidden name, fsynced, renamed, and the
folder is fsynced, so that a payload once reported survives a crash, and half a file is never seen. What becomes of
it after it was ingested: payload_files.py.
"""

import gzip
import hashlib
import json
import os
import secrets
import zlib
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from tracker.errors import StorageError
from tracker.models import Answer, Payload, Request, Series, Slot

SUFFIX = ".payload.gz"
NEWS = "news"  # in place of a store
LARGEST_PLAIN = 40 * 1024 * 1024  # bytes of a payload: its body has at most 32 MB (fetch.py), its headers far less


def payload_name(slots: Sequence[Slot]) -> str:
    """A name that sorts by slot, says the (first) series, and is used once."""
    slot = slots[0]
    series = slot.series.name.replace("/", ".") + (f"+{len(slots) - 1}" if len(slots) > 1 else "")
    return f"{slot.scheduled_for:%Y%m%dT%H%M%SZ}.{series}.{secrets.token_hex(4)}{SUFFIX}"


@dataclass
class Inbox:
    folder: Path

    def put(self, payload: Payload) -> Path:
        """Store one payload durably; it is on disk when this returns."""
        target = self.folder / payload.name
        hidden = self.folder / f".{payload.name}.part"
        try:
            with hidden.open("wb") as file:
                file.write(encode(payload))
                file.flush()
                os.fsync(file.fileno())
            hidden.rename(target)
            fsync_folder(self.folder)
        except OSError as error:
            hidden.unlink(missing_ok=True)
            raise StorageError(
                f"inbox {self.folder}: cannot store {payload.name} ({error.strerror});"
                " free some space, then collect again"
            ) from error
        return target

    def remove_halves(self, store: str | None = None) -> None:
        """Remove what a killed run had begun to write. The caller holds the lock of those who put such payloads here.

        Those who collect news may be at work beside those who collect charts: `store` says whose halves are meant.
        """
        for hidden in self.folder.glob(f".*{SUFFIX}.part"):
            if (hidden.name.split(".")[2:3] == [NEWS]) == (store == NEWS):
                hidden.unlink(missing_ok=True)

    def files(self) -> list[Path]:
        """Every payload that waits, oldest slot first."""
        return sorted(self.folder.glob(f"*{SUFFIX}"))


def fsync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def encode(payload: Payload) -> bytes:
    answer = payload.answer
    how = {
        "slots": [
            {
                "series": asdict(slot.series),
                "scheduled_for": slot.scheduled_for.isoformat(),
                "depth": slot.depth,
            }
            for slot in payload.slots
        ],
        "run_id": payload.run_id,
        "simulated": payload.simulated,
        "request": {
            "method": payload.request.method,
            "url": payload.request.url,
            "headers": dict(payload.request.headers),
            "body": payload.request.body.decode("utf-8") if payload.request.body is not None else None,
        },
        "answer": {
            "started_at": answer.started_at.isoformat(),
            "finished_at": answer.finished_at.isoformat(),
            "http_status": answer.http_status,
            "headers": dict(answer.headers),
            "error": answer.error,
            "tries": answer.tries,
            "bytes": len(answer.body),
            "sha256": hashlib.sha256(answer.body).hexdigest(),
        },
    }
    line = json.dumps(how, ensure_ascii=True, separators=(",", ":")).encode("ascii")
    return gzip.compress(line + b"\n" + answer.body, compresslevel=3, mtime=0)


def read_payload(file: Path) -> Payload:
    """The payload in a file. Raises StorageError if the file is damaged."""
    return decode(file.name, read_plain(file), str(file))


def read_plain(file: Path) -> bytes:
    """The JSON line and the body of a payload file. Raises StorageError if it cannot be unzipped."""
    try:
        with gzip.open(file) as zipped:
            plain = zipped.read(LARGEST_PLAIN + 1)
        if len(plain) > LARGEST_PLAIN:
            raise EOFError(f"larger than {LARGEST_PLAIN} bytes when unzipped, which none that we wrote is")
        return plain
    except (OSError, EOFError, zlib.error) as error:
        raise _damaged(str(file), error) from error


def decode(name: str, plain: bytes, where: str) -> Payload:
    """The payload of this name, from its JSON line and body. Raises StorageError that says `where` it is damaged."""
    line, _, body = plain.partition(b"\n")
    try:
        return _decode(name, json.loads(line), body)
    except (ValueError, LookupError, TypeError) as error:
        raise _damaged(where, error) from error


def _damaged(where: str, error: Exception) -> StorageError:
    return StorageError(f"{where}: not a whole payload ({type(error).__name__}: {error})")


def _decode(name: str, how: dict[str, Any], body: bytes) -> Payload:
    if hashlib.sha256(body).hexdigest() != how["answer"]["sha256"]:
        raise ValueError("the body is not the one that was stored: its hash differs")
    asked, came = how["request"], how["answer"]
    return Payload(
        name,
        tuple(Slot(Series(**slot["series"]), _time(slot["scheduled_for"]), slot["depth"]) for slot in how["slots"]),
        Request(
            asked["method"],
            asked["url"],
            asked["headers"],
            asked["body"].encode("utf-8") if asked["body"] is not None else None,
        ),
        Answer(
            _time(came["started_at"]),
            _time(came["finished_at"]),
            came["http_status"],
            came["headers"],
            body,
            came["error"],
            came["tries"],
        ),
        how["run_id"],
        how["simulated"],
    )


def _time(text: str) -> datetime:
    return datetime.fromisoformat(text).astimezone(UTC)


def file_payload(file: Path, payloads: Path, scheduled_for: datetime) -> Path:
    """Move an ingested payload to payloads/YYYY-MM/; returns where it lies now.

    Raises StorageError if it could not be moved: it lies where it was.
    """
    folder = payloads / f"{scheduled_for:%Y-%m}"
    try:
        folder.mkdir(exist_ok=True)
        return file.rename(folder / file.name)
    except OSError as error:
        raise StorageError(
            f"{folder}: cannot take {file.name} ({error.strerror}); it is stored, and stays in the inbox;"
            " free some space, then ingest again"
        ) from error
