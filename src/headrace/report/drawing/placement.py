"""Where words stand in a picture: boxes, labels, and the first of several places that is free."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from headrace.report.drawing.lettering import width

_ASCENT = 0.76
_DESCENT = 0.24
_TRIANGLE = 12.0  # px that the drawn triangle of "waiting now" takes before its text


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle in px, y downwards."""

    left: float
    top: float
    right: float
    bottom: float

    def overlaps(self, other: Box, gap: float = 0.0) -> bool:
        """Whether they come closer than ``gap`` to each other."""
        return (
            self.left < other.right + gap
            and other.left < self.right + gap
            and self.top < other.bottom + gap
            and other.top < self.bottom + gap
        )

    def grown(self, by: float) -> Box:
        """Return the box with a margin of ``by`` px."""
        return Box(self.left - by, self.top - by, self.right + by, self.bottom + by)

    @property
    def wide(self) -> float:
        """Its width in px."""
        return self.right - self.left

    @property
    def tall(self) -> float:
        """Its height in px."""
        return self.bottom - self.top

    @property
    def middle(self) -> tuple[float, float]:
        """Its centre."""
        return (self.left + self.right) / 2, (self.top + self.bottom) / 2


@dataclass(frozen=True, slots=True)
class Run:
    """A piece of a text line in one colour class and weight."""

    text: str
    cls: str = "t1"
    weight: int = 400


@dataclass(frozen=True, slots=True)
class Label:
    """One line of text at a baseline, perhaps with the triangle of "waiting now" before it.

    ``anchor`` is start, middle or end; ``plate`` is the class of its ground, if lines run behind.
    """

    runs: tuple[Run, ...]
    x: float
    y: float
    size: float
    anchor: str = "start"
    triangle: bool = False
    plate: str | None = None
    slant: float = 0.0

    @property
    def wide(self) -> float:
        """The drawn width in px."""
        text = sum(width(run.text, self.size, run.weight) for run in self.runs)
        return text + (_TRIANGLE if self.triangle else 0.0)

    @property
    def left(self) -> float:
        """Where the drawing begins."""
        return self.x - {"start": 0.0, "middle": 0.5, "end": 1.0}[self.anchor] * self.wide

    @property
    def box(self) -> Box:
        """The box the ink stays in."""
        return Box(
            self.left, self.y - _ASCENT * self.size, self.left + self.wide, self.y + _DESCENT * self.size
        )

    @property
    def text(self) -> str:
        """The words alone."""
        return "".join(run.text for run in self.runs)


def label(text: str, x: float, y: float, size: float, *, cls: str = "t1", weight: int = 400) -> Label:
    """Return a label of one run that starts at ``x``."""
    return Label((Run(text, cls, weight),), x, y, size)


@dataclass(slots=True)
class Room:
    """What is taken already: ``hard`` never to be written over, ``soft`` lines that a plate may cover."""

    hard: list[Box] = field(default_factory=list)
    soft: list[Box] = field(default_factory=list)

    def free(self, labels: tuple[Label, ...], *, lines_too: bool) -> bool:
        """Whether all labels can stand where they are."""
        taken = [*self.hard, *self.soft] if lines_too else self.hard
        return not any(each.box.overlaps(box, 1.0) for each in labels for box in taken)

    def place(self, candidates: list[tuple[Label, ...]], plate: str = "f-paper") -> tuple[Label, ...]:
        """Return the first candidate that is clear; else the first clear of all but lines, on a plate.

        When none is clear the last and smallest is dropped rather than written over something else.
        """
        for labels in candidates:
            if self.free(labels, lines_too=True):
                self.hard += [each.box for each in labels]
                return labels
        for labels in candidates:
            if self.free(labels, lines_too=False):
                self.hard += [each.box for each in labels]
                return tuple(replace(each, plate=plate) for each in labels)
        return ()
