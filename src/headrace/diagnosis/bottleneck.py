"""Where a shorter wait would shorten the whole journey, and where it would be waited again further on.

Four kinds of evidence per place stand side by side, each with its range or ``None`` for "cannot tell": what the place
is like over time (:mod:`.queue_state`), whether a saving reaches the end (:mod:`.passing_on`), whether its queue fills
when more is let through to it (:mod:`.queue_response`), and whether others of the same outcome are waited for as well
(:mod:`.same_outcome`). They are not added up. A reading is said only where they agree:

    together   more than half of its days passed while others of the same outcome were on the way
    moves      less than half of a saving reaches the end: a place after it takes up no more
    shortens   more than half does, and no queue after it fills when more comes
    unclear    everything else
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import numpy as np

from headrace.diagnosis.passing_on import passes_on, share_of_time
from headrace.diagnosis.queue_path import queue_path
from headrace.diagnosis.queue_response import fills
from headrace.diagnosis.queue_state import longest_active, queue_state
from headrace.diagnosis.same_outcome import waits_together

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from headrace.diagnosis.passing_on import Ranged
    from headrace.diagnosis.queue_path import Place, QueuePath
    from headrace.diagnosis.queue_state import QueueState
    from headrace.engine import Engine

Reading = Literal["together", "moves", "shortens", "unclear"]

_HALF = 0.5
_AFTER = 0.5
"""Stages by which a place must lie behind another to come after it."""

_MOST_SAVED = 1.0
"""Days: a saving is the mean wait, at most a day."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """What is known of one place. Shares lie between 0 and 1; ``None`` is "cannot tell".

    ``waiting`` is how many wait there on average (L), ``came`` and ``went`` how many do so a day, ``each`` the days
    waited per departure (w'). ``empty``, ``at_limit`` and ``room`` are shares of the time; ``longest`` is that at which
    its active period was the longest of all. ``fills`` is about its own queue, ``passes`` is what of a saving here
    reaches the end. ``after`` is how many places come after it, ``held_by`` the position of the one that lets least of
    it through; ``told`` says whether a record tells of its receiver's work.
    """

    place: Place
    waiting: float
    came: float
    went: float
    each: float | None
    told: bool
    empty: Ranged | None
    at_limit: Ranged | None
    room: Ranged | None
    longest: float
    fills: Ranged | None
    together: Ranged | None
    passes: Ranged | None
    after: int
    held_by: int | None
    reading: Reading


@dataclass(frozen=True, slots=True)
class Bottleneck:
    """The evidence for all places, in the order of the work, and whether any record says what belongs together."""

    places: tuple[Evidence, ...]
    outcomes_told: bool

    def ranked(self) -> tuple[Evidence, ...]:
        """Return the places by their days waited, most first."""
        return tuple(sorted(self.places, key=lambda each: -each.place.days))


def bottleneck(engine: Engine, start: int, end: int, moment: int) -> Bottleneck:
    """Return the evidence between two times (µs UTC).

    Args:
        start: from when on the window is covered by records.
        end: until when, included.
        moment: the data's time.
    """
    path = queue_path(engine, start, end)
    return evidence(path, waits_together(engine, start, end, moment))


def evidence(path: QueuePath, together: Mapping[tuple[int, int], Ranged | None]) -> Bottleneck:
    """Return the evidence of paths that were read, with the shares waited in parallel."""
    state = queue_state(path)
    longest = longest_active(state)
    filling = [fills(path, row) for row in range(len(path.places))]
    places = tuple(
        _of(path, state, row, float(longest[row]), filling, together) for row in range(len(path.places))
    )
    return Bottleneck(places, bool(together))


def _of(
    path: QueuePath,
    state: QueueState,
    row: int,
    longest: float,
    filling: Sequence[Ranged | None],
    together: Mapping[tuple[int, int], Ranged | None],
) -> Evidence:
    place, days = path.places[row], max(path.days, 1e-9)
    went = int(path.went[row, 1:].sum())
    something, at_limit, told = state.something[row], state.at_limit[row], state.told[row]
    each = place.days / went if went else None
    after = _after(path, row)
    saved = min(each if each is not None else _MOST_SAVED, _MOST_SAVED)
    more = max(int(path.came[row].sum()) / went, 1.0) if went else 1.0
    passes = _passes(path, state, after, saved, more)
    beside = together.get((place.sender, place.receiver))
    return Evidence(
        place=place,
        waiting=place.days / days,
        came=int(path.came[row].sum()) / days,
        went=went / days,
        each=each,
        told=told,
        empty=share_of_time(path, ~something),
        at_limit=share_of_time(path, at_limit) if told else None,
        room=share_of_time(path, something & ~at_limit) if told else None,
        longest=longest,
        fills=filling[row],
        together=beside,
        passes=passes,
        after=len(after),
        held_by=_held_by(path, state, after, saved, more),
        reading=_reading(passes, beside, [filling[each] for each in after]),
    )


def _after(path: QueuePath, row: int) -> list[int]:
    """Return the places that at least half of what passes one place comes to afterwards."""
    place, went = path.places[row], path.went.sum(axis=1)
    return [
        other
        for other, each in enumerate(path.places)
        if each.order > place.order + _AFTER and went[other] * 2 >= went[row] > 0
    ]


def _passes(
    path: QueuePath, state: QueueState, after: Sequence[int], saved: float, more: float
) -> Ranged | None:
    """Return what of a saving reaches the end; up to all of it where a place's limit is not told."""
    held = passes_on(path, [state.at_limit[each] for each in after], saved, more)
    if held is None or all(state.told[each] for each in after):
        return held
    known = passes_on(path, [state.at_limit[each] for each in after if state.told[each]], saved, more)
    return held if known is None else type(held)((held.value + known.value) / 2, held.low, known.high)


def _held_by(
    path: QueuePath, state: QueueState, after: Sequence[int], saved: float, more: float
) -> int | None:
    """Return the place after that lets least of a saving through; ``None`` where all let all of it through."""
    alone = [(passes_on(path, [state.at_limit[each]], saved, more), each) for each in after]
    known = [(found.value, each) for found, each in alone if found is not None]
    least = min(known, default=None)
    return least[1] if least is not None and least[0] < 1 - np.finfo(float).eps else None


def _reading(passes: Ranged | None, together: Ranged | None, filling: Sequence[Ranged | None]) -> Reading:
    if together is not None and together.low > _HALF:
        return "together"
    if passes is None:
        return "unclear"
    if passes.high < _HALF:
        return "moves"
    held = any(each is not None and each.low > _HALF for each in filling)
    return "shortens" if passes.low > _HALF and not held else "unclear"
