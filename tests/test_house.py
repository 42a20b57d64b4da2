"""The house keeps its own rules: who may import whom, what files are called, that the map of it is true."""

from __future__ import annotations

import ast
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
PACKAGE = ROOT / "src" / "headrace"
MODULES = sorted(path.relative_to(PACKAGE) for path in PACKAGE.rglob("*.py"))
LONGEST_FILE = 350
NO_NOUNS = {"utils", "util", "common", "helpers", "helper", "manager", "misc", "base", "algorithm"}


def named(path: Path) -> str:
    """Return how a test case about a file is called."""
    return path.as_posix()


def code_map() -> set[str]:
    """Return the paths below ``src/headrace`` that ARCHITECTURE.md's code map names."""
    text = (ROOT / "ARCHITECTURE.md").read_text(encoding="utf-8")
    block = re.search(r"```text\nsrc/headrace/\n(.*?)```", text, re.DOTALL)
    assert block, "ARCHITECTURE.md has a code map that begins with src/headrace/"
    found: set[str] = set()
    folders: list[str] = []
    for line in block[1].splitlines():
        entry = re.match(r"^( +)([\w./]+)", line)
        if not entry or len(entry[1]) > 8:  # the words of an entry go on below them
            continue
        depth = len(entry[1]) // 2 - 1
        folders[depth:] = [entry[2].rstrip("/")]
        found.add("/".join(folders))
    return found


def test_import_contracts_hold() -> None:
    """Every import goes down the layers, no package has a circle, and engine, XML and HTTP stay at home."""
    program = Path(sys.executable).with_name("lint-imports")
    answer = subprocess.run(
        [
            program if program.exists() else shutil.which("lint-imports") or "lint-imports",
            "--no-logo",
            "--no-cache",
        ],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert answer.returncode == 0, answer.stdout + answer.stderr


@pytest.mark.parametrize("module", MODULES, ids=named)
def test_a_module_says_why_it_exists(module: Path) -> None:
    """The first thing in every module is a docstring that says what it is for."""
    tree = ast.parse((PACKAGE / module).read_text(encoding="utf-8"))
    assert (ast.get_docstring(tree) or "").strip()


@pytest.mark.parametrize("module", MODULES, ids=named)
def test_nobody_inside_imports_the_front_door(module: Path) -> None:
    """Inside, modules are imported by their full names; ``import headrace`` is for users."""
    tree = ast.parse((PACKAGE / module).read_text(encoding="utf-8"))
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            assert "headrace" not in {alias.name for alias in node.names}
        if isinstance(node, ast.ImportFrom):
            parts = {alias.name for alias in node.names} if node.module == "headrace" else set()
            assert all((PACKAGE / part).is_dir() or (PACKAGE / f"{part}.py").is_file() for part in parts)
            assert node.level == 0, "relative imports hide which layer is meant"


@pytest.mark.parametrize("module", MODULES, ids=named)
def test_a_file_is_a_noun_and_short(module: Path) -> None:
    """No file is a drawer for leftovers, and none is longer than a person reads at once."""
    assert NO_NOUNS.isdisjoint({part.removesuffix(".py").strip("_") for part in module.parts})
    assert len((PACKAGE / module).read_text(encoding="utf-8").splitlines()) <= LONGEST_FILE


def test_the_code_map_names_every_module() -> None:
    """Whoever adds a module says in ARCHITECTURE.md what it is for."""
    there = {
        module.as_posix() for module in MODULES if module.name != "__init__.py" or len(module.parts) == 1
    }
    assert there - code_map() == set()


def test_the_code_map_names_only_what_exists() -> None:
    """Whoever removes or renames a module does so in ARCHITECTURE.md, too."""
    assert {path for path in code_map() if not (PACKAGE / path).exists()} == set()


def test_tests_mirror_the_package() -> None:
    """A folder of tests is about a package of the same name."""
    tests = ROOT / "tests"
    folders = {path.parent.relative_to(tests) for path in tests.rglob("test_*.py")} - {Path()}
    ours = {folder for folder in folders if not (PACKAGE / folder).is_dir()}
    assert {folder.parts[0] for folder in ours} <= {"data"}
