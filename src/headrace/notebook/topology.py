"""A stream by its teams, for notebooks."""

from __future__ import annotations

from dataclasses import dataclass
from html import escape
from typing import TYPE_CHECKING, Any

from headrace.notebook.tables import Tables
from headrace.report.links import nowhere
from headrace.report.screen import Screen
from headrace.report.topology import topology_measures, topology_sentences
from headrace.report.topology.terminal_topology import topology_lines

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from headrace.report.flow.flow_view import Likely
    from headrace.report.topology.topology_view import TopologyView

_TEAM = ("name", "type", "aligned", "items", "working_days", "waiting_days", "blocked_days", "arrival_days")
_INTERACTION = ("one", "other", "declared", "verdict", "looks", "why", "returns")
_SHARES = ("passed", "again", "once", "rounds", "sent_back", "longer", "waits")


@dataclass(frozen=True, repr=False)
class Topology(Tables):
    """A stream by its teams: ``view`` holds every value; as text it is what ``headrace topology`` prints.

    Its tables: ``teams``, one row each with its time; ``interactions``, one row per two teams; ``hand_offs``, those
    that lie between teams; ``moves``, functions that the aligned team could hold.
    """

    view: TopologyView

    @property
    def headline(self) -> str:
        """What the page says first."""
        return topology_sentences.topology_headline(self.view).text()

    def _tables(self) -> dict[str, Callable[[], Mapping[str, Sequence[Any]]]]:
        return {
            "teams": self._teams,
            "interactions": self._interactions,
            "hand_offs": self._crossings,
            "moves": self._moves,
        }

    def _teams(self) -> dict[str, list[Any]]:
        lines = self.view.teams
        columns: dict[str, list[Any]] = {name: [getattr(each, name) for each in lines] for name in _TEAM}
        columns["functions"] = [", ".join(each.functions) for each in lines]
        return columns | _likely("share", [each.share for each in lines])

    def _interactions(self) -> dict[str, list[Any]]:
        lines = self.view.interactions
        columns: dict[str, list[Any]] = {
            name: [getattr(each, name) for each in lines] for name in _INTERACTION
        }
        for name in ("items", "times", "days", "mean", "low", "high", "p85"):
            columns[name] = [getattr(each.wait, name) for each in lines]
        for name in _SHARES:
            columns |= _likely(name, [getattr(each, name) for each in lines])
        return columns

    def _crossings(self) -> dict[str, list[Any]]:
        lines = self.view.crossings
        names = ("sender", "receiver", "one", "other", "items", "times", "days")
        return {name: [getattr(each, name) for each in lines] for name in names}

    def _moves(self) -> dict[str, list[Any]]:
        lines = self.view.moves
        columns: dict[str, list[Any]] = {
            "functions": [", ".join(each.functions) for each in lines],
            "days": [each.days for each in lines],
            "enough": [each.enough for each in lines],
        }
        return (
            columns
            | _likely("each", [each.each for each in lines])
            | _likely("kept", [each.kept for each in lines])
        )

    def __repr__(self) -> str:
        return "\n".join(topology_lines(self.view, Screen(100)))

    def _repr_html_(self) -> str:
        facts = " · ".join(topology_sentences.topology_facts(self.view))
        table = topology_measures.teams_table(self.view).html(nowhere) if self.view.teams else ""
        return f"<p><b>{escape(self.headline)}</b></p><p>{escape(facts)}</p>{table}"


def _likely(name: str, found: Sequence[Likely | None]) -> dict[str, list[Any]]:
    return {
        name: [None if each is None else each.value for each in found],
        f"{name}_low": [None if each is None else each.low for each in found],
        f"{name}_high": [None if each is None else each.high for each in found],
    }
