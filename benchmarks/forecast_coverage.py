"""Coverage of forecasts on real records and in known worlds, beside two plain ways to forecast.

Every forecast is made from what was known at its time. Give the folder of the data sets; without one only the known
worlds are counted. Settings of the method were chosen on the first five records; the others were looked at once,
afterwards.
"""

from __future__ import annotations

import csv
import gzip
import json
import sys
import tarfile
from datetime import datetime
from io import TextIOWrapper
from pathlib import Path
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

import numpy as np

from headrace.flow.forecast import throughput
from headrace.flow.forecast_check import FEWEST_WEEKS, binomial_range, check, pinball
from headrace.flow.forecast_level import levels
from headrace.flow.forecast_reading import SHARES

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from headrace.flow.spans import Numbers, Times

_WEEKS = (2, 4, 8)
_BANDS = ((0.5, 4, 6), (0.85, 2, 8), (0.95, 0, 10))
_FEWEST_SPRINTS = 20


def main() -> None:
    """Print every table."""
    if len(sys.argv) > 1:
        folder = Path(sys.argv[1])
        _print("Records", {name: read(folder) for name, read in RECORDS.items()})
        _print("Records not looked at before", {name: read(folder) for name, read in OTHERS.items()})
    _print("Known worlds, 24 each", WORLDS, own=False)


def _print(title: str, series: dict[str, list[Times]], *, own: bool = True) -> None:
    print(f"\n{title}")
    heads = (
        "",
        "weeks",
        "n",
        "50 %",
        "85 %",
        "95 %",
        "whole numbers",
        "loss",
        "i.i.d.",
        "average",
        "i.i.d. holds",
    )
    print("| " + " | ".join(heads) + " |\n|---|" + "---:|" * (len(heads) - 1))
    for name, lines in series.items():
        for weeks in (1, 2, 4) if name == "sprints" else _WEEKS:
            print("| " + " | ".join(row(name, lines, weeks, own=own)) + " |")


def row(name: str, lines: list[Times], weeks: int, *, own: bool = True) -> list[str]:
    """Return one line of the table: how often bands held, with the range that chance alone gives it."""
    checks = [found for counts in lines if len(found := check(counts, levels(counts), weeks))]
    n = sum(len(each) for each in checks)
    said = []
    for at in range(3):
        held = sum(each.coverage[at].held * len(each) for each in checks) / n
        low, high = binomial_range(held, max(n / weeks, 1))
        said.append(
            f"{held:.1%}".replace("%", "") + (f"({low:.0%}–{high:.0%})".replace("%", "") if own else "")
        )
    closed = [f"{sum(c.coverage[at].closed * len(c) for c in checks) / n:.0%}".rstrip("%") for at in range(3)]
    plain = [iid(counts, weeks) for counts in lines if len(counts) > FEWEST_WEEKS + weeks]
    losses = np.concatenate([each for each, _ in plain])
    covered = np.concatenate([each for _, each in plain])
    average = sum((each.loss_of_average or 0) * len(each) for each in checks) / n
    loss = sum((each.loss or 0) * len(each) for each in checks) / n
    return [
        name, str(weeks), str(n), *said, " ".join(closed), f"{loss:.2f}", f"{losses.mean():.2f}", f"{average:.2f}",
        " ".join(f"{share:.0%}".rstrip("%") for share in covered.mean(axis=0)),
    ]  # fmt: skip


def iid(counts: Times, weeks: int) -> tuple[Numbers, Numbers]:
    """Return loss and coverage of drawing weeks at random from the last 26: exactly, by convolution."""
    losses, covered = [], []
    for origin in range(FEWEST_WEEKS, len(counts) - weeks + 1):
        recent = counts[max(origin - 26, 0) : origin]
        one = np.bincount(recent) / len(recent)
        chances = one
        for _ in range(weeks - 1):
            chances = np.convolve(chances, one)
        upto = np.minimum(np.cumsum(chances), 1.0)
        actual = int(counts[origin : origin + weeks].sum())
        quantiles = np.searchsorted(upto, SHARES - 1e-12).astype(np.float64)
        losses.append(pinball(quantiles[None, :], np.array([actual]))[0])
        low = 0.0 if actual == 0 else upto[min(actual - 1, len(upto) - 1)]
        high = upto[min(actual, len(upto) - 1)]
        below = np.clip((SHARES - low) / max(high - low, 1e-12), 0, 1)
        covered.append([below[last] - below[first] for _, first, last in _BANDS])
    return np.array(losses), np.array(covered)


def weekly(moments: Iterable[float]) -> list[Times]:
    """Return the weeks of what finished at moments in seconds."""
    ends = np.sort(np.array([int(each * 1e6) for each in moments], dtype=np.int64))
    return [throughput(ends, int(ends[-1]), longest=10_000).counts]


def helpdesk(folder: Path) -> list[Times]:
    """Tickets of a help desk: done at their last event."""
    with gzip.open(folder / "helpdesk/helpdesk.xes.gz") as file:
        return weekly(list(_last_events(file)))


