"""A small hand-checked log: ten items built and delivered, with incidents, findings, builds and reverts around them.

Day 0 is Monday 6 January 2025; every number of days below is exact. Item ``SHOP-n`` is opened on day n, done on day
n + 5 by deployment ``D-n`` of its change, and the deployment of SHOP-1 caused two incidents.
"""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from headrace.engine import Embedded
from headrace.eventlog.model import Batch
from headrace.eventlog.store import Store
from headrace.value_streams.definition import ValueStream
from headrace.value_streams.derivation import derive
from tests.flow.events import FIRST

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

DAY = 86_400_000_000
START = int(FIRST.timestamp()) * 1_000_000

STREAM = ValueStream.model_validate(
    {
        "id": "shop",
        "name": "Shop",
        "customer": "a shop",
        "value": "has it",
        "items": "item",
        "follows": ["change", "commit", "build", "deployment"],
        "kind": "type",
        "services": ["Till"],
        "stages": [
            {"name": "Build", "function": "Engineering", "working": ["item.opened"]},
            {"name": "Release", "function": "Operations", "waiting": ["change.merged"]},
        ],
        "done": ["deployment.finished=success"],
    }
)


def at(day: float) -> int:
    """Return the time so many days after the first, in µs UTC."""
    return START + round(day * DAY)


def work() -> Batch:
    """Return ten items with change, commit, two builds and a deployment each; SHOP-3's commit was taken back."""
    batch = Batch("tracker")
    for n in range(10):
        item = batch.add_object("item", f"SHOP-{n}")
        batch.add_event("opened", f"{n}", at(n), [item])
        change, commit = batch.add_object("change", f"o/till#{n}"), batch.add_object("commit", f"{n:040x}")
        batch.add_value(change, "repository", "o/till")
        batch.add_event("merged", f"{n}", at(n + 3), [change])
        batch.add_event("committed", f"{n}", at(n + 1), [commit])
        deployed = batch.add_object("deployment", f"D-{n}")
        batch.add_event("finished", f"d{n}", at(n + 5), [deployed], value="success")
        for run, result in enumerate(("failure", "success") if n % 2 else ("success", "cancelled")):
            build = batch.add_object("build", f"B-{n}-{run}")
            batch.add_event("finished", f"b{n}{run}", at(n + 2 + run / 10), [build], value=result)
            batch.add_relation(build, change, "of", rule="built change")
        batch.add_relation(change, item, "about", rule="key in text")
        batch.add_relation(commit, change, "of", rule="commit of the change")
        batch.add_relation(deployed, change, "brought", rule="deploying build")
    undo = batch.add_object("commit", "f" * 40)
    batch.add_event("committed", "undo", at(9), [undo])
    batch.add_relation(undo, f"tracker:commit:{3:040x}", "reverts", rule="reverted commit")
    return batch


def trouble() -> Batch:
    """Return incidents: two caused by D-1, one of the service, one still open and linked, and one of nobody here."""
    batch = Batch("pager")

    def incident(key: str, service: str, *happened: tuple[str, float]) -> str:
        oid = batch.add_object("incident", key)
        batch.add_value(oid, "service", service)
        batch.add_value(oid, "severity", "high" if key == "1" else "low")
        for number, (what, day) in enumerate(happened):
            batch.add_event(what, f"{key}/{number}", at(day), [oid])
        return oid

    first = incident("1", "till", ("opened", 7), ("acknowledged", 7.5), ("resolved", 9), ("closed", 12))
    second = incident("2", "other", ("opened", 10), ("resolved", 11), ("reopened", 12), ("resolved", 16))
    for oid in (first, second):
        batch.add_mention(oid, "D-1", "caused by", rule="declared issue link", declared=True)
    incident("3", "TILL", ("opened", 14), ("acknowledged", 15), ("resolved", 15.5))
    still = incident("4", "other", ("opened", 17))
    batch.add_mention(still, "SHOP-2", "about", rule="declared issue link", declared=True)
    incident("5", "elsewhere", ("opened", 8), ("resolved", 9))
    return batch


def findings() -> Batch:
    """Return findings in the shop's repository: fixed after 4 days, open, dismissed; and one elsewhere."""
    batch = Batch("scans")
    for key, repository, severity, happened in (
        ("1", "o/till", "high", (("found", 2), ("fixed", 6))),
        ("2", "o/till", "critical", (("found", 5),)),
        ("3", "o/till", "low", (("found", 5), ("dismissed", 8))),
        ("4", "o/else", "low", (("found", 5), ("fixed", 6))),
    ):
        oid = batch.add_object("vulnerability", key)
        batch.add_value(oid, "repository", repository)
        batch.add_value(oid, "severity", severity)
        for what, day in happened:
            batch.add_event(what, f"{key}/{what}", at(day), [oid])
    return batch


def defects() -> Batch:
    """Return bugs: one linked to SHOP-0 and opened after it was done, one linked before, one of no delivered work."""
    batch = Batch("bugs")
    for key, day, names in (("BUG-1", 8, "SHOP-0"), ("BUG-2", 3, "SHOP-0"), ("BUG-3", 9, "BUG-1")):
        oid = batch.add_object("item", key)
        batch.add_value(oid, "type", "Bug")
        batch.add_event("reported", key, at(day), [oid])
        batch.add_mention(oid, names, "relates to", rule="declared issue link", declared=True)
    return batch


@contextmanager
def derived(folder: Path, *batches: Batch) -> Iterator[Embedded]:
    """Yield the derived tables of the stream over a log of these batches."""
    store = Store(folder / "store")
    store.ingest(batches)
    engine = Embedded(log=store.snapshots.current())
    try:
        derive(engine, STREAM)
        yield engine
    finally:
        engine.close()
