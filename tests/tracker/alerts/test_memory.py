"""What is remembered comes back as it was; a damaged file is one sentence, and a full disk leaves the last one."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.conftest import US_IPHONE
from tracker.alerts.memory import MOST_TOLD, Ledger, Told, Waiting, ledger_file, read_ledger, write_ledger
from tracker.alerts.turns import Held
from tracker.alerts.watch import Happened, Memory
from tracker.config import Home
from tracker.errors import StorageError

TIMES = st.datetimes(datetime(2020, 1, 1), datetime(2040, 1, 1), timezones=st.just(UTC))
HELD = st.builds(
    Held, st.none() | st.booleans(), st.none() | st.integers(1, 500), st.none() | TIMES, st.none() | st.booleans(),
    st.integers(0, 24), st.none() | TIMES, st.none() | TIMES,
)  # fmt: skip
KEYS = st.text(min_size=1, max_size=9)
MEMORIES = st.builds(
    Memory, st.dictionaries(KEYS, HELD, max_size=4), st.dictionaries(KEYS, TIMES, max_size=3),
    st.none() | st.frozensets(KEYS, max_size=4),
)  # fmt: skip
HAPPENED = st.builds(
    Happened, id=KEYS, rule=KEYS, when=KEYS, urgent=st.booleans(), at=TIMES, confirmed_at=st.none() | TIMES,
    series=st.none() | st.just(US_IPHONE), rank=st.none() | st.integers(1, 9), countries=st.just(("de", "us")),
    titles=st.none() | st.tuples(KEYS, KEYS), last_at=st.none() | TIMES,
)  # fmt: skip
LEDGERS = st.builds(
    Ledger, st.dictionaries(KEYS, MEMORIES, max_size=3),
    st.lists(st.builds(Waiting, HAPPENED, st.tuples(KEYS), st.booleans()), max_size=3).map(tuple),
    st.lists(st.builds(Told, TIMES, KEYS, st.tuples(KEYS)), max_size=3).map(tuple),
)  # fmt: skip


@settings(max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(LEDGERS)
def test_what_is_written_is_read(tmp_path: Path, ledger: Ledger) -> None:
    write_ledger(Home(tmp_path), ledger)
    assert read_ledger(Home(tmp_path)) == ledger


def test_nothing_is_remembered_before_the_first_check_and_old_messages_are_forgotten(tmp_path: Path) -> None:
    home = Home(tmp_path)
    assert read_ledger(home) == Ledger()
    began = datetime(2027, 1, 1, tzinfo=UTC)
    told = tuple(Told(began + timedelta(hours=n), "me", (str(n),)) for n in range(MOST_TOLD + 50))
    write_ledger(home, Ledger(told=told))
    assert read_ledger(home).told == told[-MOST_TOLD:]


@pytest.mark.parametrize(
    "text", ["", "{", "[]", '{"memories": {}}', '{"memories": {"x": 1}, "waiting": [], "told": []}']
)
def test_a_damaged_file_says_what_to_do(tmp_path: Path, text: str) -> None:
    ledger_file(Home(tmp_path)).write_text(text)
    with pytest.raises(StorageError, match="move it away, and every rule begins anew"):
        read_ledger(Home(tmp_path))


def test_where_nothing_can_be_written_the_last_one_stays(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    home = Home(tmp_path)
    kept = Ledger({"rule": Memory({"us": Held(True)})})
    write_ledger(home, kept)

    def full(*_: object, **__: object) -> int:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "write_text", full)
    with pytest.raises(StorageError, match="No space left"):
        write_ledger(home, Ledger())
    assert read_ledger(home) == kept
