"""Numbers, durations, counts and dates in words, rounded so that parts add up."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from headrace.report.view import Window

NBSP = "\u00a0"
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_SPELLED = (
    "no",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
)
_TRACE = 0.05
_COMMIT_ID = re.compile(r"[0-9a-f]{40}|[0-9a-f]{64}", re.ASCII)
_VOWEL_SOUND = ("hour", "honest", "heir")
_CONSONANT_SOUND = ("use", "user", "unit", "union", "unique", "one", "once", "euro", "ux", "uni", "url")


@dataclass(frozen=True, slots=True)
class Scale:
    """The unit in which one picture and its sentences speak; chosen once from the longest thing in it."""

    per_day: float
    one: str
    many: str
    short: str

    def of(self, days: float) -> float:
        """Return ``days`` in this unit."""
        return days * self.per_day

    def number(self, days: float) -> str:
        """Return the number alone: one decimal under ten, whole above; ``<0.1`` for a trace."""
        return decimal(self.of(days))

    def exact(self, days: float) -> str:
        """Return the number with one decimal at any size, as the facts line has it."""
        return f"{self.of(days):,.1f}"

    def brief(self, days: float, *, tight: bool = False) -> str:
        """Return number and unit as pictures write it: ``4.6 d``, or ``4.6d`` when there is little room."""
        return f"{self.number(days)}{'' if tight else NBSP}{self.short}"

    def words(self, days: float) -> str:
        """Return number and unit in words: ``38 days``."""
        return self.with_unit(self.number(days))

    def seen(self, days: float) -> Scale:
        """Return this unit, or a smaller one where so little time would be written as a trace of this."""
        return scale_for(days) if 0 < self.of(days) < _TRACE else self

    def with_unit(self, number: str) -> str:
        """Return a number already written, with the unit in words."""
        return f"{number}{NBSP}{self.one if number in ('1', '1.0') else self.many}"


DAYS = Scale(1, "day", "days", "d")
HOURS = Scale(24, "hour", "hours", "h")
MINUTES = Scale(24 * 60, "minute", "minutes", "min")
SECONDS = Scale(24 * 3600, "second", "seconds", "s")


def scale_for(days: float) -> Scale:
    """Return the unit to speak in when the whole is ``days`` long: days from one on, then hours …"""
    for scale in (DAYS, HOURS, MINUTES):
        if scale.of(days) >= 1:
            return scale
    return SECONDS if days > 0 else DAYS


def decimal(value: float) -> str:
    """Return a size: one decimal under ten, whole above, ``<0.1`` for what is more than nothing."""
    if 0 < value < _TRACE:
        return "<0.1"
    if value == 0:
        return "0"
    return f"{value:.1f}" if round(value, 1) < 10 else f"{whole(value):,}"


def whole(value: float) -> int:
    """Return the nearest whole number, halves upwards."""
    return math.floor(value + 0.5)


def step_of(total: float) -> float:
    """Return the step in which a whole of this size and its parts are written: 0.1 under ten, 1 above."""
    return 0.1 if round(total, 1) < 10 else 1.0


def split(parts: Sequence[float], units: int, step: float) -> list[int]:
    """Return ``parts`` in whole steps that add up to ``units``.

    Every part is rounded down, and what is left over goes to the largest remainders, so no part is off by
    a whole step when the parts do add up.
    """
    floors = [math.floor(part / step + 1e-9) for part in parts]
    by_remainder = sorted(range(len(parts)), key=lambda i: (floors[i] - parts[i] / step, i))
    for i in by_remainder[: max(0, units - sum(floors))]:
        floors[i] += 1
    return floors


def stepped(count: int, step: float) -> str:
    """Return a number of steps as it is written."""
    if step == 1:
        return f"{count:,}"
    return f"{count / 10:.1f}" if count else "0"


def percent(share: float, *, tight: bool = False) -> str:
    """Return a share: ``82 %``. Only nothing is 0 % and only all is 100 %."""
    gap = "" if tight else NBSP
    number = whole(share * 100)
    if number == 0 and share > 0:
        return f"<1{gap}%"
    if number == 100 and share < 1:
        return f">99{gap}%"
    return f"{number}{gap}%"


def count(number: int) -> str:
    """Return a count as pictures write it: 12, 9.1k, 61k, 1.2M."""
    if number < 1_000:
        return str(number)
    for size, letter in ((1_000, "k"), (1_000_000, "M"), (1_000_000_000, "G")):
        scaled = number / size
        if scaled < 9.95:
            return f"{scaled:.1f}{letter}"
        if scaled < 999.5:
            return f"{whole(scaled)}{letter}"
    return f"{number:,}"


def grouped(number: int) -> str:
    """Return a count as sentences write it: 1,184."""
    return f"{number:,}"


def significant(value: float) -> str:
    """Return a number with three or, from ten on, four digits that say something: 99.93, 4.38, 1,204."""
    if abs(value) >= 1000:
        return f"{round(value):,}"
    return f"{value:.4g}" if abs(value) >= 10 else f"{value:.3g}"


def spelled(number: int) -> str:
    """Return a small count as a word, for sentences that begin with it."""
    return _SPELLED[number] if 0 <= number < len(_SPELLED) else grouped(number)


def a(noun: str) -> str:
    """Return a noun with its indefinite article, by its sound as far as spelling tells."""
    first = noun.lower().split(" ", 1)[0]
    vowel = first[:1] in "aeiou" or first.startswith(_VOWEL_SOUND)
    if first.startswith(_CONSONANT_SOUND) or not first:
        vowel = False
    return f"{'an' if vowel else 'a'} {noun}"


def plural(noun: str, number: int = 2) -> str:
    """Return a noun for ``number`` of it, by the regular English endings."""
    if number == 1 or not noun:
        return noun
    if noun.endswith(("s", "x", "z", "ch", "sh")):
        return noun + "es"
    if noun.endswith("y") and noun[-2:-1] not in "aeiou":
        return noun[:-1] + "ies"
    return noun + "s"


def capitalised(text: str) -> str:
    """Return ``text`` with its first letter large and the rest as it is."""
    return text[:1].upper() + text[1:]


def mid_sentence(text: str) -> str:
    """Return ``text`` with a leading article made small, so that it can stand inside a sentence."""
    first, _, rest = text.partition(" ")
    return f"{first.lower()} {rest}" if first in {"A", "An", "The", "Our", "Every", "Each"} and rest else text


def short_key(key: str) -> str:
    """Return a key as pages write it: of a commit's forty digits the first ten, everything else as it is."""
    return key[:10] if _COMMIT_ID.fullmatch(key) else key


