"""Plain values of what is measured beside the flow: each signal with its meaning, its last reading and its usual range.

As in :mod:`.view`: times are µs UTC, and ``None`` means missing, never zero. Values are in the signal's own ``unit``.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from headrace.eventlog.signals import Point
from headrace.report.flow.flow_view import Behaviour


@dataclass(frozen=True, slots=True)
class SignalLine:
    """One signal, defined in ``headrace.yaml`` or only read.

    ``missing`` says why there is no reading, ``remedy`` what to do then; both stay empty when there are readings.
    """

    signal: str  # its short name; as its source calls it when it is not defined
    name: str
    defined: bool
    unit: str
    source: str | None
    segment: str | None
    asked: bool  # people were asked
    dimension: str | None = None
    better: str | None = None  # up or down
    goal: float | None = None
    lag: float | None = None  # days
    streams: tuple[str, ...] = ()
    measure: str = ""  # what its source says it is, such as the mean of 1 to 5
    readings: int = 0
    unread: int = 0  # readings that are no number, or two of one time
    last: Point | None = None
    read_at: int | None = None  # when its source was last read
    usual: Behaviour | None = None  # of the last sixty readings; None below eight
    missing: str = ""
    remedy: str = ""
    points: tuple[Point, ...] = field(default=(), repr=False)


@dataclass(frozen=True, slots=True)
class SignalsView:
    """All signals: those of ``headrace.yaml`` first, then what was read and is not defined there."""

    signals: tuple[SignalLine, ...]
    made_up: bool