def _last_events(file: gzip.GzipFile) -> Iterator[float]:
    for _, element in ET.iterparse(file):  # noqa: S314 - a record of our own
        if element.tag.rsplit("}")[-1] == "trace":
            stamps = [e.get("value", "") for e in element.iter() if e.get("key") == "time:timestamp"]
            if stamps:
                yield max(datetime.fromisoformat(each).timestamp() for each in stamps)
            element.clear()


def sevendigital(folder: Path) -> list[Times]:
    """Items of a music company's boards: done on their last day."""
    rows = _rows(folder / "sevendigital/7digital2012.csv.gz")
    return weekly(
        datetime.strptime(f"{r['Done']}+0000", "%d/%m/%Y%z").timestamp() for r in rows if "/" in r["Done"]
    )


def duracloud(folder: Path) -> list[Times]:
    """Issues of DuraCloud: done when they were closed for good."""
    return weekly(_closed(folder / "duraspace_jira/DURACLOUD_issues_changelog.jsonl.gz"))


def _closed(path: Path) -> Iterator[float]:
    with gzip.open(path, "rt", encoding="utf-8", newline="\n") as file:
        for line in file:
            moves = [
                (history["created"], item["toString"])
                for history in json.loads(line)["changelog"]["histories"]
                for item in history["items"]
                if item["field"] == "status"
            ]
            if moves and moves[-1][1] == "Closed":
                yield datetime.strptime(moves[-1][0], "%Y-%m-%dT%H:%M:%S.%f%z").timestamp()


def socorro(folder: Path) -> list[Times]:
    """Releases of Socorro: each tag went to production."""
    rows = _rows(folder / "git_socorro/tags.csv.gz")
    return weekly(datetime.fromisoformat(r["creator_date"]).timestamp() for r in rows if r["creator_date"])


def sprints(folder: Path) -> list[Times]:
    """Points delivered per sprint, one series per board of twenty sprints or more that shares few with another."""
    found: list[Times] = []
    for name in ("apache", "spring"):
        boards: dict[str, list[tuple[int, int]]] = {}
        with tarfile.open(folder / f"sprints_tse2017/{name}.tar.gz") as archive:
            member = archive.extractfile(f"{name.capitalize()}/{name}_iteration_0.csv")
            for line in csv.DictReader(TextIOWrapper(member)) if member else ():
                points = float(line["vel_starttime"]) + float(line["vel_diff"])
                boards.setdefault(line["boardid"], []).append((int(line["sprintid"]), max(int(points), 0)))
        used: set[int] = set()
        for board in sorted(boards.values(), key=len, reverse=True):
            ids = {sprint for sprint, _ in board}
            if len(board) >= _FEWEST_SPRINTS and 2 * len(ids & used) <= len(ids):
                used |= ids
                found.append(np.array([points for _, points in sorted(board)], dtype=np.int64))
    return found


def alloy(folder: Path) -> list[Times]:
    """Commits of Alloy."""
    rows = _rows(folder / "git_alloy/commits.csv.gz")
    return weekly(datetime.fromisoformat(r["commit_date"]).timestamp() for r in rows if r["commit_date"])


def quic(folder: Path) -> list[Times]:
    """Commits of the QUIC drafts."""
    rows = _rows(folder / "git_quic/commits.csv.gz")
    return weekly(datetime.fromisoformat(r["commit_date"]).timestamp() for r in rows if r["commit_date"])


def enhancements(folder: Path) -> list[Times]:
    """Commits of the Kubernetes enhancements."""
    rows = _rows(folder / "git_k8s_enhancements/commits.csv.gz")
    return weekly(datetime.fromisoformat(r["commit_date"]).timestamp() for r in rows if r["commit_date"])


def _rows(path: Path) -> Iterator[dict[str, str]]:
    with gzip.open(path, "rt", encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)


def _world(draw: Callable[[np.random.Generator], Times]) -> list[Times]:
    return [draw(np.random.default_rng(seed)) for seed in range(24)]


def steady(random: np.random.Generator) -> Times:
    """Items finish one by one at the same rate for two years."""
    return random.poisson(12, 104)


def drifting(random: np.random.Generator) -> Times:
    """The rate wanders by 10 % a week."""
    return random.poisson(12 * np.exp(np.cumsum(random.normal(0, 0.1, 104))))


def in_batches(random: np.random.Generator) -> Times:
    """Items finish five at a time, at the same rate."""
    return np.asarray(5 * random.poisson(2.4, 104))


def rare(random: np.random.Generator) -> Times:
    """One item in two weeks."""
    return random.poisson(0.5, 104)


def halved(random: np.random.Generator) -> Times:
    """The rate falls by half after a year."""
    return random.poisson(np.repeat([12, 6], 52))


RECORDS = {
    "helpdesk": helpdesk,
    "sevendigital": sevendigital,
    "DURACLOUD": duracloud,
    "socorro releases": socorro,
    "sprints": sprints,
}
OTHERS = {"alloy commits": alloy, "quic commits": quic, "enhancements commits": enhancements}
WORLDS = {
    each.__name__.replace("_", " "): _world(each) for each in (steady, drifting, in_batches, rare, halved)
}

if __name__ == "__main__":
    main()
