"""Answers that hold as long as the database is the same one: they would take longer than all the rest of a page."""

from collections.abc import Callable, Hashable
from threading import Lock
from typing import Any, TypeVar

Answer = TypeVar("Answer")

MOST = 1_000
ANSWERS: dict[tuple[str, Hashable], Any] = {}
_TURNS: dict[tuple[str, Hashable], Lock] = {}  # of what is being asked now
_LOCK = Lock()


def remembered(version: str, question: Hashable, ask: Callable[[], Answer]) -> Answer:
    """What `ask` says, asked once for a `version` of the database and a question; who comes meanwhile waits for it."""
    key = (version, question)
    with _LOCK:
        if key in ANSWERS:
            known: Answer = ANSWERS[key]
            return known
        turn = _TURNS.setdefault(key, Lock())
    with turn:
        with _LOCK:
            if key in ANSWERS:
                asked: Answer = ANSWERS[key]
                return asked
        try:
            answer = ask()
            with _LOCK:
                if len(ANSWERS) >= MOST:
                    ANSWERS.clear()
                ANSWERS[key] = answer
            return answer
        finally:
            with _LOCK:
                _TURNS.pop(key, None)
