"""Friction planted at a known hand-off: how often it is listed first, and whether the evidence about it is right.

Streams of five functions in a row, a year of records each, read as any log is. *Slow*: at one hand-off items wait three
days longer than elsewhere, on average. *Short*: one function can do hardly more than comes. *Hidden*: a long queue
stands before a function that may begin nothing while too much waits for the next one, which is short: the longest queue
is not what the whole depends on. *Even*: nothing is planted.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections import Counter
from pathlib import Path

import numpy as np

from headrace.report.view import Latest
from measured import table

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from tests.tandem import FUNCTIONS, Tandem, stream

SLOW_DAYS = 3.0
YEAR = Latest(364)


def planted(kind: str, seed: int) -> tuple[Tandem, int]:
    """Return a world of a kind, and at which stage its friction is."""
    stage = seed % len(FUNCTIONS)
    if kind == "slow":
        return Tandem(slow={stage: SLOW_DAYS}), stage
    if kind == "short":
        return Tandem(short={stage: 0.98}), stage
    if kind == "hidden":
        behind = 1 + seed % (len(FUNCTIONS) - 1)
        return Tandem(short={behind: 1.15}, agreed={behind - 1: 7}), behind
    return Tandem(), -1


def outcome(kind: str, seed: int) -> tuple[bool, bool, str, bool, float | None]:
    """Return what is said of one world.

    Whether the planted hand-off is first in the ledger, and the longest wait of the evidence; the reading there;
    whether the planted place is said to hold that up; the mean wait that the ledger found at the planted one, in days.
    """
    tandem, stage = planted(kind, seed)
    with tempfile.TemporaryDirectory() as folder:
        workspace = stream(Path(folder) / "w", tandem, seed)
        ledger, evidence = workspace.handoffs("row", window=YEAR), workspace.bottleneck("row", window=YEAR)
    right = FUNCTIONS[stage] if stage >= 0 else ""
    found = next((each for each in ledger.boundaries if each.receiver == right), None)
    first = evidence.places[0]
    held = evidence.place(first.held_by)
    return (
        ledger.boundaries[0].receiver == right,
        first.receiver == right,
        first.reading,
        held is not None and held.receiver == right,
        found.whole.mean if found else None,
    )


def count(kind: str, worlds: int, first: int) -> tuple[str, ...]:
    """Return a line of the table."""
    found = [outcome(kind, seed) for seed in range(first, first + worlds)]
    readings = Counter(each[2] for each in found)
    means = [each[4] for each in found if each[4] is not None]
    return (
        kind,
        str(sum(each[0] for each in found)),
        str(sum(each[1] for each in found)),
        *(str(readings[name]) for name in ("shortens", "moves", "unclear")),
        str(sum(each[3] for each in found)),
        f"{np.mean(means):.1f} ± {np.std(means):.1f}" if means else "",
    )


def main() -> None:
    """Count over worlds and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--worlds", type=int, default=100)
    parser.add_argument("--kinds", nargs="*", default=("slow", "short", "hidden", "even"))
    parser.add_argument("--first", type=int, default=1_000, help="the first seed")
    asked = parser.parse_args()
    print(f"{asked.worlds} worlds of each kind.\n")
    head = (
        "world",
        "first in the ledger",
        "longest wait",
        "shortens",
        "moves",
        "unclear",
        "held by it",
        "days waited",
    )
    table(head, [count(kind, asked.worlds, asked.first) for kind in asked.kinds])


if __name__ == "__main__":
    main()
