"""What other processes do to a store in its tests: write until killed, read while one writes, write too much.

They are forked from a server that has loaded the product once, so that starting one takes no time.
"""

from __future__ import annotations

import multiprocessing
import os
import resource
import shutil
import signal
from pathlib import Path
from typing import TYPE_CHECKING, Any

from headrace.errors import StoreUnavailable
from headrace.eventlog.model import Batch
from headrace.eventlog.store import Store

if TYPE_CHECKING:
    from collections.abc import Callable
    from multiprocessing.connection import Connection
    from multiprocessing.context import ForkServerProcess

LOADED = [
    "tests.eventlog.processes",
    "tests.value_streams.test_derivation",
    "tests.connectors.test_killed",
    "headrace.value_streams.derivation",
    "headrace.connectors.ground.http_client",
]
"""What the server has loaded: every module with a task, and what tasks load only when they begin."""

PAIRS = 3
"""Items that every batch adds, each with one event, one value and one relation."""


def start(task: Callable[..., None], *arguments: Any) -> tuple[ForkServerProcess, Connection]:
    """Start a task in a process of its own; its first argument is the other end of the returned connection."""
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(LOADED)
    ours, theirs = context.Pipe()
    process = context.Process(target=task, args=(theirs, *arguments), daemon=True)
    process.start()
    theirs.close()
    return process, ours


def batch(number: int, items: int = PAIRS) -> Batch:
    """Return the nth batch: whoever sees a part of it sees unequal counts."""
    said = Batch("counting", complete=False)
    for index in range(items):
        item = said.add_object("item", f"{number}-{index}", label="x" * 40)
        said.add_value(item, "batch", str(number))
        said.add_event("counted", f"{number}-{index}", number * 1_000_000 + index, [item])
        said.add_relation(item, f"counting:item:{number}-0", "first", rule="declared in the test")
    return said


def counted(store: Store) -> dict[str, int]:
    """Return how many rows each table holds of what batches add equally, and the number of batches."""
    engine = store.open()
    try:
        tables = ("objects", "object_values", "events", "happenings", "relations", "links")
        found = {name: engine.execute(f"select count(*) from {name}")[0][0] for name in tables}  # noqa: S608
        found["batches"] = engine.execute('select count(distinct "value") from object_values')[0][0]
    finally:
        engine.close()
    return found


def whole_batches(found: dict[str, int]) -> int:
    """Return how many batches a store holds; fails when it holds a part of one."""
    expected = dict.fromkeys(found, found["batches"] * PAIRS) | {"batches": found["batches"]}
    assert found == expected
    return found["batches"]


def write_for_ever(told: Connection, folder: Path, first: int) -> None:
    """Ingest batch after batch, telling the number of each that is safely stored."""
    store = Store(folder)
    number = first
    while True:
        store.ingest([batch(number)])
        told.send(number)
        number += 1


def write_and_die_at(told: Connection, folder: Path, number: int, step: int) -> None:
    """Ingest one batch and die, as by a power cut, right before the nth step that changes files."""
    taken = 0

    def dying(change: Callable[..., Any]) -> Callable[..., Any]:
        def counted_change(*arguments: Any, **named: Any) -> Any:
            nonlocal taken
            taken += 1
            if taken == step:
                os.kill(os.getpid(), signal.SIGKILL)
            return change(*arguments, **named)

        return counted_change

    shutil.copyfile = dying(shutil.copyfile)
    os.fsync = dying(os.fsync)
    for name in ("replace", "write_text", "unlink"):
        setattr(Path, name, dying(getattr(Path, name)))
    Store(folder).ingest([batch(number)])
    told.send(taken)


def read_until_told(told: Connection, folder: Path) -> None:
    """Read again and again until told to stop; then tell what was seen: readings, and the first bad one."""
    seen: list[int] = []
    problem = ""
    while not told.poll():
        try:
            seen.append(whole_batches(counted(Store(folder))))
        except (AssertionError, StoreUnavailable) as error:
            problem = problem or repr(error)
    told.send((seen, problem))


def write_too_much(told: Connection, folder: Path, limit: int) -> None:
    """Ingest with files limited to so many bytes, as on a full disk; tell what was said."""
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))
    try:
        Store(folder).ingest([batch(2, items=60_000)])
        told.send("it all went in")
    except StoreUnavailable as error:
        told.send(str(error))
