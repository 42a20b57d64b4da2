"""What hand-offs cost, for notebooks."""

from __future__ import annotations

from dataclasses import dataclass
from html import escape
from typing import TYPE_CHECKING, Any

from headrace.notebook.tables import Tables
from headrace.report.handoffs import handoffs_measures, handoffs_sentences
from headrace.report.handoffs.terminal_handoffs import handoffs_lines
from headrace.report.links import nowhere
from headrace.report.screen import Screen

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from headrace.report.handoffs.handoffs_view import BoundaryLine, HandoffsView, WaitCell

_WAIT = ("items", "times", "days", "mean", "low", "high", "half", "p85")


@dataclass(frozen=True, repr=False)
class Handoffs(Tables):
    """What hand-offs cost: ``view`` holds every value; as text it is what ``headrace handoffs`` prints.

    Its tables: ``boundaries``, one row each, waits inside functions as well; ``groups``, one row per hand-off and group
    of items; ``weeks``, the waits of each week; ``goes_with``, what goes with a long wait at the chosen one.
    """

    view: HandoffsView

    @property
    def headline(self) -> str:
        """What the page says first."""
        return handoffs_sentences.handoffs_headline(self.view).text()

    @property
    def _lines(self) -> tuple[BoundaryLine, ...]:
        return (*self.view.boundaries, *self.view.inside)

    def _tables(self) -> dict[str, Callable[[], Mapping[str, Sequence[Any]]]]:
        return {
            "boundaries": self._boundaries,
            "groups": self._groups,
            "weeks": self._weeks,
            "goes_with": self._goes_with,
        }

    def _boundaries(self) -> dict[str, list[Any]]:
        lines = self._lines
        back = [each.sent_back for each in lines]
        return {
            "sender": [each.sender for each in lines],
            "receiver": [each.receiver for each in lines],
            **_waits([each.whole for each in lines]),
            "share": [each.share for each in lines],
            "days_of_all_items": [each.days_there for each in lines],
            "waiting_now": [each.waiting_now for each in lines],
            "oldest_days": [each.oldest_days for each in lines],
            "sent_back": [each.share for each in back],
            "sent_back_days_each": [each.days_each for each in back],
            "ping_pong": [each.ping_pong for each in back],
        }

    def _groups(self) -> dict[str, list[Any]]:
        found = [
            (line, column, cell)
            for line in self._lines
            for column, cell in zip(self.view.columns, line.cells, strict=True)
        ]
        return {
            "sender": [line.sender for line, _, _ in found],
            "receiver": [line.receiver for line, _, _ in found],
            "group": [column.name for _, column, _ in found],
            **_waits([cell for _, _, cell in found]),
        }

    def _weeks(self) -> dict[str, list[Any]]:
        found = [(line, week) for line in self._lines for week in line.weeks]
        return {
            "sender": [line.sender for line, _ in found],
            "receiver": [line.receiver for line, _ in found],
            "start": [week.start for _, week in found],
            "waits": [week.waits for _, week in found],
            "typical": [week.typical for _, week in found],
        }

    def _goes_with(self) -> dict[str, list[Any]]:
        found = self.view.chosen.goes_with if self.view.chosen else ()
        names = ("what", "value", "n", "days", "low", "high", "clear")
        return {name: [getattr(each, name) for each in found] for name in names}

    def __repr__(self) -> str:
        return "\n".join(handoffs_lines(self.view, Screen(100)))

    def _repr_html_(self) -> str:
        facts = " · ".join(handoffs_sentences.handoffs_facts(self.view))
        table = handoffs_measures.handoffs_table(self.view).html(nowhere) if self.view.boundaries else ""
        return f"<p><b>{escape(self.headline)}</b></p><p>{escape(facts)}</p>{table}"


def _waits(cells: Sequence[WaitCell]) -> dict[str, list[Any]]:
    return {name: [getattr(each, name) for each in cells] for name in _WAIT}
