"""The ledger of hand-offs with its network, against a peer's handover network and directly-follows times, in one run.

Ours is the whole answer of the hand-offs page, asked anew of what was derived: waits with their ranges and quantiles
per boundary and kind of work, returns, weeks, what goes with a long wait. The peer begins with the same visits in its
own table in memory and computes who hands over to whom, and the mean times between steps. Who hands over how often must
agree before a time is printed. Times are those of the processor, of all cores together: the peer takes minutes, in
which a machine may do other things as well.
"""

from __future__ import annotations

import argparse
import json
import math
import time
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

import narwhals as nw
import numpy as np

import large_log
from headrace.engine import columns, rows
from headrace.intake import Asked
from headrace.report.kept_views import KeptViews
from headrace.report.view import Window
from headrace.value_streams.handovers import CUSTOMER
from headrace.workspace import Workspace
from measured import Peer, Timings, in_turn, shown, table

if TYPE_CHECKING:
    from headrace.engine import Engine

HERE = Path(__file__).resolve().parent
PEER = HERE / ".work" / "peer-venv" / "bin" / "python"
EVER = Window(0, 2_000_000_000_000_000)
LOANS = """\
version: 1
value_streams:
  loan:
    name: A loan is decided
    customer: an applicant
    value: knows
    items: item
    stages:
      - {name: Application, function: Acceptance, working: ["item.A_*=*"]}
      - {name: Offer, function: Offers, working: ["item.O_*=*"]}
      - {name: Work, function: Handling, working: ["item.W_*=*"]}
    done: [item.A_ACTIVATED=*, item.A_DECLINED=*, item.A_CANCELLED=*]
"""


def loans(folder: Path, file: Path) -> tuple[Workspace, str]:
    """Return a workspace of the loan applications."""
    workspace = Workspace.create(folder)
    workspace.file.write_text(LOANS, encoding="utf-8")
    workspace.import_files([Asked(file)])
    return workspace, "loan"


def large(folder: Path, events: int) -> tuple[Workspace, str]:
    """Return a workspace of a generated log of so many events."""
    large_log.make(folder, events)
    return Workspace(folder), large_log.STREAM


def written(engine: Engine, path: Path) -> None:
    """Write a stream's visits for the peer; what begins again after its end is a case of its own there."""
    visits = engine.table("visits").filter(~nw.col("function_no").is_null())
    again = nw.col("from_function").is_null()
    found = columns(
        visits.select(
            "item_no", "visit", "stage_order", "function_no", "entered_at",
            begins=nw.when(again).then(nw.lit(1)).otherwise(nw.lit(0)),
        ).sort("item_no", "visit")
    )  # fmt: skip
    # visits at one time keep their order
    np.savez(
        path,
        case=np.cumsum(found["begins"]),
        stage=found["stage_order"],
        function=found["function_no"],
        time=found["entered_at"] + found["visit"],
        functions=rows(engine.table("coding"))[0]["functions"],
    )


def our_pairs(engine: Engine) -> dict[str, float]:
    """Return who hands over to whom, as shares of all hand-offs between functions."""
    names = json.loads(rows(engine.table("coding"))[0]["functions"])
    crossed = engine.table("handovers").filter(
        nw.col("sender") != CUSTOMER, nw.col("sender") != nw.col("receiver")
    )
    counted = rows(crossed.group_by("sender", "receiver").agg(times=nw.len()))
    whole = sum(row["times"] for row in counted)
    return {f"{names[row['sender']]}|{names[row['receiver']]}": row["times"] / whole for row in counted}


def agree(ours: dict[str, float], theirs: dict[str, float]) -> None:
    """Stop unless both sides found the same, of what goes from one function to another."""
    between = {pair: share for pair, share in theirs.items() if len(set(pair.split("|"))) > 1}
    whole = sum(between.values())
    for pair in {*ours, *between}:
        if not math.isclose(ours.get(pair, 0.0), between.get(pair, 0.0) / whole, rel_tol=1e-6, abs_tol=1e-9):
            raise SystemExit(f"{pair}: {ours.get(pair)} is ours, {between.get(pair, 0.0) / whole} theirs.")


def asked_anew(workspace: Workspace, stream: str, window: Window | None) -> float:
    """Return the time of an answer that was not kept, in seconds."""
    workspace._views = KeptViews()
    before = time.process_time()
    workspace.handoffs(stream, window=window)
    return time.process_time() - before


def network(workspace: Workspace, stream: str) -> float:
    """Return the time of who hands over to whom, how often, in seconds."""
    with workspace._derived(workspace.catalogue.stream(stream)) as engine:
        before = time.process_time()
        our_pairs(engine)
        return time.process_time() - before


def report(name: str, workspace: Workspace, stream: str, runs: int, folder: Path) -> None:
    """Measure one log and print it; the peer is asked as often as it takes less than a minute, else once."""
    path = folder / f"{stream}.npz"
    with workspace._derived(workspace.catalogue.stream(stream)) as engine:
        written(engine, path)
        pairs = our_pairs(engine)
        visits = rows(engine.table("visits").select(n=nw.len()))[0]["n"]
    peer = Peer(PEER, "peer_handoffs.py")
    first = {what: peer.ask(path, what) for what in ("network", "directly follows")}
    calls = {
        "who hands over to whom": lambda: network(workspace, stream),
        "ledger, all time": lambda: asked_anew(workspace, stream, EVER),
        "ledger, the page's own window": lambda: asked_anew(workspace, stream, None),
    }
    for what, found in first.items():
        if found.get("seconds", math.inf) < 60:
            calls[what] = partial(lambda what: peer.ask(path, what)["seconds"], what)
    if "pairs" in first["network"]:
        agree(pairs, first["network"]["pairs"])
    taken = in_turn(calls, runs)
    for what, found in first.items():
        if what not in taken and "seconds" in found:
            taken[what] = Timings((found["seconds"],))
    peer.close()
    print(
        f"{name}: {visits:,} visits, {len(pairs)} hand-offs between functions; {runs} runs each, in turn.\n"
    )
    ours = {
        what: taken["who hands over to whom" if what == "network" else "ledger, all time"].median
        for what in taken
    }
    lines = [
        (
            f"{peer.hello['name']}, {what}" if what in first else f"{what}, ours",
            *each.cells(),
            f"{each.median / ours[what]:.1f}" if what in first else "",
        )
        for what, each in taken.items()
    ]
    lines += [
        (f"{peer.hello['name']}, {what}", found["problem"], "", "")
        for what, found in first.items()
        if "problem" in found
    ]
    both = [taken[what].median for what in first if what in taken]
    if len(both) == len(first):
        lines.append(
            (
                "both of the peer's, times our ledger",
                shown(sum(both)),
                "",
                f"{sum(both) / ours['ledger, all time']:.1f}",
            )
        )
    table(("", "median", "fastest – slowest", "times ours"), lines)


def main() -> None:
    """Measure and print."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--file", type=Path, help="BPI Challenge 2012 as XES; left out without it")
    asked.add_argument("--events", type=int, default=10_000_000)
    asked.add_argument("--runs", type=int, default=5)
    given = asked.parse_args()
    (HERE / ".work").mkdir(exist_ok=True)
    with TemporaryDirectory(dir=HERE / ".work") as made:
        folder = Path(made)
        if given.file is not None:
            report("Loan applications", *loans(folder / "loans", given.file), given.runs, folder)
        if given.events:
            report("Generated", *large(folder / "large", given.events), given.runs, folder)


if __name__ == "__main__":
    main()
