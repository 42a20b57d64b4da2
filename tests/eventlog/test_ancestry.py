"""What lies between two points of a history is exact on any history, and quick on long ones."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hypothesis import given, settings
from hypothesis import strategies as st

from headrace.eventlog.ancestry import History

if TYPE_CHECKING:
    from collections.abc import Iterable

HISTORIES = st.integers(1, 14).flatmap(
    lambda size: st.tuples(
        *(
            st.lists(st.integers(0, number - 1), max_size=3) if number else st.just([])
            for number in range(size)
        )
    )
)


def _contained(parents: tuple[list[int], ...]) -> list[set[int]]:
    """Return per commit all that it contains."""
    contained: list[set[int]] = []
    for commit, of in enumerate(parents):
        contained.append({commit}.union(*(contained[parent] for parent in of)))
    return contained


@given(HISTORIES, st.data())
@settings(max_examples=400, deadline=None)
def test_between_is_what_one_contains_and_the_other_does_not(
    parents: tuple[list[int], ...], data: st.DataObject
) -> None:
    """On any history, in any numbering, the walk finds what the sets say, each commit once."""
    size = len(parents)
    number = data.draw(st.permutations(range(size)))
    renumbered: list[list[int]] = [[] for _ in range(size)]
    for commit, of in enumerate(parents):
        renumbered[number[commit]] = [number[parent] for parent in of]
    tips = st.lists(st.integers(0, size - 1), max_size=3)
    before, after = data.draw(tips), data.draw(tips)
    contained = _contained(parents)
    expected = set().union(*(contained[c] for c in after)) - set().union(*(contained[c] for c in before))
    history = History(renumbered)
    found = history.between([number[c] for c in before], [number[c] for c in after])
    assert sorted(found.commits) == sorted(number[c] for c in expected)
    assert not found.cut_off


def test_a_walk_ends_where_both_histories_meet() -> None:
    """In a hundred thousand commits in a row, each of ten thousand steps touches its own ten commits only."""
    size = 100_000
    history = _Counted([[n - 1] if n else [] for n in range(size)])
    for tip in range(19, size, 10):
        assert len(history.between([tip - 10], [tip]).commits) == 10
    assert history.steps <= 13 * size / 10


class _Counted(History):
    """A history that counts the steps of its walks."""

    steps = 0

    def _meet(
        self, commits: Iterable[int], known: dict[int, bool], waiting: list[tuple[int, int]], *, there: bool
    ) -> int:
        self.steps += 1
        return super()._meet(commits, known, waiting, there=there)


def test_a_history_that_is_cut_off_says_so() -> None:
    """Commits are found up to the cut; it is told when the way back leads there, and only then."""
    history = History([[], [0], [1], [2]], cut_off=[0])
    assert history.between([2], [3]).cut_off is False
    found = history.between([], [1])
    assert (sorted(found.commits), found.cut_off) == ([0, 1], True)


def test_a_circle_of_parents_ends() -> None:
    """No real history has one; what names one is treated as cut off, and nothing loops."""
    history = History([[1], [0], [0], []])
    found = history.between([], [2])
    assert (found.commits, found.cut_off) == ((2,), True)
    assert history.between([], [3]).cut_off is False
