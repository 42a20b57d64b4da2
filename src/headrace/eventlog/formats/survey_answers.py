"""Answers on a scale: what one answer counts, on which scale a question was asked, and what many say together."""

from __future__ import annotations

import re
from dataclasses import dataclass
from math import sqrt
from statistics import fmean, stdev
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

Kind = Literal["number", "words", "yes or no"]

FEWEST = 5
"""Answers below which a group is not shown: who is in it could be told."""

_LADDERS = (
    (
        "strongly disagree",
        "disagree",
        "neutral|neither agree nor disagree|neither",
        "agree",
        "strongly agree",
    ),
    (
        "very dissatisfied|very unsatisfied",
        "dissatisfied|somewhat dissatisfied|unsatisfied",
        "neither satisfied nor dissatisfied",
        "satisfied|somewhat satisfied",
        "very satisfied",
    ),
    (
        "very difficult|very hard",
        "difficult|hard|somewhat difficult",
        "neither easy nor difficult",
        "easy|somewhat easy",
        "very easy",
    ),
    ("never", "rarely|seldom", "sometimes", "often", "always"),
    ("poor|very poor", "fair", "good", "very good", "excellent"),
    (
        "stimme gar nicht zu",
        "stimme eher nicht zu",
        "teils teils|teils/teils",
        "stimme eher zu",
        "stimme voll zu",
    ),
)
"""Words for 1 to 5, worst first; several for one step by ``|``."""

_WORDS = {
    word: step
    for ladder in _LADDERS
    for step, words in enumerate(ladder, start=1)
    for word in words.split("|")
}
_YES_NO = {"yes": 1.0, "no": 0.0, "true": 1.0, "false": 0.0, "ja": 1.0, "nein": 0.0}
_NUMBERED = re.compile(r"(\d{1,2})(?:[.,]0+)?(?:\s*(?:[-–—:=(/]|\.\s).*)?", re.DOTALL)
_HIGHEST = 10
_FAVOURABLE = {5: 4, 7: 6, 10: 8}
_Z = 1.959963984540054


@dataclass(frozen=True, slots=True)
class Scale:
    """On which steps a question was answered; ``favourable`` is the first step that speaks well of it."""

    kind: Kind
    lowest: int
    highest: int

    @property
    def favourable(self) -> int:
        """The first favourable step: the upper two of 5 and of 7, the upper three of 10."""
        return _FAVOURABLE.get(self.highest, self.highest)

    def holds(self, step: float) -> bool:
        """Tell whether an answer can be given on it."""
        return self.lowest <= step <= self.highest


@dataclass(frozen=True, slots=True)
class Together:
    """What a group of answers says: a mean or a share, with its 95 % range."""

    value: float
    n: int
    low: float
    high: float


def answer(text: str) -> tuple[Kind, float] | None:
    """Return what an answer counts: 4, ``4 - agree``, ``agree``, ``yes``; ``None`` when it is on no scale."""
    bare = " ".join(text.strip().casefold().split())
    if bare in _WORDS:
        return "words", float(_WORDS[bare])
    if bare in _YES_NO:
        return "yes or no", _YES_NO[bare]
    found = _NUMBERED.fullmatch(bare)
    if found and int(found[1]) <= _HIGHEST:
        return "number", float(found[1])
    return None


def scale_of(answers: Iterable[tuple[Kind, float]], asked: str = "") -> Scale:
    """Return the scale of a question's answers: the most usual that holds them all, or the one asked for (``1-7``)."""
    kinds: dict[Kind, int] = {}
    steps: list[float] = []
    for kind, step in answers:
        kinds[kind] = kinds.get(kind, 0) + 1
        if kind == "number":
            steps.append(step)
    kind = max(kinds, key=lambda each: kinds[each])
    if kind == "yes or no":
        return Scale(kind, 0, 1)
    if kind == "words":
        return Scale(kind, 1, 5)
    if asked:
        lowest, _, highest = asked.partition("-")
        return Scale(kind, int(lowest), int(highest))
    most, least = max(steps), min(steps)
    highest_step = next(each for each in (5, 7, 10) if most <= each)
    return Scale(kind, 0 if least < 1 or highest_step == 10 else 1, highest_step)


def together(steps: Sequence[float], scale: Scale, *, share: bool) -> Together:
    """Return mean or favourable share of answers, with its 95 % range: Student's t, or Wilson's of a share."""
    n = len(steps)
    if share or scale.kind == "yes or no":
        part = sum(step >= scale.favourable for step in steps) / n
        centre = (part + _Z**2 / (2 * n)) / (1 + _Z**2 / n)
        half = _Z * sqrt(part * (1 - part) / n + _Z**2 / (4 * n**2)) / (1 + _Z**2 / n)
        return Together(part, n, max(centre - half, 0.0), min(centre + half, 1.0))
    from scipy.special import stdtrit  # noqa: PLC0415 - takes long to load; only surveys need it here

    mean = fmean(steps)
    half = float(stdtrit(n - 1, 0.975)) * stdev(steps) / sqrt(n)
    return Together(mean, n, max(mean - half, scale.lowest), min(mean + half, scale.highest))
