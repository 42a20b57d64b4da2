"""Records of four tools about the same work, some of which contradict each other: each item is one known case."""

from __future__ import annotations

from typing import TYPE_CHECKING

from headrace.eventlog import link_rules
from headrace.eventlog.model import Batch
from headrace.eventlog.store import Store
from headrace.workspace import Workspace

if TYPE_CHECKING:
    from pathlib import Path

DAY = 86_400_000_000
FIRST = 1_700_000_000_000_000 // DAY * DAY

CATALOGUE = """\
sources:
  tracker: {tool: Tracker}
  code: {tool: Code}
  deploys: {tool: Deploys}
value_streams:
  shop:
    name: A wish is in use
    customer: a shop
    value: gets what it wished for
    unit: wish
    items: item
    follows: [ticket, change, analysis, build, deployment]
    stages:
      - name: Hear
        function: Support
        working: [ticket.created]
      - name: Build
        function: Engineering
        waiting: [item.status=Ready]
        working: [item.status=Bulding, item.status=Building, change.opened]
      - name: Check
        function: Security
        working: [analysis.analysed]
      - name: Try
        function: Quality
        working: [item.status=Testign]
      - name: Approve
        function: Operations
        working: [build.approved]
      - name: Release
        function: Operations
        waiting: [change.merged]
        working: [deployment.started]
    done: [item.status=Done]
    cancelled: [item.status=Dropped]
"""
"""``Build`` has one slip of the pen; ``Check`` a tool that is missing, ``Try`` a value and ``Approve`` an event."""


def write_tools(folder: Path) -> Workspace:
    """Make a workspace of thirteen items, ``I-1`` to ``I-13``; see :func:`_cases` for what is wrong with which."""
    (folder / "headrace.yaml").write_text(CATALOGUE, encoding="utf-8")
    tracker, code, deploys = Batch("tracker"), Batch("code"), Batch("deploys")
    _cases(tracker, code, deploys)
    workspace = Workspace(folder)
    Store(folder / ".headrace" / "store").ingest([tracker, code, deploys])
    return workspace


def _cases(tracker: Batch, code: Batch, deploys: Batch) -> None:
    for number in range(1, 6):  # as it should be
        item(tracker, number)
        change(code, number)
        deployment(deploys, number)
    item(tracker, 6)  # done, its change is still open
    change(code, 6, merged=None)
    item(tracker, 7)  # done, and merged two days later; deployed after that
    change(code, 7, merged=8)
    deployment(deploys, 7, at=9)
    item(tracker, 8)  # done, its only change was closed
    change(code, 8, merged=None, closed=3)
    item(tracker, 9)  # deployed before it was merged
    change(code, 9, merged=5)
    deployment(deploys, 9, at=4)
    item(tracker, 10)  # its deployment failed
    change(code, 10)
    deployment(deploys, 10, outcome="failure")
    item(tracker, 11, done=None, now="Done")  # resolved, says Done, and no change of status tells of it
    tracker.add_event("resolved", "I-11", FIRST + 6 * DAY, [_item(11)], value="Fixed")
    item(tracker, 12, ready=-2)  # its first status is two days older than itself
    item(tracker, 13, ready=None, building=None, done=7)  # only its end is told: nothing else is asked of it


def _item(number: int) -> str:
    return f"tracker:item:I-{number}"


def item(
    batch: Batch,
    number: int,
    *,
    ready: float | None = 0,
    building: float | None = 1,
    done: float | None = 6,
    now: str = "",
) -> None:
    """Add an item with its changes of status, each on a day after the first; ``None``: there is none."""
    oid = batch.add_object(
        "item", f"I-{number}", label=f"Wish {number}", url=f"https://tracker.example/{number}"
    )
    batch.add_event("created", f"I-{number}", FIRST, [oid])
    last = ""
    for status, day in (("Ready", ready), ("Building", building), ("Done", done)):
        if day is not None:
            at = FIRST + int(day * DAY)
            batch.add_event("status", f"I-{number}.{status}", at, [oid], value=status)
            batch.add_value(oid, "status", status, at)
            last = status
    if now and now != last:
        batch.add_value(oid, "status", now, FIRST + 6 * DAY)


def change(batch: Batch, number: int, *, merged: float | None = 3, closed: float | None = None) -> None:
    """Add the change of an item, with a build of it."""
    oid = batch.add_object("change", f"o/r#{number}", label=f"Make wish {number}")
    batch.add_event("opened", f"c{number}", FIRST + 2 * DAY, [oid])
    if merged is not None:
        batch.add_event("merged", f"c{number}", FIRST + int(merged * DAY), [oid])
    if closed is not None:
        batch.add_event("closed", f"c{number}", FIRST + int(closed * DAY), [oid])
    batch.add_mention(oid, f"I-{number}", "names", rule=link_rules.KEY_IN_TEXT)
    build = batch.add_object("build", f"b{number}")
    batch.add_event("finished", f"b{number}", FIRST + 2 * DAY + 1, [build], value="success")
    batch.add_relation(build, oid, "of", rule=link_rules.BUILT_CHANGE)


def deployment(batch: Batch, number: int, *, at: float = 5, outcome: str = "success") -> None:
    """Add a deployment of what an item's change became."""
    oid = batch.add_object("deployment", f"d{number}")
    moment = FIRST + int(at * DAY)
    batch.add_event("started", f"d{number}", moment - 1, [oid])
    batch.add_event("finished", f"d{number}", moment, [oid], value=outcome)
    batch.add_mention(oid, f"o/r#{number}", "of", rule=link_rules.DEPLOYED_BY, declared=True)
