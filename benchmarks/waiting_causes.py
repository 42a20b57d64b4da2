"""Why it waits, in known worlds: in how many the planted cause takes the largest part of all waiting; and time.

One function receives work of one stream for a year. In each world its queue waits for one reason; those with *hours*
happen within the hours of a week in which anybody works, so that nights and weekends lie in every longer wait as well.
"""

from __future__ import annotations

import argparse
import heapq
import time
from typing import TYPE_CHECKING

import numpy as np

from headrace.diagnosis.item_visits import NOBODY, ItemVisits
from headrace.diagnosis.waiting_causes import Cause, Elsewhere, wait_parts
from headrace.value_streams.definition import Mode
from headrace.value_streams.rollup import DAY

if TYPE_CHECKING:
    from collections.abc import Callable

    from headrace.flow.spans import Flags, Numbers, Times

MONDAY = 20_094 * DAY
YEAR = 364.0
_OPENS, _OPEN = 8 / 24, 9 / 24

Queue = tuple["Numbers", "Numbers", "Numbers", "Flags"]
"""When items came, were taken up and were done, in days, and which of them are of this stream."""


def arrivals(chance: np.random.Generator, a_day: float, days: float = YEAR) -> Numbers:
    """Return times at which items come, in no pattern."""
    return np.sort(chance.uniform(0, days, chance.poisson(a_day * days)))


def served(
    came: Numbers, takes: Numbers, servers: int, *, last_first: bool = False
) -> tuple[Numbers, Numbers]:
    """Return when items were taken up and done by so many servers, first or last come first."""
    began, free, waiting, at = np.empty(len(came)), [0.0] * servers, [], 0
    while at < len(came) or waiting:
        now = heapq.heappop(free)
        if not waiting:
            now = max(now, came[at])
        while at < len(came) and came[at] <= now:
            waiting.append(at)
            at += 1
        one = waiting.pop(-1 if last_first else 0)
        began[one] = now
        heapq.heappush(free, now + takes[one])
    return began, began + takes


