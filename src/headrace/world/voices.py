"""What shops make of it, and how those feel who do the work: measured series, as other tools would tell them."""

from __future__ import annotations

from dataclasses import dataclass

from headrace.eventlog.model import Batch
from headrace.eventlog.signals import Point, add_series
from headrace.world import clock
from headrace.world.company import FIRST_DAY
from headrace.world.work import chance

_WEEK = 7 * 86_400_000_000


@dataclass(frozen=True, slots=True)
class Voice:
    """A series that drifts evenly from one level to another over three years.

    Args:
        begins, ends: its level at the beginning and after three years.
        spread: standard deviation of a reading.
        weeks: weeks between readings.
        n: how many answers or attempts a reading is over, about; 0 for none told.
        most: what it cannot exceed.
    """

    name: str
    label: str
    begins: float
    ends: float
    spread: float
    weeks: int
    n: int = 0
    unit: str = "%"
    most: float = 100.0
    asked: bool = False


VOICES = (
    Voice("started-within-a-week", "New shops that take a payment within a week", 28.0, 36.0, 2.4, 1, 80),
    Voice("set-up-alone", "New shops that set up without asking for help", 61.0, 70.0, 2.5, 4, 300),
    Voice(
        "shops-would-recommend", "Would you recommend us? (1 to 5)", 3.7, 4.0, 0.12, 8, 140, "of 5", 5.0, asked=True
    ),
    Voice(
        "easy-to-deliver", "It is easy to bring a change to shops (1 to 5)", 3.1, 3.4, 0.15, 12, 42, "of 5", 5.0,
        asked=True,
    ),
    Voice("onboarding-available", "Onboarding answers within a second", 99.86, 99.92, 0.05, 1),
)  # fmt: skip

_YEARS = 3 * 52
"""Weeks over which a series drifts."""


def voices(seed: int, until: int) -> Batch:
    """Return every series up to ``until`` (µs UTC)."""
    batch = Batch("voices")
    first = clock.midnight(FIRST_DAY)
    for voice in VOICES:
        points = []
        at, week = first + voice.weeks * _WEEK, voice.weeks
        while at < until:
            points.append(_reading(voice, seed, week, at))
            at, week = at + voice.weeks * _WEEK, week + voice.weeks
        asked = "yes" if voice.asked else None
        add_series(batch, voice.name, None, points, label=voice.label, unit=voice.unit, asked=asked)
    return batch


def _reading(voice: Voice, seed: int, week: int, at: int) -> Point:
    rng = chance(seed, f"voice:{voice.name}:{week}")
    level = voice.begins + (voice.ends - voice.begins) * min(week / _YEARS, 1.0)
    value = min(rng.gauss(level, voice.spread), voice.most)
    n = round(voice.n * rng.uniform(0.85, 1.15)) if voice.n else None
    return Point(at, round(value, 2), n)
