"""Time from Monday to Friday: as much of a span as does not lie on a Saturday or Sunday (UTC)."""

from __future__ import annotations

import narwhals as nw

_DAY = 86_400_000_000
_WEEK, _OF_WEEK = 7, 5
_MONDAY = 3
"""Days from a Monday to 1970-01-01."""


def weekday_time(time: nw.Expr) -> nw.Expr:
    """Return the µs of weekdays before a time (µs UTC); the difference of two is what lies between them."""
    day = (time / _DAY).floor()
    weeks = ((day + _MONDAY) / _WEEK).floor()
    of_week = day + _MONDAY - weeks * _WEEK
    passed = (weeks * _OF_WEEK + of_week) * _DAY + time - day * _DAY
    return nw.when(of_week < _OF_WEEK).then(passed).otherwise((weeks + 1) * (_OF_WEEK * _DAY)).cast(nw.Int64)
