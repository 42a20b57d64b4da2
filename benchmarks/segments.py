"""Segments in known worlds: how often a planted one is found, how often one is found where there is none, and time.

A quarter of the items takes 1.5 or 2 times as long; three other attributes of different kinds make no difference. A
fifth of the items is still open at the end. Found is when the first split is by the planted attribute with the planted
level alone on the slow side; false is any split in a world without a segment.
"""

from __future__ import annotations

import argparse
import time

import numpy as np

from headrace.diagnosis.log_rank import Attribute
from headrace.diagnosis.segments import Segment, find_segments

SIZES = (400, 1_000, 3_000)
EFFECTS = (1.0, 1.5, 2.0)


def world(n: int, effect: float, seed: int, attributes: int = 4) -> Segment:
    """Return the tree of one simulated stream; the planted attribute is the first."""
    chance = np.random.default_rng(seed)
    planted = chance.integers(0, 4, n)
    took = chance.lognormal(np.log(12), 0.9, n) * np.where(planted == 2, effect, 1.0)
    watched = chance.uniform(0, 120, n)
    listed = [Attribute("planted", ("a", "b", "c", "d"), planted)]
    for number in range(1, attributes):
        levels = (8, 2, 12)[number % 3]
        codes = chance.integers(0, levels, n)
        listed.append(
            Attribute(f"other {number}", tuple(map(str, range(levels))), codes, ordered=number % 3 == 0)
        )
    search = chance.random(n) < 0.5
    return find_segments(np.minimum(took, watched), took <= watched, listed, search)


def found(tree: Segment) -> bool:
    """Tell whether the first split is the planted one."""
    return tree.split is not None and tree.split.cut.attribute == 0 and tree.split.cut.below == (2,)


def main() -> None:
    """Count over worlds, then measure one large search."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--worlds", type=int, default=100)
    parser.add_argument("--sizes", type=int, nargs="*", default=SIZES)
    parser.add_argument("--items", type=int, default=100_000)
    asked = parser.parse_args()
    for n in asked.sizes:
        for effect in EFFECTS:
            trees = [world(n, effect, 10_000 * n + seed) for seed in range(asked.worlds)]
            split = [tree for tree in trees if tree.split is not None]
            if effect == 1.0:
                print(f"n {n:>6,}, no segment: {len(split)} of {asked.worlds} show one")
                continue
            right, named = (
                sum(map(found, trees)),
                sum(each.split.cut.attribute == 0 for each in split if each.split),
            )
            print(
                f"n {n:>6,}, {effect:g} times: {right} of {asked.worlds} found, {named} by the right attribute"
            )
    if asked.items:
        start = time.perf_counter()
        tree = world(asked.items, 1.5, 1, attributes=12)
        took = time.perf_counter() - start
        print(f"{asked.items:,} items with 12 attributes: {took:.1f} s, {len(tree.leaves())} parts")


if __name__ == "__main__":
    main()
