"""What every source does with an answer: whatever a moved field raises becomes one error that says what was wanted."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime

from tracker.errors import ParseError, RateLimitedError

# What a look into a body of another shape may raise. RecursionError: nested deeper than any real answer.
MALFORMED = (ValueError, LookupError, TypeError, AttributeError, RecursionError, OverflowError)

# Pages that stores send in place of an answer, some of them with HTTP 200.
TOO_OFTEN = re.compile(rb"too many requests|unusual traffic", re.IGNORECASE)
FIRST_LOOK = 4096  # bytes; those pages are small


@contextmanager
def expecting(source: str, wanted: str, body: bytes) -> Iterator[None]:
    """Inside, a field that is missing, moved or of another type raises ParseError with what was wanted and what came.

    A page that says that we ask too often raises RateLimitedError instead.
    """
    try:
        yield
    except MALFORMED as error:
        if body.lstrip()[:1] == b"<" and TOO_OFTEN.search(body[:FIRST_LOOK]):
            raise RateLimitedError(f"{source}: the store says that we ask too often: {body[:200]!r}") from error
        # the error may repeat what it found, and half a surrogate pair cannot be stored or printed
        why = " ".join(f"{type(error).__name__}: {error}"[:200].encode("utf-8", "backslashreplace").decode().split())
        raise ParseError(f"{source}: wanted {wanted}, got {body[:50]!r} ({why})") from error


def utc(moment: datetime) -> datetime:
    """The moment in UTC. A time without a zone is refused: this machine's zone has no say in it."""
    if moment.tzinfo is None:
        raise ValueError(f"a time without a zone: {moment}")
    return moment.astimezone(UTC)


def required_text(value: object, what: str) -> str:
    if not isinstance(value, str):
        raise TypeError(f"wanted {what} as text, got {value!r:.60}")
    return value


def optional_text(value: object) -> str | None:
    return value if isinstance(value, str) else None
