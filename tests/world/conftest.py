"""The made-up company, built once for all tests that look at it."""

from __future__ import annotations

import pytest

from headrace.value_streams.catalog import Catalogue, parse_catalogue
from headrace.world import World, build
from tests.world.log import Log


@pytest.fixture(scope="session")
def world() -> World:
    """Return the world of the demo."""
    return build()


@pytest.fixture(scope="session")
def log(world: World) -> Log:
    """Return its records, read in plain Python."""
    return Log(world.batches())


@pytest.fixture(scope="session")
def catalogue(world: World) -> Catalogue:
    """Return its catalogue, read as the product reads it."""
    return parse_catalogue(world.catalogue_text.encode())
