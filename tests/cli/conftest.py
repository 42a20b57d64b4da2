"""How the tests of the command line call it."""

from __future__ import annotations

import os
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    Call = Callable[..., subprocess.CompletedProcess[str]]

PROGRAM = (sys.executable, "-c", "from headrace.cli import main; main()")


@pytest.fixture
def headrace(tmp_path: Path) -> Call:
    """Return a function that runs ``headrace`` as its own process in an empty folder with an empty home."""

    def call(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
        kept = {name: value for name, value in os.environ.items() if name in {"PATH", "PYTHONPATH", "LANG"}}
        return subprocess.run(
            [*PROGRAM, *arguments],
            cwd=tmp_path,
            env={**kept, "HOME": str(tmp_path / "home"), "PYTHONUTF8": "1", **environment},
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
            stdin=subprocess.DEVNULL,
        )

    return call
