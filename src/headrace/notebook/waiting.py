"""Why work waits, for notebooks."""

from __future__ import annotations

from dataclasses import dataclass
from html import escape
from typing import TYPE_CHECKING, Any

from headrace.notebook.tables import Tables
from headrace.report.links import nowhere
from headrace.report.screen import Screen
from headrace.report.waiting import waiting_measures, waiting_sentences
from headrace.report.waiting.terminal_waiting import waiting_lines

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from headrace.report.waiting.waiting_view import WaitingView

_PART = ("cause", "days", "share", "low", "high", "waits", "items", "untold")


@dataclass(frozen=True, repr=False)
class Waiting(Tables):
    """What waits go with: ``view`` holds every value; as text it is what ``headrace waiting`` prints.

    Its tables: ``parts``, what all waiting goes with, ``places``, the same at each hand-off, and ``longest``, the items
    with most of each part.
    """

    view: WaitingView

    @property
    def headline(self) -> str:
        """What the page says first."""
        return waiting_sentences.waiting_headline(self.view).text()

    def _tables(self) -> dict[str, Callable[[], Mapping[str, Sequence[Any]]]]:
        return {"parts": self._parts, "places": self._places, "longest": self._longest}

    def _parts(self) -> dict[str, list[Any]]:
        parts = self.view.parts
        columns: dict[str, list[Any]] = {name: [getattr(each, name) for each in parts] for name in _PART}
        columns["how"] = [waiting_sentences.how_words(each) for each in parts]
        return columns

    def _places(self) -> dict[str, list[Any]]:
        found = [(place, part) for place in self.view.places for part in place.parts]
        columns: dict[str, list[Any]] = {
            "sender": [place.sender for place, _ in found],
            "receiver": [place.receiver for place, _ in found],
        }
        columns |= {name: [getattr(part, name) for _, part in found] for name in _PART}
        columns["how"] = [waiting_sentences.how_words(part, place) for place, part in found]
        return columns

    def _longest(self) -> dict[str, list[Any]]:
        found = [
            (place, part, item) for place in self.view.places for part in place.parts for item in part.longest
        ]
        return {
            "sender": [place.sender for place, _, _ in found],
            "receiver": [place.receiver for place, _, _ in found],
            "cause": [part.cause for _, part, _ in found],
            "item": [item.key for _, _, item in found],
            "days": [item.days for _, _, item in found],
        }

    def __repr__(self) -> str:
        return "\n".join(waiting_lines(self.view, Screen(100)))

    def _repr_html_(self) -> str:
        facts = " · ".join(waiting_sentences.waiting_facts(self.view))
        table = "" if self.view.refusal else waiting_measures.parts_table(self.view).html(nowhere)
        return f"<p><b>{escape(self.headline)}</b></p><p>{escape(facts)}</p>{table}"
