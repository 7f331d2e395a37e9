"""The prompt of sql in a real process, on a pseudo-terminal, as fingers use it."""

import os
import pty
import re
import select
import signal
import stat
import subprocess
import sys
from collections.abc import Iterator
from time import monotonic

import pytest

from jobs.prompt import completions
from tracker.config import Home
from tracker.ingest import refresh
from tracker.prepare import prepare
from tracker.storage.database import lock, publish, writing

SLOW = "select count(*) from range(1000000) a, range(1000000) b where (a.range * b.range) % 7 = 3;"


class Terminal:
    """A terminal with `rank-tracker sql` in it."""

    def __init__(self, home: Home) -> None:
        self.screen, theirs = pty.openpty()
        environment = {**os.environ, "TERM": "dumb", "RANK_TRACKER_HOME": str(home.root), "INPUTRC": os.devnull}
        command = [sys.executable, "-m", "jobs", "sql"]
        self.process = subprocess.Popen(
            command, env=environment, start_new_session=True, stdin=theirs, stdout=theirs, stderr=theirs
        )
        os.close(theirs)

    def type(self, text: str) -> None:
        os.write(self.screen, text.encode())

    def see(self, wanted: str, patience: float = 60) -> str:
        """What appears until the wanted words are there."""
        seen, deadline = "", monotonic() + patience
        while not re.search(wanted, seen):
            left = deadline - monotonic()
            assert left > 0 and select.select([self.screen], [], [], left)[0], f"no {wanted!r} in {seen!r}"
            try:
                seen += os.read(self.screen, 65536).decode(errors="replace")
            except OSError:  # the other end is closed
                raise AssertionError(f"no {wanted!r} in {seen!r}") from None
        return seen

    def interrupt(self, wanted: str) -> str:
        """Ctrl-C, again where it struck just before readline began to listen: then it waits for the next key."""
        for _ in range(5):
            os.killpg(self.process.pid, signal.SIGINT)
            try:
                return self.see(wanted, patience=10)
            except AssertionError:
                assert self.process.poll() is None, "the prompt is gone"
        raise AssertionError(f"no {wanted!r}")


@pytest.fixture
def terminal(home: Home) -> Iterator[Terminal]:
    prepare(home)
    one = Terminal(home)
    one.see("sql> $")
    yield one
    one.process.kill()
    one.process.wait()
    os.close(one.screen)


def test_the_prompt_says_how_duckdb_opens_the_file(home: Home) -> None:
    prepare(home)
    one = Terminal(home)
    assert f"duckdb -readonly {home.charts_file}" in one.see("sql> $")
    one.type("\x04")
    assert one.process.wait(30) == 0


def test_a_query_may_have_many_lines_and_a_wrong_one_keeps_the_prompt(terminal: Terminal) -> None:
    terminal.type("select label\n")
    terminal.see(r"\.\.\.> $")
    terminal.type("from assistant where assistant = 'deepseek';\n")
    assert "DeepSeek" in terminal.see("sql> $")
    terminal.type("select nothing;\n")
    assert "Binder Error" in terminal.see("sql> $")
    terminal.type("select 6 * 7;\n")
    assert "42" in terminal.see("sql> $")


def test_ctrl_c_stops_the_query_and_keeps_the_prompt(terminal: Terminal) -> None:
    terminal.type(SLOW + "\n")
    terminal.see("= 3;")
    terminal.interrupt(r"(stopped|\^C)\r\n.*sql> $")
    terminal.type("select 6 * 7;\n")
    assert "42" in terminal.see("sql> $")


def test_ctrl_c_drops_what_was_typed(terminal: Terminal) -> None:
    terminal.type("select\n")
    terminal.see(r"\.\.\.> $")
    terminal.interrupt("sql> $")
    terminal.type("select 6 * 7;\n")
    assert "42" in terminal.see("sql> $")


def test_tab_completes_names_of_the_surface(terminal: Terminal) -> None:
    terminal.type("select label from assistant_o\t where false;\n")
    assert "assistant_offer" in terminal.see("sql> $")


def test_words_after_a_dot_show_what_there_is(terminal: Terminal) -> None:
    terminal.type(".tables\n")
    seen = terminal.see("sql> $")
    assert "observation" in seen and "rank_history" in seen
    terminal.type(".schema observation\n")
    assert re.search(r"rank +INTEGER", terminal.see("sql> $"))
    terminal.type(".schema rank_history\n")
    assert "rank_history(assistant, country" in terminal.see("sql> $")
    terminal.type(".format json\n")
    terminal.see("sql> $")
    terminal.type("select 6 * 7 as answer;\n")
    assert '{"answer": 42}' in terminal.see("sql> $")
    terminal.type(".wat\n")
    assert ".schema NAME" in terminal.see("sql> $")
    terminal.type(".quit\n")
    assert terminal.process.wait(30) == 0


def test_the_next_query_sees_what_was_published_meanwhile(home: Home, terminal: Terminal) -> None:
    terminal.type("select count(*) as n from assistant where assistant = 'published-later';\n")
    assert re.search(r"\s0\s", terminal.see("sql> $"))
    with lock(home, "ingest", 10), writing(home) as connection:
        refresh(connection, home, None)
        connection.execute("UPDATE assistant SET assistant = 'published-later' WHERE assistant = 'deepseek'")
    publish(home)
    terminal.type("select count(*) as n from assistant where assistant = 'published-later';\n")
    assert re.search(r"\s1\s", terminal.see("sql> $"))


def test_history_outlives_the_prompt_and_is_the_users_own(home: Home, terminal: Terminal) -> None:
    terminal.type("select 'remember me';\n")
    terminal.see("sql> $")
    terminal.type("\x04")
    terminal.process.wait(30)
    history = home.root / ".sql_history"
    assert "remember me" in history.read_text()
    assert stat.S_IMODE(history.stat().st_mode) == 0o600
    again = Terminal(home)
    again.see("sql> $")
    again.type("\x1b[A\n")
    assert "remember me" in again.see("remember me[^;]*\r\n.*sql> $")
    again.type("\x04")
    again.process.wait(30)


def test_completion_goes_on_after_a_dot_and_whatever_the_case() -> None:
    words = ["observation", "rank", "rank_history("]
    assert completions("o.ra", words) == ["o.rank", "o.rank_history("]
    assert completions("OBS", words) == ["observation"]
    assert completions("x", words) == []
