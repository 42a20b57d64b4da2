"""All that is measured of a stream, for notebooks."""

from __future__ import annotations

from dataclasses import dataclass
from html import escape
from typing import TYPE_CHECKING, Any

from headrace.notebook.tables import Tables
from headrace.report.dimensions import profile_measures, profile_sentences
from headrace.report.links import nowhere
from headrace.report.profile.terminal_profile import profile_lines
from headrace.report.screen import Screen

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from headrace.report.dimensions.profile_view import ProfileView


@dataclass(frozen=True, repr=False)
class Profile(Tables):
    """A stream's dimensions side by side: ``view`` holds every value; as text it is what ``headrace profile`` prints.

    Its table: ``measures``, one row each with its dimension, range and what is missing.
    """

    view: ProfileView

    @property
    def headline(self) -> str:
        """What the page says first."""
        return profile_sentences.profile_headline(self.view).text()

    def _tables(self) -> dict[str, Callable[[], Mapping[str, Sequence[Any]]]]:
        return {"measures": self._measures}

    def _measures(self) -> dict[str, list[Any]]:
        found = [(each, line) for each in self.view.dimensions for line in each.lines]
        values = [line.value if line.measured else None for _, line in found]
        return {
            "dimension": [each.key for each, _ in found],
            "measure": [line.key for _, line in found],
            "name": [line.name for _, line in found],
            "value": [None if value is None else float(value.value) for value in values],
            "low": [None if value is None else value.low for value in values],
            "high": [None if value is None else value.high for value in values],
            "unit": [line.unit for _, line in found],
            "n": [line.n for _, line in found],
            "said": [line.said or None for _, line in found],
            "missing": [line.missing for _, line in found],
        }

    def __repr__(self) -> str:
        return "\n".join(profile_lines(self.view, Screen(100)))

    def _repr_html_(self) -> str:
        said = profile_sentences.profile_headline(self.view)
        facts = " · ".join(profile_sentences.profile_facts(self.view))
        table = profile_measures.profile_table(self.view).html(nowhere)
        return f"<p><b>{escape(said.text())}</b></p><p>{escape(facts)}</p>{table}"
