"""The map drawn left to right: structure above, time to scale below, a fan joining the two."""

from __future__ import annotations

from typing import TYPE_CHECKING

from headrace.report.drawing.lettering_svg import drawn
from headrace.report.drawing.placement import Box
from headrace.report.drawing.svg import arrowhead, hatch, linked, number, tag, words
from headrace.report.maps import map_labels
from headrace.report.maps.amounts import amounts
from headrace.report.maps.captions import block_said, return_said, wall_said
from headrace.report.maps.ladder_picture import ladder_shapes
from headrace.report.maps.map_layout import CUSTOMER
from headrace.report.maps.map_sheet import sheet
from headrace.report.wording.phrases import text

if TYPE_CHECKING:
    from headrace.report.links import Href
    from headrace.report.maps.map_layout import PlacedBlock, PlacedWall
    from headrace.report.maps.map_sheet import Sheet
    from headrace.report.view import MapView


def horizontal(view: MapView, href: Href, *, width: int = 1344, prefix: str = "map") -> str:
    """Return the horizontal map as an ``<svg>`` element; ``prefix`` begins every id in it."""
    page = sheet(view, width)
    total, inner = amounts(view), []
    inner += [tag("title", words(text("picture.title", {"name": view.name})), id=f"{prefix}-title")]
    described = {
        name: total.scale.with_unit(getattr(total, name)) for name in ("total", "work", "wait", "blocked")
    }
    inner += [tag("desc", words(text("picture.desc", described)), id=f"{prefix}-desc")]
    heads = arrowhead(f"{prefix}-head", "f-ink", 9) + arrowhead(f"{prefix}-back", "f-rework", 9)
    inner += [tag("defs", hatch(f"{prefix}-hatch") + heads)]
    inner += [_ground(page), _lines(page, prefix), *_links(page, href, prefix)]
    inner += [_returns(page, href, prefix), page.ladder.outline(), page.ladder.axis()]
    inner += [tag("g", "".join(drawn(each) for each in page.labels), cls="over", aria_hidden="true")]
    return tag(
        "svg",
        "".join(inner),
        cls="pic map",
        id=prefix,
        viewBox=f"0 0 {number(page.grid.width)} {number(page.height)}",
        width=page.grid.width,
        height=page.height,
        role="group",
        aria_labelledby=f"{prefix}-title {prefix}-desc",
    )


def _ground(page: Sheet) -> str:
    grid = page.grid
    bands = [
        tag("rect", cls="f-lane", x=0, y=top, width=grid.width, height=grid.lane_height)
        for at, top in enumerate(map_labels.lane_tops(grid))
        if at % 2 == 0
    ]
    for at, run in enumerate(page.view.tools):
        after = page.view.tools[at + 1].first_column if at + 1 < len(page.view.tools) else None
        last = run.last_column if after is None else min(run.last_column, after - 1)
        end = grid.x(last) + grid.block_width
        bands.append(_rule(grid.x(run.first_column), end, 18, "s-rule"))
    return "".join(bands)


def _rule(left: float, right: float, y: float, cls: str) -> str:
    return tag("line", cls=cls, x1=left, x2=right, y1=y, y2=y, stroke_width="1.5")


def _lines(page: Sheet, prefix: str) -> str:
    start, end = page.lines[-2].end[0], page.lines[-1].end[0]
    customer = tag(
        "line", cls="s-outcome", x1=start + 7, x2=end - 8, y1=CUSTOMER, y2=CUSTOMER, stroke_width="1.5"
    )
    rings = tag("circle", cls="s-outcome f-paper", cx=start, cy=CUSTOMER, r=7, stroke_width="2.5")
    rings += tag("circle", cls="f-outcome", cx=end, cy=CUSTOMER, r=8)
    ghost = "".join(
        tag(
            "rect",
            cls="no-fill s-axis",
            x=box.left,
            y=box.top,
            width=box.wide,
            height=box.tall,
            rx=3,
            stroke_dasharray="2 3",
        )
        for box, _ in page.ghosts
    )
    return customer + rings + ghost + "".join(line.drawn(f"{prefix}-head") for line in page.lines)


def _links(page: Sheet, href: Href, prefix: str) -> list[str]:
    """Return waits and stages in the order of the work: wait, stage, wait, stage."""
    by_column: list[tuple[int, int, float, str]] = []
    for wall in page.walls:
        shapes = _wall(wall, page, prefix)
        said = wall_said(wall.wall, page.grid.scale)
        address = href("wall", wall.wall.key)
        link = linked(shapes, address, f"wall:{wall.wall.key}", said)
        by_column.append((wall.wall.column, 0, wall.box.left, link))
    for placed in page.blocks:
        shapes = _block(placed, page, prefix)
        said = block_said(placed.block, page.grid.scale)
        link = linked(shapes, href("block", placed.block.key), f"block:{placed.block.key}", said)
        by_column.append((placed.block.column, 1, placed.box.top, link))
    return [link for *_, link in sorted(by_column)]


