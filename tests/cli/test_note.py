"""``headrace note``: a step written down by hand counts as any event, and nothing else may."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from tests.small_records import CATALOGUE, write_records

if TYPE_CHECKING:
    from pathlib import Path

    from tests.cli.conftest import Call


def begun(headrace: Call, tmp_path: Path) -> str:
    """Make a workspace with records; return the key of one item."""
    (tmp_path / "headrace.yaml").write_text(CATALOGUE, encoding="utf-8")
    write_records(tmp_path)
    assert headrace("import", "shop.csv").returncode == 0
    listed = json.loads(headrace("items", "first-payment", "--json").stdout)
    return str(listed["strips"][0]["key"])


def test_a_step_is_an_event_of_its_item(headrace: Call, tmp_path: Path) -> None:
    """It is on the item, with its time; the same again is known already; who said it is not to be read."""
    key = begun(headrace, tmp_path)
    asked = ("note", key, "Approved by the customer", "--at", "2025-01-10 14:30", "--by", "Ann Example")
    first = headrace(*asked)
    assert first.returncode == 0, first.stderr
    assert "1 step" in first.stdout
    assert "known already" in headrace(*asked).stdout
    shown = headrace("export", "log.json")
    assert shown.returncode == 0, shown.stderr
    exported = (tmp_path / "log.json").read_text(encoding="utf-8")
    assert "Approved by the customer" in exported
    assert "Ann Example" not in exported
    assert "kind: manual" in (tmp_path / "headrace.yaml").read_text(encoding="utf-8")


def test_a_file_of_steps_is_kept_whole_or_not_at_all(headrace: Call, tmp_path: Path) -> None:
    """One unknown item among many keeps none; without it, all."""
    key = begun(headrace, tmp_path)
    file = tmp_path / "steps.csv"
    file.write_text(
        f"item,step,at\n{key},Sent to legal,2025-01-10\nNOTHING-1,Sent,2025-01-11\n", encoding="utf-8"
    )
    done = headrace("note", "--csv", "steps.csv")
    assert done.returncode == 2
    assert "NOTHING-1" in done.stderr
    file.write_text(
        f"item,step,at\n{key},Sent to legal,2025-01-10\n{key},Back,2025-01-12\n", encoding="utf-8"
    )
    assert "2 steps" in headrace("note", "--csv", "steps.csv").stdout


def test_what_is_no_step_is_told(headrace: Call, tmp_path: Path) -> None:
    """No item, no time, no such column: a sentence each, and nothing kept."""
    key = begun(headrace, tmp_path)
    (tmp_path / "steps.csv").write_text("item,what\nA,B\n", encoding="utf-8")
    for arguments in (("note",), ("note", key, "Sent", "--at", "soon"), ("note", "--csv", "steps.csv"),
                      ("note", "--csv", "nothing.csv"), ("note", key, "x", "--csv", "steps.csv")):  # fmt: skip
        done = headrace(*arguments)
        assert done.returncode in (2, 3), arguments
        assert "Traceback" not in done.stderr
    assert "manual" not in (tmp_path / "headrace.yaml").read_text(encoding="utf-8")
