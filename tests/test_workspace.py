"""What a workspace answers: anew whenever the data or a definition changed, and each item where there are few."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from headrace.intake import Asked
from headrace.report import kept_views
from headrace.report.view import Window
from headrace.workspace import Workspace
from tests.small_records import CATALOGUE, FINISHED, write_records

if TYPE_CHECKING:
    from pathlib import Path

ALWAYS = Window(0, 2**60)
DAY = 86_400_000_000


@pytest.fixture
def shop(tmp_path: Path) -> Workspace:
    """Return a workspace with one stream and forty items."""
    (tmp_path / "headrace.yaml").write_text(CATALOGUE, encoding="utf-8")
    workspace = Workspace(tmp_path)
    workspace.import_files([Asked(write_records(tmp_path))])
    return workspace


def test_answers_follow_the_data(shop: Workspace) -> None:
    """After another import no view is the one from before, for any question."""
    before = shop.map("first-payment", window=ALWAYS), shop.streams(ALWAYS), shop.check()
    assert before[0].n_finished == FINISHED
    records = shop.root / "shop.csv"
    first, *lines = records.read_text(encoding="utf-8").splitlines()
    records.write_text("\n".join([first, *lines[6:]]) + "\n", encoding="utf-8")
    shop.import_files([Asked(records)])
    after = shop.map("first-payment", window=ALWAYS), shop.streams(ALWAYS), shop.check()
    assert after[0].n_finished == FINISHED - 1
    assert all(one != other for one, other in zip(before, after, strict=True))


def test_answers_follow_the_definition(shop: Workspace) -> None:
    """What headrace.yaml says now is what the next map says."""
    assert shop.map("first-payment").name == "First payment"
    shop.file.write_text(
        shop.file.read_text(encoding="utf-8").replace("First payment", "Getting paid"), encoding="utf-8"
    )
    assert shop.map("first-payment").name == "Getting paid"
    assert shop.streams().streams[0].name == "Getting paid"


def test_every_question_has_its_own_answer(shop: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    """Window, kind and detail each count, in any order of asking, however few answers are kept."""
    monkeypatch.setattr(kept_views, "_MOST", 2)
    asked = [
        {"window": window, "kind": kind, "detail": detail}
        for window in (None, ALWAYS)
        for kind in (None, "bug")
        for detail in ("stages", "functions")
    ]
    fresh = [Workspace(shop.root).map("first-payment", **question) for question in asked]
    assert len(set(fresh)) == len(asked)
    for question, answer in [*zip(asked, fresh, strict=True), *zip(asked, fresh, strict=True)][::-1]:
        assert shop.map("first-payment", **question) == answer
        assert len(shop._views._kept) <= 2


def test_few_items_are_shown_each(shop: Workspace) -> None:
    """Below ten finished items the map brings each one's own journey; from ten on it brings none."""
    to = shop.map("first-payment", window=ALWAYS).data_to
    views = [shop.map("first-payment", window=Window(to - days * DAY, to + 1)) for days in range(10, 90, 4)]
    assert {view.n_finished for view in views} >= {9, 10}
    for view in views:
        assert len(view.strips) == (view.n_finished if view.n_finished < 10 else 0)


def test_stamps_of_the_future_are_told_and_are_not_now(tmp_path: Path) -> None:
    """A slip of the pen neither moves the end of the data nor stays unsaid: count, share and an example."""
    lines = ["item,activity,time", "A-1,Signal,2025-01-01", "A-2,Signal,2025-02-01", "A-3,Signal,2999-03-03"]
    (tmp_path / "slip.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    (tmp_path / "headrace.yaml").write_text(CATALOGUE, encoding="utf-8")
    workspace = Workspace(tmp_path)
    workspace.import_files([Asked(tmp_path / "slip.csv")])
    found = workspace.check()
    assert found.data_to == 1_738_368_000_000_000
    (late,) = [line for line in found.oddities if "later than they were read" in line.what]
    assert late.items == 1
    assert late.rule.startswith("A-3 on 3\u00a0Mar\u00a02999, for example; ")
    assert workspace.streams().data_to == found.data_to


def test_stamps_from_before_any_tool_are_told(tmp_path: Path) -> None:
    """A mistyped year and the day that stands for no time are counted, with the earliest as an example."""
    lines = ["item,activity,time"]
    lines += [
        "A-1,Signal,2025-01-01",
        "A-2,Signal,0016-01-11",
        "A-3,Signal,1970-01-01",
        "A-4,Signal,1970-01-02",
    ]
    (tmp_path / "slip.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    (tmp_path / "headrace.yaml").write_text(CATALOGUE, encoding="utf-8")
    workspace = Workspace(tmp_path)
    workspace.import_files([Asked(tmp_path / "slip.csv")])
    (early,) = [line for line in workspace.check().oddities if "1970" in line.what]
    assert early.items == 2
    assert early.rule.startswith("A-2 on 0016-01-11, for example; ")
