"""Functions that several streams wait for, for notebooks."""

from __future__ import annotations

from dataclasses import dataclass
from html import escape
from typing import TYPE_CHECKING, Any

from headrace.notebook.tables import Tables
from headrace.report.contention import contention_measures, contention_sentences
from headrace.report.contention.terminal_contention import contention_lines
from headrace.report.links import nowhere
from headrace.report.screen import Screen

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from headrace.report.contention.contention_view import ContentionView

_STREAM = ("stream", "name", "items", "days", "items_at_once", "days_at_once")


@dataclass(frozen=True, repr=False)
class Contention(Tables):
    """Which streams wait for the same function: ``view`` holds every value; as text as in ``headrace contention``.

    Its tables: ``streams``, one row per function and stream, and ``functions``.
    """

    view: ContentionView

    @property
    def headline(self) -> str:
        """What the page says first."""
        return contention_sentences.contention_headline(self.view).text()

    def _tables(self) -> dict[str, Callable[[], Mapping[str, Sequence[Any]]]]:
        return {"streams": self._streams, "functions": self._functions}

    def _streams(self) -> dict[str, list[Any]]:
        found = [(line, each) for line in self.view.functions for each in line.streams]
        columns: dict[str, list[Any]] = {"function": [line.function for line, _ in found]}
        return columns | {name: [getattr(each, name) for _, each in found] for name in _STREAM}

    def _functions(self) -> dict[str, list[Any]]:
        names = ("function", "days_at_once", "stretches", "twice")
        return {name: [getattr(each, name) for each in self.view.functions] for name in names}

    def __repr__(self) -> str:
        return "\n".join(contention_lines(self.view, Screen(100)))

    def _repr_html_(self) -> str:
        facts = " · ".join(contention_sentences.contention_facts(self.view))
        table = "" if self.view.refusal else contention_measures.contention_table(self.view).html(nowhere)
        return f"<p><b>{escape(self.headline)}</b></p><p>{escape(facts)}</p>{table}"
