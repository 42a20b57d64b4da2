"""A generated event log of any size, written straight into a store: what the large benchmarks run on.

Every item is set to ten statuses in order, one a day and at an hour of that day; one item in ten is sent back
from Testing to Building once, in place of two later steps. Items begin at any second of two years, so that
many overlap, and the records end with those two years, so that the last items are unfinished. Where a choice
is to be made, a hash of the item's number makes it: the same size gives the same log.
"""

from __future__ import annotations

from pathlib import Path

from headrace.engine import Embedded
from headrace.eventlog.ingestion import prepare
from headrace.eventlog.store import Store

STATUSES = (
    "New",
    "Shaping",
    "Ready",
    "Building",
    "Built",
    "Testing",
    "Tested",
    "Releasing",
    "Checked",
    "Closed",
)
KINDS = ("feature", "fix", "risk")

DEFINITION = """\
version: 1
made_up: true
value_streams:
  large:
    name: Large
    customer: a customer
    value: gets it
    items: item
    kind: type
    stages:
      - {name: Shape, function: Product, waiting: [item.status=New], working: [item.status=Shaping]}
      - {name: Build, function: Engineering, waiting: [item.status=Ready], working: [item.status=Building]}
      - {name: Test, function: Quality, waiting: [item.status=Built], working: [item.status=Testing]}
      - name: Release
        function: Operations
        waiting: [item.status=Tested]
        working: [item.status=Releasing, item.status=Checked]
    done: [item.status=Closed]
"""


STREAM = "large"
_BEGIN = 1_640_995_200_000_000
_YEARS = 63_072_000
"""Seconds of the two years from 2022-01-01."""


def make(folder: Path, events: int) -> int:
    """Write a workspace with a log of at least ``events`` events into ``folder``; return how many it has."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "headrace.yaml").write_text(DEFINITION, encoding="utf-8")
    with Store(folder / ".headrace" / "store").snapshots.writing() as (side, _):
        engine = Embedded(side)
        prepare(engine)
        # a hundredth more, for what would have come after the end
        _fill(engine, events * 101 // (100 * len(STATUSES)) + 1)
        engine.execute("checkpoint")
        count: int = engine.execute("select count(*) from happenings")[0][0]
        engine.close()
    return count


def _fill(engine: Embedded, items: int) -> None:
    steps = len(STATUSES)
    engine.execute("insert into sources (source, read_at, skipped, files) values ('large', 0, 0, '')")
    engine.execute(
        f"insert into objects select i + 1, 'large:item:L-' || i, 'large', 'item', 'L-' || i, null, null, null "
        f"from range({items}) t(i)"
    )
    kinds = "[" + ", ".join(f"'{kind}'" for kind in KINDS) + "]"
    engine.execute(
        f"insert into object_values select i + 1, 'type', {kinds}[1 + (hash(i) % {len(KINDS)})::bigint], 0 "
        f"from range({items}) t(i)"
    )
    # activity 3 is Building, 5 is Testing
    engine.execute(
        f"""insert into happenings
        select i + 1 as item, occurred_at,
               case when i % 10 = 0 and k = 6 then 3 when i % 10 = 0 and k = 7 then 5 else k end,
               i * {steps} + k, false, ''
        from (select i, k, {_BEGIN} + (hash(i) % {_YEARS})::bigint * 1000000 + k * 86400000000
                     + (hash(i * {steps} + k) % 80000000000)::bigint as occurred_at
              from range({items}) t(i), range({steps}) u(k))
        where occurred_at < {_BEGIN + _YEARS * 1_000_000} order by item, occurred_at"""
    )
    statuses = "[" + ", ".join(f"'{status}'" for status in STATUSES) + "]"
    engine.execute(
        f"""insert into events
        select event_no, 'large:status:' || event_no, 'large', 'status', {statuses}[1 + activity_no], occurred_at,
               false, null, null
        from happenings"""
    )
    for number, status in enumerate(STATUSES):
        engine.execute(
            """insert into activities select ?, 'large', 'item', 'status', ?, count(*)
            from happenings where activity_no = ?""",
            [number, status, number],
        )
