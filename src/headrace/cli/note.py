"""``headrace note``: steps that no tool records, written down by hand."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import Annotated

import typer

from headrace.cli.document import document
from headrace.cli.importing import counted
from headrace.cli.invocation import Invocation, command
from headrace.errors import BadInput, BadRequest

COLUMNS = ("item", "step", "at", "by")
"""Of a file of steps; ``by`` may be left out."""


@command(
    'headrace note SHOP-12 "Approved by the customer"',
    'headrace note SHOP-12 "Approved by the customer" --at "2026-11-20 14:30" --by "Sales"',
    "headrace note --csv steps.csv",
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
) -> None:
    """Write down a step that no tool records; it counts as any other event.

    A rule in headrace.yaml reads it as item.step=WORDS. All steps of a file are kept, or none. Writing the same
    step down again changes nothing.
    """
    if file is not None and (item or step):
        raise BadRequest(
            "A step and a file of steps were given.", "Nothing was kept.", ["Leave one of them out."]
        )
    steps = _listed(file) if file is not None else [_one(item, step, at, by)]
    kept = invocation.workspace().note(steps)
    if invocation.json:
        print(document({"steps": len(steps), "new": kept}))
        return
    known = f"; {counted(len(steps) - kept, 'step')} known already" if kept < len(steps) else ""
    invocation.say(f"Wrote down {counted(kept, 'step')}{known}.")
    invocation.next(("headrace check --show rules", "which rules read steps"))


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
