"""Answers that hold as long as the database is the same one: they would take longer than all the rest of a page."""

from collections.abc import Callable, Hashable
from typing import Any, TypeVar

Answer = TypeVar("Answer")

MOST = 1_000
ANSWERS: dict[tuple[str, Hashable], Any] = {}


def remembered(version: str, question: Hashable, ask: Callable[[], Answer]) -> Answer:
    """What `ask` says, asked once for a `version` of the database and a question."""
    key = (version, question)
    if key not in ANSWERS:
        if len(ANSWERS) >= MOST:
            ANSWERS.clear()
        ANSWERS[key] = ask()
    answer: Answer = ANSWERS[key]
    return answer
