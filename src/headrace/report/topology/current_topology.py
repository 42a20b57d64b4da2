"""The topology's values, put together from the declared teams and what the records tell of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from headrace.diagnosis.interaction_drift import FEWEST, drift
from headrace.diagnosis.team_time import NO_TEAM
from headrace.diagnosis.topology import held_by, topology
from headrace.report.flow.flow_view import Likely
from headrace.report.topology.topology_view import (
    CrossingLine,
    FunctionLine,
    InteractionLine,
    MoveLine,
    TeamLine,
    TeamWait,
    TopologyView,
)
from headrace.report.view import Window
from headrace.report.wording.phrases import text
from headrace.value_streams.consistency import slug
from headrace.value_streams.rollup import DAY
from headrace.value_streams.team_proposal import proposal
from headrace.value_streams.teams import declared

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from headrace.diagnosis.team_interactions import Between
    from headrace.diagnosis.team_time import TeamTime
    from headrace.diagnosis.topology import Topology
    from headrace.engine import Engine
    from headrace.flow.average import Average
    from headrace.flow.handoff_times import Waited
    from headrace.flow.proportion import Counted
    from headrace.flow.selection import Selection
    from headrace.report.surroundings import Surroundings
    from headrace.value_streams.definition import ValueStream
    from headrace.value_streams.teams import Team


def current_topology(
    engine: Engine,
    stream: ValueStream,
    selection: Selection,
    around: Surroundings,
    teams: Mapping[str, Team],
) -> TopologyView:
    """Return a stream by its teams, of the items that finished in the selection's window."""
    start = max(selection.start, around.began or selection.start)
    end = max(min(selection.end - 1, around.data_to), start)
    held = held_by(teams, stream.id, around.functions)
    found = topology(engine, selection, start, end, around.data_to, held)
    told = _Told(teams, around, found)
    functions = told.functions()
    moves = found.contained
    return TopologyView(
        stream=stream.id,
        name=stream.name,
        customer=stream.customer,
        unit=stream.unit,
        window=around.window,
        observed=Window(start, end + 1),
        kind=selection.kind,
        kinds=around.kinds,
        refusal=_refusal(teams, found, around),
        missing=around.missing,
        remedy=around.remedy,
        n_finished=found.spent.items,
        flow_days=found.spent.flow_time / DAY,
        between_days=found.spent.between / DAY,
        between_share=_likely(found.spent.between_share),
        inside=_likely(found.spent.inside),
        kept=_likely(found.spent.kept),
        teams=tuple(told.team(each) for each in found.spent.teams),
        functions=functions,
        interactions=tuple(told.interaction(each) for each in found.between),
        crossings=tuple(told.crossings()),
        into=told.name(min(held.own)) if held.own else None,
        moves=told.moves(),
        exact=moves.exact if moves else True,
        proposal="" if teams else proposal({stream.id: _worked(functions)}),
        data_to=around.data_to,
        sources=around.sources,
        made_up=around.made_up,
    )


def proposed(views: Iterable[TopologyView]) -> str:
    """Return teams as they could stand in ``headrace.yaml``, from the functions that were seen in some streams."""
    return proposal({view.stream: _worked(view.functions) for view in views})


def _worked(functions: Iterable[FunctionLine]) -> dict[str, float]:
    return {each.name: each.working_days for each in functions}


def _refusal(teams: Mapping[str, Team], found: Topology, around: Surroundings) -> str | None:
    """Return why a stream cannot be told by its teams; ``None`` when it can."""
    spent = found.spent
    reasons = (
        ("missing", around.missing is not None),
        ("undeclared", not teams),
        ("nothing", not spent.items),
        ("few", spent.items < FEWEST),
        ("unaligned", not found.held.own),
        ("one", {each.team for each in spent.teams} <= found.held.own and not found.between),
    )
    return next((reason for reason, is_so in reasons if is_so), None)


