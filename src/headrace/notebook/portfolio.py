"""Value streams under the objectives they serve, for notebooks."""

from __future__ import annotations

from dataclasses import dataclass
from html import escape
from typing import TYPE_CHECKING, Any

from headrace.notebook.tables import Tables
from headrace.report.links import nowhere
from headrace.report.portfolio import portfolio_measures, portfolio_sentences
from headrace.report.portfolio.terminal_portfolio import portfolio_lines
from headrace.report.screen import Screen

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from headrace.report.portfolio.portfolio_view import PortfolioView

_STREAM = (
    "stream", "name", "objective", "share", "finished", "p85_within", "work_days", "wait_days", "waiting", "functions",
)  # fmt: skip
_OBJECTIVE = ("objective", "name", "measure", "unit", "start", "now", "goal", "weight", "parent", "finished")


@dataclass(frozen=True, repr=False)
class Portfolio(Tables):
    """All streams under their objectives: ``view`` holds every value; as text as in ``headrace portfolio``.

    Its tables: ``streams``, ``objectives``, and ``outcomes`` with one row per stream and reading.
    """

    view: PortfolioView

    @property
    def headline(self) -> str:
        """What the page says first."""
        return portfolio_sentences.portfolio_headline(self.view).text()

    def _tables(self) -> dict[str, Callable[[], Mapping[str, Sequence[Any]]]]:
        return {"streams": self._streams, "objectives": self._objectives, "outcomes": self._outcomes}

    def _streams(self) -> dict[str, list[Any]]:
        rows = self.view.streams
        columns: dict[str, list[Any]] = {name: [getattr(row, name) for row in rows] for name in _STREAM}
        return columns | {"days": [row.flow_days.value if row.flow_days else None for row in rows]}

    def _objectives(self) -> dict[str, list[Any]]:
        lines = self.view.objectives
        columns: dict[str, list[Any]] = {name: [getattr(line, name) for line in lines] for name in _OBJECTIVE}
        return columns | {
            "course": [line.course.verdict if line.course else None for line in lines],
            "expected": [line.course.expected if line.course else None for line in lines],
            "streams": [", ".join(line.streams) for line in lines],
        }

    def _outcomes(self) -> dict[str, list[Any]]:
        found = [
            (row.stream, row.outcome.name, at, value)
            for row in self.view.streams
            if row.outcome
            for at, value in zip(row.outcome.series.starts, row.outcome.series.values, strict=True)
        ]
        return {
            name: [each[place] for each in found]
            for place, name in enumerate(("stream", "outcome", "at", "value"))
        }

    def __repr__(self) -> str:
        return "\n".join(portfolio_lines(self.view, Screen(100)))

    def _repr_html_(self) -> str:
        facts = " · ".join(portfolio_sentences.portfolio_facts(self.view))
        table = portfolio_measures.portfolio_table(self.view).html(nowhere)
        return f"<p><b>{escape(self.headline)}</b></p><p>{escape(facts)}</p>{table}"
