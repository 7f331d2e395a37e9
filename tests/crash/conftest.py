"""One world for all tests of a worker: making its homes takes seconds."""

from collections.abc import Iterator

import pytest

from tests.crash.world import World, made_world


@pytest.fixture(scope="session")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    with made_world(tmp_path_factory.mktemp("world")) as world:
        yield world


@pytest.fixture
def steps(world: World) -> World:
    """The world, where each step of a command can be broken."""
    if world.launcher.preloaded is None:
        pytest.skip("steps are counted by steps.c, which wants Linux and a C compiler")
    return world
