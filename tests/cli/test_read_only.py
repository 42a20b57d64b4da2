"""A workspace that may be read and not written, such as a colleague's folder or a full disk."""

from __future__ import annotations

import errno
import os
import tempfile
from pathlib import Path
from typing import Any

import pytest

from headrace.cli.program import run
from tests.small_records import CATALOGUE, write_records


@pytest.fixture
def read_only(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a workspace with records and without visits, in which the system lets nothing be written."""
    write_records(tmp_path)
    (tmp_path / "headrace.yaml").write_text(CATALOGUE, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    assert run(["import", "shop.csv", "--quiet"]) == 0

    def refused(path: object, *_given: object, **_named: object) -> Any:
        raise OSError(errno.EROFS, os.strerror(errno.EROFS), str(path))

    for name in ("touch", "write_text", "unlink", "replace"):
        monkeypatch.setattr(Path, name, refused)
    monkeypatch.setattr(tempfile, "mkstemp", lambda **named: refused(named.get("dir")))
    opened = Path.open
    monkeypatch.setattr(
        Path,
        "open",
        lambda self, mode="r", *a, **k: (refused if "w" in mode else opened)(self, mode, *a, **k),
    )
    return tmp_path


@pytest.mark.parametrize(
    "arguments",
    [
        ["import", "shop.csv"],
        ["init", "--yes"],
        ["streams"],
        ["map", "first-payment"],
        ["items", "first-payment"],
        ["check"],
        ["export", "log.csv"],
        ["map", "first-payment", "--output", "map.svg"],
    ],
    ids=" ".join,
)
def test_every_command_says_what_it_may_not_write(
    read_only: Path, capsys: pytest.CaptureFixture[str], arguments: list[str]
) -> None:
    """What cannot be written is named with the reason, what that means, and what to do; nothing is lost."""
    before = {path: path.stat().st_mtime_ns for path in read_only.rglob("*.duckdb")}
    capsys.readouterr()
    assert run([*arguments, "--quiet"]) in {2, 3, 4}
    fact, meaning, *remedies = capsys.readouterr().err.strip().splitlines()
    assert "Read-only file system" in fact
    assert meaning
    assert remedies
    assert {path: path.stat().st_mtime_ns for path in read_only.rglob("*.duckdb")} == before


def test_a_dry_run_needs_to_write_nothing(read_only: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """What only looks still works there."""
    assert read_only.exists()
    assert run(["import", "shop.csv", "--dry-run"]) == 0
    assert "Nothing was written" in capsys.readouterr().out
