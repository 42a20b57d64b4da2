"""Whether a queue fills when more is let through to it: of what came beyond the usual, what still waits a week later.

Over calendar weeks, what the queue grew by from the beginning of a week to the end of the next is compared with what
came in the first week and in the second (least squares). 0: whatever more came was taken up as soon; 1: all of it still
waits. The range allows for weeks that overlap (Newey & West 1987). This *goes with*: weeks in which more comes may be
weeks in which more is taken up, for a reason of their own; and a queue whose length is agreed cannot fill.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from scipy.special import stdtrit

from headrace.diagnosis.passing_on import Ranged
from headrace.flow.weeks import mondays

if TYPE_CHECKING:
    from headrace.diagnosis.queue_path import QueuePath
    from headrace.flow.spans import Numbers

FEWEST_WEEKS = 12
"""Weeks below which nothing is said."""

_LAGS = 2


def fills(path: QueuePath, place: int) -> Ranged | None:
    """Return which share of what more came to a place still waits a week later; ``None`` where too few weeks tell."""
    moments = path.waiting.shape[1]
    edges = (mondays(path.start, path.start + (moments - 1) * path.step + 1) - path.start) // path.step
    if len(edges) < FEWEST_WEEKS + 2:
        return None
    # what came up to and with each edge
    by_then = np.cumsum(path.came[place])[edges]
    came = np.diff(by_then).astype(np.float64)
    waiting = path.waiting[place][edges].astype(np.float64)
    grown = waiting[2:] - waiting[:-2]
    return _slope(grown, came[:-1], came[1:])


def _slope(grown: Numbers, first: Numbers, second: Numbers) -> Ranged | None:
    """Return the first slope of least squares with its range by Newey & West."""
    known = np.column_stack([first, second, np.ones(len(first))])
    if np.linalg.matrix_rank(known) < known.shape[1]:
        return None
    inverse = np.linalg.inv(known.T @ known)
    slopes = inverse @ known.T @ grown
    scores = known * (grown - known @ slopes)[:, None]
    meat = scores.T @ scores
    for lag in range(1, _LAGS + 1):
        cross = scores[lag:].T @ scores[:-lag]
        meat += (1 - lag / (_LAGS + 1)) * (cross + cross.T)
    freedom = len(grown) - known.shape[1]
    variance = float((inverse @ meat @ inverse)[0, 0]) * len(grown) / freedom
    half = float(stdtrit(freedom, 0.975)) * np.sqrt(max(variance, 0.0))
    return Ranged(float(slopes[0]), float(slopes[0] - half), float(slopes[0] + half))
