"""Where work is not alike: kinds of items that take longer or shorter, found in one half and estimated in the other.

A log-rank tree with honest estimates (LeBlanc & Crowley 1993; Athey & Imbens 2016). Half of the items, the *search*
half, says where to split; the other half is held back. A split is made only when shuffling would rarely find one as
strong (:mod:`.log_rank`): each half is asked by itself how sure it is that the attribute makes a difference, and as
they share no item, their p are taken together by Fisher's method (1932). It stays only when the times of the held-back
items are foretold better with the split than without. What is said about a segment is estimated from held-back items
alone, which had no say in where the split lies.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from headrace.diagnosis.foretelling import hazards, log_score, time_bins
from headrace.diagnosis.log_rank import SHUFFLES, Attribute, Codes, Cut, scores, strongest_cuts
from headrace.flow.survival import survival

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from headrace.flow.spans import Flags, Numbers
    from headrace.flow.survival import Survival

FEWEST_ITEMS = 30
"""Items that a segment must have."""

FEWEST_DONE = 20
"""Of these, items that must be done."""

SURE = 0.05
"""The largest p at which a split is made."""

_WORTH_ASKING = 0.3
"""Where the search half alone is no surer than this, the other half is not asked: it would hardly make it sure."""

_SEED = 20_250_101


@dataclass(frozen=True, slots=True)
class Condition:
    """One condition of a segment: an attribute's number, and which of its levels."""

    attribute: int
    levels: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Split:
    """Why a segment was split: the cut, and by how much it foretells held-back times better, in nats an item."""

    cut: Cut
    gain: float


@dataclass(frozen=True)
class Segment:
    """A part of the work.

    ``items`` are the positions of all its items, of both halves; ``held_back`` is the estimate of how long they take,
    from the held-back half; ``tried`` holds the strongest cut of every attribute, whether or not it was made;
    ``below`` its parts when it was split, that which takes longer first.
    """

    conditions: tuple[Condition, ...]
    items: Codes
    held_back: Survival
    tried: tuple[Cut, ...]
    split: Split | None
    below: tuple[Segment, ...]

    def leaves(self) -> tuple[Segment, ...]:
        """Return the segments that are not split further; this one alone where all work is alike."""
        return tuple(leaf for part in self.below for leaf in part.leaves()) or (self,)


def find_segments(  # noqa: PLR0913 - what a search is made of
    days: Numbers,
    done: Flags,
    attributes: Sequence[Attribute],
    search: Flags,
    *,
    depth: int = 3,
    shuffles: int = SHUFFLES,
    on_progress: Callable[[int, int], None] = lambda _done, _total: None,
) -> Segment:
    """Return all items as a segment, split wherever work is not alike.

    Args:
        days: age at which each item was done or last watched, days.
        done: whether it was done then.
        attributes: what is known of each item when it starts; never what is known only afterwards.
        search: which items are of the search half.
        depth: how many splits deep.
        shuffles: per split.
        on_progress: told how many items are settled, and how many there are.
    """
    grown = _Growth(days, done, attributes, search, shuffles, on_progress)
    return grown.segment(np.arange(len(days)), (), depth)


class _Growth:
    """The items a tree is grown from."""

    def __init__(
        self,
        days: Numbers,
        done: Flags,
        attributes: Sequence[Attribute],
        search: Flags,
        shuffles: int,
        on_progress: Callable[[int, int], None],
    ) -> None:
        self._days = days
        self._done = done
        self._attributes = attributes
        self._search = search
        self._shuffles = shuffles
        self._on_progress = on_progress
        self._chance = np.random.default_rng(_SEED)
        self._settled = 0

    def segment(self, items: Codes, conditions: tuple[Condition, ...], depth: int) -> Segment:
        """Return the segment of these items with its parts."""
        held = items[~self._search[items]]
        estimate = survival(self._days[held], self._done[held])
        tried = self._tried(items) if depth > 0 else ()
        split, parts = self._split(items, tried)
        if split is None:
            self._settled += len(items)
            self._on_progress(self._settled, len(self._days))
            return Segment(conditions, items, estimate, tried, None, ())
        below = tuple(
            self.segment(part, _narrowed(conditions, Condition(split.cut.attribute, levels)), depth - 1)
            for part, levels in zip(parts, self._sides(items, split.cut), strict=True)
        )
        return Segment(conditions, items, estimate, tried, split, below)

    def _tried(self, items: Codes) -> tuple[Cut, ...]:
        """Return the strongest cuts of the search half, each as sure as both halves together are of its attribute."""
        found = self._cuts(items[self._search[items]])
        if not found or found[0].p > _WORTH_ASKING:
            return found
        held = {cut.attribute: cut.p for cut in self._cuts(items[~self._search[items]])}
        both = [replace(cut, p=taken_together(cut.p, held.get(cut.attribute, 1.0))) for cut in found]
        return tuple(sorted(both, key=lambda cut: (cut.p, -cut.strength, cut.attribute)))

    def _cuts(self, searched: Codes) -> tuple[Cut, ...]:
        if len(searched) < FEWEST_ITEMS:
            return ()
        return strongest_cuts(
            scores(self._days[searched], self._done[searched]),
            [attribute.among(searched) for attribute in self._attributes],
            fewest=FEWEST_ITEMS // 2,
            chance=self._chance,
            shuffles=self._shuffles,
        )

    def _split(self, items: Codes, tried: tuple[Cut, ...]) -> tuple[Split | None, tuple[Codes, Codes]]:
        """Return the strongest cut that is sure, leaves enough on both sides and holds in the held-back half."""
        for cut in tried:
            if cut.p > SURE:
                break
            inside = np.isin(self._attributes[cut.attribute].codes[items], cut.below)
            parts = items[inside], items[~inside]
            if any(len(part) < FEWEST_ITEMS or self._done[part].sum() < FEWEST_DONE for part in parts):
                continue
            gain = self._gain(items, parts)
            if gain > 0:
                return Split(cut, gain), parts
        return None, (items, items)

    def _sides(self, items: Codes, cut: Cut) -> tuple[tuple[int, ...], tuple[int, ...]]:
        there = np.unique(self._attributes[cut.attribute].codes[items])
        return (
            tuple(int(level) for level in there if level in cut.below),
            tuple(int(level) for level in there if level not in cut.below),
        )

    def _gain(self, items: Codes, parts: tuple[Codes, Codes]) -> float:
        """Return by how much the parts foretell the held-back times better than the whole, in nats an item."""
        found = self._search[items]
        fewest = min(int(self._done[part[self._search[part]]].sum()) for part in parts)
        bins = time_bins(self._days[items[found]], self._done[items[found]], fewest)
        whole = hazards(self._days[items[found]], self._done[items[found]], bins)
        held = items[~found]
        if not len(held):
            return 0.0
        gain = -log_score(self._days[held], self._done[held], bins, whole)
        for part in parts:
            searched, kept = part[self._search[part]], part[~self._search[part]]
            own = hazards(self._days[searched], self._done[searched], bins, whole)
            gain += log_score(self._days[kept], self._done[kept], bins, own)
        return gain / len(held)


def taken_together(one: float, other: float) -> float:
    """Return the p of two independent tests together (Fisher 1932): how often a product of two is as small."""
    product = one * other
    return min(product * (1 - float(np.log(product))), 1.0)


def _narrowed(conditions: tuple[Condition, ...], more: Condition) -> tuple[Condition, ...]:
    """Return the conditions with one more; a second one on the same attribute takes the place of the first."""
    return (*(each for each in conditions if each.attribute != more.attribute), more)
