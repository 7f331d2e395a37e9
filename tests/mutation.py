"""Break one thing in a copy of the program, and see whether the test that is named for it fails."""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

ROOT = Path(__file__).parents[1]
COPIED = ("tracker", "jobs", "dashboard", "tests", "pyproject.toml", "README.md", "CONTRIBUTING.md", "docs", "deploy")


class Mutant(NamedTuple):
    breaks: str
    file: str
    old: str
    new: str
    test: str  # that must fail


@contextmanager
def copied() -> Iterator[Path]:
    """A copy of the program, which is gone afterwards."""
    with TemporaryDirectory(prefix="rank-tracker-mutants-") as folder:
        for name in COPIED:
            (shutil.copytree if (ROOT / name).is_dir() else shutil.copy)(ROOT / name, Path(folder, name))
        yield Path(folder)


def fails(test: str, copy: Path) -> bool:
    """Does the test fail there? Whether it is one of those that `make pages` runs does not matter."""
    environment = os.environ | {"PYTHONPATH": str(copy), "PYTHONDONTWRITEBYTECODE": "1"}
    ran = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-x", "-n", "0", "-m", "thorough or not thorough",
         "--timeout", "120", "-p", "no:cacheprovider", test],
        cwd=copy, env=environment, capture_output=True, text=True, check=False,
    )  # fmt: skip
    if ran.returncode not in (0, 1):
        raise SystemExit(f"{test}: could not be run\n{ran.stdout[-2000:]}")
    return ran.returncode == 1


def caught(mutant: Mutant, copy: Path) -> bool:
    """Does the named test fail in a copy of the program with this fault in it?"""
    file = copy / mutant.file
    whole = file.read_text(encoding="utf-8")
    if whole.count(mutant.old) < 1:
        raise SystemExit(f"{mutant.file}: has no {mutant.old!r}; this mutant is out of date")
    file.write_text(whole.replace(mutant.old, mutant.new), encoding="utf-8")
    try:
        return fails(mutant.test, copy)
    finally:
        file.write_text(whole, encoding="utf-8")


def line_of(mutant: Mutant, is_caught: bool) -> str:
    """The line of a table in Markdown."""
    return f"| {mutant.breaks} | {f'`{mutant.test}`' if is_caught else '**nothing**'} |"


def run(mutants: Iterable[Mutant], heading: str) -> int:
    """Print a table of what is broken and what caught it; returns how many nothing caught.

    A test that fails without any fault catches nothing: each is run in the unbroken copy first.
    """
    missed, sound = 0, set[str]()
    print(f"| {heading} | caught by |\n|---|---|")
    with copied() as copy:
        for mutant in mutants:
            if mutant.test not in sound and fails(mutant.test, copy):
                raise SystemExit(f"{mutant.test}: fails without any fault; repair it first")
            sound.add(mutant.test)
            ok = caught(mutant, copy)
            missed += not ok
            print(line_of(mutant, ok), flush=True)
    return missed
