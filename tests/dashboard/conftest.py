"""Homes with a story in them, built once a run."""

import pytest

from tests.dashboard.world import build
from tracker.config import Home


@pytest.fixture(scope="session")
def simulated_home(tmp_path_factory: pytest.TempPathFactory) -> Home:
    return build(Home(tmp_path_factory.mktemp("simulated")), simulated=True)


@pytest.fixture(scope="session")
def real_home(tmp_path_factory: pytest.TempPathFactory) -> Home:
    """The same captures, not said to be simulated."""
    return build(Home(tmp_path_factory.mktemp("real")), simulated=False)
