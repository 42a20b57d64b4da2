"""Where everything of the horizontal map stands: columns, lanes, blocks, walls and the ladder, in px.

The scale is one for walls and for the blue bars on the blocks: so many px to a day. The ladder has its own,
so that it fills the width.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from headrace.report.drawing.lettering import width as text_width
from headrace.report.drawing.placement import Box
from headrace.report.words import scale_for

if TYPE_CHECKING:
    from headrace.report.view import Block, MapView, Wall
    from headrace.report.words import Scale

MARGIN = 132.0  # px for the names of the lanes
_RIGHT = 6.0
_ARRIVAL = 44.0  # px more for the label of the wait before anyone has it
_NARROWEST_GAP = 18.0
_LEAST_MARK = 1.5
_WALL_REACH = 11.0  # px that a wall reaches over the middle of the lanes it joins
CUSTOMER = 46.0  # y of the customer's line
LANES = 64.0  # y where the functions' lanes begin
EMPHASISED = 3  # longest waits that get a larger label and a guide
_LEAST_EMPHASIS = 0.08  # of the whole


@dataclass(frozen=True, slots=True)
class Frame:
    """The grid of one map."""

    width: float
    columns: int
    first: float  # x of the first block
    gap: float
    block_width: float
    block_height: float
    lane_height: float
    lanes: tuple[str, ...]
    tight: bool  # more than 11 stages: short forms
    px_per_day: float
    scale: Scale

    def x(self, column: int) -> float:
        """Return where the blocks of a column begin."""
        return self.first + column * (self.block_width + self.gap)

    def middle(self, function: str | None) -> float:
        """Return the y of the middle of a function's lane, or of the customer's."""
        if function not in self.lanes:
            return CUSTOMER + 2 * _WALL_REACH
        return LANES + (self.lanes.index(function) + 0.5) * self.lane_height

    def mark(self, days: float) -> float:
        """Return the px of a duration inside the map; what is more than nothing can be seen."""
        return max(_LEAST_MARK, days * self.px_per_day) if days > 0 else 0.0

    @property
    def bottom(self) -> float:
        """The y where the lanes end."""
        return LANES + len(self.lanes) * self.lane_height


@dataclass(frozen=True, slots=True)
class PlacedBlock:
    """A block and its box."""

    block: Block
    box: Box


@dataclass(frozen=True, slots=True)
class PlacedWall:
    """A wall, its box, and whether it is among the few that the picture insists on."""

    wall: Wall
    box: Box
    sender: str | None
    emphasised: bool


@dataclass(frozen=True, slots=True)
class Segment:
    """A piece of the ladder: from ``left`` to ``right`` px, standing for ``days`` of ``kind``.

    Kinds: wait, work, blocked, inside. ``part`` is the key of the wall or block it belongs to.
    """

    kind: str
    part: str
    stage: str
    days: float
    left: float
    right: float
    estimated: bool


def frame(view: MapView, width: float) -> Frame:
    """Return the grid for a view drawn ``width`` px wide; wider where the blocks would not fit."""
    columns = 1 + max((block.column for block in view.blocks), default=0)
    tight = columns > 11
    block_width = min(96.0, max(62.0, 0.72 * (width - MARGIN - _RIGHT) / columns))
    arrives = any(wall.column == 0 for wall in view.walls)
    gaps = columns - 1 + (1 if arrives else 0)
    fixed = MARGIN + _RIGHT + columns * block_width + (_ARRIVAL if arrives else 0.0)
    width = max(width, fixed + gaps * _NARROWEST_GAP)
    gap = (width - fixed) / gaps if gaps else 0.0
    lanes = tuple(lane.function for lane in view.lanes)
    return Frame(
        width=width,
        columns=columns,
        first=MARGIN + (gap + _ARRIVAL if arrives else 0.0),
        gap=gap,
        block_width=block_width,
        block_height=44.0 if tight or _needs_two_lines(view, block_width) else 40.0,
        lane_height=54.0 if len(lanes) > 6 else 60.0,
        lanes=lanes,
        tight=tight,
        px_per_day=_px_per_day(view, gap, block_width),
        scale=scale_for(view.work_days + view.wait_days + view.blocked_days),
    )


def _needs_two_lines(view: MapView, block_width: float) -> bool:
    return any(text_width(block.stage, 11, 600) > block_width - 14 for block in view.blocks)


def _px_per_day(view: MapView, gap: float, block_width: float) -> float:
    waits: dict[int, list[float]] = {}
    for wall in view.walls:
        waits.setdefault(wall.column, []).append(wall.wait_days)
    scales = [(gap - 12 - 4 * (len(days) - 1)) / sum(days) for days in waits.values() if sum(days) > 0]
    longest = max((b.work_days + b.blocked_days + b.inside_wait_days for b in view.blocks), default=0.0)
    if longest > 0:
        scales.append(0.9 * block_width / longest)
    return max(0.0, min(scales, default=0.0))


def blocks(view: MapView, grid: Frame) -> list[PlacedBlock]:
    """Return every block with its box, in the order of the work."""
    placed = []
    for block in sorted(view.blocks, key=lambda each: (each.column, grid.middle(each.function))):
        left, middle = grid.x(block.column), grid.middle(block.function)
        half = grid.block_height / 2
        placed.append(PlacedBlock(block, Box(left, middle - half, left + grid.block_width, middle + half)))
    return placed


def walls(view: MapView, grid: Frame) -> list[PlacedWall]:
    """Return every wall with its box, in the order of the work, several before one column side by side."""
    longest = sorted(view.walls, key=lambda wall: -wall.wait_days)[:EMPHASISED]
    whole = view.work_days + view.wait_days + view.blocked_days
    insisted = {wall.key for wall in longest if wall.wait_days >= _LEAST_EMPHASIS * whole}
    placed = []
    for column in range(grid.columns):
        here = sorted((wall for wall in view.walls if wall.column == column), key=lambda wall: wall.key)
        widths = [grid.mark(wall.wait_days) for wall in here]
        middle = (MARGIN if column == 0 else grid.x(column) - grid.gap) + grid.gap / 2
        left = middle - (sum(widths) + 4 * (len(here) - 1)) / 2
        for wall, wide in zip(here, widths, strict=True):
            sender = _sender(wall, view, grid)
            ends = sorted((grid.middle(sender), grid.middle(wall.to_function)))
            box = Box(left, ends[0] - _WALL_REACH, left + wide, ends[1] + _WALL_REACH)
            placed.append(PlacedWall(wall, box, sender, wall.key in insisted))
            left += wide + 4
    return placed


def _sender(wall: Wall, view: MapView, grid: Frame) -> str | None:
    """Return the lane a wall begins in; a sender without a lane of its own is read from its stage."""
    if wall.from_function is None or wall.from_function in grid.lanes:
        return wall.from_function
    return next((block.function for block in view.blocks if block.stage == wall.from_stage), None)


def ladder(view: MapView, left: float, right: float) -> list[Segment]:
    """Return the average item's time to scale, from ``left`` to ``right`` px, in the order of the work."""
    pieces: list[tuple[str, str, str, float, bool]] = []
    for block in sorted(view.blocks, key=lambda each: (each.column, each.key)):
        for wall in view.walls:
            if wall.key == block.key:
                pieces.append(("wait", wall.key, block.stage, wall.wait_days, wall.estimated))
        pieces.append(("work", block.key, block.stage, block.work_days, block.estimated))
        pieces.append(("inside", block.key, block.stage, block.inside_wait_days, block.estimated))
        pieces.append(("blocked", block.key, block.stage, block.blocked_days, block.estimated))
    pieces = [piece for piece in pieces if piece[3] > 0]
    whole = sum(piece[3] for piece in pieces)
    segments, at = [], left
    for kind, part, stage, days, estimated in pieces:
        end = at + days / whole * (right - left)
        segments.append(Segment(kind, part, stage, days, at, end, estimated))
        at = end
    return segments


def ticks(days: float, scale: Scale, most: int = 9) -> list[float]:
    """Return round numbers for an axis of ``days`` in ``scale``, from zero, at most ``most`` of them."""
    whole = scale.of(days)
    steps = [base * 10**power for power in range(-1, 6) for base in (1, 2, 5)]
    step = next((each for each in steps if whole / each < most), steps[-1])
    return [step * at for at in range(int(whole / step + 1e-9) + 1)]
