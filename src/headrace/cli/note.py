"""``headrace note``: steps that no tool records, written down by hand."""

from __future__ import annotations

import csv
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from headrace.cli.document import document
from headrace.cli.importing import counted
from headrace.cli.invocation import Invocation, command
from headrace.errors import BadInput, BadRequest

if TYPE_CHECKING:
    from headrace.connectors.manual.steps import WrittenStep

_SHOWN = 5
"""Steps that were taken back, listed one by one."""

COLUMNS = ("item", "step", "at", "by")
"""Of a file of steps; ``by`` may be left out."""


@command(
    'headrace note SHOP-12 "Approved by the customer"',
    'headrace note SHOP-12 "Approved by the customer" --at "2026-11-20 14:30" --by "Sales"',
    "headrace note --csv steps.csv",
    "headrace note SHOP-12 --list",
    'headrace note SHOP-12 "Approved by the customer" --undo',
)
def note(
    invocation: Invocation,
    item: Annotated[str | None, typer.Argument(metavar="ITEM", help="The item's key or id.")] = None,
    step: Annotated[str | None, typer.Argument(metavar="STEP", help="What happened, in a few words.")] = None,
    at: Annotated[str | None, typer.Option("--at", help="When, in UTC. Without it: now.")] = None,
    by: Annotated[str, typer.Option("--by", help="Who says so; kept under a key.")] = "",
    file: Annotated[
        Path | None,
        typer.Option(
            "--csv", metavar="FILE", help="Many at once: columns item, step, at, and by if you like."
        ),
    ] = None,
    listing: Annotated[
        bool, typer.Option("--list", help="List what was written down, of ITEM or of all.")
    ] = False,
    undo: Annotated[
        bool, typer.Option("--undo", help="Take the step back, or all steps of the file: they count no more.")
    ] = False,
) -> None:
    """Write down a step that no tool records; it counts as any other event.

    A rule in headrace.yaml reads it as item.step=WORDS. All steps of a file are kept, or none. Writing the same
    step down again changes nothing. What is taken back stays listed and can be written down again.
    """
    if listing:
        _list(invocation, item or "", other=bool(step or file or undo))
        return
    if file is not None and (item or step):
        raise BadRequest(
            "A step and a file of steps were given.", "Nothing was kept.", ["Leave one of them out."]
        )
    steps = _listed(file) if file is not None else [_one(item, step, at, by)]
    if undo:
        _take_back(invocation, [(*one[:2], one[2] if at or file else "", one[3]) for one in steps])
        return
    kept = invocation.workspace().note(steps)
    if invocation.json:
        print(document({"steps": len(steps), "new": kept}))
        return
    known = f"; {counted(len(steps) - kept, 'step')} known already" if kept < len(steps) else ""
    invocation.say(f"Wrote down {counted(kept, 'step')}{known}.")
    invocation.next(("headrace check --show rules", "which rules read steps"))


def _take_back(invocation: Invocation, steps: list[tuple[str, str, str, str]]) -> None:
    taken = invocation.workspace().take_back(steps)
    if invocation.json:
        print(document({"taken_back": [asdict(one) for one in taken]}))
        return
    invocation.say(f"Took back {counted(len(taken), 'step')}; what was known before counts again.")
    for one in taken[:_SHOWN]:
        invocation.say(f"  {_said(one)}")
    invocation.next(("headrace note --list", "what is written down, and what was taken back"))


def _list(invocation: Invocation, item: str, *, other: bool) -> None:
    """Print what was written down about an item, or about all."""
    if other:
        raise BadRequest(
            "--list lists, and something to write down was given.",
            "Nothing was kept.",
            [f"headrace note {item} --list".replace("  ", " ")],
        )
    steps = invocation.workspace().steps(item)
    if invocation.json:
        print(document({"steps": [asdict(one) for one in steps]}))
        return
    if not steps:
        invocation.say(f"Nothing is written down{f' about {item}' if item else ''}.")
    for step in steps:
        invocation.say(_said(step))


def _said(step: WrittenStep) -> str:
    from headrace.report.words import day, moment

    when = day(step.at) if step.date_only else moment(step.at)
    back = "" if step.taken_back_at is None else f"   taken back on {moment(step.taken_back_at)} UTC"
    return f"{step.item}   {when}   {step.step}{back}"


def _one(item: str | None, step: str | None, at: str | None, by: str) -> tuple[str, str, str, str]:
    from datetime import UTC, datetime

    if not item or not step:
        raise BadRequest(
            "headrace note needs an item and what happened to it.",
            "Nothing was kept.",
            ['headrace note SHOP-12 "Approved by the customer"', "headrace note --csv steps.csv"],
        )
    return item, step, at or datetime.now(UTC).isoformat(timespec="seconds"), by


def _listed(file: Path) -> list[tuple[str, str, str, str]]:
    """Read a file of steps; raises ``BadInput`` for the first line that is none."""
    try:
        with file.open(encoding="utf-8-sig", newline="") as lines:
            table = csv.DictReader(lines)
            missing = [name for name in COLUMNS[:3] if name not in (table.fieldnames or ())]
            if missing:
                raise BadInput(
                    f'{file} has no column "{missing[0]}".', "Nothing was kept.", ["Columns: item,step,at,by"]
                )
            steps = [tuple((row.get(name) or "").strip() for name in COLUMNS) for row in table]
    except (OSError, UnicodeDecodeError, csv.Error) as problem:
        raise BadInput(
            f"{file} cannot be read: {problem}.", "Nothing was kept.", ["Save it as CSV in UTF-8."]
        ) from problem
    for number, one in enumerate(steps, 2):
        if not all(one[:3]):
            raise BadInput(
                f"{file}, line {number}: item, step or at is empty.", "Nothing was kept.", ["Fill it in."]
            )
    return [(one[0], one[1], one[2], one[3]) for one in steps]
