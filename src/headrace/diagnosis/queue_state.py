"""What a place is like at each moment: empty, at its limit, or waited at although there is room.

    empty      nothing waits there: its receiver could take up what comes
    at limit   something waits while its receiver works on as much as it is seen to: saturation
    room       something waits although its receiver works on less than it is seen to

A function's full level is the 90th percentile of what it works on at a time; it is at its full level from three
quarters of that on, since no function works on exactly as much all the time. Where no record tells of a function's
work, full and not full cannot be told apart. What it works on for other value streams is not seen.

A stay at the limit is an *active period*; the place whose present one is longest is what holds the others up at that
moment (Roser, Nakano & Tanaka, *A practical bottleneck detection method*, 2001; *Shifting bottleneck detection*, 2002).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from headrace.diagnosis.queue_path import QueuePath
    from headrace.flow.spans import Numbers, Times

Moments = np.ndarray[tuple[int, ...], np.dtype[np.bool_]]
"""Yes or no per place and moment."""

FULL_OF = 0.9
"""Of all moments, how many are at or below a function's full level."""

NEARLY = 0.75
"""From this part of its full level on a function counts as full."""


@dataclass(frozen=True)
class QueueState:
    """One row per place, one column per moment: whether ``something`` waits, and whether it does ``at_limit``.

    ``told`` says per place whether a record tells of its receiver's work; without, ``at_limit`` is as ``something``.
    """

    something: Moments
    at_limit: Moments
    told: tuple[bool, ...]


def queue_state(path: QueuePath) -> QueueState:
    """Return what every place was like at every moment of a path."""
    something: Moments = path.waiting > 0
    full = {function: _full(counts) for function, counts in path.working.items()}
    told = tuple(full.get(each.receiver) is not None for each in path.places)
    at_limit = something.copy()
    for row, place in enumerate(path.places):
        level = full.get(place.receiver)
        if level is not None:
            at_limit[row] &= level
    return QueueState(something, at_limit, told)


def _full(counts: Times) -> np.ndarray[Any, np.dtype[np.bool_]] | None:
    """Return when a function was at its full level; ``None`` where it was never seen at work."""
    if not counts.any():
        return None
    return np.asarray(counts >= max(float(np.quantile(counts, FULL_OF)) * NEARLY, 1.0))


def longest_active(state: QueueState) -> Numbers:
    """Return per place the share of all moments at which its active period was the longest; 0 where it is not told."""
    if not state.at_limit.size:
        return np.zeros(len(state.at_limit))
    known = state.at_limit & np.array(state.told)[:, None]
    lengths = np.array([_run_lengths(row) for row in known])
    longest = lengths.max(axis=0)
    first = (lengths == longest) & (longest > 0)
    found: Numbers = (first / np.maximum(first.sum(axis=0), 1)).mean(axis=1)
    return found


def _run_lengths(row: Moments) -> Times:
    """Return for every moment how many moments its run of yes is long, 0 where it is no."""
    edges = np.flatnonzero(np.diff(row.astype(np.int8), prepend=0, append=0))
    found = np.zeros(len(row), dtype=np.int64)
    for first, last in zip(edges[::2].tolist(), edges[1::2].tolist(), strict=True):
        found[first:last] = last - first
    return found
