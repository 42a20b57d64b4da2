"""A stream seen by its teams: where its time goes, what lies between teams, and what would let one team do it alone."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from headrace.diagnosis.interaction_drift import FEWEST
from headrace.diagnosis.self_contained import SelfContained, self_contained
from headrace.diagnosis.team_interactions import interactions
from headrace.diagnosis.team_records import read_team_records
from headrace.diagnosis.team_time import NO_TEAM, Held, spent
from headrace.value_streams.definition import Mode
from headrace.value_streams.teams import holders

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from headrace.diagnosis.team_interactions import Between
    from headrace.diagnosis.team_records import Stays
    from headrace.diagnosis.team_time import Spent
    from headrace.engine import Engine
    from headrace.flow.selection import Selection
    from headrace.value_streams.teams import Team


@dataclass(frozen=True, slots=True)
class Topology:
    """What the records tell of a stream's teams, by their numbers in the order of declaration.

    ``functions`` are those that finished items were in, in the order of the stages: number, and µs worked on them.
    ``contained`` is ``None`` where no team is aligned, or where items are too few.
    """

    held: Held
    spent: Spent
    between: tuple[Between, ...]
    functions: tuple[tuple[int, int], ...]
    contained: SelfContained | None


def held_by(teams: Mapping[str, Team], stream: str, functions: Sequence[str]) -> Held:
    """Return which team holds each of a stream's functions, by the numbers of both."""
    whose, numbers = holders(teams, stream), {key: at for at, key in enumerate(teams)}
    team = [numbers[whose[each]] if each in whose else NO_TEAM for each in functions]
    own = frozenset(numbers[key] for key, each in teams.items() if stream in each.streams)
    return Held(np.asarray(team, dtype=np.int64), own)


def topology(engine: Engine, selection: Selection, start: int, end: int, moment: int, held: Held) -> Topology:
    """Return what the records tell of a stream's teams, of the items that finished in the selection's window.

    Args:
        start: from when on the window is covered by records, µs UTC.
        end: until when, included.
        moment: the data's time.
        held: which team holds each function.
    """
    records = read_team_records(engine, selection, start, end, moment)
    where = spent(records, held)
    contained = None
    if held.own and where.items >= FEWEST:
        contained = self_contained(records, held, min(held.own))
    return Topology(
        held=held,
        spent=where,
        between=interactions(records, held),
        functions=_functions(records.stays),
        contained=contained,
    )


def _functions(stays: Stays) -> tuple[tuple[int, int], ...]:
    """Return the functions that finished items were in, in the order of the stages, with their work in µs."""
    functions, place = np.unique(stays.function, return_inverse=True)
    stages = np.full(len(functions), np.iinfo(np.int64).max)
    np.minimum.at(stages, place, stays.stage)
    worked = np.zeros(len(functions), dtype=np.int64)
    np.add.at(worked, place, np.where(stays.mode == int(Mode.WORKING), stays.took, 0))
    order = np.argsort(stages, kind="stable")
    return tuple((int(functions[at]), int(worked[at])) for at in order)
