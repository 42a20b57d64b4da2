"""What all tests share: where the real data sets are, and workspaces made of them."""

from __future__ import annotations

import os
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import settings

from tests import data_sets

if TYPE_CHECKING:
    from headrace.workspace import Workspace

ROOT = Path(__file__).resolve().parents[1]

# how long an example takes is a matter of the machine, and no test is about that
settings.register_profile("headrace", deadline=None)
settings.load_profile("headrace")


@pytest.fixture(scope="session")
def shared() -> Path:
    """Return the folder with the shared real data sets, or skip."""
    folder = Path(os.environ.get("HEADRACE_SHARED", ROOT.parent / "shared"))
    if not (folder / "data" / "INDEX.md").exists():
        pytest.skip("the shared data sets are not beside this checkout (set HEADRACE_SHARED to their folder)")
    return folder


@pytest.fixture(scope="session")
def made(shared: Path, tmp_path_factory: pytest.TempPathFactory) -> data_sets.Made:
    """Return a function from a data set's or an example's name to its workspace; each is made once."""

    @cache
    def make(name: str) -> Workspace:
        folder = tmp_path_factory.mktemp("made") / name
        how = data_sets.example if name in data_sets.OF_EXAMPLES else data_sets.proposed
        return how(name, folder, shared / "data")

    return make
