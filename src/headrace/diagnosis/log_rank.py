"""Which attribute of items goes with longer or shorter times, over all cuts of all attributes at once.

Each item has a log-rank score: whether it was done, less the hazard it had lived through (Nelson–Aalen)::

    a = done − Σ over ages x ≤ its age of d(x)/n(x)          Σ a = 0

Items that take long have low scores. A cut of an attribute into two groups is as strong as the standardised sum of
the scores on one side, with the variance that shuffling the scores would give it::

    Z = Σ a / √(s² · n₁ · n₀ / n)          s² = Σ a² / (n − 1)

The strongest of many cuts is strong by chance as well. So the scores are shuffled, the strongest cut over all
attributes is found again each time, and the share of shuffles that reach the observed one is the probability p:
maximally selected rank statistics (Hothorn & Lausen 2003), adjusted over attributes by the most unusual of all
(Westfall & Young 1993).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from headrace.flow.spans import Flags, Numbers

Table = np.ndarray[tuple[int, ...], np.dtype[np.float64]]
"""One row per shuffle, one column per attribute."""

Codes = np.ndarray[tuple[int], np.dtype[np.intp]]
"""The level of each item, by number."""

SHUFFLES = 999
_AT_ONCE = 100
_ROUNDING = 1e-12
_ENOUGH = 60
"""Shuffles at least as strong as what was observed after which it is clear that p is not small."""


@dataclass(frozen=True)
class Attribute:
    """What is known of every item when it starts.

    Args:
        name: as people say it.
        levels: the values there are; of an ordered attribute in their order.
        codes: the number of each item's level, ``len(levels)`` where it is missing.
        ordered: whether cuts must keep the order (sizes, dates) or may group levels freely (kinds, origins).
    """

    name: str
    levels: tuple[str, ...]
    codes: Codes
    ordered: bool = False

    def among(self, items: Flags | Codes) -> Attribute:
        """Return the same attribute of some of the items, by mask or position."""
        return Attribute(self.name, self.levels, self.codes[items], self.ordered)


@dataclass(frozen=True, slots=True)
class Cut:
    """The strongest cut of one attribute.

    ``below`` holds the numbers of the levels on one side, those that take longer; ``strength`` is \\|Z\\|; ``p`` is the
    probability of a cut that strong over all attributes tried were there no difference at all.
    """

    attribute: int
    below: tuple[int, ...]
    strength: float
    p: float


def scores(days: Numbers, done: Flags) -> Numbers:
    """Return the log-rank score of each item; they sum to zero.

    Args:
        days: age at which each item was done or last watched.
        done: whether it was done then.
    """
    ordered = np.sort(days)
    ages, place = np.unique(days, return_inverse=True)
    at_risk = len(days) - np.searchsorted(ordered, ages, side="left")
    hazard = np.cumsum(np.bincount(place, weights=done, minlength=len(ages)) / at_risk)
    found: Numbers = done - hazard[place]
    return found


def strongest_cuts(
    given: Numbers,
    attributes: Sequence[Attribute],
    *,
    fewest: int,
    chance: np.random.Generator,
    shuffles: int = SHUFFLES,
) -> tuple[Cut, ...]:
    """Return the strongest cut of each attribute that can be cut, the most certain first.

    Args:
        given: scores of the items, see :func:`scores`.
        attributes: what to cut by, over the same items.
        fewest: items that each side of a cut must have.
        chance: what the scores are shuffled with.
        shuffles: how often at most; fewer when it is clear early that nothing stands out.
    """
    trials = {number: _Trial(attribute, fewest) for number, attribute in enumerate(attributes)}
    trials = {number: trial for number, trial in trials.items() if trial.possible}
    spread = float(given @ given) / max(len(given) - 1, 1)
    if not spread or not trials:
        return ()
    observed = [trial.strongest(given, spread) for trial in trials.values()]
    strengths = np.array([strength for strength, _ in observed])
    p = _adjusted(strengths, _by_chance(given, spread, list(trials.values()), strengths, shuffles, chance))
    found = [
        Cut(number, below, strength, float(sure))
        for number, (strength, below), sure in zip(trials, observed, p, strict=True)
        if strength > 0
    ]
    return tuple(sorted(found, key=lambda cut: (cut.p, -cut.strength, cut.attribute)))


def _adjusted(observed: Numbers, shuffled: Table) -> Numbers:
    """Return p per attribute: how often the most unusual attribute of a shuffle is as unusual as it.

    The more levels an attribute has, the stronger its strongest cut is by chance, so each is measured against its own
    mean and spread over the shuffles and what was observed: together these are as good as each other.
    """
    both = np.vstack([observed, shuffled])
    usual, varies = both.mean(axis=0), both.std(axis=0)
    unusual = (both - usual) / np.where(varies > 0, varies, np.inf)
    largest = unusual.max(axis=1)
    p: Numbers = (largest[:, None] >= unusual[0] - _ROUNDING).mean(axis=0)
    return p


def _by_chance(
    given: Numbers,
    spread: float,
    trials: Sequence[_Trial],
    observed: Numbers,
    shuffles: int,
    chance: np.random.Generator,
) -> Table:
    """Return the strongest cut of each attribute for each shuffle of the scores."""
    shuffled, rows = given.copy(), np.zeros((0, len(trials)))
    while len(rows) < shuffles:
        more = np.zeros((min(_AT_ONCE, shuffles - len(rows)), len(trials)))
        for row in more:
            chance.shuffle(shuffled)
            row[:] = [trial.strength(shuffled, spread) for trial in trials]
        rows = np.vstack([rows, more])
        if _adjusted(observed, rows).min() * (1 + len(rows)) > _ENOUGH:
            break
    return rows


class _Trial:
    """One attribute's levels with the cuts that leave enough items on both sides."""

    def __init__(self, attribute: Attribute, fewest: int) -> None:
        self._codes = attribute.codes
        self._n = len(attribute.codes)
        self._fewest = fewest
        missing = len(attribute.levels)
        self._counts = np.bincount(attribute.codes, minlength=missing + 1)
        there = np.flatnonzero(self._counts)
        self._orders: tuple[Codes, ...] | None = None
        if attribute.ordered:
            known = there[there != missing]
            first = np.append(missing, known) if self._counts[missing] else known
            # what is missing may go with either end
            self._orders = (first, np.append(known, missing)) if len(first) > len(known) else (known,)
        self._there = there
        self.possible = len(there) > 1 and self._n >= 2 * fewest

    def strength(self, given: Numbers, spread: float) -> float:
        """Return how strong the strongest cut is; 0 when none leaves enough on both sides."""
        return max(found[0] for found in self._cuts(given, spread))

    def strongest(self, given: Numbers, spread: float) -> tuple[float, tuple[int, ...]]:
        """Return the strongest cut and the levels on its side of low scores."""
        strength, order, place, low = max(self._cuts(given, spread), key=lambda found: found[0])
        side = order[: place + 1] if low else order[place + 1 :]
        return strength, tuple(sorted(int(level) for level in side)) if strength else ()

    def _cuts(self, given: Numbers, spread: float) -> list[tuple[float, Codes, int, bool]]:
        sums: Numbers = np.asarray(
            np.bincount(self._codes, weights=given, minlength=len(self._counts)), dtype=np.float64
        )
        orders = self._orders
        if orders is None:
            means: Numbers = sums[self._there] / self._counts[self._there]
            orders = (self._there[np.argsort(means, kind="stable")],)
        return [self._along(order, sums, spread) for order in orders]

    def _along(self, order: Codes, sums: Numbers, spread: float) -> tuple[float, Codes, int, bool]:
        inside = np.cumsum(self._counts[order])[:-1]
        total = np.cumsum(sums[order])[:-1]
        outside = self._n - inside
        allowed = (inside >= self._fewest) & (outside >= self._fewest)
        squares = np.where(allowed, total**2 * self._n / (spread * inside * outside), 0.0)
        place = int(np.argmax(squares))
        return float(np.sqrt(squares[place])), order, place, bool(total[place] < 0)
