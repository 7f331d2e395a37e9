"""A lake of its own for each test: a schema in one real PostgreSQL, files in the test's folder."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.lake.postgres import Postgres, postgres_running, why_not
from tracker.config import Home
from tracker.storage.lake import extension_file
from tracker.storage.place import ENVIRONMENT

NEEDED = ("ducklake", "postgres_scanner")

LakeHome = Callable[[str], Home]


@pytest.fixture(scope="session")
def postgres() -> Iterator[Postgres]:
    missing = [name for name in NEEDED if extension_file(name) is None]
    if missing:
        pytest.skip(f"DuckDB's extensions {', '.join(missing)} are not installed (pip install .[lake])")
    reason = why_not()
    if reason:
        pytest.skip(reason)
    with postgres_running() as server:
        yield server


@pytest.fixture
def lake_home(tmp_path: Path, postgres: Postgres, monkeypatch: pytest.MonkeyPatch) -> LakeHome:
    """Homes, as many as there are names, that store in one lake."""
    for name in ("", "_DATA", "_SCHEMA"):
        monkeypatch.delenv(f"{ENVIRONMENT}{name}", raising=False)

    def made(name: str) -> Home:
        home = Home(tmp_path / name)
        home.make_folders()
        home.root.joinpath("storage.toml").write_text(
            f'[storage]\nurl = "ducklake:postgres:{postgres.words}"\ndata_path = "{tmp_path}/files/"\n'
            f'schema = "{tmp_path.name.replace("-", "_")}"\n'
        )
        return home

    return made
