"""In which days a time is told: all of them, or those from Monday to Friday."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

import numpy as np

from headrace.flow.spans import NEVER
from headrace.value_streams.rollup import DAY

if TYPE_CHECKING:
    from headrace.flow.spans import Times

_WEEK, _OF_WEEK = 7, 5
_MONDAY = 3
"""Days from a Monday to 1970-01-01."""


class Unit(StrEnum):
    """All days, or working days: Monday to Friday, as UTC has them, without holidays."""

    DAYS = "days"
    WORKING_DAYS = "working-days"

    def clock(self, times: Times) -> Times:
        """Return times on a clock that stands still on days that do not count (µs); :data:`.NEVER` stays what it is.

        The difference of two is how much lies between them; see :func:`.weekday_time`.
        """
        if self is Unit.DAYS:
            return times
        day = times // DAY + _MONDAY
        of_week = day % _WEEK
        passed = (day // _WEEK * _OF_WEEK + np.minimum(of_week, _OF_WEEK)) * DAY
        passed += np.where(of_week < _OF_WEEK, times % DAY, 0)
        return np.where(times == NEVER, NEVER, passed)

    def moment(self, time: int) -> int:
        """Return a single time on the clock."""
        return int(self.clock(np.array([time], dtype=np.int64))[0])
