"""Where work is not alike: found in one half of the items, estimated in the other."""

from __future__ import annotations

import numpy as np
import pytest

from headrace.diagnosis.log_rank import Attribute
from headrace.diagnosis.segments import FEWEST_DONE, FEWEST_ITEMS, Segment, find_segments, taken_together

N = 1_000


def grown(effect: float, *, n: int = N, seed: int = 5) -> tuple[Segment, np.ndarray, np.ndarray]:
    """Return the tree of a stream in which work from the web takes ``effect`` times as long, its codes and halves."""
    chance = np.random.default_rng(seed)
    origin = chance.choice(3, n, p=[0.4, 0.35, 0.25])
    size = chance.integers(0, 5, n)
    took = chance.lognormal(2.3, 0.9, n) * np.where(origin == 2, effect, 1.0)
    watched = chance.uniform(0, 180, n)
    attributes = [
        Attribute("size", ("1", "2", "3", "5", "8"), size, ordered=True),
        Attribute("origin", ("mail", "phone", "web"), origin),
    ]
    search = chance.random(n) < 0.5
    tree = find_segments(np.minimum(took, watched), took <= watched, attributes, search, shuffles=199)
    return tree, origin, search


def test_a_planted_segment_is_found_and_named() -> None:
    """Work from the web takes twice as long: that is the split, nothing else is, and the slower part comes first."""
    tree, origin, _ = grown(2.0)
    assert tree.split is not None
    assert [part.conditions[0].levels for part in tree.below] == [(2,), (0, 1)]
    assert tree.split.gain > 0
    assert set(tree.below[0].items) == set(np.flatnonzero(origin == 2))
    assert len(tree.leaves()) == 2


def test_what_is_said_comes_from_held_back_items_alone() -> None:
    """The estimate of a segment rests on its items that had no say in the split."""
    tree, origin, search = grown(2.0)
    slow = tree.below[0].held_back
    assert slow.n == int(np.sum((origin == 2) & ~search))
    half = slow.quantile(0.5).days
    assert half is not None
    assert half == pytest.approx(2 * np.exp(2.3), rel=0.3)


def test_alike_is_a_result() -> None:
    """Where all work is alike there is one segment, and what was tried is told with how little it stands out."""
    tree, _, _ = grown(1.0)
    assert tree.leaves() == (tree,)
    assert {cut.attribute for cut in tree.tried} == {0, 1}
    assert all(cut.p > 0.05 for cut in tree.tried)


def test_parts_tile_the_work() -> None:
    """Every item lies in one leaf, and each leaf has enough items of which enough are done."""
    tree, _, _ = grown(6.0, n=2_000)
    leaves = tree.leaves()
    assert sorted(item for leaf in leaves for item in leaf.items) == list(range(2_000))
    assert all(len(leaf.items) >= FEWEST_ITEMS for leaf in leaves)
    assert all(leaf.held_back.finished <= len(leaf.items) for leaf in leaves)


def test_too_little_work_is_not_split() -> None:
    """Below the fewest items or the fewest done nothing is split, however far apart they are."""
    codes = np.arange(2 * FEWEST_ITEMS - 2) % 2
    days = np.where(codes == 1, 50.0, 1.0) + np.linspace(0, 0.5, len(codes))
    kinds = [Attribute("kind", ("a", "b"), codes)]
    search = np.arange(len(codes)) % 4 < 2
    assert not find_segments(days, np.ones(len(codes), dtype=bool), kinds, search).below
    many = np.tile(codes, 4)[:200]
    days = np.where(many == 1, 50.0, 1.0) + np.linspace(0, 0.5, 200)
    few_done = (many == 0) | (np.cumsum(many) < FEWEST_DONE)
    assert not find_segments(days, few_done, kinds_of(many), np.arange(200) % 4 < 2, shuffles=99).below
    assert find_segments(
        days, np.ones(200, dtype=bool), kinds_of(many), np.arange(200) % 4 < 2, shuffles=99
    ).below


def kinds_of(codes: np.ndarray) -> list[Attribute]:
    """Return one attribute with two levels."""
    return [Attribute("kind", ("a", "b"), codes)]


def test_progress_ends_at_all_items() -> None:
    """Progress counts the items that are settled, up to all of them."""
    told: list[tuple[int, int]] = []
    codes = np.arange(200) % 2
    days = np.where(codes == 1, 50.0, 1.0) + np.linspace(0, 0.5, 200)
    find_segments(
        days, np.ones(200, dtype=bool), kinds_of(codes), np.arange(200) % 4 < 2,
        shuffles=99, on_progress=lambda done, total: told.append((done, total)),
    )  # fmt: skip
    assert told[-1] == (200, 200)
    assert told == sorted(told)


def test_in_small_streams_both_halves_together_are_sure() -> None:
    """Of ten streams of 400 items most show the part that takes twice as long, and of ten without one hardly any."""
    planted = [grown(2.2, n=400, seed=seed)[0] for seed in range(20, 30)]
    alike = [grown(1.0, n=400, seed=seed)[0] for seed in range(20, 30)]
    assert sum(tree.split is not None and tree.split.cut.attribute == 1 for tree in planted) >= 8
    assert sum(tree.split is not None for tree in alike) <= 1


@pytest.mark.parametrize(("one", "other", "both"), [(1.0, 1.0, 1.0), (0.05, 1.0, 0.2), (0.05, 0.05, 0.0175)])
def test_two_tests_together(one: float, other: float, both: float) -> None:
    """Two halves that are each fairly sure are sure; one that is sure of nothing takes from the other's (Fisher)."""
    assert taken_together(one, other) == pytest.approx(both, abs=5e-4)