def listed(names: Sequence[str]) -> str:
    """Return names as a list in words: ``a``, ``a and b``, ``a, b and c``."""
    return " and ".join(filter(None, (", ".join(names[:-1]), names[-1]))) if names else ""


def _when(us: int) -> datetime:
    return datetime(1970, 1, 1, tzinfo=UTC) + timedelta(microseconds=us)


def day(us: int, *, year: bool = True) -> str:
    """Return a day: ``30 Jun 2025``."""
    when = _when(us)
    return NBSP.join([str(when.day), _MONTHS[when.month - 1], *([str(when.year)] if year else [])])


def month(us: int) -> str:
    """Return a month: ``Jun 2025``."""
    return day(us).partition(NBSP)[2]


def moment(us: int) -> str:
    """Return a time in UTC: ``30 Jun 2025, 06:00``."""
    return f"{day(us)}, {_when(us):%H:%M}"


def iso(us: int) -> str:
    """Return a time as ISO 8601 in UTC, to the second, or to the µs where there are any."""
    return _when(us).isoformat().replace("+00:00", "Z")


def span(window: Window) -> str:
    """Return a window by its first and last day: ``1 Jan – 30 Jun 2025``."""
    last = max(window.start, window.end - 1)
    same_year = _when(window.start).year == _when(last).year
    if day(window.start) == day(last):
        return day(last)
    return f"{day(window.start, year=not same_year)} – {day(last)}"


def unit_words(unit: str) -> dict[str, str]:
    """Return the noun for what flows, in the forms templates need."""
    noun = unit or "item"
    return {"unit": noun, "units": plural(noun), "a_unit": a(noun), "A_unit": capitalised(a(noun))}


def things(object_type: str, number: int) -> str:
    """Return what so many objects of a type are called in a sentence: 2 tickets, 1 order line."""
    return plural(object_type.replace("_", " ").replace("-", " "), number)