def batch(chance: np.random.Generator) -> Queue:
    """Whoever hands over waits until six have come together."""
    came = arrivals(chance, 2)
    last = np.minimum(np.arange(len(came)) // 6 * 6 + 5, len(came) - 1)
    began = came[last] + chance.uniform(0, 1 / 1440, len(came))
    return came, began, began + chance.exponential(0.3, len(came)), _own(came)


def busy(chance: np.random.Generator, share: float = 1.0, *, last_first: bool = False) -> Queue:
    """Three work, and there is nearly as much to do as they can; a ``share`` of it is of this stream."""
    came = arrivals(chance, 3)
    takes = chance.lognormal(-0.5, 1, len(came)) * 0.92
    began, ended = served(came, takes, 3, last_first=last_first)
    return came, began, ended, chance.uniform(size=len(came)) < share


def elsewhere(chance: np.random.Generator) -> Queue:
    """The same, and three quarters of the work are of another stream."""
    return busy(chance, 0.25)


def newest_first(chance: np.random.Generator) -> Queue:
    """The same, and what came last is taken up first."""
    return busy(chance, last_first=True)


def weekends(chance: np.random.Generator) -> Queue:
    """Work comes at any hour, and is taken up soon, once anybody is there."""
    came = arrivals(chance, 3)
    hours = np.floor(came)
    there = np.where(came - hours < _OPENS, hours + _OPENS, came)
    there = np.where(came - hours > _OPENS + _OPEN, hours + 1 + _OPENS, there)
    weekday = np.floor(there) % 7
    there = np.where(weekday >= 5, np.floor(there) + 7 - weekday + _OPENS, there)
    began = there + chance.exponential(0.5 / 24, len(came))
    return came, began, began + chance.exponential(0.3, len(came)), _own(came)


def nothing(chance: np.random.Generator) -> Queue:
    """Everything waits for a while, and nothing tells why."""
    came = arrivals(chance, 3)
    # first in, first out, and never two at once
    began = np.maximum.accumulate(came + chance.lognormal(0, 0.5, len(came))) + np.arange(len(came)) * 1e-9
    began += np.cumsum(np.concatenate([[0], np.diff(began) < 1e-6])) * 0.005
    return came, began, began + chance.exponential(0.1, len(came)), _own(came)


def no_order(chance: np.random.Generator) -> Queue:
    """Each item waits for its own while, whatever the others do: nothing is planted."""
    came = arrivals(chance, 3)
    began = came + chance.lognormal(0, 0.8, len(came))
    return came, began, began + chance.exponential(0.3, len(came)), _own(came)


def within_hours(queue: Queue) -> Queue:
    """Return a world whose days are days of work: it happens in nine hours of five days a week."""
    came, began, ended, own = queue
    return (*(_calendar(each) for each in (came, began, ended)), own)


def _calendar(days: Numbers) -> Numbers:
    whole = np.floor(days)
    return whole // 5 * 7 + whole % 5 + _OPENS + (days - whole) * _OPEN


def _own(came: Numbers) -> Flags:
    return np.ones(len(came), dtype=np.bool_)


WORLDS: dict[str, tuple[Callable[[np.random.Generator], Queue], Cause]] = {
    "released together": (batch, Cause.TOGETHER),
    "released together, hours": (lambda chance: within_hours(batch(chance)), Cause.TOGETHER),
    "busy": (busy, Cause.BUSY),
    "busy, hours": (lambda chance: within_hours(busy(chance)), Cause.BUSY),
    "busy with another stream": (elsewhere, Cause.BUSY_ELSEWHERE),
    "busy with another stream, hours": (
        lambda chance: within_hours(elsewhere(chance)), Cause.BUSY_ELSEWHERE,
    ),
    "last come first": (newest_first, Cause.OVERTAKEN),
    "last come first, hours": (lambda chance: within_hours(newest_first(chance)), Cause.OVERTAKEN),
    "nights and weekends": (weekends, Cause.HOURS),
    "nothing": (nothing, Cause.REST),
}  # fmt: skip
"""Worlds by name, each with the cause that is planted in it."""


def micros(days: Numbers) -> Times:
    """Return moments as whole seconds, as tools write them, in µs UTC."""
    return MONDAY + np.round(days * 86_400).astype(np.int64) * 1_000_000


def visits_of(queue: Queue) -> tuple[ItemVisits, Elsewhere]:
    """Return the waits and work of this stream's items, and the work on the others."""
    came, began, ended, own = queue
    mine = [micros(each[own]) for each in (came, began, ended)]
    n = len(mine[0])
    entered = np.stack([mine[0], mine[1]], axis=1).ravel()
    left = np.stack([mine[1], mine[2]], axis=1).ravel()
    visits = ItemVisits(
        number=np.arange(n),
        counted=np.ones(n, dtype=np.bool_),
        item=np.repeat(np.arange(n), 2),
        stage=np.zeros(2 * n, dtype=np.int64),
        function=np.zeros(2 * n, dtype=np.int64),
        mode=np.tile([int(Mode.WAITING), int(Mode.WORKING)], n),
        sender=np.full(2 * n, NOBODY),
        began=entered,
        ended=left,
        took=left - entered,
    )
    return visits, Elsewhere(*(micros(each[~own]) for each in (began, ended)))


def shares(queue: Queue) -> Numbers:
    """Return which share of all waiting each cause takes."""
    visits, others = visits_of(queue)
    none = np.zeros(len(visits.item), dtype=np.bool_)
    where = {0: others} if len(others.began) else {}
    found = wait_parts(visits, int(visits.ended.max()), where, none).parts.sum(axis=0)
    return np.asarray(found / found.sum())


def usual(found: np.ndarray[tuple[int, int], np.dtype[np.float64]]) -> str:
    """Return the mean shares over worlds in words."""
    named = zip(Cause, found.mean(axis=0), strict=True)
    return ", ".join(f"{each.name.lower()} {share:.0%}" for each, share in named if share >= 0.01)


def main() -> None:
    """Count over worlds, then measure one large queue."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--worlds", type=int, default=100)
    parser.add_argument("--items", type=int, default=500_000)
    asked = parser.parse_args()
    for name, (world, cause) in WORLDS.items():
        found = np.array([shares(world(np.random.default_rng(seed))) for seed in range(asked.worlds)])
        right = int((found.argmax(axis=1) == cause).sum())
        print(f"{name:32} {right:3d} of {asked.worlds}   on average {usual(found)}")
    found = np.array([shares(no_order(np.random.default_rng(seed))) for seed in range(asked.worlds)])
    print(f"{'in no order, nothing planted':46} on average {usual(found)}")
    if asked.items:
        chance = np.random.default_rng(1)
        came = arrivals(chance, asked.items / YEAR)
        began, ended = served(came, np.full(len(came), 2.7 * YEAR / asked.items), 3)
        visits, _ = visits_of((came, began, ended, _own(came)))
        start = time.process_time()
        wait_parts(visits, int(visits.ended.max()), {}, np.zeros(len(visits.item), dtype=np.bool_))
        print(f"{len(visits.item):,} visits: {time.process_time() - start:.2f} s of a processor")


if __name__ == "__main__":
    main()
