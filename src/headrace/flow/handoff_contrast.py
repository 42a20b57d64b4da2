"""Whether a hand-off makes all kinds of work wait alike: the two groups whose mean waits are furthest apart.

The means are compared by Welch's test, at five in a hundred for all pairs of groups together (Bonferroni), so that
looking at many groups does not find a difference where there is none.
"""

from __future__ import annotations

from itertools import combinations
from typing import TYPE_CHECKING

import numpy as np
from scipy.special import stdtr

from headrace.flow.handoff_times import FEWEST

if TYPE_CHECKING:
    from collections.abc import Sequence

    from headrace.flow.handoff_times import Waited

ALPHA = 0.05
"""How often, of a hundred hand-offs that make all work wait alike, a difference may be said."""


def apart(cells: Sequence[Waited]) -> tuple[int, int] | None:
    """Return the groups that clearly wait longest and shortest, by their places; ``None`` where no two clearly differ.

    Groups with fewer than five items are not compared.
    """
    compared = comparable(cells)
    pairs = list(combinations(compared, 2))
    clear = [pair for pair in pairs if _chance(cells[pair[0]], cells[pair[1]]) * len(pairs) < ALPHA]
    if not clear:
        return None

    def distance(pair: tuple[int, int]) -> float:
        return abs((cells[pair[0]].mean or 0.0) - (cells[pair[1]].mean or 0.0))

    one, other = max(clear, key=distance)
    return (one, other) if (cells[one].mean or 0.0) > (cells[other].mean or 0.0) else (other, one)


def comparable(cells: Sequence[Waited]) -> list[int]:
    """Return the places of the groups with enough items."""
    return [place for place, each in enumerate(cells) if each.items >= FEWEST and each.spread is not None]


def _chance(one: Waited, other: Waited) -> float:
    """Return how likely means so far apart are where there is no difference."""
    a, b = (one.spread or 0.0) / one.items, (other.spread or 0.0) / other.items
    distance = abs((one.mean or 0.0) - (other.mean or 0.0))
    if a + b <= 0:
        return 0.0 if distance > 0 else 1.0
    freedom = (a + b) ** 2 / (a**2 / (one.items - 1) + b**2 / (other.items - 1))
    return float(2 * stdtr(freedom, -distance / np.sqrt(a + b)))
