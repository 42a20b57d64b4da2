"""No answer stands in the order of functions' names, and none puts functions in an order of their own measures."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from headrace.cli.program import run
from tests.tandem import Tandem, stream

if TYPE_CHECKING:
    from pathlib import Path

NAMES = ("Ahorn", "Birke", "Linde", "Weide", "Zeder")
OTHERS = NAMES[::-1]
"""The same functions, called otherwise: the name that was first is last."""

ASKED = ("map", "handoffs", "bottleneck", "flow", "profile", "segments", "functions", "items")


@pytest.fixture(scope="module")
def both(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """Return two workspaces of the same records whose functions are called otherwise."""
    tandem = Tandem(slow={2: 3.0})
    one, other = (
        stream(tmp_path_factory.mktemp("named") / "w", tandem, 4, names).root for names in (NAMES, OTHERS)
    )
    return one, other


def answer(capsys: pytest.CaptureFixture[str], command: str, folder: Path, names: tuple[str, ...]) -> Any:
    """Return a command's answer with every function called by its number."""
    capsys.readouterr()
    assert run([command, "row", "--workspace", str(folder), "--json"]) == 0
    text = capsys.readouterr().out
    for number, name in enumerate(names):
        text = text.replace(name, f"F{number}").replace(name.lower(), f"f{number}")
    return json.loads(text)


@pytest.mark.parametrize("command", ASKED)
def test_names_decide_no_order(
    command: str, both: tuple[Path, Path], capsys: pytest.CaptureFixture[str]
) -> None:
    """Called otherwise, functions stand where they stood, in every list of every answer."""
    one, other = both
    assert answer(capsys, command, one, NAMES) == answer(capsys, command, other, OTHERS)


@pytest.mark.parametrize("command", ASKED)
def test_lists_of_functions_follow_the_work(
    command: str, both: tuple[Path, Path], capsys: pytest.CaptureFixture[str]
) -> None:
    """A list with one entry per function is in the order of the work, never of what was measured of them."""

    def check(value: Any) -> None:
        if isinstance(value, dict):
            for each in value.values():
                check(each)
        elif isinstance(value, list):
            named = [
                next((each[key] for key in ("function", "before", "team") if key in each), None)
                for each in value
                if isinstance(each, dict) and not {"stage", "sender", "receiver", "to_function"} & set(each)
            ]
            plain = [each for each in named if isinstance(each, str)]
            if len(plain) == len(value) == len(set(plain)):
                assert plain == sorted(plain)
            for each in value:
                check(each)

    check(answer(capsys, command, both[0], NAMES))
