"""A large XES log: our whole import against another library's reader, in turn, in one run.

Ours is everything that ``headrace import`` does: recognise the file, read it, and ingest it durably into a
store that does not exist yet. The peer only reads the file into its table. Each side runs in one process that
is warm; the peer's has an environment of its own (see ``run.py``).
"""

from __future__ import annotations

import argparse
import os
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from headrace.eventlog.store import Store
from headrace.intake import Asked, import_files
from measured import Peer, in_turn, shown, table, timed

if TYPE_CHECKING:
    from collections.abc import Callable

HERE = Path(__file__).resolve().parent
PEER = HERE / ".work" / "peer-venv" / "bin" / "python"
SHARED = Path(os.environ.get("HEADRACE_SHARED", HERE.parents[1] / "shared"))


def ours(path: Path) -> float:
    """Import into a fresh store; return the seconds."""
    with TemporaryDirectory(dir=HERE / ".work") as folder:
        return timed(lambda: import_files(Store(Path(folder) / "store"), [Asked(path)]))


def events_in(path: Path) -> int:
    """Return how many events we find."""
    with TemporaryDirectory(dir=HERE / ".work") as folder:
        done = import_files(Store(Path(folder) / "store"), [Asked(path)])
    assert done.changes is not None
    return done.changes.events


def main() -> None:
    """Measure and print."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--file", type=Path, default=SHARED / "data/bpic2012/bpic2012.xes.gz")
    asked.add_argument("--peer", type=Path, default=PEER, help="the Python that has the peer")
    asked.add_argument("--runs", type=int, default=5)
    given = asked.parse_args()
    (HERE / ".work").mkdir(exist_ok=True)
    events = events_in(given.file)
    peer = Peer(given.peer, "peer_xes.py")
    answers = {name: peer.ask(given.file, name) for name in peer.hello["variants"]}
    found = {name: answer for name, answer in answers.items() if answer.get("events") == events}
    quickest = min(found, key=lambda name: found[name]["seconds"])
    default = peer.hello["default"]
    calls: dict[str, Callable[[], float]] = {"headrace import, whole": lambda: ours(given.file)}
    for name in dict.fromkeys([default, quickest]):
        words = f"{peer.hello['name']}, reader only, {name}" + (" (its default)" if name == default else "")
        calls[words] = lambda name=name: peer.ask(given.file, name)["seconds"]
    taken = in_turn(calls, given.runs)
    peer.close()
    mine = taken["headrace import, whole"].median
    print(f"{given.file.name}: {events:,} events; {given.runs} runs each, in turn.\n")
    table(
        ("", "median", "fastest – slowest", "per event", "times ours"),
        [
            (name, *each.cells(), shown(each.median / events), f"{each.median / mine:.1f}")
            for name, each in taken.items()
        ],
    )
    others = (
        f"{name} {shown(answer['seconds']) if name in found else answer.get('problem', 'other events')}"
        for name, answer in answers.items()
    )
    print(f"The peer's ways, once each to begin with: {', '.join(others)}.\n")


if __name__ == "__main__":
    main()
