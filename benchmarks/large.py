"""A log of ten million events: building visits and sums against a plain scan, and the map on what is stored.

Every step runs in a process of its own, so that each one's peak memory is its own.
"""

from __future__ import annotations

import argparse
import json
import resource
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

import narwhals as nw

import large_log
from headrace.engine import Embedded
from headrace.value_streams.derivation import Derivations, derive
from headrace.workspace import Workspace
from measured import Timings, in_turn, shown, table, timed

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

HERE = Path(__file__).resolve().parent
COLUMNS = ("object_no", "occurred_at", "activity_no")
"""What visits are made from: the item, the time and what happened."""

VISITS = ("start_unknown", "visits")
"""Tables that are the visits themselves; all others that a derivation computes are sums made from them."""


class Watched(Embedded):
    """An engine that notes how long each table took to be computed and saved."""

    def __init__(self, path: Path, log: Path) -> None:
        super().__init__(path, log=log)
        self.saved: dict[str, float] = {}

    def save(self, name: str, frame: nw.LazyFrame[Any], sort_by: tuple[str, ...] = ()) -> None:  # type: ignore[override]
        """Compute a frame into a stored table."""
        self.saved[name] = timed(lambda: super(Watched, self).save(name, frame, sort_by))

    def once(self, frame: nw.LazyFrame[Any]) -> nw.LazyFrame[Any]:
        """Compute a frame that several tables are made from."""
        found: list[nw.LazyFrame[Any]] = []
        seconds = timed(lambda: found.append(super(Watched, self).once(frame)))
        self.saved["computed once"] = self.saved.get("computed once", 0.0) + seconds
        return found[0]


def build(workspace: Workspace, runs: int) -> dict[str, Any]:
    """Time two scans of the log's columns and the whole derivation, in turn; and each table it computes.

    ``used`` is the time of all processors: it says how much work it was, however busy the machine is.
    """
    log = workspace.store.current()
    stream = workspace.catalogue.stream(large_log.STREAM)
    saved: list[dict[str, float]] = []
    used: dict[str, list[float]] = {}

    def scan(columns: tuple[nw.Expr, ...]) -> float:
        with closing(Embedded(log, read_only=True)) as engine:
            frame = engine.table("happenings").select(*columns)
            return timed(lambda: frame.collect(backend="pyarrow"))

    def derived() -> float:
        with TemporaryDirectory(dir=workspace.root) as folder:
            with closing(Watched(Path(folder) / "visits.duckdb", log)) as engine:
                seconds = timed(lambda: derive(engine, stream)) + timed(lambda: engine.execute("checkpoint"))
            saved.append(engine.saved)
        return seconds

    def noted(name: str, call: Callable[[], float]) -> float:
        before = time.process_time()
        seconds = call()
        used.setdefault(name, []).append(time.process_time() - before)
        return seconds

    columns = tuple(nw.col(column) for column in COLUMNS)
    calls = {
        "sum": lambda: noted("sum", lambda: scan(tuple(column.sum() for column in columns))),
        "read": lambda: noted("read", lambda: scan(columns)),
        "derive": lambda: noted("derive", derived),
    }
    taken = {name: each.seconds for name, each in in_turn(calls, runs).items()}
    counted = {name: each[1:] for name, each in used.items()}
    return {**taken, "used": counted, "saved": {name: [run[name] for run in saved[1:]] for name in saved[0]}}


def derive_once(workspace: Workspace, _runs: int) -> dict[str, Any]:
    """Derive as the product does, once, for the peak of memory."""
    stream = workspace.catalogue.stream(large_log.STREAM)
    derivations = Derivations(workspace.derivations.folder)
    seconds = timed(lambda: derivations.open(stream, workspace.store.current()).close())
    size = sum(path.stat().st_size for path in derivations.folder.iterdir())
    return {"seconds": seconds, "stored": size}


def ask(workspace: Workspace, runs: int) -> dict[str, Any]:
    """Time the whole map, for all work and for one kind, and every query that it asks, each by itself.

    Each time in a workspace just opened, as a workspace keeps its answers.
    """
    found: dict[str, list[float]] = {}
    collect = nw.LazyFrame.collect

    def watched(frame: nw.LazyFrame[Any], *args: Any, **how: Any) -> Any:
        place, result = _asker(), []
        found.setdefault(place, []).append(timed(lambda: result.append(collect(frame, *args, **how))))
        return result[0]

    calls = {
        "whole map": lambda: timed(lambda: Workspace(workspace.root).map(large_log.STREAM)),
        "whole map, one kind of work": lambda: timed(
            lambda: Workspace(workspace.root).map(large_log.STREAM, kind="fix")
        ),
        "slowest items, first page": lambda: timed(lambda: Workspace(workspace.root).items(large_log.STREAM)),
    }
    whole = {name: each.seconds for name, each in in_turn(calls, runs).items()}
    nw.LazyFrame.collect = watched  # type: ignore[method-assign]
    for _ in range(runs):
        Workspace(workspace.root).map(large_log.STREAM)
    nw.LazyFrame.collect = collect  # type: ignore[method-assign]
    return {"whole": whole, "queries": found}


