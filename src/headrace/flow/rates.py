"""Arrivals and departures per week: how much comes, how much is done, each with its range."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from headrace.flow.stability import FEWEST_WEEKS, Ranged, bootstrap_mean

if TYPE_CHECKING:
    from headrace.flow.spans import Times
    from headrace.flow.weeks import Weeks


@dataclass(frozen=True, slots=True)
class Rates:
    """Means per whole week, with their 95 % range by block bootstrap; ``None`` below eight weeks.

    ``done`` is also what the Flow Framework calls flow velocity: items done per period (Kersten, *Project to
    Product*, 2018).
    """

    weeks: int
    arrived: Ranged | None
    done: Ranged | None
    given_up: Ranged | None


def rates(weeks: Weeks) -> Rates:
    """Return the means per week of a window's whole weeks."""
    return Rates(len(weeks), *(_mean(each) for each in (weeks.arrived, weeks.done, weeks.given_up)))


def _mean(counts: Times) -> Ranged | None:
    return bootstrap_mean(counts) if len(counts) >= FEWEST_WEEKS else None
