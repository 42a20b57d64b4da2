"""What the organisation wants to reach, by when, how it is measured, and which value streams serve it."""

from __future__ import annotations

import re
from datetime import date
from typing import TYPE_CHECKING, Annotated

from pydantic import BeforeValidator, ConfigDict, Field

from headrace.errors import nearest
from headrace.value_streams.definition import Strict

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping

    from headrace.value_streams.definition import ValueStream
    from headrace.value_streams.located import Path

_ROUNDING = 1e-9
_NUMBER = re.compile(r"[-+]?(\d+\.?\d*|\.\d+)")


def _number_or_name(raw: object) -> object:
    return float(raw) if isinstance(raw, str) and _NUMBER.fullmatch(raw.strip()) else raw


class Objective(Strict):
    """What the organisation wants to reach, and by when."""

    name: str = Field(min_length=1, description="The objective in a sentence.")
    measure: str | None = Field(
        default=None,
        min_length=1,
        description="What is measured, as in 'New shops paid within a day'. Without it: the name of the signal.",
    )
    unit: str | None = Field(
        default=None, description="What stands behind its numbers, as in %. Without it: that of the signal."
    )
    start: float | None = Field(
        default=None, alias="from", description="Where it began. Without it: the signal's first reading."
    )
    since: date | None = Field(
        default=None,
        description="The day on which it began. Without it: the day of the signal's first reading.",
    )
    now: Annotated[float | str | None, BeforeValidator(_number_or_name)] = Field(
        default=None,
        description="Where it is: the short name of a signal, or a number where no tool tells it.",
    )
    goal: float | None = Field(default=None, description="Where it shall be.")
    by: date | None = Field(default=None, description="The day by which, as in 2026-12-31.")
    weight: float = Field(default=1.0, ge=0, description="How much it counts beside the others.")
    parent: str | None = Field(default=None, description="The objective that this one is part of.")

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)


def served_by(stream: ValueStream, streams: Mapping[str, ValueStream]) -> dict[str, float]:
    """Return objective → share of the stream's work: its own, else those of the nearest stream that it is part of."""
    seen = set[str]()
    one: ValueStream | None = stream
    while one is not None and one.id not in seen:
        if one.serves:
            return dict(one.serves)
        seen.add(one.id)
        one = streams.get(one.parent) if one.parent else None
    return {}


def about_objectives(
    objectives: Mapping[str, Objective], known: Collection[str], signals: Collection[str]
) -> Iterator[tuple[Path, str]]:
    """Yield what does not agree in objectives; paths begin below ``objectives``.

    Args:
        known: the names of all objectives, also of those too broken to be in ``objectives``.
        signals: the short names of all signals.
    """
    for name, one in objectives.items():
        if one.parent is not None and one.parent not in known:
            yield (name, "parent"), _unknown("objective", one.parent, known)
        elif _circular(name, objectives):
            yield (name, "parent"), f'"{name}" is part of itself by way of its parent.'
        if isinstance(one.now, str) and one.now not in signals:
            yield (name, "now"), _unknown("signal", one.now, signals)
        if one.goal is not None and one.goal == one.start:
            yield (name, "goal"), f"the goal of {name} is where it began; there is nothing to reach."
        if one.since is not None and one.by is not None and one.by <= one.since:
            yield (name, "by"), f"{name} shall be reached by {one.by}, but began on {one.since}."


def shares(streams: Mapping[str, ValueStream]) -> Iterator[tuple[Path, str]]:
    """Yield where a stream serves objectives with more than all of its work; paths begin below ``value_streams``."""
    for name, stream in streams.items():
        whole = sum(stream.serves.values())
        if whole > 1 + _ROUNDING:
            yield (name, "serves"), f"the shares of {name} add up to {whole:g}; all of its work is 1."


def _circular(name: str, objectives: Mapping[str, Objective]) -> bool:
    above, seen = objectives[name].parent, set[str]()
    while above is not None and above not in seen:
        if above == name:
            return True
        seen.add(above)
        above = objectives[above].parent if above in objectives else None
    return False


def _unknown(what: str, name: str, known: Collection[str]) -> str:
    near = nearest(name, known)
    return f'no {what} is called "{name}". ' + (
        near or (f"There are: {', '.join(known)}." if known else f"No {what} is defined.")
    )