def _asker() -> str:
    """Return the module and function of ours that asks a query."""
    for frame in _frames():
        name = frame.f_globals.get("__name__", "")
        if name.startswith("headrace.") and name != "headrace.engine":
            return f"{name.removeprefix('headrace.')}.{frame.f_code.co_name}"
    return "?"


def _frames() -> Iterator[Any]:
    frame = sys._getframe(2)
    while frame is not None:
        yield frame
        frame = frame.f_back


STEPS = {"build": build, "once": derive_once, "ask": ask}


def step(name: str, folder: Path, runs: int) -> dict[str, Any]:
    """Run a step in a process of its own; return what it found and its peak memory in bytes."""
    call = [sys.executable, __file__, "--folder", str(folder), "--runs", str(runs), "--step", name]
    return json.loads(subprocess.run(call, check=True, capture_output=True, text=True).stdout)


def report(folder: Path, events: int, runs: int) -> None:
    """Measure everything and print it."""
    count = large_log.make(folder, events)
    log = Workspace(folder).store.current().stat().st_size
    print(f"{count:,} events of one stream, {log / 1e6:,.0f} MB as stored; {runs} runs each, in turn.\n")
    found = step("build", folder, runs)
    scan, read = Timings(tuple(found["sum"])), Timings(tuple(found["read"]))
    visits = _added(found["saved"], lambda name: name in VISITS)
    sums = _added(found["saved"], lambda name: name not in VISITS)
    lines = {
        "scan of the columns, summed up": scan,
        "scan of the columns, read into memory": read,
        "visits, built and saved": visits,
        "sums made from the visits": sums,
        "all that a derivation does": Timings(tuple(found["derive"])),
    }
    table(
        ("", "median", "fastest – slowest", "times the summed scan", "times the read"),
        [(name, *each.cells(), _times(each, scan), _times(each, read)) for name, each in lines.items()],
    )
    words = {"sum": "the summed scan", "read": "the read", "derive": "a derivation"}
    used = (f"{words[name]} {shown(Timings(tuple(each)).median)}" for name, each in found["used"].items())
    print(f"Of all processors together, medians: {', '.join(used)}.\n")
    once = step("once", folder, 1)
    asked = step("ask", folder, runs)
    _print_queries(asked)
    print(
        f"Peak memory: deriving {once['peak'] / 1e9:.2f} GB, answering {asked['peak'] / 1e9:.2f} GB. "
        f"Derived tables: {once['stored'] / 1e6:,.0f} MB.\n"
    )


def _added(saved: dict[str, list[float]], counts: Any) -> Timings:
    return Timings(tuple(map(sum, zip(*(runs for name, runs in saved.items() if counts(name)), strict=True))))


def _times(one: Timings, other: Timings) -> str:
    return f"{one.median / other.median:.1f}"


def _print_queries(asked: dict[str, Any]) -> None:
    lines = [(f"**{name}**", *Timings(tuple(runs)).cells()) for name, runs in asked["whole"].items()]
    queries = {name: Timings(tuple(runs)) for name, runs in asked["queries"].items()}
    slowest = sorted(queries, key=lambda name: -queries[name].median)
    table(
        ("on what is stored", "median", "fastest – slowest"),
        [*lines, *((f"query of `{name}`", *queries[name].cells()) for name in slowest)],
    )


def main() -> None:
    """Measure and print, or run one step for the process that does."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--events", type=int, default=10_000_000)
    asked.add_argument("--runs", type=int, default=5)
    asked.add_argument("--folder", type=Path)
    asked.add_argument("--step", choices=STEPS)
    given = asked.parse_args()
    if given.step:
        found = STEPS[given.step](Workspace(given.folder), given.runs)
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
        print(json.dumps({**found, "peak": peak}))
    else:
        (HERE / ".work").mkdir(exist_ok=True)
        with TemporaryDirectory(dir=HERE / ".work") as folder:
            report(Path(folder), given.events, given.runs)


if __name__ == "__main__":
    main()
