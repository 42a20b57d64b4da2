"""Where work is not alike, for notebooks."""

from __future__ import annotations

from dataclasses import dataclass
from html import escape
from typing import TYPE_CHECKING, Any

from headrace.notebook.tables import Tables
from headrace.report.links import nowhere
from headrace.report.screen import Screen
from headrace.report.segments import segments_measures, segments_sentences
from headrace.report.segments.terminal_segments import segments_lines

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from headrace.report.segments.segments_view import SegmentsView


@dataclass(frozen=True, repr=False)
class Segments(Tables):
    """Where work is not alike: ``view`` holds every value; as text it is what ``headrace segments`` prints.

    Its tables: ``parts``, one row each with its condition and held-back times, ``tried``, the attributes that were
    asked, and ``routes``.
    """

    view: SegmentsView

    @property
    def headline(self) -> str:
        """What the page says first."""
        return segments_sentences.segments_headline(self.view).text()

    def _tables(self) -> dict[str, Callable[[], Mapping[str, Sequence[Any]]]]:
        return {"parts": self._parts, "tried": self._tried, "routes": self._routes}

    def _parts(self) -> dict[str, list[Any]]:
        lines = self.view.segments
        columns: dict[str, list[Any]] = {
            name: [getattr(each, name) for each in lines]
            for name in ("number", "of", "condition", "items", "done", "n")
        }
        columns["half"] = [each.half.days for each in lines]
        columns["half_low"] = [each.half.low for each in lines]
        columns["half_high"] = [each.half.high for each in lines]
        columns["mean"] = [None if each.mean is None else each.mean.value for each in lines]
        columns["mean_until"] = [each.mean_until for each in lines]
        return columns

    def _tried(self) -> dict[str, list[Any]]:
        names = ("attribute", "levels", "known", "undated", "p")
        return {name: [getattr(each, name) for each in self.view.tried] for name in names}

    def _routes(self) -> dict[str, list[Any]]:
        routes = self.view.routes
        columns: dict[str, list[Any]] = {"stages": [" → ".join(each.stages) for each in routes]}
        for name in ("items", "share", "days"):
            columns[name] = [getattr(each, name) for each in routes]
        return columns

    def __repr__(self) -> str:
        return "\n".join(segments_lines(self.view, Screen(100)))

    def _repr_html_(self) -> str:
        facts = " · ".join(segments_sentences.segments_facts(self.view))
        table = segments_measures.segments_table(self.view).html(nowhere) if self.view.segments else ""
        return f"<p><b>{escape(self.headline)}</b></p><p>{escape(facts)}</p>{table}"
