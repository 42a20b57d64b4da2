"""References as GitLab writes them: ``#12``, ``project#12``, ``group/project!12`` and addresses of pages.

GitLab marks issues with ``#``, merge requests with ``!`` and epics with ``&``, and leaves out what the place of
the text says already. Here every reference is written in full.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

# Lengths are bounded so that no text, however odd, takes more than linear time.
_PART = r"[A-Za-z0-9_][\w.-]{0,80}"
_PLACE = rf"{_PART}(?:/{_PART}){{0,10}}"
_PAGE = (
    rf"https?://[\w.:-]{{1,100}}/(?P<page_place>{_PLACE})/-/"
    r"(?P<page>issues|work_items|incidents|merge_requests)/(?:incident/)?(?P<page_number>\d{1,9})(?!\d)"
)
_SHORT = rf"(?<![\w&/!#.-])(?P<place>{_PLACE})?(?P<sign>[#!])(?P<number>\d{{1,9}})(?!\w)"
_REFERENCE = re.compile(f"{_PAGE}|{_SHORT}", re.ASCII)
_CLOSING = re.compile(
    r"\b(?:clos(?:e[sd]?|ing)|fix(?:e[sd]|ing)?|resolv(?:e[sd]?|ing)|implement(?:s|ed|ing)?):?"
    r"[ \t\r\n]{1,9}(?:issues?[ \t]{1,9})?$",
    re.ASCII | re.IGNORECASE,
)
_GOES_ON = re.compile(r"[ \t\r\n]{0,9}(?:,|and|,[ \t\r\n]{0,9}and)?[ \t\r\n]{0,9}", re.IGNORECASE)
_LONGEST_CLOSING = 40


@dataclass(frozen=True, slots=True)
class Reference:
    """An issue or merge request in a text, written in full, and whether the text says that it closes it."""

    full: str
    closes: bool


def references(text: str, project: str) -> list[Reference]:
    """Return what a text refers to, each once; what is closed anywhere in it counts as closed.

    Args:
        project: path of the project that the text stands in.
    """
    found: dict[str, bool] = {}
    end, closing = 0, False
    for match in _REFERENCE.finditer(text):
        before = text[max(0, match.start() - _LONGEST_CLOSING) : match.start()]
        goes_on = closing and _GOES_ON.fullmatch(text[end : match.start()]) is not None
        closing = goes_on or _CLOSING.search(before) is not None
        end = match.end()
        full = _full(match, project)
        found[full] = found.get(full, False) or (closing and "#" in full)
    return [Reference(full, closes) for full, closes in found.items()]


def _full(match: re.Match[str], project: str) -> str:
    if match["page"]:
        sign = "!" if match["page"] == "merge_requests" else "#"
        return f"{match['page_place']}{sign}{match['page_number']}"
    place = match["place"] or project
    if "/" not in place:
        place = f"{project.rpartition('/')[0]}/{place}"
    return f"{place}{match['sign']}{match['number']}"
