"""Outcomes in disguise: attributes that say how an item ended, written down as if they had been known at its start.

A record that does not date its values shows them as they are now: "resolution" is told of every item that ended, and
of no other. To split by it would find that unfinished work is unfinished.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from headrace.diagnosis.cohort import OPEN
from headrace.value_streams.definition import Mode

if TYPE_CHECKING:
    from headrace.diagnosis.cohort import Cohort
    from headrace.diagnosis.log_rank import Attribute, Codes
    from headrace.flow.spans import Flags

_FEWEST = 10
_FAR_APART = 0.5
_NEARLY_ALL = 0.8


def disguised(attribute: Attribute, cohort: Cohort, *, dated: bool) -> bool:
    """Tell whether an attribute says how items ended.

    Args:
        dated: whether every value is known to have held at the start; then it cannot be an outcome.
    """
    if dated:
        return False
    ended = cohort.outcome != OPEN
    if _there(attribute, ended) or _tells(attribute.codes, ended):
        return True
    return _tells(attribute.codes[ended], cohort.outcome[ended] == int(Mode.DONE))


def _there(attribute: Attribute, ended: Flags) -> bool:
    """Tell whether most of those that ended have a value and most of those that did not have none."""
    if min(int(ended.sum()), int((~ended).sum())) < _FEWEST:
        return False
    known = attribute.codes < len(attribute.levels)
    return bool(known[ended].mean() - known[~ended].mean() > _FAR_APART)


def _tells(codes: Codes, so: Flags) -> bool:
    """Tell whether the level alone nearly always says which of two ways it is."""
    fewer = min(int(so.sum()), int((~so).sum()))
    if fewer < _FEWEST:
        return False
    yes = np.bincount(codes[so], minlength=int(codes.max()) + 1)
    no = np.bincount(codes[~so], minlength=len(yes))
    return bool(fewer - np.minimum(yes, no).sum() >= _NEARLY_ALL * fewer)
