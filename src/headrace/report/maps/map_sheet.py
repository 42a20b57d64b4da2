"""Everything a horizontal map holds, in place: the one thing that the picture and its geometry tests read."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from headrace.report.drawing.placement import Box, Label, Room
from headrace.report.maps import map_labels
from headrace.report.maps.amounts import adding_up
from headrace.report.maps.folding import to_fit
from headrace.report.maps.ladder_picture import Ladder, ladder_labels
from headrace.report.maps.map_layout import MARGIN, blocks, frame, ladder, walls
from headrace.report.maps.map_lines import connectors, ghosts, journey
from headrace.report.maps.map_returns import ROW, routes

if TYPE_CHECKING:
    from headrace.report.maps.map_layout import Frame, PlacedBlock, PlacedWall
    from headrace.report.maps.map_lines import Line
    from headrace.report.maps.map_returns import Route
    from headrace.report.view import MapView

_FAN = 34.0
_SIDE = 6.0


@dataclass(slots=True)
class Sheet:
    """Everything a horizontal map holds, in place, before it is written."""

    view: MapView
    grid: Frame
    blocks: list[PlacedBlock]
    walls: list[PlacedWall]
    routes: list[Route]
    lines: list[Line]
    ghosts: list[tuple[Box, Label]]
    ladder: Ladder
    fan_top: float
    height: float
    labels: list[Label] = field(default_factory=list)
    wall_words: dict[str, tuple[Label, ...]] = field(default_factory=dict)  # by the wall's key


def sheet(view: MapView, width: float) -> Sheet:
    """Return the finished layout of a view: the one thing picture and geometry tests read."""
    view = adding_up(to_fit(view))
    grid = frame(view, width)
    placed, stood = blocks(view, grid), walls(view, grid)
    back = routes(view.returns, placed, grid)
    band = max([ROW * (route.row + 1) for route in back] + [ROW * 2 if view.smaller_returns[0] else 0.0])
    fan_top = grid.bottom + 10 + band
    segments = ladder(view, MARGIN, grid.width - _SIDE)
    steps = Ladder(segments, fan_top + _FAN, grid.scale, MARGIN, grid.width - _SIDE)
    found = Sheet(
        view,
        grid,
        placed,
        stood,
        back,
        connectors(placed, stood, grid) + journey(placed, stood, grid),
        ghosts(placed, grid),
        steps,
        fan_top,
        steps.bottom + 22,
    )
    found.labels = _labels(found)
    return found


def _labels(page: Sheet) -> list[Label]:
    view, grid = page.view, page.grid
    room = Room()
    room.hard += [each.box for each in page.blocks] + [each.box.grown(1) for each in page.walls]
    room.hard += [box for box, _ in page.ghosts] + [map_labels.margin_box(grid)]
    room.soft += [box for line in page.lines for box in line.boxes()] + _route_boxes(page.routes)
    runs = [
        Box(min(each.leave, each.arrive), each.y - 3, max(each.leave, each.arrive), each.y + 3)
        for each in page.routes
    ]
    room.hard += runs
    room.soft += [
        Box(each.box.middle[0] - 1, each.box.bottom, each.box.middle[0] + 1, page.fan_top)
        for each in page.walls
        if each.emphasised
    ]
    first, last = page.lines[-2].end[0], page.lines[-1].end[0]
    fixed = [map_labels.customer_name(), *map_labels.customer_labels(view, grid, first, last)]
    fixed += map_labels.tool_labels(view.tools, grid)
    room.hard += [each.box for each in fixed]
    for lane, top in zip(view.lanes, map_labels.lane_tops(grid), strict=True):
        fixed += map_labels.lane_labels(lane, top, grid)
    for placed in page.blocks:
        fixed += map_labels.block_labels(placed, grid)
    fixed += [label for _, label in page.ghosts]
    for wall in page.walls:
        page.wall_words[wall.wall.key] = map_labels.wall_labels(wall, grid, room)
        fixed += page.wall_words[wall.wall.key]
    fixed += map_labels.smaller_returns(view, grid)
    # a return may cross a guide, so guides are not in it; its own words stand on its line
    ways = Room([each for each in room.hard if each not in runs], _route_boxes(page.routes))
    fixed += map_labels.return_labels(page.routes, grid.scale, ways)
    return fixed + ladder_labels(page.ladder, view)


def _route_boxes(found: list[Route]) -> list[Box]:
    boxes = []
    for route in found:
        boxes.append(Box(route.leave - 2, route.leave_y, route.leave + 2, route.y - 4))
        boxes.append(Box(route.arrive - 3, route.arrive_y, route.arrive + 3, route.y - 4))
    return boxes
