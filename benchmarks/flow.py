"""Sample paths and Kaplan–Meier curves of a million items: ours against libraries that do only this, in one run.

Both sides begin with the items in memory as their own kind of table, and compute everything that the peer's analysis
computes. What they find is compared before any time is printed. Times are those of the processor, not of the clock:
the peer's sample path takes minutes, in which a machine may do other things as well; both sides use one core.
"""

from __future__ import annotations

import argparse
import math
import time
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

import numpy as np

from headrace.flow.sample_path import sample_path
from headrace.flow.spans import NEVER, Spans
from headrace.flow.survival import survival
from headrace.value_streams.rollup import DAY
from measured import Peer, in_turn, shown, table

if TYPE_CHECKING:
    from collections.abc import Callable

HERE = Path(__file__).resolve().parent
PEER = HERE / ".work" / "flow-peer-venv" / "bin" / "python"
DAYS = 730


def items(n: int) -> Spans:
    """Return ``n`` items begun evenly over two years, taking lognormal times of about two weeks; the last are open."""
    chance = np.random.default_rng(20_250_101)
    starts = chance.integers(0, DAYS * DAY, n)
    ends = starts + (chance.lognormal(np.log(12), 1.0, n) * DAY).astype(np.int64)
    return Spans(starts, np.where(ends > DAYS * DAY, NEVER, ends), ends <= DAYS * DAY)


def our_path(spans: Spans) -> dict[str, float]:
    """Return the path's end, with every measure of the peer computed at every event."""
    fresh = Spans(spans.starts, spans.ends, spans.done)
    path = sample_path(fresh, int(fresh.starts.min()))
    along = (path.mean_present, path.arrival_rate, path.departure_rate, path.per_arrival, path.per_departure)
    return {
        "L": float(along[0][-1]),
        "w": float(along[3][-1]),
        "W*": float(path.sojourn[-1]),
        "times": len(path.times),
    }


def our_curve(days: np.ndarray, done: np.ndarray) -> dict[str, float]:
    """Return the median and the share left after twenty days."""
    found = survival(days, done)
    return {"median": found.quantile(0.5).days or math.inf, "S(20)": found.at(20.0)}


def on_processor(call: Callable[[], object]) -> float:
    """Return how long a call kept the processor, in seconds."""
    started = time.process_time()
    call()
    return time.process_time() - started


def agree(ours: dict[str, float], theirs: dict[str, float]) -> None:
    """Stop unless both sides found the same."""
    for name, value in ours.items():
        if not math.isclose(value, theirs[name], rel_tol=1e-6):
            raise SystemExit(
                f"{name}: {value} is ours, {theirs[name]} theirs; times of different things mean nothing."
            )


def written(folder: Path, spans: Spans) -> Path:
    """Write items for the peer."""
    path = folder / f"{len(spans)}.npz"
    np.savez(path, starts=spans.starts, ends=np.where(spans.left, spans.ends, -1), now=DAYS * DAY)
    return path


def main() -> None:
    """Measure and print."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--items", type=int, default=1_000_000)
    asked.add_argument(
        "--runs", type=int, default=5, help="of everything but the peer's sample path, which runs once"
    )
    given = asked.parse_args()
    spans = items(given.items)
    days, done = (np.where(spans.left, spans.ends, DAYS * DAY) - spans.starts) / DAY, spans.done
    with TemporaryDirectory(dir=HERE / ".work") as folder:
        path, small = written(Path(folder), spans), written(Path(folder), items(2_000))
        peer = Peer(PEER, "peer_flow.py")
        peer.ask(small, "path")
        theirs = peer.ask(path, "path")
        agree(our_path(spans), theirs)
        agree(our_curve(days, done), peer.ask(path, "survival"))
        taken = in_turn(
            {
                "sample path": lambda: on_processor(lambda: our_path(spans)),
                "Kaplan–Meier": lambda: on_processor(lambda: our_curve(days, done)),
                "lifelines": lambda: peer.ask(path, "survival")["seconds"],
            },
            given.runs,
        )
        peer.close()
    print(f"{given.items:,} items, {theirs['times']:,} moments; {given.runs} runs each, in turn.\n")
    ours, mine = taken["sample path"], taken["Kaplan–Meier"]
    names = peer.hello
    table(
        ("", "median", "fastest – slowest", "times ours"),
        [
            ("sample path, ours", *ours.cells(), "1"),
            (
                f"samplepath {names['samplepath']}",
                shown(theirs["seconds"]),
                "one run",
                f"{theirs['seconds'] / ours.median:.0f}",
            ),
            ("Kaplan–Meier, ours", *mine.cells(), "1"),
            (
                f"lifelines {names['lifelines']}",
                *taken["lifelines"].cells(),
                f"{taken['lifelines'].median / mine.median:.1f}",
            ),
        ],
    )


if __name__ == "__main__":
    main()
