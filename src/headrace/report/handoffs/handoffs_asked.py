"""What can be asked of hand-offs: by what they are split, which one is looked at closely, and in which days."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class HandoffsAsked:
    """A question about hand-offs.

    Args:
        split: the attribute whose values are compared; the kind of work when left out.
        handoff: the key of the hand-off to look at closely, ``from~to``; that with most days waited when left out.
        unit: ``days``, or ``working-days`` for Monday to Friday.
    """

    split: str | None = None
    handoff: str | None = None
    unit: str = "days"


USUAL = HandoffsAsked()
"""What is shown when nothing is asked."""
