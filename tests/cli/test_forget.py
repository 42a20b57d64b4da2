"""``headrace forget``: what nothing names any more is said to count, and is taken out when that is wanted."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from headrace.errors import BadRequest, StoreUnavailable
from headrace.eventlog.store import Store
from headrace.intake import Asked
from headrace.sync import answers_path
from headrace.workspace import Workspace
from tests.small_records import CATALOGUE, write_records

if TYPE_CHECKING:
    from pathlib import Path

    from tests.cli.conftest import Call


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    """A workspace whose only source is in its log, and not in headrace.yaml any more."""
    made = Workspace(tmp_path)
    made.file.write_text(CATALOGUE, encoding="utf-8")
    made.import_files([Asked(write_records(tmp_path))])
    made.file.write_text(CATALOGUE, encoding="utf-8")
    return made


def test_a_source_that_nothing_names_is_said_to_count(headrace: Call, workspace: Workspace) -> None:
    """check says how much, and what takes it out; a source of the same file under another name is suggested."""
    (stray,) = workspace.check().strays
    assert stray.objects == workspace.held("shop")[0] > 0
    assert stray.called_now is None
    shown = " ".join(headrace("check").stdout.split())
    assert f"shop is no longer in headrace.yaml; its {stray.objects} objects still count" in shown
    assert "headrace forget shop" in shown
    source = "sources:\n  store: {path: shop.csv}\n"
    workspace.file.write_text(CATALOGUE + source, encoding="utf-8")
    assert workspace.strays()[0].called_now == "store"
    assert "store" in headrace("check").stdout
    workspace.file.write_text(CATALOGUE + source.replace("store", "shop"), encoding="utf-8")
    assert workspace.strays() == workspace.check().strays == ()


def test_it_is_taken_out_whole_after_a_yes(headrace: Call, workspace: Workspace) -> None:
    """Without --yes nobody can be asked and nothing happens; with it nothing of the source counts any more."""
    answers = answers_path(workspace.answers_folder, "shop")
    answers.parent.mkdir(parents=True)
    answers.write_bytes(b"")
    objects, events = workspace.held("shop")
    refused = headrace("forget", "shop")
    assert refused.returncode == 2
    assert f"{objects} objects" in refused.stderr
    assert workspace.held("shop") == (objects, events)
    done = headrace("forget", "shop", "--yes", "--json")
    assert json.loads(done.stdout) == {"source": "shop", "objects": objects, "events": events}
    assert not answers.exists()
    view = Workspace(workspace.root).check()
    assert (view.sources, view.strays) == ((), ())
    assert headrace("forget", "shop", "--yes").returncode == 2
    assert headrace("import", "shop.csv").returncode == 0
    assert workspace.held("shop") == (objects, events)


def test_what_cannot_be_written_leaves_everything(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The log cannot be written: neither log nor answers lose anything."""
    answers = answers_path(workspace.answers_folder, "shop")
    answers.parent.mkdir(parents=True)
    answers.write_bytes(b"")
    before = workspace.held("shop")

    def full(*_: object, **__: object) -> None:
        raise StoreUnavailable("The disk is full.")

    monkeypatch.setattr(Store, "ingest", full)
    with pytest.raises(StoreUnavailable):
        workspace.forget("shop")
    assert answers.exists()
    assert workspace.held("shop") == before


def test_what_is_still_named_or_never_was_is_refused(workspace: Workspace) -> None:
    """A source of headrace.yaml would be read again; one that nobody knows may be a slip of the pen."""
    workspace.file.write_text(CATALOGUE + "sources:\n  shop: {path: shop.csv}\n", encoding="utf-8")
    with pytest.raises(BadRequest, match="still in"):
        workspace.forget("shop")
    with pytest.raises(BadRequest, match="shop"):
        workspace.held("shup")
