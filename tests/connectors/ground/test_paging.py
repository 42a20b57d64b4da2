"""Lists in pages: nothing that is in the list all the time is missed, whatever changes while it is read."""

from __future__ import annotations

from typing import Any

from hypothesis import example, given
from hypothesis import strategies as st

from headrace.connectors.ground.paging import by_change


@given(
    st.lists(st.integers(1, 6), min_size=1, max_size=30),
    st.lists(st.tuples(st.integers(0, 40), st.integers(0, 29)), max_size=20),
    st.integers(2, 5),
)
@example([2, 1, 1, 2, 2], [(4, 0)], 2)
def test_nothing_is_missed_when_entries_move_to_the_end(
    stamps: list[int], moves: list[tuple[int, int]], size: int
) -> None:
    """Entries that change between two requests move to the end; every entry is seen, in its last state too."""
    entries = dict(enumerate(stamps))
    clock, asked = [100], [0]
    by_request: dict[int, list[int]] = {}
    for request, number in moves:
        by_request.setdefault(request, []).append(number)

    def ask(since: int, place: int | None) -> tuple[list[Any], int | None]:
        for number in by_request.get(asked[0], []):
            if number in entries:
                clock[0] += 1
                entries[number] = clock[0]
        asked[0] += 1
        listed = sorted((stamp, number) for number, stamp in entries.items() if stamp >= since)
        start = place or 0
        page = listed[start : start + size]
        return page, start + size if start + size < len(listed) else None

    seen: set[tuple[int, int]] = set()
    for page in by_change(ask, 0, lambda entry: entry[0]):
        seen.update(page)
        assert asked[0] < 500
    last = {number: stamp for stamp, number in seen if stamp == max(s for s, n in seen if n == number)}
    assert last.keys() == entries.keys()
