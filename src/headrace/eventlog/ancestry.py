"""Which commits lie between two points of a history: those that the one contains and the other does not."""

from __future__ import annotations

from dataclasses import dataclass
from heapq import heappop, heappush
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence


@dataclass(frozen=True, slots=True)
class Between:
    """Commits by number; ``cut_off``: before one of them the history is not known, so some may be missing."""

    commits: tuple[int, ...]
    cut_off: bool


class History:
    """Commits and their parents, by number.

    Args:
        parents: per commit the numbers of its parents, as far as they are known.
        cut_off: commits of which a parent is not known. What lies before a commit that is not known is
            taken to be unknown as well.

    Every commit has a generation above those of all its parents, so that a walk from the highest on meets a
    commit only after everything that comes from it. No recursion; linear in commits and parents. A circle of
    parents, which no real history has, counts as cut off.
    """

    def __init__(self, parents: Sequence[Sequence[int]], cut_off: Iterable[int] = ()) -> None:
        self.parents = [tuple(dict.fromkeys(of)) for of in parents]
        self.cut_off = set(cut_off)
        self.generation = self._generations()

    def _generations(self) -> list[int]:
        children: list[list[int]] = [[] for _ in self.parents]
        missing = [len(of) for of in self.parents]
        for commit, of in enumerate(self.parents):
            for parent in of:
                children[parent].append(commit)
        generation = [0] * len(self.parents)
        ready = [commit for commit, count in enumerate(missing) if not count]
        while ready:
            commit = ready.pop()
            for child in children[commit]:
                generation[child] = max(generation[child], generation[commit] + 1)
                missing[child] -= 1
                if not missing[child]:
                    ready.append(child)
        for commit, count in enumerate(missing):
            if count:
                self.parents[commit], generation[commit] = (), 0
                self.cut_off.add(commit)
        return generation

    def between(self, before: Iterable[int], after: Iterable[int]) -> Between:
        """Return the commits that ``after`` contains and ``before`` does not, themselves included.

        It walks from both at once, the highest generation first, and stops when all that is left was there
        before: what it costs is the way back to where both meet, not the whole history.
        """
        known: dict[int, bool] = {}
        waiting: list[tuple[int, int]] = []
        new = 0
        for commits, there in ((before, True), (after, False)):
            new += self._meet(commits, known, waiting, there=there)
        found: list[int] = []
        cut_off = False
        while new:
            commit = heappop(waiting)[1]
            there = known[commit]
            if not there:
                new -= 1
                found.append(commit)
                cut_off = cut_off or commit in self.cut_off
            new += self._meet(self.parents[commit], known, waiting, there=there)
        return Between(tuple(found), cut_off)

    def _meet(
        self, commits: Iterable[int], known: dict[int, bool], waiting: list[tuple[int, int]], *, there: bool
    ) -> int:
        """Note commits that the walk meets; return by how many those that are new have become more."""
        more = 0
        for commit in commits:
            if commit not in known:
                known[commit] = there
                heappush(waiting, (-self.generation[commit], commit))
                more += not there
            elif there and not known[commit]:
                known[commit] = True
                more -= 1
        return more