def _wall(placed: PlacedWall, page: Sheet, prefix: str) -> str:
    box, middle = placed.box, placed.box.middle[0]
    strong = " top" if placed.emphasised else ""
    dash = "4 2.5" if placed.wall.estimated else None
    shapes = []
    for piece in page.ladder.of(placed.wall.key, "wait"):
        upper = f"M{number(box.left)} {number(page.fan_top)}H{number(box.right)}"
        path = f"{upper}L{number(piece.right)} {number(page.ladder.top)}H{number(piece.left)}Z"
        shapes.append(tag("path", cls=f"f-wait-soft fan{strong}", d=path))
    if placed.emphasised:
        shapes.append(
            tag(
                "line",
                cls="s-wait",
                x1=middle,
                x2=middle,
                y1=box.bottom,
                y2=page.fan_top,
                stroke_dasharray="1.5 3",
            )
        )
    shapes.append(ladder_shapes(page.ladder, placed.wall.key, ("wait",), prefix))
    shapes.append(
        tag(
            "rect",
            cls="lift s-wait",
            fill=f"url(#{prefix}-hatch)",
            x=box.left,
            y=box.top,
            width=box.wide,
            height=box.tall,
            stroke_width="0.75",
            stroke_dasharray=dash,
        )
    )
    return "".join(shapes) + _grabs(placed, page) + _ring(box)


def _grabs(placed: PlacedWall, page: Sheet) -> str:
    """Return where else a wall can be hit: a little beside it when it is thin, and on its words."""
    box = placed.box
    more = max(0.0, min(24.0, page.grid.gap) - box.wide) / 2
    areas = [Box(box.left - more, box.top, box.right + more, box.bottom)] if more else []
    words_ = [each.box for each in page.wall_words.get(placed.wall.key, ())]
    if words_:
        left, top = min(each.left for each in words_), min(each.top for each in words_)
        right, bottom = max(each.right for each in words_), max(each.bottom for each in words_)
        areas.append(Box(left, top, right, bottom))
    return "".join(
        tag("rect", cls="grab", x=each.left, y=each.top, width=each.wide, height=each.tall) for each in areas
    )


def _block(placed: PlacedBlock, page: Sheet, prefix: str) -> str:
    block, box, grid = placed.block, placed.box, page.grid
    shapes = [ladder_shapes(page.ladder, block.key, ("work", "inside", "blocked"), prefix)]
    shapes.append(
        tag(
            "rect",
            cls="lift f-raised s-axis",
            x=box.left,
            y=box.top,
            width=box.wide,
            height=box.tall,
            rx=3,
            stroke_dasharray="4 2.5" if block.estimated else None,
        )
    )
    at = box.left
    marks = (
        (block.work_days, "f-active", None),
        (block.inside_wait_days, None, f"url(#{prefix}-hatch)"),
        (block.blocked_days, "f-blocked", None),
    )
    for days, cls, fill in marks:
        wide = min(grid.mark(days), box.right - at)
        if wide > 0:
            shapes.append(tag("rect", cls=cls, fill=fill, x=at, y=box.bottom - 4, width=wide, height=4))
        at += wide
    return "".join(shapes) + _ring(box)


def _ring(box: Box) -> str:
    out = box.grown(4)
    return tag("rect", cls="ring", x=out.left, y=out.top, width=out.wide, height=out.tall, rx=4)


def _returns(page: Sheet, href: Href, prefix: str) -> str:
    found = []
    for route in page.routes:
        points = f"M{number(route.leave)} {number(route.leave_y + 1)} V{number(route.y)}"
        points += f" H{number(route.arrive)} V{number(route.arrive_y + 3)}"
        line = tag(
            "path",
            cls="no-fill s-rework",
            d=points,
            stroke_width=route.stroke,
            stroke_dasharray="5 3",
            marker_end=f"url(#{prefix}-back)",
        )
        grab = tag("path", cls="no-fill reach", d=points, stroke_width=12)
        left, right = sorted((route.leave, route.arrive))
        ring = _ring(Box(left, route.y - 5, right, route.y + 5))
        said = return_said(route.sent, page.grid.scale)
        key = route.sent.key
        found.append(linked(grab + line + ring, href("return", key), f"return:{key}", said))
    return "".join(found)
