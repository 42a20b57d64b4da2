"""How wide a text is drawn: measured with the shipped fonts' own advance widths, never guessed."""

from __future__ import annotations

import json
import unicodedata
from functools import cache
from importlib.resources import files

_WEIGHTS = {"inter": (400, 700), "newsreader": (500, 600)}


@cache
def _advances(family: str) -> dict[str, list[int]]:
    text = files("headrace.report").joinpath("style", "fonts", f"{family}-widths.json").read_text("utf-8")
    table: dict[str, list[int]] = json.loads(text)
    return table


@cache
def _advance(character: str, family: str, weight: int) -> float:
    """Return one character's advance in thousandths of an em; letters we do not ship are taken as wide."""
    found = _advances(family).get(character)
    if found is None:
        if unicodedata.combining(character):
            return 0.0
        return 1000.0 if unicodedata.east_asian_width(character) in "WF" else 720.0
    light, bold = _WEIGHTS[family]
    share = min(1.0, max(0.0, (weight - light) / (bold - light)))
    return found[0] + share * (found[1] - found[0])


@cache
def width(text: str, size: float, weight: int = 400, family: str = "inter") -> float:
    """Return the drawn width in px of ``text`` at ``size`` px, without kerning: on the wide side."""
    return sum(_advance(character, family, weight) for character in text) * size / 1000


def shortened(text: str, room: float, size: float, weight: int = 400) -> str:
    """Return ``text``, or as much of it as fits into ``room`` px with an ellipsis at its end."""
    if width(text, size, weight) <= room:
        return text
    for end in range(len(text) - 1, 0, -1):
        shorter = text[:end].rstrip() + "…"
        if width(shorter, size, weight) <= room:
            return shorter
    return "…"


def wrapped(text: str, room: float, size: float, weight: int = 400) -> list[str]:
    """Return ``text`` in lines no wider than ``room`` px; a single word too wide is shortened."""
    lines: list[str] = []
    line = ""
    for word in text.split(" "):
        longer = f"{line} {word}" if line else word
        if line and width(longer, size, weight) > room:
            lines.append(line)
            line = word
        else:
            line = longer
    lines.append(line)
    return [shortened(each, room, size, weight) for each in lines]
