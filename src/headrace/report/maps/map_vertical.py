"""The map drawn top to bottom, for narrow screens: functions are columns, words keep their full length."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from headrace.report.drawing.lettering_svg import drawn
from headrace.report.drawing.placement import Box
from headrace.report.drawing.svg import arrowhead, hatch, linked, number, tag, words
from headrace.report.maps.amounts import adding_up, amounts
from headrace.report.maps.folding import to_fit
from headrace.report.maps.ladder_picture import ladder_shapes
from headrace.report.maps.map_rows import course
from headrace.report.wording.phrases import text

if TYPE_CHECKING:
    from headrace.report.links import Href
    from headrace.report.maps.map_rows import Course, Row
    from headrace.report.view import MapView


def vertical(view: MapView, href: Href, *, width: int = 358, prefix: str = "map-s") -> str:
    """Return the vertical map as an ``<svg>`` element; ``prefix`` begins every id in it."""
    page = course(adding_up(to_fit(view)), width)
    total = amounts(view)
    described = {
        name: total.scale.with_unit(getattr(total, name)) for name in ("total", "work", "wait", "blocked")
    }
    head = tag("title", words(text("picture.title", {"name": view.name})), id=f"{prefix}-title")
    head += tag("desc", words(text("picture.desc.vertical", described)), id=f"{prefix}-desc")
    head += tag("defs", hatch(f"{prefix}-hatch") + arrowhead(f"{prefix}-back", "f-rework", 8))
    links = "".join(_link(row, page, href, prefix) for row in page.rows)
    painted = "".join(drawn(each) for each in page.labels)
    inner = head + _ground(page) + _flow(page) + links + page.ladder.outline()
    inner += tag("g", painted, cls="over", aria_hidden="true")
    return tag(
        "svg",
        inner,
        cls="pic map",
        id=prefix,
        viewBox=f"0 0 {width} {number(page.height)}",
        width=width,
        height=page.height,
        role="group",
        aria_labelledby=f"{prefix}-title {prefix}-desc",
    )


def _ground(page: Course) -> str:
    bands = []
    for at, x in enumerate(page.columns.values()):
        if at % 2:
            half = page.step / 2
            top, tall = page.lanes_top, page.height - page.lanes_top
            bands.append(tag("rect", cls="f-lane", x=x - half, y=top, width=page.step, height=tall))
    return "".join(bands)


def _flow(page: Course) -> str:
    points = [f"M{number(page.nodes[0][0])} {number(page.nodes[0][1])}"]
    for (x0, y0), (x1, y1) in pairwise(page.nodes):
        if x0 != x1:
            points.append(f"V{number((y0 + y1) / 2)}H{number(x1)}")
        points.append(f"V{number(y1)}")
    line = tag("path", cls="no-fill s-ink", d=" ".join(points), stroke_width="1.3")
    (x0, y0), (x1, y1) = page.nodes[0], page.nodes[-1]
    rings = tag("circle", cls="s-outcome f-paper", cx=x0, cy=y0, r=6, stroke_width="2.5")
    return line + rings + tag("circle", cls="f-outcome", cx=x1, cy=y1, r=7)


def _link(row: Row, page: Course, href: Href, prefix: str) -> str:
    frame = Box(1, row.top, page.width - 1, row.bottom)
    ring = tag("rect", cls="ring", x=1, y=row.top, width=frame.wide, height=frame.tall, rx=4)
    left, wide = page.words - 4, page.width - page.words + 3
    grab = tag("rect", cls="grab", x=left, y=row.top, width=wide, height=frame.tall)
    shapes = {"wall": _wall, "block": _block, "return": _return}[row.kind](row, page, prefix)
    return linked(grab + shapes + ring, href(row.kind, row.key), f"{row.kind}:{row.key}", row.said)


def _wall(row: Row, page: Course, prefix: str) -> str:
    shape = tag(
        "rect",
        cls="lift s-wait",
        fill=f"url(#{prefix}-hatch)",
        x=row.mark.left,
        y=row.mark.top,
        width=row.mark.wide,
        height=row.mark.tall,
        stroke_width="0.75",
        stroke_dasharray="4 2.5" if row.estimated else None,
    )
    return ladder_shapes(page.ladder, row.key, ("wait",), prefix) + shape


def _block(row: Row, page: Course, prefix: str) -> str:
    shape = tag(
        "rect",
        cls="lift f-raised s-active" if row.estimated else "lift f-active",
        x=row.mark.left,
        y=row.mark.top,
        width=row.mark.wide,
        height=row.mark.tall,
        rx=2,
        stroke_dasharray="4 2.5" if row.estimated else None,
    )
    return ladder_shapes(page.ladder, row.key, ("work", "inside", "blocked"), prefix) + shape


def _return(row: Row, page: Course, prefix: str) -> str:
    y = row.mark.middle[1]
    return tag(
        "path",
        cls="no-fill s-rework",
        d=f"M{number(page.words + 24)} {number(y)}H{number(page.words + 2)}",
        stroke_width="1.6",
        stroke_dasharray="5 3",
        marker_end=f"url(#{prefix}-back)",
    )
