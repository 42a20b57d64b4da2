"""Whether something that shall be reached by a day is on its way there.

The course is a straight line from where it began to its goal. A reading is *about* on course when it lies no further
from the line than readings of its series scatter anyway; where nothing tells how they scatter, a tenth of the whole
way stands for it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Verdict = Literal["reached", "ahead", "about", "behind", "late"]

UNTOLD_SCATTER = 0.1
"""Of the way from start to goal: how far beside the line is still about on course when no scatter is known."""


@dataclass(frozen=True, slots=True)
class Course:
    """Where something is on its way: ``expected`` is the line's value at the reading, ``margin`` what is about on it.

    ``verdict``: *reached* (at its goal or beyond), *late* (its day has come, and it is not), else *ahead*, *about* or
    *behind*.
    """

    verdict: Verdict
    expected: float
    margin: float


@dataclass(frozen=True, slots=True)
class Way:
    """From ``start`` at ``began`` to ``goal`` at ``due``: times in µs UTC, values in the unit of the measure.

    Raises:
        ValueError: there is no way to go, or no time for it.
    """

    start: float
    began: int
    goal: float
    due: int

    def __post_init__(self) -> None:
        """Refuse what is no way."""
        if self.goal == self.start or self.due <= self.began:
            raise ValueError("a course needs a way to go and time for it")

    def expected(self, at: int) -> float:
        """Return the value of the straight line at a time; before it begins and after its day, that of its end."""
        passed = min(max((at - self.began) / (self.due - self.began), 0.0), 1.0)
        return self.start + (self.goal - self.start) * passed


def course(way: Way, now: float, at: int, scatter: float | None = None) -> Course:
    """Return where a reading stands on its way.

    Args:
        now: the reading, taken at ``at`` (µs UTC).
        scatter: how far from their middle readings of its series lie anyway; ``None`` where that is not known.
    """
    up = 1.0 if way.goal > way.start else -1.0
    expected = way.expected(at)
    margin = abs(way.goal - way.start) * UNTOLD_SCATTER if scatter is None else scatter
    verdict = _verdict(up * (now - expected), up * (now - way.goal), margin, over=at >= way.due)
    return Course(verdict, expected, margin)


def _verdict(beyond_line: float, beyond_goal: float, margin: float, *, over: bool) -> Verdict:
    if beyond_goal >= 0:
        return "reached"
    if over:
        return "late"
    if abs(beyond_line) <= margin:
        return "about"
    return "ahead" if beyond_line > 0 else "behind"
