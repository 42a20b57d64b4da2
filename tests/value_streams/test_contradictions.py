"""Records that contradict each other are found by rule, each of as many items as it can be asked of, and no other."""

from __future__ import annotations

from typing import TYPE_CHECKING

import narwhals as nw
import pytest

from headrace.engine import rows
from headrace.value_streams.contradictions import RULES, contradictions
from tests.data_sets import example
from tests.derived import derived
from tests.tool_records import write_tools

if TYPE_CHECKING:
    from pathlib import Path

    from headrace.workspace import Workspace

Found = dict[str, tuple[int, int, tuple[str, ...]]]


def _found(workspace: Workspace, stream: str) -> tuple[Found, int]:
    with derived(workspace, stream) as engine:
        listed, contradicted = contradictions(engine, workspace.catalogue.stream(stream))
        keys = {
            row["object_no"]: row["key"] for row in rows(engine.table("objects").select("object_no", "key"))
        }
        known = rows(engine.table("items").select(n=nw.len()))[0]["n"]
    assert all(one.items <= one.of <= known for one in listed)
    return {
        one.name: (one.items, one.of, tuple(keys[number] for number in one.examples)) for one in listed
    }, contradicted


def test_each_kind_is_found_where_it_was_planted_and_nowhere_else(tmp_path: Path) -> None:
    """Every planted case is found by its own rule, and an item that two rules find counts once in the whole."""
    found, contradicted = _found(write_tools(tmp_path), "shop")
    assert found == {
        "over_open_change": (1, 10, ("I-6",)),
        "done_unmerged": (1, 10, ("I-8",)),
        "done_before_merge": (1, 8, ("I-7",)),
        "done_undeployed": (1, 8, ("I-10",)),
        "done_before_deployment": (1, 7, ("I-7",)),
        "deployed_before_merge": (1, 7, ("I-9",)),
        "closed_in_progress": (1, 1, ("I-11",)),
        "status_disagrees": (1, 12, ("I-11",)),
        "resolved_silently": (1, 1, ("I-11",)),
        "before_created": (1, 12, ("I-12",)),
        "work_before_created": (0, 10, ()),
    }
    assert set(found) == set(RULES)
    assert contradicted == len({"I-6", "I-7", "I-8", "I-9", "I-10", "I-11", "I-12"})


@pytest.mark.data
def test_a_stream_that_ends_with_the_release_waits_for_it(tmp_path: Path, shared: Path) -> None:
    """Ideas that are called closed before their release end too early where closed is done, and not where it waits."""
    workspace = example("duracloud", tmp_path / "duracloud", shared / "data")
    answered, released = (_found(workspace, name)[0] for name in ("idea-answered", "idea-released"))
    items, of, _ = answered["done_before_deployment"]
    assert items / of > 0.9
    assert released["done_before_deployment"][0] == 0
    assert answered["over_open_change"] == (0, 0, ())  # no change was read: it cannot be asked


@pytest.mark.data
def test_a_number_in_a_text_is_no_word_about_the_work(tmp_path: Path, shared: Path) -> None:
    """A request that is still open and only names a settled issue does not contradict it; one that closes it does."""
    found, _ = _found(example("quic-drafts", tmp_path / "quic", shared / "data"), "issue-settled")
    items, of, _ = found["over_open_change"]
    assert 0 < items < of < 109  # all issues with a change, named or closed
