"""A map's totals, rounded once, so that sentence, picture and terminal say the same and the parts add up."""

from __future__ import annotations

from dataclasses import dataclass
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
