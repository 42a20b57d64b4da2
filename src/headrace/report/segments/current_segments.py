"""The segments' values, put together from the cohort, what was known at its start, the tree and the routes."""

from __future__ import annotations

from typing import TYPE_CHECKING

import narwhals as nw
import numpy as np

from headrace.diagnosis.cohort import OPEN, began, read_cohort
from headrace.diagnosis.differing_part import differing_part, part_days
from headrace.diagnosis.routes import routes
from headrace.diagnosis.segments import FEWEST_DONE, FEWEST_ITEMS, find_segments
from headrace.diagnosis.start_attributes import start_attributes
from headrace.engine import rows
from headrace.flow.selection import Selection
from headrace.report.flow.flow_view import Likely, Within
from headrace.report.segments.segments_view import (
    DiffersLine,
    LeftOutLine,
    RouteLine,
    SegmentLine,
    SegmentsView,
    SplitLine,
    TriedLine,
)
from headrace.report.window import ALWAYS, last_months
from headrace.value_streams.sub_stream import Condition, expression

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from headrace.diagnosis.cohort import Cohort
    from headrace.diagnosis.differing_part import PartDays
    from headrace.diagnosis.segments import Condition as Found
    from headrace.diagnosis.segments import Segment
    from headrace.diagnosis.start_attributes import Known
    from headrace.engine import Engine
    from headrace.flow.survival import Survival
    from headrace.report.surroundings import Surroundings
    from headrace.report.view import Window
    from headrace.value_streams.definition import ValueStream

WHATS = ("handoff", "inside", "working", "blocked")
"""What an item does in a part of its journey, by number."""

FEWEST = 2 * FEWEST_ITEMS
"""Items below which segments are not looked for."""

ENOUGH = 400
"""Items from which on a difference of a half or more is usually found; the default window holds as many if it can."""


def usual_window(engine: Engine, kind: str | None = None) -> Window:
    """Return the shortest of 6 and 12 months in which enough items began; else all there is."""
    data_to = rows(engine.table("coding"))[0]["data_to"]
    for months in (6, 12):
        offered = last_months(data_to, months)
        there = rows(began(engine, Selection(offered.start, offered.end, kind)).select(n=nw.len()))
        if there[0]["n"] >= ENOUGH:
            return offered
    return ALWAYS


def current_segments(
    engine: Engine,
    stream: ValueStream,
    selection: Selection,
    around: Surroundings,
    on_progress: Callable[[int, int], None] = lambda _done, _total: None,
) -> SegmentsView:
    """Return where the stream's work is not alike, of the items that began in the selection's window.

    Args:
        engine: holds the stream's derived tables, and the log beside them.
        on_progress: told how many items are settled, and how many there are.
    """
    cohort = read_cohort(engine, selection, around.data_to)
    known, left_out = start_attributes(engine, stream, selection, cohort)
    few = len(cohort.days) < FEWEST or int(cohort.done.sum()) < 2 * FEWEST_DONE
    refusal = "missing" if around.missing else "few" if few else "" if known else "unknown"
    tree = None
    if not refusal:
        attributes = [each.attribute for each in known]
        tree = find_segments(cohort.days, cohort.done, attributes, cohort.search, on_progress=on_progress)
    told = _Told(engine, stream, cohort, known, tree)
    ways, n_ways, n_routed = routes(engine, selection)
    return SegmentsView(
        stream=stream.id,
        name=stream.name,
        customer=stream.customer,
        unit=stream.unit,
        window=around.window,
        kind=selection.kind,
        kinds=around.kinds,
        missing=around.missing,
        remedy=around.remedy,
        refusal=refusal,
        n=len(cohort.days),
        n_done=int(cohort.done.sum()),
        n_open=int((cohort.outcome == OPEN).sum()),
        tried=_tried(known, tree),
        left_out=tuple(LeftOutLine(each.name, each.reason, each.like) for each in left_out),
        segments=tuple(told.lines),
        splits=tuple(told.splits),
        routes=tuple(
            RouteLine(
                tuple(stream.stages[at].name for at in way.stages), way.items, way.items / n_routed, way.days
            )
            for way in ways
        ),
        n_routes=n_ways,
        n_routed=n_routed,
        data_to=around.data_to,
        sources=around.sources,
        made_up=around.made_up,
    )


