"""What goes with a long wait at one hand-off: what was known when each wait began, and how much longer those waited.

Waits that still go on count as far as they are known: compared are means restricted to an age that was watched in both
groups (Kaplan–Meier, Irwin's variance). All comparisons are judged together at five in a hundred (Holm 1979). What goes
with a long wait need not be its cause, and nothing is asked about persons.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import narwhals as nw
import numpy as np
from scipy.special import ndtr, ndtri

from headrace.engine import among, columns
from headrace.flow.handoff_times import Waits
from headrace.flow.handovers import read_handovers
from headrace.flow.survival import timed_survival
from headrace.flow.unit import Unit
from headrace.value_streams.rollup import DAY

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from headrace.engine import Engine
    from headrace.flow.handoff_times import Watched
    from headrace.flow.handovers import Handovers
    from headrace.flow.selection import Selection
    from headrace.flow.spans import Flags, Times
    from headrace.flow.survival import Survival

FEWEST = 10
"""Waits on either side below which nothing is compared."""

AGAIN, WEEKDAY, FUNCTIONS = "again", "weekday", "functions"
"""What is known of every wait: it is not the item's first here, the weekday of its beginning, functions before it."""

ALPHA = 0.05
_MOST_ITEMS = 10_000
_MOST_VALUES = 6
_MONDAY, _WEEK = 3, 7
_MILLI = 1000
_Z = float(ndtri(0.975))


@dataclass(frozen=True, slots=True)
class GoesWith:
    """One comparison: ``n`` waits with something waited ``days`` longer than the others (less than 0: shorter).

    ``what`` is an attribute with its ``value`` at the item's start, or :data:`AGAIN`, :data:`WEEKDAY` (``value`` from 0
    for Monday), :data:`FUNCTIONS` (at least ``value`` had had the item). ``low`` to ``high`` is the 95 % range,
    ``chance`` how likely so much is where there is no difference, adjusted for all that was compared.
    """

    what: str
    value: str
    n: int
    days: float
    low: float
    high: float
    chance: float
    attribute: bool = False

    @property
    def clear(self) -> bool:
        """Whether it is no chance, at five in a hundred for all comparisons together."""
        return self.chance < ALPHA


@dataclass(frozen=True, slots=True)
class LongWaits:
    """All comparisons at a hand-off, clear ones first, then by size; of ``n`` waits of every ``every``-th item."""

    found: tuple[GoesWith, ...]
    n: int
    every: int


