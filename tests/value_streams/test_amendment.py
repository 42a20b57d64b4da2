"""A value stream is added to a file without disturbing anything that is there."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from headrace.errors import BadConfiguration
from headrace.value_streams.amendment import NEW_FILE, difference, with_entry, write_whole
from headrace.value_streams.catalog import parse_catalogue

if TYPE_CHECKING:
    from pathlib import Path

ENTRY = """\
# Proposed from 12 items.
second:
  name: Second
  customer: a shop

  value: gets it   # a guess
  items: item
  stages:
    - name: Build
      function: Engineering
      working: [item.status=Open]
  done: [item.status=Closed]
"""

FIRST = """\
# my file
value_streams:   # two of them
    first:       # four spaces here
        name: First
        customer: a shop
        value: gets it
        items: item
        stages:
          - {name: Build, function: Engineering, working: [item.status=Open]}
        done:
          - item.status=Closed
        # belongs to first

# about sources
sources:
  shop: {kind: csv}   # kept
"""


def _check(before: str, after: str) -> None:
    """All old lines are still there in order, and the new content is the old one and the entry."""
    kept = iter(after.splitlines())
    assert all(line in kept for line in before.splitlines() if "value_streams" not in line)
    old = yaml.safe_load(before) or {}
    new = yaml.safe_load(after)
    added = yaml.safe_load(ENTRY)
    assert new == {**old, "value_streams": {**(old.get("value_streams") or {}), **added}}
    assert "second" in parse_catalogue(after.encode()).value_streams


@pytest.mark.parametrize(
    "before",
    [
        "",
        NEW_FILE,
        "version: 1",
        "version: 1\nvalue_streams:\n",
        "version: 1\nvalue_streams: {}  # none yet\nmade_up: true\n",
        "value_streams: # later\n\n# end\n",
        "value_streams: ~\nversion: 1\n",
        FIRST,
        FIRST.rstrip("\n"),
        FIRST[: FIRST.index("\n# about")],
        FIRST[: FIRST.index("\n        # belongs")],
    ],
)
def test_an_entry_is_added_and_nothing_else_changes(before: str) -> None:
    """In an empty file, below an empty heading, between other sections, at the end without a line end."""
    _check(before, with_entry(before, "value_streams", ENTRY))


def test_windows_line_ends_stay() -> None:
    """A file with CRLF has CRLF afterwards, and nothing else."""
    before = FIRST.replace("\n", "\r\n")
    after = with_entry(before, "value_streams", ENTRY)
    assert after.count("\n") == after.count("\r\n")
    _check(before, after)


def test_the_entry_stands_before_what_follows() -> None:
    """It takes the indentation of its neighbours; comments go with the entry they stand below."""
    after = with_entry(FIRST, "value_streams", ENTRY).splitlines()
    assert (
        after.index("        # belongs to first")
        < after.index("    second:")
        < after.index("# about sources")
    )
    assert "    # Proposed from 12 items." in after


def test_a_name_that_is_taken_is_refused() -> None:
    """Nothing is overwritten; the error names the entry."""
    with pytest.raises(BadConfiguration, match='already has "second"'):
        with_entry(with_entry(FIRST, "value_streams", ENTRY), "value_streams", ENTRY)


def test_braces_are_refused() -> None:
    """A section in braces has no place for lines; the error says what to do."""
    with pytest.raises(BadConfiguration, match="written in braces"):
        with_entry("value_streams: {a: {name: x}}\n", "value_streams", ENTRY)


def test_other_sections_work_the_same() -> None:
    """A source is added under sources."""
    after = with_entry(FIRST, "sources", "other:\n  kind: git\n  path: repo\n")
    assert list(parse_catalogue(after.encode()).sources) == ["shop", "other"]


@settings(deadline=None)
@given(
    st.lists(st.sampled_from(["", "# c", "  # c", "      # deep", "made_up: true"]), max_size=6, unique=True)
)
def test_comments_and_blank_lines_anywhere_after_it_survive(tail: list[str]) -> None:
    """Whatever comments and sections follow, they all stay, and the result can be read."""
    before = "value_streams:\n  first:\n    name: First\n    customer: a\n    value: b\n    items: item\n"
    before += "    stages:\n      - name: Build\n        function: E\n        working: [item.status=Open]\n"
    before += "    done: [item.status=Closed]\n" + "".join(line + "\n" for line in tail)
    _check(before, with_entry(before, "value_streams", ENTRY))


def test_the_difference_is_shown() -> None:
    """Only added lines, each with a plus; nothing for no change."""
    shown = difference(FIRST, with_entry(FIRST, "value_streams", ENTRY))
    changed = [line for line in shown.splitlines()[2:] if line[0] in "+-"]
    assert changed
    assert all(line.startswith("+") for line in changed)
    assert difference(FIRST, FIRST) == ""


def test_writing_replaces_the_file_at_once(tmp_path: Path) -> None:
    """The content is whole, permissions and links stay, and no temporary file is left."""
    real = tmp_path / "real.yaml"
    real.write_text("old")
    real.chmod(0o640)
    link = tmp_path / "headrace.yaml"
    link.symlink_to(real)
    write_whole(link, "new\r\nü")
    assert real.read_bytes() == "new\r\nü".encode()
    assert real.stat().st_mode & 0o777 == 0o640
    assert link.is_symlink()
    assert sorted(entry.name for entry in tmp_path.iterdir()) == ["headrace.yaml", "real.yaml"]


def test_a_failed_write_leaves_the_old_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """When the disk refuses, the old text is still there and nothing lies beside it."""
    path = tmp_path / "headrace.yaml"
    path.write_text("old")

    def refuse(_descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", refuse)
    with pytest.raises(BadConfiguration, match=r"headrace\.yaml cannot be written: No space"):
        write_whole(path, "new")
    assert path.read_text() == "old"
    assert [entry.name for entry in tmp_path.iterdir()] == ["headrace.yaml"]
