"""Which release a commit came in: the first of all that contain it by ancestry."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence


def first_releases(parents: Sequence[Sequence[int]], releases: Sequence[int]) -> list[int | None]:
    """Return for each commit the place of the first release that contains it, ``None`` when none does.

    Args:
        parents: per commit the numbers of its parents.
        releases: the released commits' numbers, in the order in which they were released.

    Every commit is visited once: what an earlier release contains, it contains with all its ancestors,
    so a later release's walk can stop there. Linear in commits and parents, and no recursion.
    """
    first: list[int | None] = [None] * len(parents)
    for place, released in enumerate(releases):
        if first[released] is not None:
            continue
        first[released] = place
        waiting = [released]
        while waiting:
            for parent in parents[waiting.pop()]:
                if first[parent] is None:
                    first[parent] = place
                    waiting.append(parent)
    return first
