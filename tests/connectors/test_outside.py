"""A connector that another package brings: known without a word of ours about it."""

from __future__ import annotations

import json
import os
import shutil
from pathlib import Path
from typing import TYPE_CHECKING

from tests.cli.conftest import headrace
from tests.connectors.fake_tool import Asked, FakeTool, Told

if TYPE_CHECKING:
    from tests.cli.conftest import Call

__all__ = ["headrace"]

TOKEN = "planted-token"  # noqa: S105 - a test's
OUTSIDE = Path(__file__).parent / "outside"


class Wishes(FakeTool):
    """Our tool's API: one list."""

    def answer(self, asked: Asked) -> Told:
        """Answer with two wishes."""
        if asked.headers.get("authorization") != f"Bearer {TOKEN}":
            return Told({"message": "no"}, 401)
        return Told([{"no": n, "text": f"Wish {n}", "on": "2026-01-02T10:00:00Z"} for n in (1, 2)])


def _path(*folders: Path) -> str:
    return os.pathsep.join([*map(str, folders), os.environ.get("PYTHONPATH", "")])


def test_another_packages_connector_connects_and_syncs(headrace: Call) -> None:
    """It is listed, connects, and its records are in the log."""
    with Wishes() as tool:
        outside = {"PYTHONPATH": _path(OUTSIDE), "HEADRACE_OURTOOL_TOKEN": TOKEN}
        assert "Our tool" in headrace("connect", **outside).stdout
        assert "ourtool" not in headrace("connect").stdout
        connected = headrace("connect", "ourtool", "--set", f"url={tool.url}", **outside)
        assert "2 can be read" in connected.stdout, connected.stderr
        synced = headrace("sync", "--json", **outside)
        assert json.loads(synced.stdout)["sources"][0]["changes"]["objects_new"] == 2


def test_a_connector_that_cannot_be_loaded_is_named(headrace: Call, tmp_path: Path) -> None:
    """Whose package it is, and what to do; no traceback."""
    broken = tmp_path / "broken"
    shutil.copytree(OUTSIDE, broken)
    (broken / "ourtool.py").write_text("import nothing_of_this_name\n", encoding="utf-8")
    done = headrace("connect", PYTHONPATH=_path(broken))
    assert done.returncode == 4
    assert "ourtool-headrace" in done.stderr
    assert "Traceback" not in done.stderr
