"""What left a queue together though it came apart, and what was overtaken in it.

Items leave a queue *together* where each goes within five minutes of the one before and at least three do that had come
more than five minutes apart. Where much leaves a queue, such nearness comes about by chance: there the time between two
is at most a fiftieth of what lies between two on average in the two weeks before and after. Items are *overtaken* when
one that came more than five minutes later is taken up before them.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from headrace.diagnosis.working_hours import only_dates
from headrace.flow.spans import NEVER
from headrace.value_streams.rollup import DAY

if TYPE_CHECKING:
    from headrace.flow.spans import Flags, Times

MINUTE = 60_000_000
_NEAR = 5 * MINUTE
_CHANCE = 50
_AROUND = 14 * DAY
_SECOND = 1_000_000
FEWEST_TOGETHER = 3
"""Items that come apart and leave together before it counts as a batch."""


@dataclass(frozen=True)
class QueueOrder:
    """Per wait: whether it was left ``together`` with others, and when the first later one was taken up before it.

    ``overtaken`` is :data:`.NEVER` for what was not; ``told`` says where records are exact enough to tell batches.
    """

    together: Flags
    told: Flags
    overtaken: Times


def queue_order(queue: Times, came: Times, left: Times, taken: Flags) -> QueueOrder:
    """Return what happened in each queue; arrays have one entry per wait.

    Args:
        queue: which queue it was.
        came: when the item came into it, µs UTC.
        left: when it left, :data:`.NEVER` while it is there.
        taken: whether it left because it was taken up.
    """
    together = np.zeros(len(queue), dtype=np.bool_)
    told = np.zeros(len(queue), dtype=np.bool_)
    overtaken = np.full(len(queue), NEVER, dtype=np.int64)
    order = np.lexsort((came, queue))
    cuts = np.flatnonzero(np.diff(queue[order])) + 1
    for these in np.split(order, cuts) if len(order) else ():
        overtaken[these] = _overtaken(came[these], np.where(taken[these], left[these], NEVER))
        gone = these[taken[these]]
        gone = gone[np.argsort(left[gone], kind="stable")]
        near = _near(left[gone])
        told[these] = bool(near.any())
        together[gone] = _together(came[gone], left[gone], near)
    overtaken[overtaken >= left] = NEVER
    return QueueOrder(together, told, overtaken)


def _overtaken(came: Times, left: Times) -> Times:
    """Return when the first of those that came later left; ``came`` is in order."""
    after = np.concatenate([np.minimum.accumulate(left[::-1])[::-1], [NEVER]])
    return np.asarray(after[np.searchsorted(came, came + _NEAR, side="right")])


def _near(left: Times) -> Times:
    """Return of each how near in time another has to leave; 0 where records are too coarse to tell."""
    if len(left) < FEWEST_TOGETHER:
        return np.full(len(left), _NEAR)
    if only_dates(left):
        return np.zeros(len(left), dtype=np.int64)
    since, until = np.maximum(left - _AROUND, left[0]), np.minimum(left + _AROUND, left[-1])
    others = np.searchsorted(left, until, side="right") - np.searchsorted(left, since)
    near = np.minimum((until - since) // (others * _CHANCE), _NEAR)
    exact = next((unit for unit in (MINUTE, _SECOND) if not (left % unit).any()), 1)
    return np.where(near >= exact, near, 0)


def _together(came: Times, left: Times, near: Times) -> Flags:
    """Return which left together; ``left`` is in order."""
    if len(left) < FEWEST_TOGETHER:
        return np.zeros(len(left), dtype=np.bool_)
    close = np.minimum(near[1:], near[:-1])
    group = np.concatenate([[0], np.cumsum((np.diff(left) > close) | (close == 0))])
    by_arrival = np.lexsort((came, group))
    apart = np.ones(len(left), dtype=np.bool_)
    apart[1:] = (np.diff(group[by_arrival]) != 0) | (np.diff(came[by_arrival]) > _NEAR)
    arrivals = np.bincount(group[by_arrival], weights=apart)
    return np.asarray(arrivals[group] >= FEWEST_TOGETHER)
