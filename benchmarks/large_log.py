"""A generated event log of any size, written straight into a store: what the large benchmarks run on.

Every item goes through seven statuses in order; one in ten is sent back from Test to Build once. Times are
spread by a hash over two years, so that items overlap; 10 events an item. Nothing is random: the same size
gives the same log.
"""

from __future__ import annotations

from pathlib import Path

from headrace.eventlog.ingestion import prepare
from headrace.eventlog.store import Store
from headrace.engine import Embedded

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
      - {name: Release, function: Operations, waiting: [item.status=Tested], working: [item.status=Releasing, item.status=Checked]}
    done: [item.status=Closed]
"""


def make(folder: Path, events: int) -> Path:
    """Write a workspace with a log of about ``events`` events into ``folder`` and return it."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "headrace.yaml").write_text(DEFINITION, encoding="utf-8")
    items = events // len(STATUSES)
    store = Store(folder / ".headrace" / "store")
    with store.snapshots.writing() as side:
        engine = Embedded(side)
        prepare(engine)
        _fill(engine, items)
        engine.execute("checkpoint")
        engine.close()
    return folder


def _fill(engine: Embedded, items: int) -> None:
    steps = len(STATUSES)
    engine.execute("insert into sources values ('large', 0, 0, '')")
    engine.execute(
        f"insert into objects select i + 1, 'large:item:L-' || i, 'large', 'item', 'L-' || i, null, null, null "
        f"from range({items}) t(i)"
    )
    kinds = "[" + ", ".join(f"'{kind}'" for kind in KINDS) + "]"
    engine.execute(
        f"insert into object_values select i + 1, 'type', {kinds}[1 + (hash(i) % {len(KINDS)})::bigint], 0 "
        f"from range({items}) t(i)"
    )
    for number, status in enumerate(STATUSES):
        engine.execute(
            "insert into activities values (?, 'large', 'item', 'status', ?, ?)", [number, status, items]
        )
    # the hour of each step within its day; one item in ten goes back from Testing (5) to Building (3) at step 6
    engine.execute(
        f"""insert into happenings
        select i + 1,
               1640995200000000 + (hash(i) % 63072000)::bigint * 1000000 + k * 86400000000
                   + (hash(i * {steps} + k) % 80000000000)::bigint,
               case when i % 10 = 0 and k = 6 then 3 when i % 10 = 0 and k = 7 then 5 else k end,
               i * {steps} + k, false, ''
        from range({items}) t(i), range({steps}) u(k) order by 1, 2"""
    )
    engine.execute(
        f"""insert into events
        select i * {steps} + k, 'large:status:L-' || i || '/' || k, 'large', 'status', null, 0, false, null, null
        from range({items}) t(i), range({steps}) u(k)"""
    )
