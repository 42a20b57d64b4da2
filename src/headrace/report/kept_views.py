"""Views that are kept, so that a page which was shown before is there at once."""

from __future__ import annotations

from threading import Lock
from typing import TYPE_CHECKING, Any, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable

_MOST = 64

_View = TypeVar("_View")


class KeptViews:
    """Answers by question, all of one state of the data and the definitions; any number of threads may ask."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._state = ""
        self._kept: dict[object, Any] = {}

    def get(self, state: str, question: object, answer: Callable[[], _View]) -> _View:
        """Return the answer that the same question got before; another ``state`` forgets them all.

        Whoever asks while it is being answered for somebody else answers it as well.
        """
        kept = self._of(state)
        found: _View | None = kept.get(question)
        if found is None:
            # it may take long, and ask further questions
            found = answer()
            with self._lock:
                if len(kept) >= _MOST:
                    kept.pop(next(iter(kept)))
                kept[question] = found
        return found

    def _of(self, state: str) -> dict[object, Any]:
        """Return what is kept of a state; what comes late for one that is over is kept in vain, and nobody sees it."""
        with self._lock:
            if self._state != state:
                self._state, self._kept = state, {}
            return self._kept
