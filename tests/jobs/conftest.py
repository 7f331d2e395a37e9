"""The command as a user runs it, in this process: exit code, standard output, standard error."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from jobs.command import main


@dataclass(frozen=True)
class Ran:
    code: int
    out: str
    err: str

    @property
    def sentence(self) -> str:
        """The one sentence that a mistake ends in."""
        assert "Traceback" not in self.err
        (line,) = self.err.strip().splitlines()
        return line


Run = Callable[..., Ran]


@pytest.fixture
def run(capfd: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Run]:
    monkeypatch.setenv("RANK_TRACKER_HOME", str(tmp_path / "home"))
    monkeypatch.delenv("RANK_TRACKER_MIRROR", raising=False)

    def run_command(*arguments: str) -> Ran:
        with pytest.raises(SystemExit) as stop:
            main(list(arguments))
        captured = capfd.readouterr()
        code = stop.value.code
        assert isinstance(code, int) or code is None
        return Ran(code or 0, captured.out, captured.err)

    yield run_command
