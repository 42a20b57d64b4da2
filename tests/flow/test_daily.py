"""What days tell of items is what the items themselves say, for every kind of work and window."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from headrace.engine import Embedded
from headrace.flow.daily import DailyItems, read_daily
from headrace.flow.selection import Selection
from headrace.value_streams.definition import Mode
from headrace.value_streams.rollup import DAY

if TYPE_CHECKING:
    from collections.abc import Sequence

Item = tuple[int, int | None, str | None, Mode | None]
"""When it began and left, in days, its kind of work and how it ended."""

ITEMS = st.lists(
    st.builds(
        lambda start, length, kind, how: (start, None if how is None else start + length, kind, how),
        st.integers(0, 30),
        st.integers(0, 20),
        st.sampled_from(["bug", "idea", None]),
        st.sampled_from([Mode.DONE, Mode.DONE, Mode.CANCELLED, None]),
    ),
    max_size=30,
)


ENGINE = Embedded()


def days_of(items: Sequence[Item]) -> DailyItems:
    """Return what is read of these items, counted day by day as it is kept."""
    counted: dict[tuple[int, str | None, int | None], list[int]] = {}
    for start, end, kind, how in items:
        counted.setdefault((start, kind, None), []).append(start * DAY)
        if end is not None and how is not None:
            counted.setdefault((end, kind, int(how)), []).append(start * DAY)
    table: dict[str, Sequence[object]] = {
        "day": [key[0] for key in counted],
        "kind": [key[1] for key in counted],
        "outcome": [key[2] for key in counted],
        "items": [len(firsts) for firsts in counted.values()],
        "first": [min(firsts) for firsts in counted.values()],
    }
    types = dict.fromkeys(("day", "outcome", "items", "first"), "int") | {"kind": "text"}
    ENGINE.save("daily_items", ENGINE.small(table, types))
    return read_daily(ENGINE)


@given(ITEMS, st.sampled_from([None, "bug", "idea", "nothing of it"]), st.integers(0, 40), st.integers(1, 40))
def test_days_tell_what_items_would(items: list[Item], kind: str | None, first: int, length: int) -> None:
    """Beginnings, ends, kinds and counts are those of the items, whichever kind and window is asked about."""
    found, window = days_of(items), Selection(first * DAY, (first + length) * DAY, kind)
    assert found.began == min((each[0] * DAY for each in items), default=None)
    assert found.named_kinds == sorted({each[2] for each in items if each[2] is not None})
    of_kind = [each for each in items if kind in (None, each[2])]
    done = [each for each in of_kind if each[3] == Mode.DONE and first <= (each[1] or 0) < first + length]
    assert found.finished(window) == len(done)
    kinds = {each[2] for each in done}
    counts = sorted(
        ((name, sum(each[2] == name for each in done)) for name in kinds), key=lambda n: (-n[1], n[0] or "")
    )
    assert list(found.finished_kinds(window)) == counts
    days, ended = found.ended(window)
    ends = np.array([each[1] for each in of_kind if each[1] is not None])
    assert days.tolist() == sorted(set(ends.tolist()))
    assert ended.tolist() == [int((ends <= day).sum()) for day in days]


@given(ITEMS, st.sampled_from([None, "bug"]), st.integers(0, 50))
def test_what_is_needed_for_ranks_is_enough(items: list[Item], kind: str | None, day: int) -> None:
    """Before the time told, no more had come than had left by the moment asked about."""
    needed = days_of(items).oldest_needed(Selection(0, DAY, kind), day * DAY)
    of_kind = [each for each in items if kind in (None, each[2])]
    came = sum(each[0] * DAY < needed for each in of_kind)
    left = sum(each[1] is not None and each[1] < day for each in of_kind)
    assert came <= left or not of_kind
