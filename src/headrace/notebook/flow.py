"""How work flows, for notebooks."""

from __future__ import annotations

from dataclasses import dataclass
from html import escape
from typing import TYPE_CHECKING, Any

from headrace.errors import BadRequest
from headrace.notebook.picture import WIDTH, Picture, picture
from headrace.notebook.tables import Tables, measure_columns
from headrace.report import window
from headrace.report.flow import flow_figure, flow_measures, flow_picture, flow_sentences, flow_spells
from headrace.report.flow.terminal_flow import flow_lines
from headrace.report.links import nowhere
from headrace.report.screen import Screen
from headrace.report.view import Window

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from headrace.report.flow.flow_view import FlowView


@dataclass(frozen=True, repr=False)
class Flow(Tables):
    """How work flows: ``view`` holds every value; as text it is what ``headrace flow`` prints.

    Its tables: ``measures``, one row each with its range, those of single visits as well, and ``weeks``.
    """

    view: FlowView

    @property
    def headline(self) -> str:
        """What the page says first."""
        return flow_sentences.flow_headline(self.view).text()

    def chart(self) -> Picture:
        """Return the page's main picture; raises ``BadRequest`` with the reason when there is too little to draw."""
        if not flow_figure.flow_figure(self.view):
            said = flow_sentences.flow_headline(self.view)
            raise BadRequest(said.text(), remedies=[said.note])
        return picture(flow_picture.flow_picture(self.view, width=WIDTH, prefix="flow"))

    def _tables(self) -> dict[str, Callable[[], Mapping[str, Sequence[Any]]]]:
        return {"measures": self._measures, "weeks": self._weeks}

    def _measures(self) -> Mapping[str, Sequence[Any]]:
        return measure_columns((*flow_measures.lines(self.view), *flow_spells.spell_measures(self.view)))

    def _weeks(self) -> dict[str, list[Any]]:
        starts = [window.first_day(Window(each.start, each.start + 1)) for each in self.view.weeks]
        columns: dict[str, list[Any]] = {"week": starts}
        for name in ("arrived", "done", "given_up", "typical"):
            columns[name] = [getattr(each, name) for each in self.view.weeks]
        return columns

    def __repr__(self) -> str:
        return "\n".join(flow_lines(self.view, Screen(100)))

    def _repr_html_(self) -> str:
        said = flow_sentences.flow_headline(self.view)
        facts = " · ".join(flow_sentences.flow_facts(self.view))
        drawn = self.chart().svg if self.view.path is not None else ""
        table = flow_measures.flow_table(self.view).html(nowhere)
        return f"<p><b>{escape(said.text())}</b></p><p>{escape(facts)}</p>{drawn}{table}"
