"""Views that are kept, so that a page which was shown before is there at once."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable

_MOST = 64

_View = TypeVar("_View")


class KeptViews:
    """Answers by question, all of one state of the data and the definitions."""

    def __init__(self) -> None:
        self._kept: tuple[str, dict[object, Any]] = ("", {})

    def get(self, state: str, question: object, answer: Callable[[], _View]) -> _View:
        """Return the answer that the same question got before; another ``state`` forgets them all."""
        if self._kept[0] != state:
            self._kept = (state, {})
        known: dict[object, _View] = self._kept[1]
        found = known.get(question)
        if found is None:
            found = answer()
            if len(known) >= _MOST:
                known.pop(next(iter(known)), None)
            known[question] = found
        return found
