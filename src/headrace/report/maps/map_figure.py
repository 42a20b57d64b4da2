"""The map as a page shows it: key, horizontal and vertical picture; item strips when there are too few."""

from __future__ import annotations

from typing import TYPE_CHECKING

from headrace.report.drawing.svg import hatch, number, tag, words
from headrace.report.maps import folding
from headrace.report.maps.ladder import strips
from headrace.report.maps.map_picture import horizontal
from headrace.report.maps.map_sentences import MAP_FROM
from headrace.report.maps.map_vertical import vertical
from headrace.report.wording.phrases import text

if TYPE_CHECKING:
    from collections.abc import Iterator

    from headrace.report.links import Href
    from headrace.report.view import MapView

_WIDE = (("pic-l", 1344, "map-l"), ("pic-m", 1180, "map-m"))
_NARROW = (("pic-s", 358, "map-s"), ("pic-xs", 288, "map-xs"))


def figure(view: MapView, href: Href) -> str:
    """Return the whole ``<figure>``: all layouts of the picture, of which the stylesheet shows one.

    With fewer than ten finished items it holds their own ladders instead, and with none it is empty.
    """
    if view.missing or not view.blocks or view.n_finished == 0:
        return ""
    if view.n_finished < MAP_FROM:
        return f'<figure class="map">{strips(view.strips, href)}</figure>' if view.strips else ""
    view = folding.to_fit(view)
    name = text("picture.title", {"name": view.name})
    shown = []
    for cls, width, prefix in _WIDE:
        drawing = horizontal(view, href, width=width, prefix=prefix)
        shown.append(tag("div", drawing, cls=f"scroll {cls}", tabindex="0", role="region", aria_label=name))
    for cls, width, prefix in _NARROW:
        shown.append(tag("div", vertical(view, href, width=width, prefix=prefix), cls=cls))
    return f'<figure class="map">{key(view)}{"".join(shown)}</figure>'


def key(view: MapView) -> str:
    """Return the key to the picture as an HTML list: only the signs that are in it."""
    lines = []
    for wide, shapes, said in signs(view, "key"):
        narrow_too = shapes and "s-rework" not in shapes
        if shapes:
            box = f"0 0 {number(wide)} 10"
            picture = tag("svg", shapes, cls="pic", width=wide, height=10, viewBox=box, aria_hidden="true")
            lines.append(tag("li", f"{picture} {words(said)}", cls=None if narrow_too else "wide"))
        else:
            lines.append(tag("li", words(said), cls="wide"))
    return f'<ul class="key" aria-label="Key">{"".join(lines)}</ul>'


def signs(view: MapView, prefix: str) -> list[tuple[float, str, str]]:
    """Return the signs in a picture of this view: width in px, shapes in a box 10 px tall, words."""
    return [(wide, shapes, text(phrase)) for there, wide, shapes, phrase in _signs(view, prefix) if there]


def _signs(view: MapView, prefix: str) -> Iterator[tuple[bool, float, str, str]]:
    yield view.work_days > 0, 18, tag("rect", cls="f-active", width=18, height=10), "key.active"
    paint = f"url(#{prefix}-hatch)"
    hatched = tag("rect", cls="s-wait", fill=paint, width=18, height=10, stroke_width="0.75")
    waits = view.wait_days > 0
    yield waits, 18, tag("defs", hatch(f"{prefix}-hatch")) + hatched, "key.wait"
    square = tag("rect", cls="f-blocked", width=18, height=10)
    square += tag("rect", cls="f-paper", x=6, y=2, width=6, height=6)
    yield view.blocked_days > 0, 18, square, "key.blocked"
    triangle = tag("polygon", cls="no-fill s-ink2", points="1,9.5 10,9.5 5.5,1.5")
    yield any(wall.waiting_now for wall in view.walls), 11, triangle, "key.now"
    right = any(block.right_first_time is not None for block in view.blocks)
    yield right, 0, "", "key.right"
    arrow = tag("path", cls="no-fill s-rework", d="M23 5H6", stroke_width="1.6", stroke_dasharray="5 3")
    arrow += tag("path", cls="f-rework", d="M0 5l7-3.6v7.2z")
    yield bool(view.returns), 24, arrow, "key.back"
    dashed = tag("rect", cls="no-fill s-axis", x=0.5, y=0.5, width=17, height=9, stroke_dasharray="4 2.5")
    estimated = any(block.estimated for block in view.blocks) or any(wall.estimated for wall in view.walls)
    yield estimated, 18, dashed, "key.estimated"
    weak = any(run.matched is not None and run.matched < 0.9 for run in view.tools[1:])
    yield weak, 0, "", "key.matched"
