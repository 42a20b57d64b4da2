"""What all tests share: where the real data sets are."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]


@pytest.fixture(scope="session")
def shared() -> Path:
    """Return the folder with the shared real data sets, or skip."""
    folder = Path(os.environ.get("HEADRACE_SHARED", ROOT.parent / "shared"))
    if not (folder / "data" / "INDEX.md").exists():
        pytest.skip("the shared data sets are not beside this checkout (set HEADRACE_SHARED to their folder)")
    return folder
