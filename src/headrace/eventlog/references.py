"""References in free text: issue keys and numbers, and whether the text says that it closes them."""

from __future__ import annotations

import re
from dataclasses import dataclass

# A key may follow anything but a letter or digit ("x_SHOP-12"), and be followed by anything but a digit.
_KEY = re.compile(r"(?<![A-Za-z0-9])([A-Za-z][A-Za-z0-9_]{1,29})-(\d{1,9})(?!\d)")

# Lengths are bounded so that no text, however odd, takes more than linear time.
_PLACE = r"[A-Za-z0-9][\w.-]{0,80}/[\w.-]{1,100}"
_URL = rf"https?://[\w.:-]{{1,100}}/(?P<url_place>{_PLACE})/(?:issues|pull)/(?P<url_number>\d{{1,9}})(?!\d)"
# Azure Boards' work items are written AB#12 in other tools.
_SHORT = rf"(?<![\w&/])(?P<place>{_PLACE}|AB|ab)?#(?P<number>\d{{1,9}})(?!\w)"
_NUMBER = re.compile(f"{_URL}|{_SHORT}", re.ASCII)
_CLOSING = re.compile(
    r"\b(?:close[sd]?|fix(?:e[sd])?|resolve[sd]?):?[ \t\r\n]{1,9}$", re.ASCII | re.IGNORECASE
)
_LONGEST_CLOSING = 20


@dataclass(frozen=True, slots=True)
class Number:
    """A number in a text: ``#12``, or ``owner/repo#12`` or ``AB#12`` when the text says where."""

    reference: str
    closes: bool


def keys(text: str) -> list[str]:
    """Return the issue keys that a text holds, in capitals, each once, in the order of the text.

    A prefix may hold an underscore, and a key may be glued to a word by one; both readings are returned.
    """
    found: dict[str, None] = {}
    for prefix, number in _KEY.findall(text):
        found[f"{prefix}-{number}".upper()] = None
        _, glue, tail = prefix.rpartition("_")
        if glue and len(tail) > 1 and tail[0].isalpha():
            found[f"{tail}-{number}".upper()] = None
    return list(found)


def numbers(text: str) -> list[Number]:
    """Return the numbers that a text holds, each once; one that is closed anywhere in it counts as closed."""
    if "#" not in text and "/" not in text:
        return []
    found: dict[str, bool] = {}
    for match in _NUMBER.finditer(text):
        place = match["place"] or match["url_place"] or ""
        place = "AB" if place == "ab" else place
        reference = f"{place}#{match['number'] or match['url_number']}"
        before = text[max(0, match.start() - _LONGEST_CLOSING) : match.start()]
        found[reference] = found.get(reference, False) or _CLOSING.search(before) is not None
    return [Number(reference, closes) for reference, closes in found.items()]