def _tried(known: Sequence[Known], tree: Segment | None) -> tuple[TriedLine, ...]:
    sure = {cut.attribute: cut.p for cut in tree.tried} if tree else {}
    return tuple(
        TriedLine(each.attribute.name, len(each.attribute.levels), each.known, each.undated, sure.get(at))
        for at, each in enumerate(known)
    )


class _Told:
    """The tree as lines: every part with its number, and every split with what differs most."""

    def __init__(
        self,
        engine: Engine,
        stream: ValueStream,
        cohort: Cohort,
        known: Sequence[Known],
        tree: Segment | None,
    ) -> None:
        self.lines: list[SegmentLine] = []
        self.splits: list[SplitLine] = []
        self._stream, self._cohort, self._known = stream, cohort, known
        if tree is None or tree.split is None:
            return
        leaves = tree.leaves()
        self._group = np.zeros(len(cohort.days), dtype=np.intp)
        for number, leaf in enumerate(leaves):
            self._group[leaf.items] = number
        told = cohort.done & ~cohort.search
        self._counts = np.bincount(self._group[told], minlength=len(leaves))
        self._parts: PartDays = part_days(engine, cohort, self._group)
        self._below(tree, 0)

    def _below(self, segment: Segment, of: int) -> None:
        if segment.split is None:
            return
        slow, fast = segment.below
        until = _common(slow.held_back, fast.held_back)
        at = len(self.splits)
        self.splits.append(SplitLine(of, "", 0, 0, 1.0, 0.0, None))
        numbers = []
        for side in (slow, fast):
            number = len(self.lines) + 1
            numbers.append(number)
            self.lines.append(self._line(side, number, of, until))
            self._below(side, number)
        cut = segment.split.cut
        name = self._known[cut.attribute].attribute.name
        self.splits[at] = SplitLine(
            of, name, numbers[0], numbers[1], cut.p, segment.split.gain, self._differs(slow, fast)
        )

    def _line(self, segment: Segment, number: int, of: int, until: float | None) -> SegmentLine:
        held = segment.held_back
        mean = held.restricted_mean(until) if until is not None else None
        half = held.quantile(0.5)
        conditions = tuple(condition(self._known[each.attribute], each) for each in segment.conditions)
        return SegmentLine(
            number=number,
            of=of,
            conditions=conditions,
            condition=expression(conditions),
            items=len(segment.items),
            done=int(self._cohort.done[segment.items].sum()),
            n=held.n,
            half=Within(half.share, half.days, half.low, half.high),
            mean=None if mean is None else Likely(mean.days, mean.low, mean.high),
            mean_until=until,
            leaf=segment.split is None,
        )

    def _differs(self, slow: Segment, fast: Segment) -> DiffersLine | None:
        groups = [tuple(int(at) for at in np.unique(self._group[side.items])) for side in (slow, fast)]
        found = differing_part(self._parts, groups[0], groups[1], self._counts)
        if found is None:
            return None
        stage = self._stream.stages[found.stage].name
        return DiffersLine(
            stage, WHATS[found.what], found.slow_days, found.fast_days, found.n_slow, found.n_fast
        )


def _common(*sides: Survival) -> float | None:
    """Return the age up to which the mean of every side is told."""
    means = [side.restricted_mean() for side in sides]
    return None if any(each is None for each in means) else min(each.until for each in means if each)


def condition(known: Known, found: Found) -> Condition:
    """Return a condition of the tree in terms of the attribute's values."""
    levels, name = known.attribute.levels, known.attribute.name
    missing = len(levels) in found.levels
    inside = [at for at in found.levels if at < len(levels)]
    if known.edges:
        if not inside:
            return Condition(name, missing=missing)
        low, high = min(inside), max(inside)
        above = known.edges[low - 1] if low else None
        upto = known.edges[high] if high < len(levels) - 1 else None
        return Condition(name, but_not=True, above=above, upto=upto, missing=missing)
    if known.others and len(levels) - 1 in inside:
        values = tuple(each for at, each in enumerate(levels[:-1]) if at not in inside)
        return Condition(name, values, but_not=True, missing=missing)
    return Condition(name, tuple(levels[at] for at in inside), missing=missing)
