"""A message → whoever apprise reaches: mail, Slack, Telegram, a webhook and a hundred more. Addresses are secrets."""

import logging
import re
from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import sha256
from typing import NamedTuple
from urllib.parse import unquote

SHORTEST_SECRET = 4  # characters; what is shorter is in every sentence
LONGEST_REASON = 300  # characters
SILENCE = re.compile(r"timed?[ -]?out|closed connection|aborted", re.IGNORECASE)  # as requests and smtplib say it
CAUSE = "Socket Exception: "  # apprise says why it could not send in a line of its own, for debugging


class Message(NamedTuple):
    title: str
    text: str  # plain


class NotTaken(NamedTuple):
    """A target that did not say that it has the message."""

    why: str  # no part of the address is in it
    may_have_it: bool  # it was given up while it said nothing: it may have the message all the same


def send(address: str, message: Message) -> NotTaken | None:
    """Tell one target; None: it has the message."""
    import apprise  # it takes half a second, and most checks have nothing to tell

    speaker = apprise.Apprise(asset=apprise.AppriseAsset(app_id="Rank Tracker", app_desc="", app_url=""))
    with _overheard() as reasons:
        if not speaker.add(address):
            return NotTaken("apprise knows no such address; rank-tracker takes what its documentation lists", False)
        try:
            arrived = speaker.notify(body=message.text, title=message.title, body_format=apprise.NotifyFormat.TEXT)
        except Exception as error:  # a service's own code may raise anything
            return NotTaken(f"{type(error).__name__} while sending", True)
    if arrived:
        return None
    said = " ".join(" ".join(dict.fromkeys(reasons)).split())
    why = f"it did not take the message: {_without(address, said)[:LONGEST_REASON]}".rstrip(": ")
    return NotTaken(why, SILENCE.search(said) is not None)


@contextmanager
def _overheard() -> Iterator[list[str]]:
    """What apprise says of why it failed; it names addresses, so that nothing of it goes into the log."""
    said: list[str] = []

    class Ear(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            text = record.getMessage()
            if record.levelno >= logging.WARNING or text.startswith(CAUSE):
                said.append(text.removeprefix(CAUSE))

    logger, ear = logging.getLogger("apprise"), Ear()
    before = logger.level, logger.propagate
    logger.setLevel(logging.DEBUG)
    logger.propagate = False
    logger.addHandler(ear)
    try:
        yield said
    finally:
        logger.removeHandler(ear)
        logger.setLevel(before[0])
        logger.propagate = before[1]


def _without(address: str, text: str) -> str:
    """The text, with every part of the address taken out: which of them is the secret differs by service."""
    parts = re.split(r"[/:@?&=#,]+", address.partition("://")[2])
    for part in sorted({*parts, *map(unquote, parts)}, key=len, reverse=True):
        if len(part) >= SHORTEST_SECRET:
            text = re.sub(re.escape(part), "***", text, flags=re.IGNORECASE)
    return text


def masked(address: str) -> str:
    """What may be shown of an address: its scheme, and a few digits that tell it from another one."""
    scheme = address.partition("://")[0]
    return f"{scheme}://…{sha256(address.encode()).hexdigest()[:4]}"
