"""The pages of a stream of a million items, and every measure of its flow, from what is stored: processor time.

Every answer is computed anew, as for whoever asks a question first; the stored files are open, as in a server that
runs. Times are those of all processors together, so that a busy machine counts for nothing; on a quiet one ``--clock``
says what whoever asks waits.
"""

from __future__ import annotations

import argparse
import time
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

import large_log
from headrace.report.flow import current_flow
from headrace.report.kept_views import KeptViews
from headrace.report.view import Window
from headrace.workspace import Workspace
from measured import Timings, in_turn, table

if TYPE_CHECKING:
    from collections.abc import Callable

HERE = Path(__file__).resolve().parent
EVENTS_PER_ITEM = 10.14
EVER = Window(0, 33_000_000_000_000_000)
MEASURES = (
    "read_spans", "flow_survival", "weeks_of", "rates", "stage_parts", "efficiency", "flow_debt",
    "ageing", "stability", "sample_path", "distribution", "weekly_times", "groups", "behaviour", "diagram",
    "spell_lines",
)  # fmt: skip
"""What the flow page asks, as :mod:`headrace.report.flow.current_flow` names it."""


def pages(workspace: Workspace) -> dict[str, Callable[[], object]]:
    """Return a call for each page: what it asks the workspace."""
    stream = large_log.STREAM
    found: dict[str, Callable[[], object]] = {
        "map": lambda: workspace.map(stream),
        "flow, half a year": lambda: workspace.flow(stream),
        "flow, half a year, one kind of work": lambda: workspace.flow(stream, kind="fix"),
        "flow, all two years": lambda: workspace.flow(stream, window=EVER),
        "forecast": lambda: workspace.forecast(stream),
        "delivery, of which nothing is recorded": lambda: workspace.delivery(stream),
        "profile": lambda: workspace.profile(stream),
    }
    for order in ("slowest", "ageing", "oldest", "newest"):
        found[f"items, {order}"] = partial(workspace.items, stream, order=order)
    for at in ("open", "wait:build", "work:test", "return:test~build"):
        found[f"items, {at}"] = partial(workspace.items, stream, selection=at)
    return found


def asked_anew(
    workspace: Workspace, call: Callable[[], object], now: Callable[[], float] = time.process_time
) -> float:
    """Return the time of an answer that was not kept, in seconds."""
    workspace._views = KeptViews()
    before = now()
    call()
    return now() - before


def measures(workspace: Workspace, runs: int) -> dict[str, Timings]:
    """Return the processor time that each measure takes of one flow page; what several calls take is added up."""
    taken: dict[str, list[float]] = {name: [] for name in MEASURES}
    own = {name: getattr(current_flow, name) for name in MEASURES}
    for name, function in own.items():
        setattr(current_flow, name, _watched(function, taken[name]))
    try:
        for _ in range(runs):
            for spent in taken.values():
                spent.append(0.0)
            asked_anew(workspace, lambda: workspace.flow(large_log.STREAM))
    finally:
        for name, function in own.items():
            setattr(current_flow, name, function)
    return {name: Timings(tuple(spent)) for name, spent in taken.items()}


def _watched(function: Callable[..., Any], spent: list[float]) -> Callable[..., Any]:
    def timed(*given: Any, **named: Any) -> Any:
        before = time.process_time()
        found = function(*given, **named)
        spent[-1] += time.process_time() - before
        return found

    return timed


def report(folder: Path, items: int, runs: int, *, clock: bool) -> None:
    """Measure everything and print it."""
    large_log.make(folder, round(items * EVENTS_PER_ITEM))
    workspace = Workspace(folder)
    total = workspace.items(large_log.STREAM, window=EVER, per_page=1).total
    of = "By the clock" if clock else "Processor time"
    print(f"{total:,} finished items of one stream in two years; {runs} runs each, in turn. {of}.\n")
    now = time.perf_counter if clock else time.process_time
    calls = {name: partial(asked_anew, workspace, call, now) for name, call in pages(workspace).items()}
    lines = in_turn(calls, runs)
    table(("page", "median", "fastest – slowest"), [(name, *each.cells()) for name, each in lines.items()])
    own = sorted(measures(workspace, runs).items(), key=lambda pair: -pair[1].median)
    table(
        ("of the flow page of half a year", "median", "fastest – slowest"),
        [(f"`{name}`", *each.cells()) for name, each in own],
    )


def main() -> None:
    """Measure and print."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--items", type=int, default=1_000_000)
    asked.add_argument("--runs", type=int, default=5)
    asked.add_argument("--clock", action="store_true", help="time the pages by the clock: on a quiet machine")
    given = asked.parse_args()
    (HERE / ".work").mkdir(exist_ok=True)
    with TemporaryDirectory(dir=HERE / ".work") as folder:
        report(Path(folder), given.items, given.runs, clock=given.clock)


if __name__ == "__main__":
    main()
