"""Plain values of functions that several streams wait for: when, which streams, how many items, how long.

All durations are calendar days, all times are µs UTC. Functions stand in the order of the work, streams in that of the
file.
"""

from __future__ import annotations

from dataclasses import dataclass

from headrace.report.view import Window


@dataclass(frozen=True, slots=True)
class StreamWait:
    """One stream's waits for a function: its ``items`` waited ``days`` together.

    ``items_at_once`` did so for ``days_at_once`` while items of another stream waited for it as well.
    """

    stream: str
    name: str
    items: int
    days: float
    items_at_once: int
    days_at_once: float


@dataclass(frozen=True, slots=True)
class SharedLine:
    """A function that items of several streams waited for, at the same time for ``days_at_once`` of the window.

    ``stretches`` is how many times that began. ``twice`` items are in several streams, and count in the smallest.
    """

    function: str
    streams: tuple[StreamWait, ...]
    days_at_once: float
    stretches: int
    twice: int


@dataclass(frozen=True, slots=True)
class ContentionView:
    """The functions that several streams waited for in a window.

    ``refusal`` says why there are none: ``empty`` (nothing was read), ``one`` (fewer than two streams can be read) or
    ``none`` (no function is needed by several). ``left_out`` are streams that cannot be derived. ``observed`` is the
    part of the window that records cover.
    """

    window: Window
    observed: Window
    refusal: str | None
    functions: tuple[SharedLine, ...]
    streams: tuple[str, ...]
    left_out: tuple[str, ...]
    data_to: int
    made_up: bool
