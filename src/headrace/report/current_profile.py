"""A stream's profile, put together from its dimensions: the one place that lists which there are."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from headrace.report.profile_view import Dimension, ProfileAsked

DIMENSIONS: tuple[Callable[[ProfileAsked], Dimension], ...] = ()
"""Each answers for one dimension; in the order in which they are shown, after flow."""
