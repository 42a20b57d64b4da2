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


def steps_in_log(headrace: Call, tmp_path: Path) -> int:
    """Return how many steps written by hand an export has."""
    assert headrace("export", "log.json").returncode == 0
    exported = json.loads((tmp_path / "log.json").read_text(encoding="utf-8"))
    (tmp_path / "log.json").unlink()
    return sum(event["type"] == "step" for event in exported["events"])


def test_a_step_can_be_taken_back_and_written_down_again(headrace: Call, tmp_path: Path) -> None:
    """The log follows both; the list keeps that it was there; taken back twice is told."""
    key = begun(headrace, tmp_path)
    asked = ("note", key, "Approved", "--at", "2025-01-10 14:30", "--by", "Ann Example")
    for arguments in (
        asked,
        ("note", key, "Sent", "--at", "2025-01-11"),
        ("note", key, "Sent", "--at", "2025-01-12"),
    ):
        assert headrace(*arguments).returncode == 0
    assert steps_in_log(headrace, tmp_path) == 3
    several = headrace("note", key, "Sent", "--undo")
    assert several.returncode == 2
    assert "2025-01-11" in several.stderr
    done = headrace("note", key, "Approved", "--undo")
    assert (done.returncode, "Took back 1 step" in done.stdout) == (0, True), done.stderr
    assert steps_in_log(headrace, tmp_path) == 2
    assert headrace("note", key, "Sent", "--at", "2025-01-12T00:00", "--undo").returncode == 2, (
        "a day is no time"
    )
    assert headrace("note", key, "Approved", "--undo").returncode == 2
    listed = json.loads(headrace("note", key, "--list", "--json").stdout)["steps"]
    assert [(one["step"], one["taken_back_at"] is None) for one in listed] == [
        ("Approved", False), ("Sent", True), ("Sent", True),
    ]  # fmt: skip
    shown = headrace("note", "--list").stdout
    assert "taken back on" in shown
    assert "Ann Example" not in shown
    assert headrace(*asked).returncode == 0
    assert steps_in_log(headrace, tmp_path) == 3


def test_a_file_of_steps_is_taken_back_whole_or_not_at_all(headrace: Call, tmp_path: Path) -> None:
    """One that is not written down among many: none is taken back."""
    key = begun(headrace, tmp_path)
    file = tmp_path / "steps.csv"
    right = f"item,step,at\n{key},Sent to legal,2025-01-10\n{key},Back,2025-01-12\n"
    file.write_text(right, encoding="utf-8")
    assert headrace("note", "--csv", "steps.csv").returncode == 0
    file.write_text(right + f"{key},Never,2025-01-12\n", encoding="utf-8")
    assert headrace("note", "--csv", "steps.csv", "--undo").returncode == 2
    assert steps_in_log(headrace, tmp_path) == 2
    file.write_text(right, encoding="utf-8")
    assert "2 steps" in headrace("note", "--csv", "steps.csv", "--undo").stdout
    assert steps_in_log(headrace, tmp_path) == 0
    assert headrace("note", key, "x", "--list").returncode == 2