def long_waits(  # noqa: PLR0913 - which waits, which time, and what is asked of them
    engine: Engine,
    selection: Selection,
    between: tuple[int, int],
    start: int,
    end: int,
    moment: int,
    *,
    attributes: Sequence[str] = (),
    items: int = 0,
    unit: Unit = Unit.DAYS,
) -> LongWaits:
    """Return what goes with a long wait between two functions, of all waits that there were in a window.

    Args:
        between: numbers of sender and receiver, as in the ledger of hand-offs.
        start: from when on the window is covered by records, µs UTC.
        end: until when, included.
        moment: the data's time.
        attributes: what to ask of items, as it was when they began; none about persons.
        items: how many there are about; of many an even part is enough.
    """
    every = max(items // _MOST_ITEMS, 1)
    handed = read_handovers(engine, selection, start, end, moment, between=between, every=every, unit=unit)
    watched = Waits(start, end, unit).watched(handed)
    handed = handed[watched.places]
    known = [*_of_time(handed), *_of_before(engine, handed), *_of_items(engine, handed, attributes)]
    compared = [found for each in known if (found := _compared(watched, *each)) is not None]
    compared = _adjusted(compared)
    compared.sort(key=lambda each: (not each.clear, -abs(each.days)))
    return LongWaits(tuple(compared), len(handed.item), every)


_Known = tuple[str, str, "Flags", bool]


def _of_time(handed: Handovers) -> Iterator[_Known]:
    weekday = (handed.began // DAY + _MONDAY) % _WEEK
    for day in range(_WEEK):
        yield WEEKDAY, str(day), np.asarray(weekday == day), False


def _of_before(engine: Engine, handed: Handovers) -> Iterator[_Known]:
    """Ask what had become of each item before: whether it had been handed over here, and to how many functions."""
    numbers = np.unique(handed.item).tolist()
    earlier = columns(
        among(engine, engine.table("handovers"), "item_no", numbers).select(
            "item_no", "began", "sender", "receiver"
        )
    )
    order = np.lexsort((earlier["receiver"], earlier["began"], earlier["item_no"]))
    item, began = earlier["item_no"][order], earlier["began"][order]
    sender, receiver = earlier["sender"][order], earlier["receiver"][order]
    here = (sender == handed.sender[:1]) & (receiver == handed.receiver[:1])
    _, new = np.unique(np.stack([item, receiver]), axis=1, return_index=True)
    first = np.zeros(len(item), dtype=np.int64)
    first[new] = 1
    at = _places(item, began, handed)
    yield AGAIN, "", np.asarray(_before(item, here.astype(np.int64))[at] > 0), False
    functions = _before(item, first)[at]
    if len(functions) and functions.min() < functions.max():
        many = int(np.median(functions)) + 1
        yield FUNCTIONS, str(many), np.asarray(functions >= many), False


def _places(item: Times, began: Times, handed: Handovers) -> Times:
    """Return where each hand-over begins among all of its item."""
    if not len(item):
        return item
    numbers, base = np.unique(item), int(began.min())
    span = (int(began.max()) - base) // _MILLI + 1

    def code(items: Times, times: Times) -> Times:
        return np.asarray(np.searchsorted(numbers, items) * span + (times - base) // _MILLI)

    return np.searchsorted(code(item, began), code(handed.item, handed.began))


def _before(item: Times, amounts: Times) -> Times:
    """Return what an item had before each of its entries."""
    sums = np.cumsum(amounts) - amounts
    first = _starts(item)
    lengths = np.diff(np.append(first, len(item)))
    return np.asarray(sums - np.repeat(sums[first], lengths))


def _starts(item: Times) -> Times:
    """Return where each item begins, of numbers in order."""
    return np.flatnonzero(np.append(True, item[1:] != item[:-1])) if len(item) else item


def _of_items(engine: Engine, handed: Handovers, attributes: Sequence[str]) -> Iterator[_Known]:
    """Ask for the values of attributes, the most frequent of each; of two the rarer one alone."""
    if not attributes:
        return
    numbers = np.unique(handed.item)
    values = engine.table("item_values").filter(nw.col("attribute").is_in(list(attributes)))
    told = columns(among(engine, values, "item_no", numbers.tolist()).select("item_no", "attribute", "value"))
    for name in attributes:
        of_it = told["attribute"] == name
        item, value = told["item_no"][of_it], told["value"][of_it].astype(str)
        kinds, counts = np.unique(value, return_counts=True)
        common = [str(each) for each in kinds[np.argsort(-counts, kind="stable")][:_MOST_VALUES]]
        for each in common[1:] if len(kinds) == 2 else common:
            yield name, each, np.isin(handed.item, item[value == each]), True


def _compared(watched: Watched, what: str, value: str, having: Flags, attribute: bool) -> GoesWith | None:
    n = int(having.sum())
    if min(n, len(having) - n) < FEWEST:
        return None
    curves = [
        timed_survival(watched.lasted[these], watched.done[these], watched.entries[these])
        for these in (having, ~having)
    ]
    until = _until(*curves)
    if until <= 0:
        return None
    (longer, error), (other, its_error) = (each.restricted(until) for each in curves)
    days, error = longer - other, float(np.hypot(error, its_error))
    if not error:
        return None
    chance = 2 * float(ndtr(-abs(days) / error))
    return GoesWith(what, value, n, days, days - _Z * error, days + _Z * error, chance, attribute)


def _until(one: Survival, other: Survival) -> float:
    """Return the age up to which both are known: all of a group whose waits all came to their end."""
    far = [np.inf if each.unfinished[-1] <= 0 else each.watched_until or 0.0 for each in (one, other)]
    longest = max(float(each.ages[-1]) for each in (one, other))
    return float(min(*far, longest))


def _adjusted(compared: list[GoesWith]) -> list[GoesWith]:
    """Adjust the chances for each other: the least counts as many times as there are, the next one time less."""
    order = sorted(range(len(compared)), key=lambda place: compared[place].chance)
    found, least = list(compared), 0.0
    for rank, place in enumerate(order):
        least = max(least, min(compared[place].chance * (len(compared) - rank), 1.0))
        found[place] = replace(compared[place], chance=least)
    return found
