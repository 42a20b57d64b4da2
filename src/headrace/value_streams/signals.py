"""What is measured beside the flow: each signal with its meaning, its direction, its goal and its source.

A signal is a series of readings: availability, adoption, answers to a question. Its readings are in the event log
(see :mod:`headrace.eventlog.signals`); here stands what they mean for which value streams.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from pydantic import Field

from headrace.value_streams.definition import Days, Strict

if TYPE_CHECKING:
    from collections.abc import Mapping

    from headrace.value_streams.definition import ValueStream

Direction = Literal["up", "down"]

DimensionName = Literal[
    "satisfaction",
    "performance",
    "activity",
    "communication",
    "efficiency",
    "reliability",
    "security",
    "quality",
    "adoption",
    "task-success",
    "customer-satisfaction",
]

SPACE: tuple[DimensionName, ...] = ("satisfaction", "performance", "activity", "communication", "efficiency")
"""The five of SPACE (Forsgren and others, *The SPACE of Developer Productivity*, ACM Queue 19(1), 2021)."""

PRODUCT: tuple[DimensionName, ...] = ("adoption", "task-success", "customer-satisfaction")
"""What the customer makes of it."""


class Signal(Strict):
    """A measured series, and what it means for the value streams that it is about."""

    name: str | None = Field(
        default=None, description="What it is called on pages, as in 'Checkout is available'."
    )
    dimension: DimensionName = Field(
        description="What it tells of: satisfaction, performance, activity, communication or efficiency of the work "
        "(the five of SPACE; satisfaction is that of those who do it); reliability, security or quality; adoption, "
        "task-success or customer-satisfaction of the product."
    )
    better: Direction = Field(description="up: more is better; down: less is better.")
    unit: str | None = Field(
        default=None,
        description="What stands behind the number, as in % or answers a day; days and share are written as durations "
        "and per cent. Without it: the unit that the readings carry.",
    )
    goal: float | None = Field(default=None, description="Where it shall be, in its unit.")
    lag: Days | None = Field(
        default=None, description="How long after a delivery it can show anything of it, as in 14d."
    )
    source: str | None = Field(
        default=None, description="Only readings of this source. Without it: of any source."
    )
    called: str | None = Field(
        default=None, description="How its source calls it, where that is not its short name here."
    )
    segment: str | None = Field(
        default=None,
        description="Only readings of this segment, as in 'new shops'. Without it: the readings of all together.",
    )
    streams: tuple[str, ...] = Field(
        default=(),
        description="The value streams that it is about. A stream that names it among its outcomes is one of them.",
    )
    asked: bool | None = Field(
        default=None,
        description="People were asked: it says what they perceive. Readings of surveys say so themselves.",
    )


def signals_of(stream: ValueStream, signals: Mapping[str, Signal]) -> dict[str, Signal]:
    """Return the signals that are about a stream, by short name, in the order of the file."""
    return {
        name: signal
        for name, signal in signals.items()
        if stream.id in signal.streams or name in stream.outcomes
    }


def streams_of(name: str, signal: Signal, streams: Mapping[str, ValueStream]) -> tuple[str, ...]:
    """Return the short names of the value streams that a signal is about."""
    return tuple(each.id for each in streams.values() if each.id in signal.streams or name in each.outcomes)
