"""A map's totals, rounded once, so that sentence, picture and terminal say the same and the parts add up."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from headrace.report.words import Scale, scale_for, split, step_of, stepped, whole

if TYPE_CHECKING:
    from headrace.report.view import MapView


@dataclass(frozen=True, slots=True)
class Amounts:
    """The whole and its parts as written numbers in ``scale``: total = work + wait + blocked, exactly."""

    scale: Scale
    step: float  # of all these numbers, in the scale's unit
    total: str
    work: str
    wait: str
    blocked: str
    handoff: str  # these three are the wait, exactly
    inside: str
    arrival: str

    def number(self, days: float) -> str:
        """Return another duration in the step of the totals."""
        return stepped(whole(self.scale.of(days) / self.step), self.step)


def adding_up(view: MapView) -> MapView:
    """Return the map with its parts as they are written, so that they add up to the totals as written.

    Only where parts and totals are written in one step, tenths: in whole days parts say more than totals do.
    What is less than half a step stays as it is, and is written as a trace.
    """
    said = amounts(view)
    if said.step == 1.0:
        return view
    work = [block.work_days for block in view.blocks]
    waits = [wall.wait_days for wall in view.walls] + [block.inside_wait_days for block in view.blocks]
    stuck = [block.blocked_days for block in view.blocks]
    work, waits, stuck = (
        _written(days, total, said)
        for days, total in ((work, said.work), (waits, said.wait), (stuck, said.blocked))
    )
    walls, inside = waits[: len(view.walls)], waits[len(view.walls) :]
    blocks = tuple(
        replace(block, work_days=worked, inside_wait_days=waited, blocked_days=blocked)
        for block, worked, waited, blocked in zip(view.blocks, work, inside, stuck, strict=True)
    )
    lanes = tuple(
        replace(lane, work_days=sum(b.work_days for b in blocks if b.function == lane.function))
        for lane in view.lanes
    )
    walled = tuple(replace(wall, wait_days=waited) for wall, waited in zip(view.walls, walls, strict=True))
    return replace(view, blocks=blocks, walls=walled, lanes=lanes)


def _written(days: list[float], total: str, said: Amounts) -> list[float]:
    """Return parts of one kind, in days, rounded so that they are ``total`` together."""
    steps = split([said.scale.of(part) for part in days], round(float(total) / said.step), said.step)
    return [
        count * said.step / said.scale.per_day if count else part
        for part, count in zip(days, steps, strict=True)
    ]


def amounts(view: MapView) -> Amounts:
    """Return the totals of a map as numbers that add up as written."""
    days = view.work_days + view.wait_days + view.blocked_days
    scale = scale_for(days)
    step = step_of(scale.of(days))
    units = whole(scale.of(days) / step)
    main = split(
        [scale.of(part) for part in (view.work_days, view.wait_days, view.blocked_days)], units, step
    )
    kinds = [scale.of(part) for part in (view.handoff_days, view.inside_days, view.arrival_days)]
    waits = split(kinds, main[1], step)
    numbers = [stepped(count, step) for count in (units, *main, *waits)]
    return Amounts(scale, step, *numbers)
