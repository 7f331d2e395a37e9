"""A lake of its own for each test: a schema in one real PostgreSQL, files in the test's folder."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.lake.postgres import Postgres, missing, postgres_running
from tracker.config import Home
from tracker.storage.place import ENVIRONMENT

LakeHome = Callable[[str], Home]


@pytest.fixture(scope="session")
def postgres() -> Iterator[Postgres]:
    if reason := missing():
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
