"""Where a shorter wait goes with a shorter whole, for notebooks."""

from __future__ import annotations

from dataclasses import dataclass
from html import escape
from typing import TYPE_CHECKING, Any

from headrace.notebook.tables import Tables
from headrace.report.bottleneck import bottleneck_measures, bottleneck_sentences
from headrace.report.bottleneck.terminal_bottleneck import bottleneck_lines
from headrace.report.links import nowhere
from headrace.report.screen import Screen

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from headrace.report.bottleneck.bottleneck_view import BottleneckView

_PLAIN = ("sender", "receiver", "reading", "held_by", "days", "waiting", "came", "went", "each", "longest")
_SHARES = ("passes", "at_limit", "room", "empty", "fills", "together")


@dataclass(frozen=True, repr=False)
class Bottleneck(Tables):
    """The evidence per place: ``view`` holds every value; as text it is what ``headrace bottleneck`` prints.

    Its table is ``places``, one row each, with every kind of evidence and its range.
    """

    view: BottleneckView

    @property
    def headline(self) -> str:
        """What the page says first."""
        return bottleneck_sentences.bottleneck_headline(self.view).text()

    def _tables(self) -> dict[str, Callable[[], Mapping[str, Sequence[Any]]]]:
        return {"places": self._places}

    def _places(self) -> dict[str, list[Any]]:
        lines = self.view.places
        columns = {name: [getattr(each, name) for each in lines] for name in _PLAIN}
        for name in _SHARES:
            found = [getattr(each, name) for each in lines]
            columns[name] = [each and each.value for each in found]
            columns[f"{name}_low"] = [each and each.low for each in found]
            columns[f"{name}_high"] = [each and each.high for each in found]
        return columns

    def __repr__(self) -> str:
        return "\n".join(bottleneck_lines(self.view, Screen(100)))

    def _repr_html_(self) -> str:
        facts = " · ".join(bottleneck_sentences.bottleneck_facts(self.view))
        table = bottleneck_measures.evidence_table(self.view).html(nowhere) if self.view.places else ""
        return f"<p><b>{escape(self.headline)}</b></p><p>{escape(facts)}</p>{table}"
