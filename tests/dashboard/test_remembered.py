"""What is remembered is asked once, also when many ask at once."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest

from dashboard import remembered as remembering
from dashboard.remembered import remembered


def test_many_who_ask_at_once_are_one_question() -> None:
    """Without the turns, eight threads would make the same feed of seven days eight times."""
    asked: list[int] = []
    together = Barrier(8)

    def ask() -> int:
        asked.append(1)
        return len(asked)

    def come(_: int) -> int:
        together.wait(10)
        return remembered("a version", "many at once", ask)

    with ThreadPoolExecutor(8) as threads:
        assert set(threads.map(come, range(8))) == {1}
    assert len(asked) == 1


def test_forgetting_meanwhile_loses_no_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    """With the answer read back from what is remembered, another thread's forgetting would make it an error."""
    monkeypatch.setattr(remembering, "MOST", 1)
    with ThreadPoolExecutor(8) as threads:
        assert list(threads.map(lambda n: remembered("v", ("forget", n % 50), lambda: n % 50), range(4000))) == [
            n % 50 for n in range(4000)
        ]


def test_a_question_that_fails_is_asked_again() -> None:
    def fail() -> int:
        raise ValueError("no")

    with pytest.raises(ValueError, match="no"):
        remembered("v", "fails", fail)
    assert remembered("v", "fails", lambda: 3) == 3
