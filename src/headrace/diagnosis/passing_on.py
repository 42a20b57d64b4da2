"""Whether what is saved at one place reaches the end: or is waited again at a place after it.

Let every item come a little sooner to the next place. By the recursion of a queue in order (Lindley 1952), it leaves
that place sooner as well from the first moment on at which the place could have taken up more: when nothing waited, or
its receiver worked on less than it is seen to. As long as something waits while the receiver works at its full level,
nothing leaves sooner: the saving has become a longer queue there. This is what the Theory of Constraints says of a
step before the constraint (Goldratt 1984): an hour saved there is waited in front of it.

Where a queue has grown, more came to its place than left it. Let through, that comes to the places after as well, and
takes of their pauses what it takes of their time now: what is left of a pause π is 1 − f·(1 − π), f being what came
over what left.

So for each day on which the saving might have begun: what part of the four weeks after it was left once every place
after had had pauses as long as the saving. Nothing is fitted; the path that was seen is taken as it was.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from scipy.special import ndtri

from headrace.value_streams.rollup import DAY

if TYPE_CHECKING:
    from collections.abc import Sequence

    from headrace.diagnosis.queue_path import QueuePath
    from headrace.diagnosis.queue_state import Moments
    from headrace.flow.spans import Numbers

PERIOD_DAYS = 28
"""Within so many days a saving should be seen; ranges count each such period as one observation."""

FEWEST_PERIODS = 5
"""Periods below which no range is said."""

_Z = float(ndtri(0.975))


@dataclass(frozen=True, slots=True)
class Ranged:
    """A share, or what stands for one, with its 95 % range."""

    value: float
    low: float
    high: float


def over_periods(values: Numbers) -> Ranged | None:
    """Return the mean of shares, one per period, with its 95 % range; ``None`` for fewer than five periods.

    No share of a given mean varies more than one that is all or nothing, so the range is Wilson's of as many yes and
    no as there were periods, and none is narrower for how much it was looked at within them.
    """
    n = len(values)
    if n < FEWEST_PERIODS:
        return None
    share = min(max(float(np.mean(values)), 0.0), 1.0)
    centre = (share * n + _Z**2 / 2) / (n + _Z**2)
    half = _Z * np.sqrt(n * share * (1 - share) + _Z**2 / 4) / (n + _Z**2)
    return Ranged(share, max(float(centre - half), 0.0), min(float(centre + half), 1.0))


def share_of_time(path: QueuePath, moments: Moments) -> Ranged | None:
    """Return the share of the time in which one place was so, from the periods of its path."""
    length = path.steps_in(PERIOD_DAYS)
    whole = len(moments) // length
    # the last periods are the newest: what is left over is at the beginning
    rows = moments[len(moments) - whole * length :].reshape(whole, length)
    return over_periods(np.asarray(rows.mean(axis=1), dtype=np.float64))


def passes_on(path: QueuePath, held: Sequence[Moments], saved: float, more: float = 1.0) -> Ranged | None:
    """Return what part of a saving reaches the end within four weeks; all of it where nothing comes after.

    Args:
        path: what was seen.
        held: for each place after, when it took up nothing sooner.
        saved: how much sooner items come, days.
        more: by which factor more comes to the places after, where a queue that grew is let through.
    """
    per_day, period = path.steps_in(1.0), path.steps_in(PERIOD_DAYS)
    moments = path.waiting.shape[1]
    starts = np.arange(0, moments - period, per_day)
    if moments // period < FEWEST_PERIODS:
        return None
    reached = np.zeros(len(starts))
    need = saved * DAY / path.step
    for one in held:
        share = float((~one).mean())
        left_over = max(1 - (more - 1) * (1 - share) / share, 0.0) if share else 0.0
        # how much pause there had been by each moment, less what would have been taken up in it
        paused = np.concatenate([[0.0], np.cumsum(~one) * left_over])
        at = np.searchsorted(paused, paused[starts] + need, side="left")
        reached = np.maximum(reached, at - starts)
    left = np.clip(1 - reached / period, 0.0, 1.0)
    blocks = np.array_split(left, max(moments // period, 1))
    return over_periods(np.array([float(each.mean()) for each in blocks]))
