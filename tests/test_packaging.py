"""What is built works from any folder, and what it is built from is pinned."""

import os
import re
import subprocess
import sys
import tomllib
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("dist")
    subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", folder],
        cwd=ROOT,
        check=True,
        capture_output=True,
    )
    (built,) = folder.glob("*.whl")
    return built


def test_the_wheel_carries_every_file_that_the_program_reads(wheel: Path) -> None:
    packed = set(zipfile.ZipFile(wheel).namelist())
    for package in ("tracker", "jobs", "dashboard"):
        for file in (ROOT / package).rglob("*"):
            if file.is_file() and "__pycache__" not in file.parts:
                assert str(file.relative_to(ROOT)) in packed
    assert not [name for name in packed if name.startswith("tests/")]


def test_the_wheel_works_from_any_folder(wheel: Path, tmp_path: Path) -> None:
    zipfile.ZipFile(wheel).extractall(tmp_path / "site")
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    ran = subprocess.run(
        [sys.executable, "-m", "jobs", "--home", "home", "sql", "select count(*) > 100 as enough from event"],
        cwd=elsewhere,
        env=os.environ | {"PYTHONPATH": str(tmp_path / "site")},
        capture_output=True,
        text=True,
    )
    assert ran.stdout.split() == ["enough", "true"], ran.stderr
    assert (elsewhere / "home" / "charts.duckdb").is_file()


def test_every_dependency_is_pinned_with_its_hash_and_no_address_of_an_index() -> None:
    text = (ROOT / "constraints.txt").read_text()
    assert "://" not in text
    pinned = {
        match[1].lower() for match in re.finditer(r"^([\w.-]+)==[^ ]+(?: ;[^\n]*)? \\\n    --hash=sha256:", text, re.M)
    }
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    for requirement in [*project["dependencies"], *project["optional-dependencies"]["dev"]]:
        match = re.match(r"[\w.-]+", requirement)
        assert match is not None
        assert match[0].lower() in pinned


def test_ci_runs_what_everyone_runs() -> None:
    assert "make test" in (ROOT / ".ci" / "run").read_text()
