"""Where work that is sent back runs: in a band of its own below the lanes, nested loops never crossing."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from headrace.report.maps.map_layout import Frame, PlacedBlock
    from headrace.report.view import Return

ROW = 18.0
_LEAVE = 0.86
_LEAVE_STEP = 0.10
_LEAVE_IN_CHAIN = (
    0.30  # when work is also sent back *to* this block: left of those arrivals, so nothing crosses
)
_ARRIVE = 0.66
_ARRIVE_STEP = 0.16


@dataclass(frozen=True, slots=True)
class Route:
    """The way of one return: down at ``leave``, along ``y``, up at ``arrive``."""

    sent: Return
    leave: float
    leave_y: float
    arrive: float
    arrive_y: float
    y: float
    row: int

    @property
    def stroke(self) -> float:
        """The width of its line: grows with the share of items."""
        return 1.2 + min(1.6, 6 * self.sent.share)


def routes(returns: Sequence[Return], placed: Sequence[PlacedBlock], grid: Frame) -> list[Route]:
    """Return the ways of all returns, the shortest loop on top; empty where a block is not drawn."""
    lowest = {each.block.column: each for each in sorted(placed, key=lambda each: each.box.bottom)}
    drawn = [sent for sent in returns if sent.from_column in lowest and sent.to_column in lowest]
    drawn.sort(key=lambda sent: (abs(sent.from_column - sent.to_column), sent.from_column, sent.key))
    to = {sent.to_column for sent in drawn}
    leaves = {sent.key: _leave(sent, drawn, to, grid) for sent in drawn}
    arrives = {sent.key: _arrive(sent, drawn, grid) for sent in drawn}
    rows = _rows([(arrives[sent.key], leaves[sent.key]) for sent in drawn])
    return [
        Route(
            sent,
            leaves[sent.key],
            lowest[sent.from_column].box.bottom,
            arrives[sent.key],
            lowest[sent.to_column].box.bottom,
            grid.bottom + 14 + ROW * row,
            row,
        )
        for sent, row in zip(drawn, rows, strict=True)
    ]


def _leave(sent: Return, drawn: Sequence[Return], to: set[int], grid: Frame) -> float:
    same = [each for each in drawn if each.from_column == sent.from_column]
    longer = len(same) - 1 - same.index(sent)  # the longest loop is outermost: furthest to the right
    outermost = _LEAVE_IN_CHAIN if sent.from_column in to else _LEAVE
    return grid.x(sent.from_column) + (outermost - _LEAVE_STEP * longer) * grid.block_width


def _arrive(sent: Return, drawn: Sequence[Return], grid: Frame) -> float:
    same = [each for each in drawn if each.to_column == sent.to_column]
    return grid.x(sent.to_column) + (_ARRIVE - _ARRIVE_STEP * same.index(sent)) * grid.block_width


def _rows(spans: Sequence[tuple[float, float]]) -> list[int]:
    """Return a row for each span, the shorter first: below all it overlaps, so that it goes around them."""
    rows: list[int] = []
    for at, (start, end) in enumerate(spans):
        below = [
            rows[other]
            for other in range(at)
            if min(spans[other]) < max(start, end) + 8 and min(start, end) < max(spans[other]) + 8
        ]
        rows.append(max(below) + 1 if below else 0)
    return rows
