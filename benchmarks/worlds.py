"""Known worlds: how often the verdict on stability and the ranges are right, counted over many simulated streams."""

from __future__ import annotations

import argparse

import numpy as np

from headrace.diagnosis.process_behaviour import alarmed, false_alarm
from headrace.flow.spans import NEVER, Spans
from headrace.flow.stability import stability
from headrace.flow.survival import flow_survival
from headrace.flow.weeks import WEEK, weeks_of
from headrace.value_streams.rollup import DAY
from measured import table

MONDAY = 20_094 * DAY
WEEKS = 48


def stream(seed: int, leak: float = 0.0, drift: float = 0.0) -> Spans:
    """Return ten arrivals a week that take about two weeks, after a year in which it went on evenly.

    Args:
        leak: share of the work begun since that is never finished.
        drift: by how much more arrives at the end than at the beginning; times grow as much.
    """
    chance = np.random.default_rng(seed)
    even = np.sort(chance.uniform(-52, WEEKS, chance.poisson(10 * (WEEKS + 52))))
    more = np.sort(WEEKS * np.sqrt(chance.uniform(0, 1, chance.poisson(10 * WEEKS * drift / 2))))
    weeks = np.sort(np.concatenate([even, more]))
    starts = MONDAY + (weeks * WEEK).astype(np.int64)
    took = chance.lognormal(np.log(10), 0.8, len(weeks)) * (1 + drift * np.clip(weeks, 0, None) / WEEKS)
    ends = starts + (took * DAY).astype(np.int64)
    ends[(chance.uniform(size=len(weeks)) < leak) & (weeks > 0)] = NEVER
    return Spans(starts, ends, ends != NEVER)


def verdicts(worlds: int) -> None:
    """Count the verdicts on streams that are steady, leak, or grow."""
    lines = []
    for name, how in (
        ("stationary", {}),
        ("5 % never finished", {"leak": 0.05}),
        ("15 % never finished", {"leak": 0.15}),
        ("30 % more by the end", {"drift": 0.3}),
    ):
        found = [
            stability(weeks_of(stream(seed, **how), MONDAY, MONDAY + WEEKS * WEEK)).verdict
            for seed in range(worlds)
        ]
        counts = [str(found.count(each)) for each in ("steady", "growing", "ageing", "shrinking")]
        lines.append((name, *counts))
    print(f"Verdicts on {worlds} streams of {WEEKS} weeks each.\n")
    table(("stream", "steady", "growing", "ageing", "shrinking"), lines)


def coverage(worlds: int) -> None:
    """Count how often the range of a flow time holds the truth, and where the median of finished work lies."""
    truth = {share: float(np.exp(np.log(10) + 0.8 * z)) for share, z in ((0.5, 0.0), (0.85, 1.0364333895))}
    lines = []
    for length in (4, 12, 24):
        held, below = dict.fromkeys(truth, 0), []
        for seed in range(worlds):
            end = MONDAY + length * WEEK
            spans = stream(seed).known_at(end)
            curve = flow_survival(spans, MONDAY, end)
            for share, days in truth.items():
                found = curve.quantile(share)
                held[share] += (found.low or 0) <= days and (found.high is None or days <= found.high)
            inside = spans.left & (spans.starts >= MONDAY)
            below.append(float(np.median(spans.ends[inside] - spans.starts[inside])) / DAY)
        shares = [f"{count / worlds:.0%}" for count in held.values()]
        lines.append((f"{length} weeks", *shares, f"{np.mean(below):.1f} of {truth[0.5]:.1f} days"))
    print(
        f"Ranges that hold the truth, of {worlds} streams; and the median of what began and finished alone.\n"
    )
    table(("window", "range of half", "range of 85 %", "median of finished work"), lines)


def false_alarms(worlds: int) -> None:
    """Count how often charts of 24 points without any change show a signal."""
    chance = np.random.default_rng(1)
    times = chance.lognormal(2, 0.8, (worlds * 10, 24))
    counts = chance.poisson(8, (worlds * 10, 24)).astype(float)
    plain = chance.normal(10, 2, (worlds * 10, 24))
    lines = [
        ("as said beside a chart", f"{false_alarm(24):.0%}"),
        ("normal values", f"{alarmed(plain).mean():.0%}"),
        ("lognormal times as logarithms", f"{alarmed(np.log(times)).mean():.0%}"),
        ("lognormal times as they are", f"{alarmed(times).mean():.0%}"),
        ("weekly counts of about eight", f"{alarmed(counts).mean():.0%}"),
    ]
    print("Charts of 24 points without any change that show a signal.\n")
    table(("series", "false alarms"), lines)


def main() -> None:
    """Count and print."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--worlds", type=int, default=200)
    given = asked.parse_args()
    verdicts(given.worlds)
    coverage(given.worlds)
    false_alarms(given.worlds)


if __name__ == "__main__":
    main()