class _Told:
    """What was found, by the names of teams and functions."""

    def __init__(self, teams: Mapping[str, Team], around: Surroundings, found: Topology) -> None:
        self._teams, self._around, self._found = teams, around, found
        self._keys = tuple(teams)

    def key(self, team: int) -> str | None:
        """Return a team's short name, ``None`` for none."""
        return None if team == NO_TEAM else self._keys[team]

    def name(self, team: int) -> str:
        """Return what a team is called."""
        key = self.key(team)
        return text("topology.no_team") if key is None else self._teams[key].name or key

    def functions(self) -> tuple[FunctionLine, ...]:
        """Return the functions that worked in the stream, in the order of its stages."""
        team = self._found.held.team
        return tuple(
            FunctionLine(self._around.functions[at], self.key(int(team[at])), worked / DAY)
            for at, worked in self._found.functions
        )

    def team(self, found: TeamTime) -> TeamLine:
        """Return a team with its time."""
        key = self.key(found.team)
        team = None if key is None else self._teams[key]
        here = tuple(each.name for each in self.functions() if each.team == key)
        return TeamLine(
            key=key,
            name=self.name(found.team),
            type=team.type if team else None,
            aligned=found.team in self._found.held.own,
            functions=here,
            elsewhere=tuple(each for each in team.functions if each not in here) if team else (),
            items=found.items,
            working_days=found.working / DAY,
            waiting_days=found.waiting / DAY,
            blocked_days=found.blocked / DAY,
            arrival_days=found.arrival / DAY,
            share=_likely(found.share),
        )

    def interaction(self, found: Between) -> InteractionLine:
        """Return what there is between two teams, and whether that is as declared."""
        one, other = self.key(found.one), self.key(found.other)
        meant = declared(self._teams, one, other) if one and other else None
        said = drift(found, meant)
        outside = other is None and said.verdict == "undeclared"
        return InteractionLine(
            one=self.name(found.one),
            other=self.name(found.other),
            one_key=one,
            other_key=other,
            declared=said.declared,
            verdict="no-team" if outside else said.verdict,
            looks=said.looks,
            why=said.why,
            provider=self.name(found.provider),
            wait=_wait(found.whole),
            there=_wait(found.there),
            back=_wait(found.back),
            passed=_likely(found.passed),
            again=_likely(found.again),
            once=_likely(found.once),
            rounds=_likely(found.rounds),
            sent_back=_likely(found.sent_back),
            returns=found.returns,
            longer=_likely(found.longer),
            waits=_likely(found.waits),
        )

    def crossings(self) -> list[CrossingLine]:
        """Return the hand-offs between teams, by the teams and most days waited first."""
        names = self._around.functions
        return [
            CrossingLine(
                key=f"{slug(names[each.sender])}~{slug(names[each.receiver])}",
                sender=names[each.sender],
                receiver=names[each.receiver],
                one=self.name(between.one),
                other=self.name(between.other),
                items=each.items,
                times=each.times,
                days=each.total / DAY,
            )
            for between in self._found.between
            for each in between.crossings
        ]

    def moves(self) -> tuple[MoveLine, ...]:
        """Return which functions would let the aligned team do it alone, fewest first."""
        found = self._found.contained
        if found is None:
            return ()
        return tuple(
            MoveLine(
                functions=tuple(
                    self._around.functions[at] for at, _ in self._found.functions if at in each.functions
                ),
                days=each.removed / DAY,
                each=_likely(each.each),
                kept=_likely(each.kept),
                enough=place == found.enough,
            )
            for place, each in enumerate(found.moves)
        )


def _likely(found: Average | Counted | None) -> Likely | None:
    return None if found is None else Likely(found.value, found.low, found.high)


def _wait(found: Waited) -> TeamWait:
    curve = found.curve
    return TeamWait(
        items=found.items,
        times=found.times,
        days=found.total / DAY,
        mean=found.mean,
        low=found.low,
        high=found.high,
        p85=curve.quantile(0.85).days if curve else None,
        longest=curve.longest if curve else None,
    )
