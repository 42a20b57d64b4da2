"""Sentence templates filled in: by key, in the right plural form, with the words that carry a meaning marked."""

from __future__ import annotations

import re
from collections.abc import Mapping

from headrace.report.headline import Part
from headrace.report.wording.english import ENGLISH
from headrace.report.words import capitalised, grouped, spelled

_MARK = re.compile(r"\[(\w+):([^\]]*)\]")

_NOTHING: Mapping[str, str] = {}


def text(key: str, slots: Mapping[str, str] = _NOTHING, *, number: int | None = None) -> str:
    """Return the plain words of a template; marks lose their role and keep their words."""
    return "".join(part.text for part in parts(key, slots, number=number))


def parts(
    key: str,
    slots: Mapping[str, str] = _NOTHING,
    *,
    number: int | None = None,
    clauses: Mapping[str, str] = _NOTHING,
    targets: Mapping[str, tuple[str, str]] | None = None,
) -> tuple[Part, ...]:
    """Return the parts of a template, filled in.

    Args:
        key: which template.
        slots: what is filled in, written out.
        number: what decides the plural form; fills ``{number}`` and, spelled for a beginning, ``{Number}``.
        clauses: templates to stand in a slot, by their keys; ``""`` for nothing.
        targets: what the words of a role lead to.
    """
    template = _template(key, number)
    for slot, clause in clauses.items():
        template = template.replace(f"{{{slot}}}", _template(clause, number) if clause else "")
    filled = dict(slots)
    if number is not None:
        filled = {"number": grouped(number), "Number": capitalised(spelled(number)), **filled}
    found: list[Part] = []
    at = 0
    for mark in _MARK.finditer(template):
        found.append(Part(template[at : mark.start()].format_map(filled)))
        role = mark[1]
        found.append(Part(mark[2].format_map(filled), role, (targets or {}).get(role)))
        at = mark.end()
    found.append(Part(template[at:].format_map(filled)))
    return tuple(part for part in found if part.text)


def _template(key: str, number: int | None) -> str:
    entry = ENGLISH[key]
    if isinstance(entry, str):
        return entry
    return entry["one" if number == 1 else "other"]
