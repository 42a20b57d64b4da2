"""The lines of the flow: into a wait, out of it, from the customer and back, and ghosts of shared stages."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

from headrace.report.drawing.placement import Box, Label, Run
from headrace.report.drawing.svg import number, tag
from headrace.report.maps.map_layout import CUSTOMER
from headrace.report.words import percent

if TYPE_CHECKING:
    from collections.abc import Sequence

    from headrace.report.maps.map_layout import Frame, PlacedBlock, PlacedWall

_STUB = 8.0
_HEAD = 2.0
_SHARED = 0.15


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the flow through ``points``; ``headed`` ends in an arrowhead."""

    points: tuple[tuple[float, float], ...]
    headed: bool

    @property
    def end(self) -> tuple[float, float]:
        """Where it ends."""
        return self.points[-1]

    def boxes(self) -> list[Box]:
        """Return the room it takes, piece by piece."""
        found = []
        for (x0, y0), (x1, y1) in pairwise(self.points):
            found.append(Box(min(x0, x1) - 2, min(y0, y1) - 2, max(x0, x1) + 2, max(y0, y1) + 2))
        return found

    def drawn(self, head: str) -> str:
        """Return it as a path; ``head`` is the id of the arrowhead."""
        path = "M" + " L".join(f"{number(x)} {number(y)}" for x, y in self.points)
        return tag(
            "path",
            cls="no-fill s-ink",
            d=path,
            stroke_width="1.3",
            marker_end=f"url(#{head})" if self.headed else None,
        )


def connectors(placed: Sequence[PlacedBlock], stood: Sequence[PlacedWall], grid: Frame) -> list[Line]:
    """Return the lines from stage to wait to stage, and from stage to stage where nothing waits."""
    by_key = {each.block.key: each for each in placed}
    lines: list[Line] = []
    for wall in stood:
        middle = wall.box.middle[0]
        target = by_key.get(wall.wall.key)
        if target is not None:
            y = target.box.middle[1]
            lines.append(Line(((middle, y), (target.box.left - _HEAD, y)), headed=True))
        lines += _into(wall, placed, stood, grid)
    waited = {wall.wall.key for wall in stood}
    for each in placed:
        if each.block.key not in waited and each.block.column > 0:
            lines += _straight(each, placed)
    return lines


def _into(
    wall: PlacedWall, placed: Sequence[PlacedBlock], stood: Sequence[PlacedWall], grid: Frame
) -> list[Line]:
    """Return the line into a wait: from the stage before where the way is clear, else only its last bit."""
    if wall.sender is None:
        return []
    middle, y = wall.box.middle[0], grid.middle(wall.sender)
    before = [
        each for each in placed if each.block.column < wall.wall.column and each.block.function == wall.sender
    ]
    nearest = max(before, key=lambda each: each.block.column, default=None)
    if nearest is None:
        return [Line(((wall.box.left - _STUB, y), (middle, y)), headed=False)]
    way = Box(nearest.box.right + 1, y - 1, wall.box.left - 1, y + 1)
    crossed = any(other is not wall and other.box.overlaps(way) for other in stood)
    same = nearest.block.stage == wall.wall.from_stage or wall.wall.from_stage in nearest.block.folded
    if crossed or not (same or nearest.block.column == wall.wall.column - 1):
        return [Line(((wall.box.left - _STUB, y), (middle, y)), headed=False)]
    return [Line(((nearest.box.right, y), (middle, y)), headed=False)]


def _straight(each: PlacedBlock, placed: Sequence[PlacedBlock]) -> list[Line]:
    before = [other for other in placed if other.block.column == each.block.column - 1]
    if not before:
        return []
    nearest = min(before, key=lambda other: abs(other.box.middle[1] - each.box.middle[1]))
    start, end = nearest.box.middle[1], each.box.middle[1]
    turn = (nearest.box.right + each.box.left) / 2
    left = each.box.left - _HEAD
    if start == end:
        return [Line(((nearest.box.right, start), (left, end)), headed=True)]
    return [Line(((nearest.box.right, start), (turn, start), (turn, end), (left, end)), headed=True)]


def journey(placed: Sequence[PlacedBlock], stood: Sequence[PlacedWall], grid: Frame) -> list[Line]:
    """Return the line from the customer into the work, and the one from it back: always these two, last."""
    first = min(placed, key=lambda each: (each.block.column, each.box.top))
    last = min(placed, key=lambda each: (-each.block.column, each.box.top))
    arrival = min((w for w in stood if w.wall.column == 0), key=lambda w: w.box.top, default=None)
    if arrival is not None:
        x = arrival.box.middle[0]
        enter = Line(((x, CUSTOMER + 8), (x, arrival.box.top)), headed=False)
    else:
        x = first.box.middle[0]
        enter = Line(((x, CUSTOMER + 9), (x, first.box.top - 1)), headed=True)
    if last.box.right < grid.width - 40:
        end, y = grid.width - 22, last.box.middle[1]
        leave = Line(((last.box.right, y), (end, y), (end, CUSTOMER + 10)), headed=True)
    else:
        end = last.box.left + 0.84 * last.box.wide
        leave = Line(((end, last.box.top), (end, CUSTOMER + 10)), headed=True)
    return [Line((*enter.points,), enter.headed), leave]


def ghosts(placed: Sequence[PlacedBlock], grid: Frame) -> list[tuple[Box, Label]]:
    """Return outlines in other lanes that also do a stage often, with their share of items."""
    found = []
    taken = [each.box for each in placed]
    for each in placed:
        for function, share in each.block.also_in:
            if share < _SHARED or function not in grid.lanes or function == each.block.function:
                continue
            middle = grid.middle(function)
            box = Box(each.box.left, middle - 11, each.box.right, middle + 11)
            if any(box.overlaps(other, 2) for other in taken):
                continue
            taken.append(box)
            words = Label(
                (Run(f"also {percent(share)}", "t2"),),
                box.middle[0],
                middle + 4,
                11,
                "middle",
                plate="f-paper",
            )
            found.append((box, words))
    return found
