"""A stream's profile, for a terminal: the sentence, its facts, and each dimension's measures or what it is missing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from headrace.report.dimensions.profile_measures import written_line
from headrace.report.dimensions.profile_sentences import profile_facts, profile_headline
from headrace.report.wording.phrases import text

if TYPE_CHECKING:
    from headrace.report.dimensions.profile_view import Dimension, ProfileView
    from headrace.report.screen import Screen


def profile_lines(view: ProfileView, screen: Screen) -> list[str]:
    """Return the profile of a stream in lines."""
    said = profile_headline(view)
    shown = screen.sentence(said)
    if view.missing:
        return [*shown, "", *screen.paragraph(said.note)] if said.note else shown
    shown += screen.facts(profile_facts(view))
    if said.note:
        shown += ["", *screen.paragraph(said.note)]
    for dimension in view.measured:
        shown += ["", *_measured(dimension, screen)]
    for dimension in view.unmeasured:
        reasons, remedies = _why(dimension)
        shown += ["", *screen.paragraph(f"{dimension.name}: {text('profile.unmeasured')}. {reasons}")]
        shown += [f"  {line}" for each in remedies for line in screen.paragraph(each)]
    return shown


def _measured(dimension: Dimension, screen: Screen) -> list[str]:
    lines = [written_line(dimension, line) for line in dimension.lines if line.measured]
    head = [dimension.name, *(text(f"profile.head.{name}") for name in ("value", "likely", "n", "note"))]
    rows = [[each.line.name, each.value, each.likely, each.n, each.beside] for each in lines]
    if screen.width < 110:
        head, rows = head[:4], [row[:4] for row in rows]
    shown = screen.columns(head, rows, frozenset({1, 2, 3}))
    for line in dimension.lines:
        if not line.measured:
            said = screen.paragraph(f"{line.name}: {line.missing or text('profile.unmeasured')}")
            shown += [f"  {each}" for each in said]
    return shown


def _why(dimension: Dimension) -> tuple[str, list[str]]:
    """Return why a dimension is not measured, and what would mend it; each once."""
    reasons = [dimension.refusal] if dimension.refusal else [line.missing for line in dimension.lines]
    remedies = [dimension.remedy] if dimension.remedy else [line.remedy for line in dimension.lines]
    return " ".join(dict.fromkeys(filter(None, reasons))), list(dict.fromkeys(filter(None, remedies)))
