"""``headrace demo``: made up once, shown again as it is, never over something of one's own."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from headrace.cli.program import run
from headrace.world import made_up

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture(autouse=True)
def small_world(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Make up a small company instead, and count how often."""
    built: list[int] = []
    whole = made_up.build

    def build() -> made_up.World:
        built.append(1)
        return whole(scale=0.1)

    monkeypatch.setattr(made_up, "build", build)
    return built


def test_it_makes_a_workspace_like_any_other(
    tmp_path: Path, small_world: list[int], capsys: pytest.CaptureFixture[str]
) -> None:
    """The folder holds a catalogue that says it is made up, and records; the second call makes nothing anew."""
    folder = tmp_path / "look"
    assert run(["demo", "--no-serve", "--folder", str(folder), "--json"]) == 0
    streams = json.loads(capsys.readouterr().out)["streams"]
    assert len(streams) >= 7
    assert run(["map", streams[0], "--workspace", str(folder), "--window", "all", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["made_up"] is True
    assert run(["demo", "--no-serve", "--folder", str(folder)]) == 0
    assert small_world == [1]


@pytest.mark.parametrize("name", ["headrace.yaml", "notes.txt"])
def test_what_is_somebodys_own_is_not_touched(
    name: str, tmp_path: Path, small_world: list[int], capsys: pytest.CaptureFixture[str]
) -> None:
    """A workspace of one's own and a folder with other things are refused, and stay as they are."""
    (tmp_path / name).write_text("version: 1\n", encoding="utf-8")
    assert run(["demo", "--no-serve", "--folder", str(tmp_path)]) == 2
    assert "Nothing in it was touched." in capsys.readouterr().err
    assert [path.name for path in tmp_path.iterdir()] == [name]
    assert small_world == []
