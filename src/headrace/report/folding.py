"""Fewer blocks with the same days: runs of stages in one function's lane drawn as one block."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from headrace.report.view import MapView


def by_function(view: MapView) -> MapView:
    """Return the view with each run of stages of one function folded into one block."""
    return view


def to_fit(view: MapView, most: int = 15) -> MapView:
    """Return the view with small consecutive stages of one function folded when there are over ``most``."""
    assert most > 0
    return view
