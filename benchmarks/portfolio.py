"""The portfolio of many value streams over eighteen months: asked for the first time in a process, and again."""

from __future__ import annotations

import argparse
import random
import tempfile
from datetime import UTC, datetime, timedelta
from pathlib import Path

from headrace.intake import Asked
from headrace.report.kept_views import KeptViews
from headrace.workspace import Workspace
from measured import in_turn, table, timed

MONTHS, A_MONTH = 18, 20
FIRST = datetime(2024, 1, 1, tzinfo=UTC)
STEPS = (("Open", 30), ("Ready", 60), ("Build", 40), ("Ready for test", 90), ("Test", 20), ("Done", 0))
"""Activity, and hours until the next one, on average."""

STREAM = """\
  stream-{n}:
    name: Stream {n}
    customer: a customer
    value: gets the value {n}
    items: item
    scope: "project = 'P{n}'"
    {serves}
    outcomes: [adopted]
    stages:
      - {{name: Shape, function: Product, working: [item.Open]}}
      - {{name: Build, function: Engineering, waiting: [item.Ready], working: [item.Build]}}
      - {{name: Test, function: Quality, waiting: [item.Ready for test], working: [item.Test]}}
    done: [item.Done]
"""


def records(folder: Path, streams: int) -> Path:
    """Write the items of so many streams as CSV."""
    chance = random.Random(7)  # noqa: S311 - made-up data
    path = folder / "items.csv"
    with path.open("w", encoding="utf-8") as out:
        out.write("item,activity,time,project,adopted\n")
        for stream in range(streams):
            for item in range(MONTHS * A_MONTH):
                at = FIRST + timedelta(days=item * 30 / A_MONTH)
                adopted = "yes" if chance.random() < 0.3 + item / 2000 else "no"
                for activity, hours in STEPS:
                    out.write(f"P{stream}-{item},{activity},{at:%Y-%m-%dT%H:%M:%SZ},P{stream},{adopted}\n")
                    at += timedelta(hours=chance.expovariate(1 / hours) if hours else 0)
    return path


def made(folder: Path, streams: int, objectives: int) -> Workspace:
    """Return a workspace of so many streams, most of them under an objective."""
    lines = ["objectives:"]
    lines += [f"  objective-{n}: {{name: Objective {n}, goal: 2, by: 2026-12-31}}" for n in range(objectives)]
    lines.append("value_streams:")
    for n in range(streams):
        at = n % (objectives + 1)
        serves = f"serves: {{objective-{at}: 1.0}}" if at < objectives else ""
        lines.append(STREAM.format(n=n, serves=serves))
    (folder / "headrace.yaml").write_text("\n".join(lines), encoding="utf-8")
    workspace = Workspace(folder)
    workspace.import_files([Asked(records(folder, streams))])
    return workspace


def anew(workspace: Workspace) -> None:
    """Ask without what was kept of earlier answers."""
    workspace._views = KeptViews()
    workspace.portfolio()


def main() -> None:
    """Measure and print."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--streams", type=int, default=200)
    asked.add_argument("--objectives", type=int, default=12)
    asked.add_argument("--runs", type=int, default=5)
    told = asked.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        workspace = made(Path(folder), told.streams, told.objectives)
        derived = timed(workspace.portfolio)
        calls = {
            "from what is derived": lambda: timed(lambda: anew(workspace)),
            "in another process": lambda: timed(lambda: Workspace(Path(folder)).portfolio()),
            "asked again": lambda: timed(workspace.portfolio),
        }
        rows = [(name, *each.cells()) for name, each in in_turn(calls, told.runs).items()]
    table((f"{told.streams} streams, {MONTHS} months", "median", "fastest – slowest"), rows)
    print(f"Deriving all of them first took {derived:.0f} s.")


if __name__ == "__main__":
    main()
